"""Kept files: what was uploaded once is kept up to date from then on, by one click or by none.

source    what is kept: where the file is, how it is read, what its columns and texts mean, the rules
book      the port to what happened: a visit each time a source was looked at, and the prints of its rows
find      which file it is today, and whether it is the newest, still as it was a moment ago, not older than the last
taking    reading it: complete, of the layout, not empty; else why it is not taken
meaning   what its columns mean by what was decided: nothing is guessed; the digest of all that decides what a row becomes
codes     which listings it has, and whether its codes are those of the file before
rows      which of its rows have to be looked at: those that are not known to be as they were accepted
reach     the service with the account's own key, and what it takes empty
refused   what the service refused or could not publish today, so that the same is not sent again
turn      one source, once: find, read, plan only what changed, send, and one visit that says what came of it; `turn_options`: how it is
          made, and how it ended
news      what became of the listings that were sent
due       whether it is due where nobody watches its file
times     when a source is due, by a clock that is given
schedule  the one entry in the system's scheduler, and the port to it
monitor   the figures of the home page and of `status`
"""
