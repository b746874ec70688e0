"""What an account keeps of its sources, in memory: part of the fake ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rentix_desktop.sync.ledger import Listing
from rentix_desktop.sync.repair.corrections import KeptCorrection
from rentix_desktop.sync.sources.book import Visit, VisitEnd
from tests.fakes.kept import FakeKept


@dataclass(frozen=True, slots=True)
class _Print:
    """With what was known of the listing when it was kept: it holds for as long as that is so."""

    print: bytes
    known: Listing
    corrected: tuple[KeptCorrection, ...]


class FakeSourceBook(FakeKept):
    """Implements `sync.sources.book.SourceBook` beside the fake ledger."""

    def __init__(self) -> None:
        FakeKept.__init__(self)
        self._visits: list[Visit] = []
        self._meanings: dict[str, str] = {}
        self._prints: dict[str, dict[str, _Print]] = {}
        self._held: dict[int, list[str]] = {}
        self._empties: dict[str, bool] = {}

    # what the ledger says
    def listings(self, external_ids: Sequence[str]) -> dict[str, Listing]:
        raise NotImplementedError

    def listings_of(self, source: str) -> Iterator[Listing]:
        raise NotImplementedError

    def in_question(self, external_id: str) -> bool:
        """Whether nobody knows what the service has of some field of a listing."""
        raise NotImplementedError

    def corrections(self, external_ids: Collection[str]) -> dict[str, tuple[KeptCorrection, ...]]:
        raise NotImplementedError

    def add_visit(self, visit: Visit) -> int:
        number = max((each.id for each in self._visits), default=0) + 1
        last = next((each for each in reversed(self._visits) if each.source == visit.source), None)
        if visit.end in (VisitEnd.WAITS, VisitEnd.FAILED) and last is not None:
            again = replace(last, id=0, at=visit.at, rows=visit.rows, same=visit.same) == visit
            self._visits = [each for each in self._visits if not (again and each is last)]
        self._visits.append(replace(visit, id=number))
        return number

    def visits(self, source: str | None = None, limit: int | None = None, before: int | None = None) -> list[Visit]:
        found = (each for each in reversed(self._visits) if source in (None, each.source))
        return [each for each in found if before is None or each.id < before][:limit]

    def prints(self, source: str) -> Mapping[bytes, str]:
        kept = self._prints.get(source, {})
        return {each.print: name for name, each in kept.items() if self._holds(source, name, each)}

    def keep_prints(self, source: str, meaning: str, prints: Iterable[tuple[bytes, str]]) -> None:
        if self._meanings.get(source) != meaning:
            self._prints[source] = {}
            self._meanings[source] = meaning
        for print_, name in prints:
            known = self.listings([name]).get(name)
            if known is not None:
                corrected = self.corrections([name]).get(name, ())
                self._prints[source][name] = _Print(print_, replace(known, fields=dict(known.fields)), corrected)

    def _forget_all_prints(self) -> None:
        self._prints = {source: {} for source in self._prints}

    def meaning(self, source: str) -> str | None:
        return self._meanings.get(source)

    def forget_prints(self, source: str, external_ids: Collection[str] | None = None) -> None:
        if external_ids is None:
            self._prints.pop(source, None)
            self._meanings.pop(source, None)
        for name in external_ids or ():
            self._prints.get(source, {}).pop(name, None)

    def shown_of(self, source: str) -> list[str]:
        return sorted(each.external_id for each in self.listings_of(source) if each.shown is not False)

    def held(self, run: int) -> list[str]:
        return self._held.get(run, [])

    def keep_held(self, run: int, external_ids: Sequence[str]) -> None:
        self._held[run] = sorted(external_ids)

    def empties(self) -> Mapping[str, bool]:
        return dict(self._empties)

    def keep_empties(self, told: Mapping[str, bool]) -> None:
        self._empties.update(told)

    def _holds(self, source: str, name: str, kept: _Print) -> bool:
        known = self.listings([name]).get(name)
        if known is None or known.source != source or known.shown is not True or self.in_question(name):
            return False
        now = (known.fields, known.shown, self.corrections([name]).get(name, ()))
        return now == (kept.known.fields, kept.known.shown, kept.corrected)
