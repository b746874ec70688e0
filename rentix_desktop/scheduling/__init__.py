"""Entries in the system's own scheduler, so that kept files are brought up to date with no window open."""
