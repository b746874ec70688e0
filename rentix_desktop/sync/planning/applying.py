"""The corrections that are kept, put into the rows of a file while it is planned, some hundreds of rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.repair.corrections import Applied, Cell, apply


class Applier:
    """For one planned run. `overtaken` counts the corrections that are given up because the file says something else;
    they go when the run is started, so that a plan that is made again, with other columns perhaps, finds them."""

    def __init__(self, ledger: Ledger, catalogue: Catalogue, run: int, left_out: Callable[[MappedRow], bool]) -> None:
        self.overtaken = 0
        self._ledger = ledger
        self._catalogue = catalogue
        self._run = run
        self._left_out = left_out
        self._check = Checker(catalogue)
        self._recognised: set[str] = set()

    def __call__(self, rows: Sequence[MappedRow]) -> list[Applied]:
        """The rows as they are sent. Of rows with the same id the first is recognised; one left out is none."""
        names = [row.record.get(self._catalogue.key) for row in rows]
        kept = self._ledger.corrections({str(name) for name in names if name})
        if not kept:
            return [Applied(row) for row in rows]
        found: list[Applied] = []
        over: list[Cell] = []
        for row, name in zip(rows, map(str, names), strict=True):
            if name not in kept or name in self._recognised or self._left_out(row):
                found.append(Applied(row))
                continue
            self._recognised.add(name)
            found.append(apply(row, kept[name], self._catalogue, self._check))
            over += found[-1].over
            self.overtaken += found[-1].told
        if over:
            self._ledger.drop_corrections(over, with_run=self._run)
        return found
