"""Which accounts of the service are which agents of the file.

`agents`: who is meant by the texts of the file. `name_index`: which accounts are worth comparing. `pairing`: which of them
it is, and why that is asked. `choosing`: what a person decides. `staff`: all of it for one file, with the ledger.
`sending`: links and profiles are sent until each is settled. `profile`: what of an account is edited.
"""
