"""Writing what came of sent rows, and of accepted ones the listing as the portal now has it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rentix_desktop.store.ledger.codec import clean, to_json
from rentix_desktop.store.ledger.pairs import keep_pair
from rentix_desktop.sync.books.pairs import PairAnswer
from rentix_desktop.sync.destination import Accepted, Later, Lost, Outcome, Refused
from rentix_desktop.sync.ledger import Action, RunKind

_ACCEPTED: Final = """
    UPDATE rows SET answer = 'accepted', intent = 0, lost = 0, created = ?, messages = NULL, unexplained = 0,
        answered_at = ?, portal_id = coalesce(?, portal_id), public_url = ?, portal_status = ?,
        job = ?, job_state = NULL, job_message = '', job_over = 0, seen = NULL WHERE run = ? AND seq = ?
"""
_REFUSED: Final = """
    UPDATE rows SET answer = 'refused', intent = 0, lost = 0, messages = ?, unexplained = ?,
        answered_at = ? WHERE run = ? AND seq = ?
"""
_LOST: Final = "UPDATE rows SET intent = 0, lost = 1, ever_in_doubt = 1 WHERE run = ? AND seq = ?"
_LATER: Final = "UPDATE rows SET intent = 0, attempts = attempts - 1 WHERE run = ? AND seq = ? AND intent"
_LISTING: Final = """
    INSERT INTO listings (external_id, fields, doubt, portal_id, public_url, source, shown, status, made)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (external_id) DO UPDATE SET fields = excluded.fields, doubt = excluded.doubt,
        portal_id = excluded.portal_id, public_url = excluded.public_url,
        source = excluded.source, shown = excluded.shown, status = excluded.status, made = excluded.made
"""
_FIRST_AT: Final = """
    UPDATE listings SET first_at = ? WHERE first_at IS NULL AND external_id IN (SELECT value FROM json_each(?))
"""
_LEAVE: Final = """
    UPDATE rows SET action = 'skip' WHERE external_id = ? AND action IN ('update', 'hide') AND (answer IS NULL OR lost)
        AND run IN (SELECT id FROM runs WHERE started_at IS NOT NULL AND NOT complete)
"""
"""What was left to change of a listing that has no id any more: sent, it would make another one."""
_LINKS: Final = (Action.LINK, Action.UNLINK)
_OVERTAKEN: Final = """
    UPDATE rows SET action = 'skip' WHERE action IN ('link', 'unlink') AND (answer IS NULL OR lost) AND run < :run
        AND run IN (SELECT id FROM runs WHERE kind = 'link' AND started_at IS NOT NULL AND NOT complete)
        AND (external_id IN (SELECT value FROM json_each(:ids)) OR portal_id IN (SELECT value FROM json_each(:portal_ids)))
"""
"""What was left to link, or to take a link off, of listings and ids of which a later word was accepted."""
_BEFORE: Final = """
    INSERT INTO befores (run, seq, fields, doubt, shown, status, made) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (run, seq) DO UPDATE SET fields = excluded.fields, doubt = excluded.doubt
"""


@dataclass(slots=True)
class _Listing:
    """A listing while the answers are applied to it."""

    external_id: str
    source: str | None
    fields: dict[str, Any] = field(default_factory=dict)
    doubt: set[str] = field(default_factory=set)
    portal_id: str | None = None
    public_url: str | None = None
    shown: bool | None = True
    status: str | None = None
    made: bool = False

    def to_sql(self) -> tuple[Any, ...]:
        """What `_LISTING` writes."""
        return (
            self.external_id,
            to_json(self.fields),
            to_json(sorted(self.doubt)),
            self.portal_id,
            self.public_url,
            self.source,
            self.shown,
            self.status,
            self.made,
        )

    def before(self, sent: dict[str, Any], earlier: dict[str, Any] | None) -> tuple[Any, ...]:
        """What is known of the fields about to be written. `earlier` was known before an answer about them was lost."""
        known = {name: self.fields[name] for name in sent if name in self.fields and name not in self.doubt}
        if earlier is not None:
            known = earlier | known
        doubt = sorted(name for name in sent if name in self.doubt and name not in known)
        return to_json(known), to_json(doubt), self.shown, self.status, self.made

    def accept(self, action: Action, fields: dict[str, Any], answer: Accepted, source: str) -> None:
        self.fields.update(fields)
        self.doubt.difference_update(fields)
        self.shown = action is not Action.HIDE
        self.portal_id = clean(answer.portal_id) if answer.portal_id else self.portal_id
        self.public_url = clean(answer.public_url) if answer.public_url else self.public_url
        self.status = clean(answer.status) if answer.status else None
        self.source = source or self.source

    def link(self, record: dict[str, Any], portal_id: str, source: str) -> None:
        """What the service has of it is known: it was read before it was linked."""
        self.fields, self.doubt, self.shown = record, set(), True
        self.portal_id, self.source = portal_id, source

    def was(self, record: dict[str, Any], sent: dict[str, Any], portal_id: str) -> None:
        """What the service had of it is known: it was read before it was chosen."""
        told = {name: record[name] for name in sent if name in record}
        self.fields |= told
        self.doubt.difference_update(told)
        self.shown, self.portal_id = True, portal_id

    def lose(self, action: Action, fields: dict[str, Any]) -> None:
        self.doubt.update(fields)
        if action is Action.HIDE or self.shown is False:
            self.shown = None


def settle(db: sqlite3.Connection, run: int, outcomes: Sequence[tuple[int, Outcome]], now: float) -> None:
    """Within the caller's transaction. `now` in seconds since the epoch, UTC."""
    if not outcomes:
        return
    _write_facts(db, run, outcomes, now)
    touched = [(seq, outcome) for seq, outcome in outcomes if isinstance(outcome, Accepted | Lost)]
    if touched:
        _write_listings(db, run, touched, now)


