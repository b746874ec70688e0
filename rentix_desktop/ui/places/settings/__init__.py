"""Accounts, language and theme, the connection, remembered layouts, kept corrections, how long history is kept."""
