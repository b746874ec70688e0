"""The database of one account: its tables, and the steps that bring an older one up to date.

Only facts are stored; `STATE` and `PUBLICATION` say in SQL what `sync.states` says in Python, and a test compares them.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.store.ledger.agents import AGENTS
from rentix_desktop.store.ledger.conflicts import CONFLICTS
from rentix_desktop.store.ledger.pairs import APART, PAIRS
from rentix_desktop.store.ledger.schema_kept import KEPT, KEPT_PARTS
from rentix_desktop.store.ledger.schema_sources import SOURCES

ENGINE: Final = f"sqlite {sqlite3.sqlite_version}"
"""What holds the databases, for "copy details for support"."""

STATE: Final = """
    CASE
        WHEN r.action IN ('blocked', 'wait') THEN 'blocked'
        WHEN r.action = 'none' THEN 'unchanged'
        WHEN r.action = 'skip' THEN 'skipped'
        WHEN r.intent THEN CASE WHEN :alive THEN 'sending' ELSE 'in-doubt' END
        WHEN r.lost THEN 'in-doubt'
        WHEN r.answer IS NOT NULL THEN r.answer
        WHEN :alive THEN 'ready'
        ELSE 'not-sent'
    END
"""

PUBLICATION: Final = """
    CASE
        WHEN r.seen IS NOT NULL THEN r.seen
        WHEN r.job IS NULL THEN 'accepted'
        WHEN r.job_state = 'completed' THEN 'published'
        WHEN r.job_state = 'failed' THEN 'failed'
        WHEN r.job_state = 'failed_retryable' THEN 'failed_for_now'
        ELSE 'processing'
    END
"""

DESCENT: Final = """
    WITH RECURSIVE descent (id) AS (
        VALUES (?) UNION SELECT runs.id FROM runs JOIN descent ON runs.parent = descent.id
    ) SELECT id FROM descent
"""
"""A run, and all that were made from it: its retries, the runs that took it back, and theirs."""

NOT_PUBLISHED: Final = f"""
    (r.job_state IN ('failed', 'failed_retryable') OR r.seen IN ('failed', 'failed_for_now', 'blocked', 'gone'))
    AND {PUBLICATION} IN ('failed', 'failed_for_now', 'blocked', 'gone')
    AND NOT EXISTS (
        SELECT 1 FROM rows later WHERE later.external_id = r.external_id AND later.answer = 'accepted'
        AND (r.external_id <> '' OR later.portal_id = r.portal_id)
        AND (later.run > r.run OR (later.run = r.run AND later.seq > r.seq))
    )
"""  # noqa: S608 - constants
"""Of accepted rows: it is not as it was sent, and was not sent well since. The first line is that of an index."""

_FIRST: Final = (
    # AUTOINCREMENT: the number of a discarded run is never used again, exported workbooks carry it
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        source TEXT NOT NULL,
        file_name TEXT NOT NULL,
        parent INTEGER,
        created_at REAL NOT NULL,
        started_at REAL,
        finished_at REAL,
        complete INTEGER NOT NULL DEFAULT 0,
        session TEXT,                          -- the process that runs it, or ran it last
        replaced_by INTEGER,                   -- a later run of the same rows: this one is not resumed
        requests INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0,
        hide_held INTEGER NOT NULL DEFAULT 0
    )
    """,
    # the small facts that change apart from the large texts that do not: updates and counts stay cheap
    """
    CREATE TABLE rows (
        run INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        row INTEGER,
        sheet_row INTEGER,
        external_id TEXT NOT NULL,
        action TEXT NOT NULL,
        answer TEXT,
        intent INTEGER NOT NULL DEFAULT 0,
        lost INTEGER NOT NULL DEFAULT 0,
        ever_in_doubt INTEGER NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0,
        created INTEGER,
        messages TEXT,
        unexplained INTEGER NOT NULL DEFAULT 0,
        portal_id TEXT,
        public_url TEXT,
        portal_status TEXT,
        PRIMARY KEY (run, seq)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE contents (
        run INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        rest TEXT NOT NULL,                    -- of the record, what does not stand in fields
        fields TEXT NOT NULL,
        beyond INTEGER NOT NULL,               -- fields hold more than the record: rest is all of it
        problems TEXT NOT NULL,
        PRIMARY KEY (run, seq)
    )
    """,
    """
    CREATE TABLE listings (
        external_id TEXT PRIMARY KEY,
        fields TEXT NOT NULL,                  -- as last accepted
        doubt TEXT NOT NULL DEFAULT '[]',      -- names of fields sent since without an answer
        portal_id TEXT,
        public_url TEXT,
        source TEXT,
        shown INTEGER                          -- NULL: not known
    )
    """,
    "CREATE INDEX listings_by_source ON listings (source, external_id)",
    "CREATE INDEX rows_on_the_way ON rows (run) WHERE intent",
)

_JOBS: Final = (
    "ALTER TABLE rows ADD COLUMN job TEXT",
    "ALTER TABLE rows ADD COLUMN job_state TEXT",  # NULL: not asked yet
    "ALTER TABLE rows ADD COLUMN job_message TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE rows ADD COLUMN job_over INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX rows_followed ON rows (run, seq) WHERE job IS NOT NULL AND NOT job_over",
)

