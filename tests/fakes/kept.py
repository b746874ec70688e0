"""What the kept files of an account have of each other, and what was taken back, in memory: part of the fake ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from rentix_desktop.sync.ledger import Before, Listing, PlannedRow, RunInfo, RunKind
from rentix_desktop.sync.sources.book import Undone


class FakeKept:
    """Implements a part of `sync.sources.book.SourceBook` beside the fake ledger."""

    def __init__(self) -> None:
        self._kept_sources: dict[str, str] = {}
        self._codes: dict[str, frozenset[str]] = {}
        self._undone: dict[str, tuple[str, Undone]] = {}
        self._waiting: set[str] = set()

    # what the ledger says
    def listings_of(self, source: str) -> Iterator[Listing]:
        raise NotImplementedError

    def all_listings(self) -> Iterable[tuple[Listing, str | None]]:
        raise NotImplementedError

    def change_source(self, external_id: str, source: str) -> None:
        raise NotImplementedError

    def keep_sources(self, names: Mapping[str, str]) -> None:
        self._kept_sources = dict(names)
        self._codes = {source: codes for source, codes in self._codes.items() if source in names}

    def keep_codes(self, source: str, external_ids: Collection[str]) -> None:
        if source in self._kept_sources:
            self._codes[source] = frozenset(external_ids)

    def codes_of(self, source: str) -> Collection[str]:
        return self._codes.get(source, frozenset())

    def also_in(self, external_ids: Collection[str], but: str) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for source, codes in self._codes.items():
            for external_id in codes.intersection(external_ids) if source != but else ():
                found.setdefault(external_id, {})[source] = self._kept_sources[source]
        return found

    def hand_over(self, source: str) -> int:
        mine = self._codes.get(source, frozenset())
        gone = [
            each.external_id
            for each in self.listings_of(source)
            if each.shown is not False and each.external_id not in mine
        ]
        others = self.also_in(gone, source)
        for external_id, names in others.items():
            self.change_source(external_id, next(iter(names)))
        return len(others)

    def take_over(self, source: str) -> int:
        names = [
            listing.external_id
            for listing, _ in self.all_listings()
            if listing.external_id in self._codes.get(source, ())
            and listing.source
            and listing.source not in self._kept_sources
            and listing.shown is not False
        ]
        for external_id in names:
            self.change_source(external_id, source)
        return len(names)

    # what was taken back
    def note_answer(self, info: RunInfo, planned: PlannedRow, before: Before | None, *, accepted: bool) -> None:
        """A row was answered, or its answer was lost."""
        _, known = self._undone.get(planned.external_id, ("", None))
        if info.kind is not RunKind.UNDO:
            if accepted and known is not None:
                self._sent_again(planned, known)
        elif known is not None and known.run == info.parent:
            del self._undone[planned.external_id]
        elif info.source and before is not None and (known is None or known.run != info.id):
            undone = Undone(info.id, dict(planned.fields), dict(before.fields))
            self._undone[planned.external_id] = (info.source, undone)
            self._waiting.discard(planned.external_id)

    def _sent_again(self, planned: PlannedRow, known: Undone) -> None:
        left = {name: value for name, value in known.fields.items() if name not in planned.fields}
        source, _ = self._undone.pop(planned.external_id)
        if left:
            self._undone[planned.external_id] = (source, replace(known, fields=left))

    def undone(self, external_ids: Collection[str]) -> dict[str, Undone]:
        return {name: self._undone[name][1] for name in external_ids if name in self._undone}

    def keep_undone(self, source: str, waiting: Collection[str], unread: Collection[str] = ()) -> None:
        mine = {name for name, (by, _) in self._undone.items() if by == source}
        for name in mine.difference(waiting, unread):
            del self._undone[name]
        self._waiting |= mine.intersection(waiting)

    def taken_back(self, source: str) -> list[str]:
        return sorted(name for name, (by, _) in self._undone.items() if by == source and name in self._waiting)
