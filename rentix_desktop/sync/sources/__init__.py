"""Kept files: what was uploaded once is kept up to date from then on, by one click or by none.

source    what is kept: where the file is, how it is read, what its columns and texts mean, the rules
book      the port to what happened: a visit each time a source was looked at, and the prints of its rows
find      which file it is today, and whether it may be taken: complete, of the same layout, not older
turn      one source, once: find, read, plan only what changed, send, and one visit that says what came of it
times     when a source is due, by a clock that is given
monitor   the figures of the home page and of `status`
"""
