"""Entries in the system's own scheduler, so that kept files are brought up to date with no window open.

windows   Task Scheduler, by `schtasks` and a task in XML
systemd   a user service and its timer
launchd   an agent of the person who is logged on
system    which of them this computer has
tools     calling the system's programs, and files that are put back when a call fails
"""
