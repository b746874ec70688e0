"""What is kept: one ledger (SQLite) an account, settings, layouts, decisions, kept sources; keys in the keyring."""
