"""How the ledger's plain types stand in the database: large parts as JSON text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.sync.destination import JobNews, JobState, Publication
from rentix_desktop.sync.ledger import (
    LEFT_GONE,
    AccountKey,
    Action,
    Before,
    Counts,
    LedgerRow,
    Listing,
    PlannedRow,
    RunInfo,
    RunKind,
    State,
)
from rentix_desktop.sync.repair.corrections import KeptCorrection

ROW_COLUMNS: Final = """
    r.seq, r.row, r.sheet_row, r.external_id, r.action, c.rest, c.fields, c.beyond, c.problems,
    c.applied,
    r.attempts, r.ever_in_doubt, r.created, r.messages, r.portal_id, r.public_url, r.portal_status, r.unexplained,
    r.job, r.job_state, r.job_message, r.seen, r.seen_at
"""
"""What `row_of` reads, with the state before them."""

LISTING_COLUMNS: Final = f"external_id, fields, doubt, portal_id, public_url, source, shown, status IS '{LEFT_GONE}'"

RUN_COLUMNS: Final = (
    "id, kind, source, file_name, parent, created_at, started_at, finished_at, requests, seconds, hide_held,"
    " file_changed_at, counts IS NOT NULL"
)


_OF_PORTAL: Final = (Action.LINK, Action.UNLINK, Action.HIDE)
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def to_json(value: object) -> str:
    return clean(_ENCODER.encode(value))


def clean(text: str) -> str:
    """Without halves of characters, which an answer may hold and the database cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def planned_to_sql(run: int, row: PlannedRow) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """What is inserted into `rows` and into `contents`."""
    facts = (run, row.seq, row.row, row.sheet_row, row.external_id, row.action.value, row.portal_id)
    record, fields = row.record, row.fields
    beyond = any(name not in record or record[name] is not value for name, value in fields.items())
    rest = record if beyond else {name: value for name, value in record.items() if name not in fields}
    problems = _problems_to_json(row.problems) if row.problems else "[]"
    applied = _applied_to_json(row.applied) if row.applied else ""
    return facts, (run, row.seq, to_json(rest), to_json(fields), beyond, problems, applied)


def row_of(sql: sqlite3.Row | tuple[Any, ...]) -> LedgerRow:
    (state, seq, row, sheet_row, external_id, action, rest, fields, beyond, problems, applied, *facts) = sql
    (attempts, in_doubt, created, messages, portal_id, public_url, portal_status, unexplained, *of_job) = facts
    job, job_state, job_message, seen, seen_at = of_job
    record, sent = json.loads(rest), json.loads(fields)
    if not beyond:
        record.update(sent)
    planned = PlannedRow(
        seq=seq,
        row=row,
        sheet_row=sheet_row,
        external_id=external_id,
        action=Action(action),
        record=record,
        fields=sent,
        problems=_problems_of(problems),
        applied=_applied_of(applied) if applied else (),
        portal_id=portal_id if action in _OF_PORTAL or not external_id else None,
    )
    return LedgerRow(
        planned=planned,
        state=State(state),
        attempts=attempts,
        ever_in_doubt=bool(in_doubt),
        created=None if created is None else bool(created),
        messages=tuple(json.loads(messages)) if messages else (),
        portal_id=portal_id,
        public_url=public_url,
        portal_status=portal_status,
        unexplained=bool(unexplained),
        job=job,
        job_news=None if job_state is None else JobNews(JobState(job_state), job_message),
        seen=None if seen is None else Publication(seen),
        seen_at=seen_at,
    )


def listing_of(sql: tuple[Any, ...]) -> Listing:
    """Without the fields nobody knows what the portal has of."""
    external_id, fields, doubt, portal_id, public_url, source, shown, gone = sql
    known: dict[str, Any] = json.loads(fields)
    for name in json.loads(doubt):
        known.pop(name, None)
    return Listing(
        external_id, known, portal_id, public_url, source, None if shown is None else bool(shown), bool(gone)
    )


def before_of(fields: str, doubt: str, shown: int | None, status: str | None, made: int) -> Before:
    unknown = frozenset[str](json.loads(doubt))
    return Before(json.loads(fields), unknown, None if shown is None else bool(shown), status, bool(made))


def run_of(sql: tuple[Any, ...], account: AccountKey) -> RunInfo:
    number, kind, *rest = sql
    source, file_name, parent, created_at, started_at, finished_at, requests, seconds, hide_held, *late = rest
    return RunInfo(
        id=number,
        account=account,
        kind=RunKind(kind),
        source=source,
        file_name=file_name,
        parent=parent,
        created_at=created_at,
        started_at=started_at,
        finished_at=finished_at,
        requests=requests,
        seconds=seconds,
        hide_held=hide_held,
        file_changed_at=late[0],
        rows_removed=bool(late[1]),
    )


def counts_to_json(counts: Counts) -> str:
    return to_json(asdict(counts))


def counts_of(text: str) -> Counts:
    plain = json.loads(text)
    by_state = {State(name): count for name, count in plain.pop("by_state").items()}
    by_action = {Action(name): count for name, count in plain.pop("by_action").items()}
    return Counts(by_state=by_state, by_action=by_action, **plain)


def _applied_to_json(applied: Iterable[KeptCorrection]) -> str:
    return to_json([[c.external_id, c.field, c.was, c.now, c.at, c.said] for c in applied])


def _applied_of(text: str) -> tuple[KeptCorrection, ...]:
    return tuple(KeptCorrection(*item) for item in json.loads(text))


def _problems_to_json(problems: Iterable[Problem]) -> str:
    return to_json([[p.field, p.code.value, p.severity.value, dict(p.params), p.column] for p in problems])


def _problems_of(text: str) -> tuple[Problem, ...]:
    if text == "[]":
        return ()
    return tuple(_problem(*item) for item in json.loads(text))


def _problem(
    field: str, code: str, severity: str, params: Mapping[str, str | int | float], column: str | None
) -> Problem:
    return Problem(field, ProblemCode(code), Severity(severity), params, column)