def _write_facts(db: sqlite3.Connection, run: int, outcomes: Sequence[tuple[int, Outcome]], now: float) -> None:
    facts: dict[str, list[tuple[Any, ...]]] = {_ACCEPTED: [], _REFUSED: [], _LOST: [], _LATER: []}
    for seq, outcome in outcomes:
        match outcome:
            case Accepted():
                words = (outcome.portal_id, outcome.public_url, outcome.status, outcome.job)
                facts[_ACCEPTED].append((outcome.created, now, *(word and clean(word) for word in words), run, seq))
            case Refused():
                facts[_REFUSED].append((to_json(outcome.messages), outcome.explain, now, run, seq))
            case Lost():
                facts[_LOST].append((run, seq))
            case Later():
                facts[_LATER].append((run, seq))
    for statement, params in facts.items():
        db.executemany(statement, params)


def _write_listings(db: sqlite3.Connection, run: int, outcomes: Sequence[tuple[int, Outcome]], now: float) -> None:
    source, kind = db.execute("SELECT source, kind FROM runs WHERE id = ?", (run,)).fetchone()
    seqs = to_json([seq for seq, _ in outcomes])
    rows = {
        seq: (external_id, Action(action), json.loads(fields))
        for seq, external_id, action, fields in db.execute(
            "SELECT r.seq, r.external_id, r.action, c.fields FROM rows r"
            " JOIN contents c ON c.run = r.run AND c.seq = r.seq"
            " WHERE r.run = ? AND r.seq IN (SELECT value FROM json_each(?))",
            (run, seqs),
        )
    }
    linked = [seq for seq, outcome in outcomes if rows[seq][1] in _LINKS and isinstance(outcome, Accepted)]
    if written := [_write_link(db, run, seq, source) for seq in linked]:
        ids, portal_ids = (to_json(list(names)) for names in zip(*written, strict=True))
        db.execute(_OVERTAKEN, {"run": run, "ids": ids, "portal_ids": portal_ids})
    _write_nameless(db, run, [seq for seq, _ in outcomes if not rows[seq][0]])
    outcomes = [(seq, outcome) for seq, outcome in outcomes if rows[seq][0] and rows[seq][1] not in _LINKS]
    rows = {seq: rows[seq] for seq, _ in outcomes}
    known = _known(db, [external_id for external_id, _, _ in rows.values()])
    if kind == RunKind.HIDE:
        _take_in(db, run, list(rows), known)
    _write_befores(db, run, rows, known)
    maybe: list[tuple[str, str]] = []
    for seq, outcome in outcomes:
        external_id, action, fields = rows[seq]
        if isinstance(outcome, Accepted):
            new = action is Action.CREATE and outcome.created is not False
            listing = known.setdefault(external_id, _Listing(external_id, source, made=new))
            listing.accept(action, fields, outcome, source)
        elif external_id in known:
            known[external_id].lose(action, fields)
        elif action is Action.CREATE:
            maybe.append((external_id, source))
    db.executemany("INSERT OR IGNORE INTO maybe_there VALUES (?, ?)", maybe)
    db.execute("DELETE FROM maybe_there WHERE external_id IN (SELECT value FROM json_each(?))", (to_json(list(known)),))
    db.executemany(_LISTING, [listing.to_sql() for listing in known.values()])
    accepted = [rows[seq][0] for seq, outcome in outcomes if isinstance(outcome, Accepted)]
    db.execute(_FIRST_AT, (now, to_json(accepted)))


