"""Which listings a file has, and whether its codes are those of the file before.

Where an export writes its codes in another way one day, or another column is taken for them, every row is a new listing
and every known one is gone. Hiding has its brake; this is the one of what is new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.planning.plan import external_id_of
from rentix_desktop.sync.sources.book import Reason, WaitCode


class Codes:
    """Of the rows so far; `names` without those of rows that have none."""

    def __init__(self, catalogue: Catalogue, known: Iterable[str]) -> None:
        self.names = set(known)
        self._catalogue = catalogue

    def add(self, row: MappedRow) -> None:
        name = external_id_of(row.record, self._catalogue)
        if name:
            self.names.add(name)

    def renewed(self, created: int, before: Collection[str]) -> Reason | None:
        """Why the file is not taken: `created` of its listings are new, and many of those `before` are gone."""
        gone = sum(name not in self.names for name in before) if created else 0
        if not other_codes(created, gone, len(before)):
            return None
        params = {"new": created, "rows": len(self.names), "gone": gone, "before": len(before)}
        return Reason(WaitCode.OTHER_CODES, params)


def other_codes(created: int, gone: int, before: int) -> bool:
    """Whether the listings that are new may be those that are gone, of so many known `before`, under other codes: both
    are more than the share that is not hidden without asking, and they are about as many."""
    most = max(3, before // 5)
    return created > most and gone > most and 2 * gone >= created
