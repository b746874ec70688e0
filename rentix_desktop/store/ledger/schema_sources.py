"""The tables of kept sources: what came of looking at them, and the prints of their rows.

A print says: the row that looks so was read with this meaning, and the portal's last word on its listing is what it
says. Whatever changes what the ledger knows of the listing, or what a person corrects of it, takes the print away in the
same transaction, by triggers: no code that writes a listing has to know of prints, and none can forget them.
"""

from __future__ import annotations

from typing import Final

SOURCES: Final = (
    """
    CREATE TABLE visits (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        at REAL NOT NULL,
        end TEXT NOT NULL,
        run INTEGER,
        reason TEXT,                           -- [code, params]
        file TEXT,                             -- [path, size, changed_at, digest]
        rows INTEGER NOT NULL,
        same INTEGER NOT NULL
    )
    """,
    "CREATE INDEX visits_by_source ON visits (source, id)",
    # everything else that decided what was sent of the rows whose prints are kept
    "CREATE TABLE meanings (id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, meaning TEXT NOT NULL)",
    """
    CREATE TABLE prints (
        external_id TEXT NOT NULL,
        meaning INTEGER NOT NULL,
        print BLOB NOT NULL,
        PRIMARY KEY (external_id, meaning)
    ) WITHOUT ROWID
    """,
    """
    CREATE TRIGGER listing_changed AFTER UPDATE OF external_id, fields, doubt, shown, source ON listings BEGIN
        DELETE FROM prints WHERE external_id IN (old.external_id, new.external_id);
    END
    """,
    """
    CREATE TRIGGER listing_gone AFTER DELETE ON listings BEGIN
        DELETE FROM prints WHERE external_id = old.external_id;
    END
    """,
    """
    CREATE TRIGGER listing_new AFTER INSERT ON listings BEGIN
        DELETE FROM prints WHERE external_id = new.external_id;
    END
    """,
    """
    CREATE TRIGGER correction_made AFTER INSERT ON corrections BEGIN
        DELETE FROM prints WHERE external_id = new.external_id;
    END
    """,
    """
    CREATE TRIGGER correction_changed AFTER UPDATE ON corrections BEGIN
        DELETE FROM prints WHERE external_id IN (old.external_id, new.external_id);
    END
    """,
    "ALTER TABLE runs ADD COLUMN same INTEGER NOT NULL DEFAULT 0",  # unchanged rows that have no rows of their own here
    # what the brake held back: the question is asked with the list
    "CREATE TABLE held (run INTEGER NOT NULL, external_id TEXT NOT NULL, PRIMARY KEY (run, external_id)) WITHOUT ROWID",
    # which fields the portal was asked about, and whether it takes them empty
    "CREATE TABLE empties (field TEXT PRIMARY KEY, taken INTEGER NOT NULL) WITHOUT ROWID",
)
