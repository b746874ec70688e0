"""Links that are not answered for, in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rentix_desktop.sync.ledger import Action, PlannedRow, RunKind

LINKS = (Action.LINK, Action.UNLINK)


class FakeLinks:
    """Implements `sync.books.links.LinkBook`."""

    _runs: dict[int, Any]

    def unsettled_links(self) -> frozenset[str]:
        return frozenset(
            row.planned.external_id
            for run in self._open_links()
            for row in run.rows.values()
            if row.planned.action in LINKS
            and (row.answer is None or row.lost or row.intent or row.shown.get("unexplained"))
        )

    def leave_links(self, run: int) -> int:
        left = [
            row
            for row in self._runs[run].rows.values()
            if row.planned.action in LINKS and row.answer is None and not (row.lost or row.intent)
        ]
        for row in left:
            row.planned = replace(row.planned, action=Action.SKIP)
        return len(left)

    def overtake_links(self, number: int, planned: PlannedRow) -> None:
        """A link of the same listing, or with the same id, was accepted in this run."""
        for run in self._open_links():
            for row in run.rows.values() if run.info.id < number else ():
                other = row.planned
                same = other.external_id == planned.external_id or other.portal_id == planned.portal_id
                if same and other.action in LINKS and (row.answer is None or row.lost):
                    row.planned = replace(other, action=Action.SKIP)

    def leave_listing(self, external_id: str) -> None:
        """What was left to change of a listing that has no id any more."""
        for run in self._runs.values():
            if run.info.started_at is None or run.complete:
                continue
            for row in run.rows.values():
                changes = row.planned.external_id == external_id and row.planned.action in (Action.UPDATE, Action.HIDE)
                if changes and (row.answer is None or row.lost):
                    row.planned = replace(row.planned, action=Action.SKIP)

    def _open_links(self) -> list[Any]:
        return [
            run
            for run in self._runs.values()
            if run.info.kind is RunKind.LINK and run.info.started_at is not None and not run.complete
        ]
