"""Which accounts of the portal are which agents of the file, their profiles, and who has no account."""
