"""The ledger on disk: SQLite, one database an account. `ledger` is the class, the others are its parts."""
