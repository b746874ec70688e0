"""Kept files are brought up to date while the window is open, seen or in the tray.

`tending.Tending` is made once by the window (`window.tending`) and handed to the pages that show sources::

    tending.began(name)             a turn of the source of that name has begun
    tending.progressed(name, p)     p: a sync.progress.RunProgress, or the number of rows looked at so far
    tending.ended(name, visit)      visit: sync.sources.book.Visit, or None where nothing could be written down;
                                    tending.picture(name).trouble is the AppError then
    tending.needs_changed(account)  what needs a person may be different: ask the monitor again
    tending.changed()               any of the pictures has changed (next time, waiting, paused): ask `picture` again

    tending.picture(name) -> Picture(running, progress, waits_for, due, trouble)
    tending.sync_now(name); tending.sync_all(); tending.stop(name)
    tending.pause(True); tending.paused
    tending.sources_changed()       after a source was saved, renamed or deleted, or an account was connected

Names are `Source.name`, which are unique on this computer. All of it is used from the window's thread; receivers are
methods of QObjects. "Next: tomorrow 08:00" is `texts.times.next_words(source.times, picture.due, now, tr)`.

watching  the files: events of the system, and a slow look for drives that send none
timers    the moment the next source is due; a computer that slept is noticed
turns     one turn on a worker: its own ledger and destination, and never two senders for one account
tending   which source goes when; what the window shows of it
notices   one notification for what needs a person, not again until it changes
tray      the icon beside the clock, where there is one
presence  the window beside all this: closed it stays in the tray, a notification opens it at the right place

Who else sends for an account, on a job of their own, holds `session.senders.alone(account, task)` while it sends, and
says `session.tend(account, job, outdates=True)` before it starts: the wizard cannot send meanwhile, and makes its
forecast anew afterwards. What tending sends goes through a ledger opened for the turn, so that what the wizard has
planned with the connection's own is not thrown away (`SqliteLedger.begin`).
"""
