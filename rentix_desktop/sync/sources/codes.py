"""Which listings a file has, and whether its codes are those of the file before.

Where an export writes its codes in another way one day, or another column is taken for them, every row is a new listing
and every known one is gone. Hiding has its brake; this is the one of what is new.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import Param
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.comparing.drift import looks_like
from rentix_desktop.sync.ledger import Action, Ledger
from rentix_desktop.sync.planning.plan import CHUNK, chunks, external_id_of
from rentix_desktop.sync.sources.book import Reason, WaitCode

_NEW_CODES: Final = "codes"
"""Which codes are new, as a digest: a yes is to these, in whatever file they come."""
_ENOUGH: Final = 2


class Codes:
    """Of the rows so far; `names` without those of rows that have none."""

    def __init__(self, catalogue: Catalogue, known: Iterable[str]) -> None:
        self.names = set(known)
        self._catalogue = catalogue

    def add(self, row: MappedRow) -> None:
        name = external_id_of(row.record, self._catalogue)
        if name:
            self.names.add(name)

    def renewed(self, ledger: Ledger, run: int, created: int, before: Collection[str]) -> Reason | None:
        """Why the file is not taken: `created` of the listings of this planned run are new, many of those `before` are
        gone, and they look alike."""
        gone = [name for name in before if name not in self.names] if created else []
        if not other_codes(created, len(gone), len(before)) or not _may_be_the_same(ledger, run, gone):
            return None
        params: dict[str, Param] = {"new": created, "rows": len(self.names), "gone": len(gone), "before": len(before)}
        new = "\n".join(sorted(self.names.difference(before)))
        return Reason(WaitCode.OTHER_CODES, params | {_NEW_CODES: hashlib.sha256(new.encode()).hexdigest()})


def new_codes(reason: Reason) -> str:
    """Which ones it was asked about, as a digest; "" = it is another reason."""
    return str(reason.params.get(_NEW_CODES, "")) if reason.code == WaitCode.OTHER_CODES else ""


def other_codes(created: int, gone: int, before: int) -> bool:
    """Whether the listings that are new may be those that are gone, of so many known `before`, under other codes: both
    are more than the share that is not hidden without asking, and they are about as many."""
    most = max(3, before // 5)
    return created > most and gone > most and 2 * gone >= created


def _may_be_the_same(ledger: Ledger, run: int, gone: Sequence[str]) -> bool:
    """Whether at least half of the new listings look like one that is gone each: where flats were sold and others came,
    they do not. One of which too little is known may be any."""
    looks: Counter[str] = Counter()
    for some in chunks(gone, CHUNK):
        known = ledger.listings(some)
        looks.update(looks_like(known[name].fields, _ENOUGH) if name in known else "" for name in some)
    new = unlike = 0
    after = -1
    while page := ledger.planned(run, (Action.CREATE,), after, CHUNK):
        after = page[-1].planned.seq
        for look in (looks_like(row.planned.record, _ENOUGH) for row in page):
            new += 1
            if look and looks[look] > 0:
                looks[look] -= 1
            elif look:
                unlike += 1
    return 2 * (unlike - looks[""]) <= new
