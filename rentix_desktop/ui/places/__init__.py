"""Pages outside the wizard.

home       what needs a person, the kept files, the last 30 days; source_editor is where a file is kept, or changed
linking    which listings of the portal are which rows of the file; links that are there; doubles
agents     which accounts of the portal are which agents of the file
compare    what is on the portal and not as it was sent, and which side wins
uploads    the history, down to row and field, and the life of a listing
settings   accounts, language and theme, the connection, layouts, corrections, how long history is kept

`entries` is what the side lists. A place is a page as in the wizard, made by `ui.pages`; beside it `…_view(s)` holds
widgets, `…_words` sentences, `…_work` what runs on a worker (no Qt), `…_note` what outlives the page in `session.notes`.
"""
