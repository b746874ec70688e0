"""The port to what happened to a source. Facts only; the ledger of the account implements it beside its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from rentix_desktop.catalog.fields import Record
from rentix_desktop.errors import Code, Param


class VisitEnd(StrEnum):
    """What came of looking at a source."""

    SYNCED = "synced"  # `run` says the rest; rows of it may have been refused
    SAME = "same"  # nothing in it differs: nothing was sent
    WAITS = "waits"  # the file is not one to be taken now: `reason` says why
    FAILED = "failed"  # the service, the key or this computer: `reason` is an errors.Code


TOOK: Final = (VisitEnd.SYNCED, VisitEnd.SAME)
"""Ends of visits that went well."""
KEY_REFUSED: Final = frozenset({Code.KEY_INVALID, Code.KEY_MISSING, Code.KEY_MALFORMED})
"""Codes of visits that came to nothing for want of a key."""
LOOK_BACK: Final = 50
"""Visits of a source that tell when it is due next: those that say the same are one, so the last good one is hardly ever
further back."""


class WaitCode(StrEnum):
    """Why a file is not taken; texts in `rentix_desktop/texts/visits.py`."""

    MISSING = "missing"  # params folder, pattern
    STILL_WRITTEN = "still_written"
    CUT_SHORT = "cut_short"  # it ends in the middle
    NOT_READABLE = "not_readable"  # params code: the errors.Code of reading it
    EMPTY = "empty"
    OTHER_LAYOUT = "other_layout"  # params missing, new: headers joined by ", "
    OLDER = "older"  # params changed_at, last: seconds since the epoch
    OTHER_CODES = "other_codes"  # most are new, and as many known ones gone: params new, rows, gone, before, codes


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The file of a visit. `changed_at` as the system says, seconds since the epoch."""

    path: Path
    size: int
    changed_at: float
    digest: str = ""  # of its bytes; "" = it was not read


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` is a WaitCode, or an errors.Code of a failure."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at a source. `source` is its `ledger_name`; `at` seconds since the epoch, UTC. `id` is given by the book.

    `rows` of the file, `same` of them are as they were accepted before and were not looked at again.
    """

    source: str
    at: float
    end: VisitEnd
    run: int | None = None
    reason: Reason | None = None
    file: FileFacts | None = None
    rows: int = 0
    same: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Undone:
    """A listing that an undo, `run`, put as it was before. `fields` is what the undo sent, `former` what it took back of
    them; a field that is missing in `former` nobody knows. `at` seconds since the epoch."""

    run: int
    fields: Record
    former: Record
    at: float = 0.0


ENDED: Final = "ended"
"""Of the params of Code.STOPPED: the program ended, or was ended; no person stopped it."""


def stopped_by_a_person(visit: Visit) -> bool:
    reason = visit.reason
    return reason is not None and reason.code == Code.STOPPED and ENDED not in reason.params


class SourceBook(Protocol):
    """What one account's ledger keeps of its sources."""

    def add_visit(self, visit: Visit) -> int:
        """On disk when it returns. Visits that say the same as the last one (WAITS or FAILED with the same reason and
        file) replace it, so that waiting all night is one line."""
        ...

    def visits(self, source: str | None = None, limit: int | None = None, before: int | None = None) -> list[Visit]:
        """Newest first; those with id < `before`."""
        ...

    def prints(self, source: str) -> Mapping[bytes, str]:
        """The print of a row → its externalId: the row was read with the `meaning` kept beside, and the service's last
        word on its listing is what it says. A print is gone as soon as that is not so any more: whatever changes what the
        ledger knows of the listing, its corrections included, takes it away in the same step."""
        ...

    def keep_prints(self, source: str, meaning: str, prints: Iterable[tuple[bytes, str]]) -> None:
        """Of these rows, one a listing, in place of the former ones of the same listings. `meaning` is the digest of
        everything else that decides what is sent: layout, values, rules, catalogue, vocabulary, program; where it is
        another one than before, the former prints go."""
        ...

    def meaning(self, source: str) -> str | None:
        """That of the prints kept; None = none are."""
        ...

    def forget_prints(self, source: str, external_ids: Collection[str] | None = None) -> None:
        """These rows (None = all) are looked at again next time, changed or not."""
        ...

    def shown_of(self, source: str) -> list[str]:
        """The listings that this source sent last, but for those it hid."""
        ...

    def held(self, run: int) -> list[str]:
        """The listings of `Counts.hide_held`: gone from the file, and not hidden without a yes."""
        ...

    # several kept files -----------------------------------------------------------------------------------------------
    def keep_sources(self, names: Mapping[str, str]) -> None:
        """Which sources of the account are kept by now, and answer for their listings: `ledger_name` → the person's name.
        What was known of the files of others goes."""
        ...

    def keep_codes(self, source: str, external_ids: Collection[str]) -> None:
        """The listings of the file that was taken of a kept source, in place of those of the file before. Of no effect for
        a source that is not kept."""
        ...

    def codes_of(self, source: str) -> Collection[str]:
        """As they were kept last; empty where they never were."""
        ...

    def also_in(self, external_ids: Collection[str], but: str) -> Mapping[str, Mapping[str, str]]:
        """Of these listings, those that the last file of another kept source has than `but`: externalId → the names of
        those sources, as `keep_sources` has them."""
        ...

    def hand_over(self, source: str) -> int:
        """Listings that this source sent last, that its last file has not, and the last file of another kept source has,
        are of that source from now on: it answers for them. Hidden ones stay as they are. How many there were."""
        ...

    def take_over(self, source: str) -> int:
        """Listings of the last file of this kept source that another one sent last, which is not kept (any more), are of
        this one from now on. Hidden ones stay as they are. How many there were."""
        ...

    # what was taken back ----------------------------------------------------------------------------------------------
    def undone(self, external_ids: Collection[str]) -> Mapping[str, Undone]:
        """Those of these listings that an undo put as they were, and that were not sent well since. An undo of the undo
        takes the note away."""
        ...

    def keep_undone(self, source: str, waiting: Collection[str], unread: Collection[str] = ()) -> None:
        """Its file says again what was taken back of these: they wait for a person. Of `unread` nobody could tell what it
        says; they stay noted as they are. Of the others of this source nothing is left to note."""
        ...

    def taken_back(self, source: str) -> list[str]:
        """Those that wait."""
        ...

    def empties(self) -> Mapping[str, bool]:
        """Of the fields that the service was asked about, whether it takes them empty."""
        ...

    def keep_empties(self, told: Mapping[str, bool]) -> None: ...


def newest_first(book: SourceBook, source: str) -> Iterator[Visit]:
    """All visits of a source, read as far as they are asked for."""
    before: int | None = None
    while page := book.visits(source, LOOK_BACK, before):
        yield from page
        before = page[-1].id
