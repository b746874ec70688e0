"""The corrections that are kept, in memory: part of the fake ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from rentix_desktop.sync.repair.corrections import Cell, KeptCorrection

_PLACE = "\n"  # before the run, where something is kept for one run only


class FakeCorrections:
    def __init__(self) -> None:
        self._kept: dict[Cell, KeptCorrection] = {}
        self._overtaken: dict[Cell, int] = {}

    def keep_corrections(self, corrections: Iterable[KeptCorrection]) -> None:
        for made in corrections:
            former = self._kept.get(made.cell)
            again = former is not None and replace(former, at=made.at) == made
            self._kept[made.cell] = former if former is not None and again else made
            self._overtaken.pop(made.cell, None)

    def corrections(self, external_ids: Collection[str]) -> dict[str, tuple[KeptCorrection, ...]]:
        found: dict[str, tuple[KeptCorrection, ...]] = {}
        for kept in sorted(self._kept.values(), key=lambda each: (each.at, each.field)):
            if kept.external_id in external_ids:
                found[kept.external_id] = (*found.get(kept.external_id, ()), kept)
        return found

    def drop_corrections(self, cells: Iterable[Cell] | None, with_run: int | None = None) -> None:
        for cell in list(self._kept) if cells is None else cells:
            if with_run is None:
                self._kept.pop(cell, None)
            elif cell in self._kept:
                self._overtaken[cell] = with_run

    def correction_count(self) -> int:
        return sum(not external_id.startswith(_PLACE) for external_id, _ in self._kept)

    def corrections_begun(self, run: int, former: Collection[int]) -> None:
        """A run is started; of `former` runs what was kept for one run only goes."""
        self.drop_corrections([cell for cell, overtaken in self._overtaken.items() if overtaken == run])
        gone = {f"{_PLACE}{each}" for each in former}
        self.drop_corrections([cell for cell in self._kept if cell[0].partition("/")[0] in gone])
