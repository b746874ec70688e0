"""What a kept file needs to know besides itself: which other kept files have a listing, too, and what was taken back.

What was taken back is noted where an undo's rows are answered, and forgotten where the listing is sent well again or is
not known any more, by triggers in the same transaction: no code that settles a row has to know of it.
"""

from __future__ import annotations

from typing import Final

KEPT: Final = (
    "CREATE TABLE kept (id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, name TEXT NOT NULL)",
    # of the last file that was taken of each
    "CREATE TABLE codes (kept INTEGER NOT NULL, external_id TEXT NOT NULL, PRIMARY KEY (kept, external_id)) WITHOUT ROWID",
    "INSERT INTO kept (source, name) SELECT DISTINCT source, source FROM visits",
    """
    INSERT INTO codes SELECT kept.id, listings.external_id FROM listings JOIN kept USING (source)
        WHERE listings.shown IS NOT 0
    """,
    """
    CREATE TABLE undone (
        external_id TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        run INTEGER NOT NULL,                  -- the undo
        fields TEXT NOT NULL,                  -- what it sent
        former TEXT NOT NULL,                  -- of these, what was taken back; one that is missing nobody knows
        at REAL NOT NULL,
        waits INTEGER NOT NULL DEFAULT 0       -- the last file of its source said again what was taken back
    ) WITHOUT ROWID
    """,
    """
    INSERT OR REPLACE INTO undone (external_id, source, run, fields, former, at)
        SELECT r.external_id, runs.source, r.run, c.fields, b.fields, coalesce(r.answered_at, 0)
        FROM runs JOIN runs taken ON taken.id = runs.parent AND taken.kind <> 'undo'
            JOIN rows r ON r.run = runs.id
            JOIN contents c ON c.run = r.run AND c.seq = r.seq
            JOIN befores b ON b.run = r.run AND b.seq = r.seq
        WHERE runs.kind = 'undo' AND r.answer = 'accepted' AND NOT EXISTS (
            SELECT 1 FROM rows later WHERE later.external_id = r.external_id AND later.run > r.run
                AND later.answer = 'accepted'
        ) ORDER BY r.run
    """,
    # an undo of the undo takes the note away again
    """
    CREATE TRIGGER taken_back AFTER INSERT ON befores WHEN EXISTS (
        SELECT 1 FROM runs WHERE id = new.run AND kind = 'undo' AND source <> ''
    ) BEGIN
        INSERT OR REPLACE INTO undone (external_id, source, run, fields, former, at)
            SELECT r.external_id, runs.source, r.run, c.fields, new.fields, coalesce(r.answered_at, 0)
            FROM rows r JOIN runs ON runs.id = r.run JOIN contents c ON c.run = r.run AND c.seq = r.seq
            WHERE r.run = new.run AND r.seq = new.seq AND NOT EXISTS (
                SELECT 1 FROM undone u WHERE u.external_id = r.external_id AND u.run = runs.parent
            );
        DELETE FROM undone WHERE run = (SELECT parent FROM runs WHERE id = new.run)
            AND external_id = (SELECT external_id FROM rows WHERE run = new.run AND seq = new.seq);
    END
    """,
    """
    CREATE TRIGGER sent_again AFTER UPDATE OF answer ON rows
        WHEN new.answer = 'accepted' AND EXISTS (SELECT 1 FROM undone WHERE external_id = new.external_id)
            AND (SELECT kind FROM runs WHERE id = new.run) <> 'undo' BEGIN
        DELETE FROM undone WHERE external_id = new.external_id;
    END
    """,
    """
    CREATE TRIGGER undone_gone AFTER DELETE ON listings BEGIN
        DELETE FROM undone WHERE external_id = old.external_id;
    END
    """,
)

KEPT_PARTS: Final = (
    "DROP TRIGGER sent_again",
    # of a listing, what was sent again is not taken back any more; the rest of it still waits
    """
    CREATE TRIGGER sent_again AFTER UPDATE OF answer ON rows
        WHEN new.answer = 'accepted' AND EXISTS (SELECT 1 FROM undone WHERE external_id = new.external_id)
            AND (SELECT kind FROM runs WHERE id = new.run) <> 'undo' BEGIN
        UPDATE undone SET fields = json_patch(fields, (
            SELECT json_group_object(sent.key, NULL) FROM contents c, json_each(c.fields) sent
            WHERE c.run = new.run AND c.seq = new.seq
        )) WHERE external_id = new.external_id;
        DELETE FROM undone WHERE external_id = new.external_id AND fields = '{}';
    END
    """,
)
"""A step of its own: what was taken back waits field by field."""
