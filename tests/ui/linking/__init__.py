"""Linking in the window, against the demo portal with listings that people typed in, over a real ledger."""