_SEEN: Final = (
    "ALTER TABLE rows ADD COLUMN seen TEXT",  # a Publication; NULL: not looked at since the last news
    "ALTER TABLE rows ADD COLUMN seen_at REAL",
)

_MAYBE: Final = (
    # new listings that were sent, and never answered for: a row of a later file, or a look, says whether they are there
    "CREATE TABLE maybe_there (external_id TEXT PRIMARY KEY, source TEXT NOT NULL) WITHOUT ROWID",
    """
    INSERT OR IGNORE INTO maybe_there
        SELECT r.external_id, runs.source FROM rows r JOIN runs ON runs.id = r.run
        WHERE r.action = 'create' AND (r.lost OR r.intent) AND r.external_id NOT IN (SELECT external_id FROM listings)
    """,
)

_BEFORE: Final = (
    # of a listing that was known, what it was before a row was sent: a run can be taken back
    """
    CREATE TABLE befores (
        run INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        fields TEXT NOT NULL,                  -- of those that were sent
        doubt TEXT NOT NULL,                   -- names of those that nobody knew, for a lost answer
        shown INTEGER,
        status TEXT,
        made INTEGER NOT NULL,
        PRIMARY KEY (run, seq)
    )
    """,
    "ALTER TABLE listings ADD COLUMN status TEXT",  # the service's own word, as it said it last
    "ALTER TABLE listings ADD COLUMN made INTEGER NOT NULL DEFAULT 0",  # it is there because it was sent from here
    """
    UPDATE listings SET made = 1 WHERE external_id IN (
        SELECT external_id FROM rows WHERE action = 'create' AND answer = 'accepted' AND coalesce(created, 1)
    )
    """,
)

_ORIGINS: Final = (
    "ALTER TABLE runs ADD COLUMN origin TEXT",
)  # how the file was read, as `sync.repair.origin` writes it

_CORRECTIONS: Final = (
    # made by a person, applied again while the file says what it said then
    """
    CREATE TABLE corrections (
        external_id TEXT NOT NULL,             -- in the file; of a row that has none of its own, its place in its run
        field TEXT NOT NULL,
        was TEXT NOT NULL,
        said TEXT NOT NULL,                    -- the text of a cell that could not be read
        now TEXT NOT NULL,
        at REAL NOT NULL,
        overtaken_by INTEGER,                  -- goes when this run is started: the file says something else
        PRIMARY KEY (external_id, field)
    ) WITHOUT ROWID
    """,
    "ALTER TABLE contents ADD COLUMN applied TEXT NOT NULL DEFAULT ''",
)

_HISTORY: Final = (
    "ALTER TABLE rows ADD COLUMN answered_at REAL",  # when the last answer came; NULL = none did
    "ALTER TABLE rows ADD COLUMN job_at REAL",  # when the last news of its job came
    "ALTER TABLE runs ADD COLUMN file_changed_at REAL",
    "ALTER TABLE runs ADD COLUMN counts TEXT",  # of a run whose rows were removed: `sync.ledger.Counts`; NULL = they are there
    "ALTER TABLE listings ADD COLUMN first_at REAL",  # when it was accepted first from here
    # what the service said of the month when it was asked last
    "CREATE TABLE quota (one INTEGER PRIMARY KEY CHECK (one = 1), used INTEGER, allowed INTEGER, at REAL NOT NULL)",
    """
    UPDATE rows SET answered_at = (SELECT coalesce(finished_at, started_at, created_at) FROM runs WHERE id = rows.run)
        WHERE answer IS NOT NULL
    """,
    "CREATE INDEX rows_by_listing ON rows (external_id)",
    """
    UPDATE listings SET first_at = (
        SELECT min(answered_at) FROM rows WHERE external_id = listings.external_id AND answer = 'accepted'
    )
    """,
    # these hold all that the figures are counted from, so that a year of rows is not read for a month of them
    """
    CREATE INDEX rows_answered ON rows (answered_at, run, answer, action, created, ever_in_doubt)
        WHERE answered_at IS NOT NULL
    """,
    "CREATE INDEX rows_failed ON rows (run, external_id) WHERE answer = 'refused' OR action = 'blocked'",
    """
    CREATE INDEX rows_not_published ON rows (run, seq)
        WHERE job_state IN ('failed', 'failed_retryable') OR seen IN ('failed', 'failed_for_now', 'blocked', 'gone')
    """,
    "CREATE INDEX listings_shown ON listings (source, shown, status)",
)

STEPS: Final[tuple[tuple[str, ...], ...]] = (
    _FIRST, _JOBS, _SEEN, _MAYBE, _BEFORE, _ORIGINS, _CORRECTIONS, _HISTORY, SOURCES, AGENTS, PAIRS, KEPT,
    CONFLICTS, APART, KEPT_PARTS,
)  # fmt: skip
"""Step n brings a database of version n to version n + 1. Steps are only ever added."""


def upgrade(connection: sqlite3.Connection) -> None:
    """Brings the tables up to date, each step whole or not at all. The connection is in autocommit mode.

    Raises AppError DATABASE_NEWER (params version, known) where a newer program made it; sqlite3.Error.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(STEPS):
        raise AppError(Code.DATABASE_NEWER, Cause.ENVIRONMENT, version=version, known=len(STEPS))
    for number in range(version, len(STEPS)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in STEPS[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