def _write_link(db: sqlite3.Connection, run: int, seq: int, source: str) -> tuple[str, str]:
    """A listing that was linked is known from now on, one whose link was taken off is not any more. Its id and that of
    the service."""
    external_id, action, portal_id, record = db.execute(
        "SELECT r.external_id, r.action, r.portal_id, c.rest FROM rows r"
        " JOIN contents c ON c.run = r.run AND c.seq = r.seq WHERE r.run = ? AND r.seq = ?",
        (run, seq),
    ).fetchone()
    db.execute("DELETE FROM maybe_there WHERE external_id = ?", (external_id,))
    if action == Action.UNLINK:
        db.execute("DELETE FROM listings WHERE external_id = ?", (external_id,))
        db.execute(_LEAVE, (external_id,))
        keep_pair(db, portal_id, external_id, PairAnswer.LEFT)  # proposed again, it is not ticked
        return external_id, portal_id
    keep_pair(db, portal_id, external_id, None)
    listing = _Listing(external_id, source)
    listing.link(json.loads(record), portal_id, source)
    db.execute(_LISTING, listing.to_sql())
    return external_id, portal_id


_CHOSEN: Final = """
    SELECT r.seq, r.external_id, r.action, r.portal_id, c.rest, c.fields FROM rows r
    JOIN contents c ON c.run = r.run AND c.seq = r.seq WHERE r.run = ? AND r.seq IN (SELECT value FROM json_each(?))
"""
"""What the service had of listings that were chosen there stands in their rows."""


def _take_in(db: sqlite3.Connection, run: int, seqs: list[int], known: dict[str, _Listing]) -> None:
    """One that was not known is from now on: the next file that has it changes it. It is no source's."""
    for _, external_id, _, portal_id, rest, sent in db.execute(_CHOSEN, (run, to_json(seqs))):
        record = json.loads(rest)
        listing = known.setdefault(external_id, _Listing(external_id, None, dict(record)))
        listing.was(record, json.loads(sent), portal_id)


def _write_nameless(db: sqlite3.Connection, run: int, seqs: list[int]) -> None:
    """Of listings that have no id of ours only what they were before is kept: no file has them."""
    rows = db.execute(_CHOSEN, (run, to_json(seqs))).fetchall() if seqs else []
    for seq, _, action, _, rest, sent in rows:
        listing = _Listing("", None, json.loads(rest), shown=action == Action.HIDE)
        db.execute(_BEFORE, (run, seq, *listing.before(json.loads(sent), None)))


def _write_befores(
    db: sqlite3.Connection, run: int, rows: dict[int, tuple[str, Action, dict[str, Any]]], known: dict[str, _Listing]
) -> None:
    """Of listings that were known. A row whose answer was lost and that is sent again keeps what was known then."""
    found = db.execute(
        "SELECT seq, fields FROM befores WHERE run = ? AND seq IN (SELECT value FROM json_each(?))",
        (run, to_json(list(rows))),
    )
    earlier = {seq: json.loads(fields) for seq, fields in found}
    db.executemany(
        _BEFORE,
        [
            (run, seq, *known[external_id].before(sent, earlier.get(seq)))
            for seq, (external_id, _, sent) in rows.items()
            if external_id in known
        ],
    )


def _known(db: sqlite3.Connection, external_ids: list[str]) -> dict[str, _Listing]:
    found = db.execute(
        "SELECT external_id, source, fields, doubt, portal_id, public_url, shown, status, made FROM listings"
        " WHERE external_id IN (SELECT value FROM json_each(?))",
        (to_json(external_ids),),
    )
    return {
        external_id: _Listing(
            external_id,
            source,
            json.loads(fields),
            set(json.loads(doubt)),
            portal_id,
            public_url,
            None if shown is None else bool(shown),
            status,
            bool(made),
        )
        for external_id, source, fields, doubt, portal_id, public_url, shown, status, made in found
    }


def undo(db: sqlite3.Connection, run: int, seq: int, fields: Collection[str] | None) -> None:
    """These fields (None = all) of a row's listing are not as they were sent. Within the caller's transaction."""
    row = "SELECT external_id FROM rows WHERE run = ? AND seq = ?"
    found = db.execute(f"SELECT external_id, fields, doubt FROM listings WHERE external_id = ({row})", (run, seq))  # noqa: S608 - constants
    for external_id, known, doubt in found.fetchall():
        names = set(json.loads(known)) if fields is None else set(fields)
        db.execute(
            "UPDATE listings SET doubt = ? WHERE external_id = ?",
            (to_json(sorted({*json.loads(doubt), *names})), external_id),
        )


def remove_run(db: sqlite3.Connection, run: int) -> None:
    """A plan that is not sent. Within the caller's transaction."""
    db.execute("DELETE FROM contents WHERE run = ?", (run,))
    db.execute("DELETE FROM befores WHERE run = ?", (run,))
    db.execute("DELETE FROM held WHERE run = ?", (run,))
    db.execute("DELETE FROM rows WHERE run = ?", (run,))
    db.execute("DELETE FROM runs WHERE id = ?", (run,))
