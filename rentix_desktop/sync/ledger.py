"""The port to the ledger: what was planned, what was sent, what the service said. Facts only; states are derived.

Write the intent, act, write the result: `intend` returns only when the intent is on disk, `settle` likewise. One
writer at a time holds a data folder (an operating-system lock).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import Problem
from rentix_desktop.sync.books.agents import AgentBook
from rentix_desktop.sync.books.conflicts import ConflictBook
from rentix_desktop.sync.books.history import History
from rentix_desktop.sync.books.links import LinkBook
from rentix_desktop.sync.books.pairs import PairBook
from rentix_desktop.sync.destination import JobNews, ListingSeen, Outcome, Publication
from rentix_desktop.sync.repair.corrections import Cell, KeptCorrection
from rentix_desktop.sync.sources.book import SourceBook


class State(StrEnum):
    """The states of design section 4. Never stored: see `sync.states.state_of`."""

    BLOCKED = "blocked"
    UNCHANGED = "unchanged"
    READY = "ready"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    IN_DOUBT = "in-doubt"
    NOT_SENT = "not-sent"
    SKIPPED = "skipped"


class Action(StrEnum):
    """What the plan wants to do with a row."""

    CREATE = "create"
    UPDATE = "update"
    HIDE = "hide"
    LINK = "link"  # give a listing of the service that has no own id this one
    UNLINK = "unlink"
    NONE = "none"  # equal to what was last accepted
    BLOCKED = "blocked"  # has errors
    WAIT = "wait"  # its link with a listing of the service is not settled: sent now, it might be made twice
    SKIP = "skip"  # the person left it out


class RunKind(StrEnum):
    UPLOAD = "upload"
    RETRY = "retry"
    UNDO = "undo"  # takes another run back
    LINK = "link"  # links listings that are on the service already, or takes such links off
    HIDE = "hide"  # hides listings that a person chose, whether or not they have an id of ours


@dataclass(frozen=True, slots=True)
class AccountKey:
    """An account is (base URL, agency id); everything remembered belongs to one."""

    base_url: str
    agency_id: str


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run to be planned. `source` names where the rows come from: resolved path and sheet, or a given name; `origin`
    is how the file was read, as `sync.repair.origin` writes it."""

    account: AccountKey
    kind: RunKind
    source: str
    file_name: str
    parent: int | None = None  # of a retry: the run whose rows it takes; of an undo: the run it takes back
    origin: str | None = None
    file_changed_at: float | None = None  # seconds since the epoch; a retry has that of its parent


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row as planned. `seq` numbers the rows of the run from 0. `fields` is what will be sent (of an update only
    what changed), `record` the whole record as read and corrected: `applied` are the corrections that are in it. Hides
    have row and sheet_row None. Of what was chosen of the service's listings, a link or a hide, `record` is what it has of
    the listing, and `portal_id` its id there, by which it is hidden: it may have no id of ours (`external_id` is empty).
    """

    seq: int
    row: int | None
    sheet_row: int | None
    external_id: str
    action: Action
    record: Record
    fields: Mapping[str, JsonValue] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    applied: tuple[KeptCorrection, ...] = ()
    portal_id: str | None = None

    @property
    def listing(self) -> tuple[str, str]:
        """Which listing it is: our id, or the service's own of one that has none. What a file says is never the second."""
        return self.external_id, "" if self.external_id else self.portal_id or ""

    @property
    def known_as(self) -> str:
        """What a person finds it by."""
        return self.external_id or self.portal_id or ""

    @property
    def corrected(self) -> dict[str, float]:
        """The fields that were corrected here, and when: seconds since the epoch, UTC."""
        return {correction.field: correction.at for correction in self.applied}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A planned row with what became of it."""

    planned: PlannedRow
    state: State
    attempts: int = 0
    ever_in_doubt: bool = False
    created: bool | None = None  # by the answer; None where it does not say
    messages: tuple[str, ...] = ()
    portal_id: str | None = None
    public_url: str | None = None
    portal_status: str | None = None
    unexplained: bool = False  # refused without words, which may be asked for one by one
    job: str | None = None  # what the service does with it since it accepted it; None = nothing that it told of
    job_news: JobNews | None = None  # what it said of that last; None = not asked yet
    seen: Publication | None = None  # what a later look at the listing itself showed; None = none since the last news
    seen_at: float | None = None  # seconds since the epoch, UTC


@dataclass(frozen=True, slots=True)
class Listing:
    """What the portal last accepted of one listing, field by field.

    A field that was sent since without an answer is missing: nobody knows what the portal has of it. `shown` None =
    not known for the same reason (a hide whose answer was lost).
    """

    external_id: str
    fields: Record
    portal_id: str | None = None
    public_url: str | None = None
    source: str | None = None  # the source that sent it last
    shown: bool | None = True
    gone: bool = False  # it is not there, and somebody said that it may stay so
    before_hidden: Before | None = None  # of one that is not shown: what was known when it was hidden from here last


LEFT_GONE: Final = "gone"
"""No word of the service: the status of a listing that is not there, and is not to be made again as long as its row is
as it was."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a look at the service itself showed of a listing. `fields` are as it has them, None = it has none; `shown`,
    `status` None = as they were known before, LEFT_GONE = it is not there and may stay so. `gone` = it is not there;
    `detached` = no source hides it any more when it is not in its file."""

    external_id: str
    fields: Record = field(default_factory=dict)
    shown: bool | None = None
    status: str | None = None
    gone: bool = False
    detached: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """What was known of a listing before a row was sent that may have changed it.

    `fields` has the former values of the fields that were sent; of one that is missing the answer was lost before
    (`unknown`), or it was never sent from here. `status` is the service's own word as it said it last; `made` = the
    listing is there because it was sent from here.
    """

    fields: Record
    unknown: frozenset[str] = frozenset()
    shown: bool | None = True
    status: str | None = None
    made: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds between two questions for one row: `least`, and then as long as it has taken so far; `most` after its
    acceptance it is not asked for any more."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Unheard:
    """An accepted row of which it is not known whether it was published. `job` None = the service told of none."""

    run: int
    seq: int
    external_id: str
    portal_id: str | None
    job: str | None


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One run of the history. Times are seconds since the epoch, UTC."""

    id: int
    account: AccountKey
    kind: RunKind
    source: str
    file_name: str
    parent: int | None
    created_at: float
    started_at: float | None
    finished_at: float | None
    requests: int
    seconds: float
    hide_held: int
    file_changed_at: float | None = None  # when the file was changed, as the system said
    rows_removed: bool = False  # too long ago: only its counts are kept, see `sync.books.history`

    @property
    def of_rows(self) -> bool:
        """Whether it sent rows of a file, or took such back: those that failed can be corrected and sent again."""
        return bool(self.source) and self.kind is not RunKind.LINK

    @property
    def unlinks(self) -> bool:
        """Whether it takes links off: those are of no file."""
        return self.kind is RunKind.LINK and not self.file_name


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a run are in each state, and of the accepted ones what they were. They add up to `total`.

    `unexplained` of the refused ones were refused without words, and not asked for their reasons yet.
    """

    total: int
    by_state: Mapping[State, int]
    by_action: Mapping[Action, int]
    created: int = 0
    updated: int = 0
    hidden: int = 0
    unexplained: int = 0


class Ledger(SourceBook, History, AgentBook, PairBook, LinkBook, ConflictBook, Protocol):
    """One account's view of the ledger on disk."""

    def listings(self, external_ids: Sequence[str]) -> dict[str, Listing]:
        """What was last accepted of these; ids never sent are missing."""
        ...

    def listings_of(self, source: str) -> Iterator[Listing]:
        """Every listing this source sent last."""
        ...

    def maybe_there(self, source: str) -> Sequence[str]:
        """New listings that this source sent, and that were never answered for. They are in no `listings`."""
        ...

    def not_there(self, external_id: str) -> None:
        """It was looked up, and is not there."""
        ...

    # kept corrections -----------------------------------------------------------------------------------------------
    def keep_corrections(self, corrections: Iterable[KeptCorrection]) -> None:
        """On disk when it returns. One replaces the former one of its cell; where it says the same, the day stays."""
        ...

    def corrections(self, external_ids: Collection[str]) -> dict[str, tuple[KeptCorrection, ...]]:
        """Those of these rows; rows without any are missing."""
        ...

    def drop_corrections(self, cells: Iterable[Cell] | None, with_run: int | None = None) -> None:
        """Those of these cells (None = all) are kept no more: at once, or `with_run`: when this planned run is started,
        unless they are made again before."""
        ...

    def correction_count(self) -> int:
        """Without those that are kept for one run only: of rows that their id does not name. They go when the next upload
        of its source is started."""
        ...

    # what the service itself shows -----------------------------------------------------------------------------------
    def known(self, after: str, limit: int) -> Sequence[Listing]:
        """Listings of every source with an id > `after`, by id."""
        ...

    def learn(self, learnt: Sequence[Learnt]) -> None:
        """On disk when it returns: from here on this is what the service has of them. Listings that are not known are
        left out."""
        ...

    def adopt(self, listings: Sequence[Listing]) -> int:
        """Listings that the service has by our ids, and that were not known here: a ledger was lost, or they were sent from
        elsewhere. On disk when it returns; those that are known stay as they are. How many were new."""
        ...

    # planning -------------------------------------------------------------------------------------------------------
    def begin(self, run: NewRun) -> int:
        """A new run, planned but not started. A planned run that was never started is removed by the next `begin`."""
        ...

    def add_rows(self, run: int, rows: Iterable[PlannedRow]) -> None:
        """New listings that are in `maybe_there` are in doubt from the start: the plan's word for them stands."""
        ...

    def set_hide_held(self, run: int, external_ids: Sequence[str]) -> None: ...

    def set_same(self, run: int, count: int) -> None:
        """Rows of the file that were not looked at again, being as they were accepted: they count as unchanged, and
        have no rows here."""
        ...

    def start(self, run: int) -> None:
        """The person said: send, or: go on. From here on the run is interrupted, not discarded, when the program ends.

        Nothing of the run may be on its way when this is called: an intent without an answer is in doubt from here on.
        An upload replaces the unfinished runs of its source but for links, an undo those that it takes back, with what followed from
        them: what they had left is no longer resumed.
        """
        ...

    def discard(self, run: int) -> None: ...

    def planned(
        self,
        run: int,
        actions: Collection[Action],
        after_seq: int,
        limit: int,
        *,
        with_problems: bool = False,
        corrected: bool = False,
    ) -> list[LedgerRow]:
        """Rows of these actions with seq > after_seq, in order; those with problems only, or with corrections in them,
        where that is asked for."""
        ...

    # running --------------------------------------------------------------------------------------------------------
    def pending(self, run: int, after_seq: int, limit: int) -> list[LedgerRow]:
        """Rows still to be sent with seq > after_seq, in order: READY, NOT_SENT, and IN_DOUBT ones."""
        ...

    def in_doubt(self, run: int, limit: int, after_seq: int = -1) -> list[LedgerRow]: ...

    def intend(self, run: int, seqs: Sequence[int]) -> None:
        """On disk when it returns: these are about to be sent."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """What the calling thread writes while it lasts is on disk as one when it is left, or not at all; the promises of
        the calls inside hold from then on. What it reads meanwhile counts it."""
        ...

    def settle(self, run: int, outcomes: Sequence[tuple[int, Outcome]]) -> None:
        """On disk when it returns: what came of them, and for accepted ones the listing as the portal now has it."""
        ...

    def befores(self, run: int, seqs: Sequence[int]) -> dict[int, Before]:
        """Of these rows, accepted or in doubt, what was known of their listings before; a row is missing where nothing
        was."""
        ...

    def withdraw(self, run: int, seqs: Sequence[int]) -> None:
        """The intent was surely not applied (cancelled before sending, 429): the rows are what they were before it."""
        ...

    def not_applied(self, run: int, seqs: Sequence[int]) -> None:
        """It was found out that these, in doubt, were never applied: they are as good as never sent."""
        ...

    def count_request(self, run: int) -> None: ...

    def finish(self, run: int, seconds: float, *, complete: bool) -> None:
        """The run ended; `complete` False = rows are left that `resume` would send, or ask the reasons of."""
        ...

    # after acceptance -----------------------------------------------------------------------------------------------
    def followed(self, run: int, after_seq: int, limit: int) -> list[LedgerRow]:
        """Accepted rows with seq > after_seq whose job is not over, as far as is known, in order."""
        ...

    def unheard(self, now: float, wait: Wait, public: tuple[str, str], limit: int) -> list[Unheard]:
        """Accepted rows of which it is not known yet whether the service published them, and that are to be asked for by
        now: those with a job, and of the others those that sent `public` (a field and its value) and were not answered that
        they have it. Rows of listings that were sent well again are not among them. Those first that were never asked for, then those not for the longest
        time."""
        ...

    def looked_for(self, rows: Sequence[Unheard]) -> None:
        """The service was asked, and did not show these: nothing is known of them, and they are not asked for again soon."""
        ...

    def tell_job(self, run: int, seq: int, job: str, news: JobNews, undone: Collection[str] = ()) -> None:
        """What the service said of a row's job; of no effect where the row has another one by now. `undone` are fields
        of the listing that the service has not as they were sent: the next plan sends them again."""
        ...

    def tell_listing(self, run: int, seq: int, seen: ListingSeen, undone: Collection[str] = ()) -> None:
        """What a look at an accepted row's listing showed. Of one that is GONE every field is undone."""
        ...

    def publications(self, run: int) -> Mapping[Publication, int]:
        """What became of the accepted rows, as `publication_of` says of each; they add up to the accepted ones."""
        ...

    def accepted(self, run: int, publications: Collection[Publication], after_seq: int, limit: int) -> list[LedgerRow]:
        """Accepted rows of these publications with seq > after_seq, in order."""
        ...

    # looking --------------------------------------------------------------------------------------------------------
    def counts(self, run: int) -> Counts: ...

    def rows(
        self, run: int, states: Sequence[State] | None = None, offset: int = 0, limit: int | None = None
    ) -> Iterator[LedgerRow]: ...

    def run(self, run: int) -> RunInfo: ...

    def origin(self, run: int) -> str | None:
        """As it was given to `begin`; None where it is not known. Raises LookupError."""
        ...

    def runs(self, limit: int | None = None) -> list[RunInfo]:
        """The history, newest first; planned runs are not in it."""
        ...

    def interrupted(self) -> RunInfo | None:
        """The newest started run that is not going on now and has rows that `resume` would send, or ask the reasons
        of; links before all others, which may wait for them."""
        ...

    def close(self) -> None: ...
