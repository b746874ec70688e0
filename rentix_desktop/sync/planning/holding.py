"""Rows of a kept file that could be sent, and wait for a person: another kept file had the listing first and says
something else of it, what they say was taken back, or it was taken and could not be published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.destination import Destination, WorksLater
from rentix_desktop.sync.ledger import Action, Ledger, Listing
from rentix_desktop.sync.planning.diff import same
from rentix_desktop.sync.sources.book import Undone


class Holding:
    """Asked of the rows of one plan. `waiting` are the listings that wait because they were taken back, whole or in part;
    of `unread`, taken back as well, the file does not say what they are to be. With `again` a person said that these are sent. `unpublished` could not be published: these fields of them alone are not sent again."""

    def __init__(
        self,
        ledger: Ledger,
        source: str,
        catalogue: Catalogue,
        again: bool,
        unpublished: Mapping[str, frozenset[str]],
    ) -> None:
        self.waiting: set[str] = set()
        self.unread: set[str] = set()
        self._ledger = ledger
        self._source = source
        self._catalogue = catalogue
        self._again = again
        self._unpublished = unpublished
        self._elsewhere: Mapping[str, Mapping[str, str]] = {}
        self._undone: Mapping[str, Undone] = {}

    def look(self, known: Mapping[str, Listing]) -> None:
        """These are the listings of the rows that come next."""
        theirs = [
            name for name, listing in known.items() if listing.source != self._source and listing.shown is not False
        ]
        self._elsewhere = self._ledger.also_in(theirs, self._source) if theirs else {}
        self._undone = {} if self._again else self._ledger.undone(known.keys())

    def why(self, listing: Listing, fields: Record) -> tuple[Action, Record, tuple[Problem, ...]] | None:
        """Why these changes of a listing are not sent, or not all of them, what becomes of the row, and what of them is
        sent all the same; None = they are."""
        other = self._elsewhere.get(listing.external_id, {}).get(listing.source or "")
        if other is not None:
            return Action.BLOCKED, {}, (Problem(self._catalogue.key, ProblemCode.ELSEWHERE, params={"other": other}),)
        if fields.keys() <= self._unpublished.get(listing.external_id, frozenset()):
            return Action.NONE, {}, ()
        undone = self._undone.get(listing.external_id)
        back = taken_back(fields, undone) if undone is not None else frozenset()
        if not back:
            return None
        self.waiting.add(listing.external_id)
        if self._catalogue.visibility.field in back:  # nobody sees it: nothing of it is sent
            back = frozenset(fields)
        rest = {name: value for name, value in fields.items() if name not in back}
        problem = Problem(self._catalogue.key, ProblemCode.TAKEN_BACK, Severity.WARNING)
        return (Action.UPDATE if rest else Action.SKIP), rest, (problem,)

    def look_at(self, row: MappedRow, external_id: str, action: Action) -> None:
        """Where a row does not say today what becomes of fields that were taken back, that is not forgotten."""
        undone = self._undone.get(external_id)
        if undone is None:
            return
        wrong = {problem.field for problem in row.problems}
        names = undone.fields.keys() - {self._catalogue.visibility.field}
        if action is Action.BLOCKED or any(name in wrong or row.record.get(name) is None for name in names):
            self.unread.add(external_id)

    def not_taken_back(self, gone: Iterable[str]) -> list[str]:
        """Of listings that are gone from the file, those whose hiding was not taken back."""
        gone = list(gone)
        undone = {} if self._again else self._ledger.undone(gone)
        visibility = self._catalogue.visibility
        hides: Record = {visibility.field: visibility.hidden}
        back = {name for name, each in undone.items() if taken_back(hides, each)}
        self.waiting |= back
        return [name for name in gone if name not in back]


def later_fields(destination: Destination) -> frozenset[str]:
    """Fields that the service may take and not have in the end."""
    return destination.later_fields if isinstance(destination, WorksLater) else frozenset()


def taken_back(fields: Record, undone: Undone) -> frozenset[str]:
    """Of these fields, those with which it would be done again what was taken back."""
    return frozenset(
        name
        for name, value in fields.items()
        if name in undone.fields and (name not in undone.former or same(value, undone.former[name]))
    )
