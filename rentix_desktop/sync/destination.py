"""The port to a service that takes records. A service is one package under `destinations/` that implements it.

One call is one request (or one attempt at one): waiting, retrying, splitting and remembering are the engine's, which
knows pause, cancel and the ledger. Only keeping the service's rate limits is the destination's, because they hold for
every use of the service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias, runtime_checkable

from rentix_desktop.catalog.fields import Catalogue, JsonValue, Record
from rentix_desktop.errors import AppError, Cause, Code, Param
from rentix_desktop.sync.books.agents import AgentForm
from rentix_desktop.sync.people import Part, Profile, ProfileForm, WhyNot


@dataclass(frozen=True, slots=True)
class Account:
    """Whose data it is: (base_url, id) identifies it. `used` of `limit` new listings this month, None = not told."""

    base_url: str
    id: str
    name: str
    status: str | None = None
    crm_enabled: bool | None = None
    used: int | None = None
    limit: int | None = None


class Op(StrEnum):
    UPSERT = "upsert"
    VALIDATE = "validate"
    LINK = "link"
    UNLINK = "unlink"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to do to one record. `fields` are in the service's own shape and never hold the key field."""

    op: Op
    external_id: str
    fields: Mapping[str, JsonValue] = field(default_factory=dict)
    portal_id: str | None = None


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """What one request may hold. `max_bytes` are UTF-8 bytes of the final body, `envelope_bytes` of it without any
    operation, `separator_bytes` between two."""

    max_operations: int
    max_bytes: int
    envelope_bytes: int
    separator_bytes: int = 1
    requests_per_minute: int | None = None  # of bulk requests, for telling how long it takes; None = not known


@dataclass(frozen=True, slots=True)
class Accepted:
    """The service said yes. `created` is None where the answer does not say whether it was new."""

    portal_id: str | None = None
    public_url: str | None = None
    status: str | None = None
    created: bool | None = None
    job: str | None = None


class JobState(StrEnum):
    """Where the service is with what it does after it said yes (publishing, photos)."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    FAILED_RETRYABLE = "failed_retryable"  # passing: the same may be sent again
    UNKNOWN = "unknown"  # a word of the service that is not documented, or a job it does not know

    @property
    def over(self) -> bool:
        """The service does nothing more."""
        return self in (JobState.COMPLETED, JobState.FAILED, JobState.FAILED_RETRYABLE)


@dataclass(frozen=True, slots=True)
class JobNews:
    """What the service says of a job; `message` in its words: why it failed, or the word that is not known."""

    state: JobState
    message: str = ""


class Publication(StrEnum):
    """What became of an accepted record, as far as it is known."""

    ACCEPTED = "accepted"  # nothing more is to come, or the service told of nothing more
    PROCESSING = "processing"
    PUBLISHED = "published"
    FAILED = "failed"
    FAILED_FOR_NOW = "failed_for_now"  # the same may be sent again
    BLOCKED = "blocked"  # taken down by the service itself
    GONE = "gone"  # not there any more

    @property
    def failed(self) -> bool:
        """It is not as it was sent: somebody, or a next sending, has to see to it."""
        return self in (Publication.FAILED, Publication.FAILED_FOR_NOW, Publication.BLOCKED, Publication.GONE)


@dataclass(frozen=True, slots=True)
class ListingSeen:
    """A record as the service had it when it was asked. `status` is its own word; "" = it says none."""

    publication: Publication
    status: str = ""
    public_url: str | None = None
    external_id: str | None = None
    portal_id: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The service said no, with its words as they came. `explain` = the words are missing and may be asked for. Of a
    person: `why` is what they mean, `parts` what of the profile each of `messages` is about; None = not known."""

    messages: tuple[str, ...] = ()
    explain: bool = False
    limit_reached: bool = False  # the monthly limit: waiting for the next month helps, editing does not
    why: WhyNot | None = None
    parts: tuple[Part | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Lost:
    """Sent, and the answer (or this record's part of it) was lost or could not be understood: in doubt."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Not taken now, and surely not applied: to be sent again after `seconds` (None = the engine's back-off)."""

    seconds: float | None = None


Outcome: TypeAlias = Accepted | Refused | Lost | Later


class After(StrEnum):
    """What a failed request means for the engine."""

    STOP = "stop"  # key refused, agency suspended: stop at once, keep all work
    RETRY = "retry"  # passing: back off, send again
    SPLIT = "split"  # refused as a whole (400, 413): halve the batch to find the culprit
    REFUSE = "refuse"  # a single operation refused as a whole


class DestinationError(AppError):
    """A request failed as a whole.

    `maybe_applied` = the service may have done it (the answer was lost): the rows are in doubt. `retry_after` in
    seconds where the service told it. `messages` are the service's words where it had any.
    """

    def __init__(
        self,
        code: Code,
        cause: Cause,
        after: After,
        *,
        maybe_applied: bool = False,
        retry_after: float | None = None,
        messages: tuple[str, ...] = (),
        detail: str = "",
        **params: Param,
    ) -> None:
        super().__init__(code, cause, detail=detail, **params)
        self.after = after
        self.maybe_applied = maybe_applied
        self.retry_after = retry_after
        self.messages = messages


class Waiter(Protocol):
    """How a destination waits for a rate limit: interruptible, and told to whoever shows progress."""

    def wait(self, seconds: float, why: WaitReason) -> None:
        """Returns after `seconds`. Raises `Cancelled` when the run is cancelled meanwhile."""
        ...


class WaitReason(StrEnum):
    RATE_LIMIT = "rate_limit"  # the service takes N requests a minute
    RETRY_AFTER = "retry_after"  # the service asked for it
    BACK_OFF = "back_off"  # after a passing failure
    SERVICE_DOWN = "service_down"


class Cancelled(Exception):  # noqa: N818 - not an error
    """The person stopped it. Not an error."""


class Destination(Protocol):
    """A service. Thread-safe: the engine may call `send` from several threads."""

    @property
    def limits(self) -> BatchLimits: ...

    @property
    def repeatable(self) -> bool:
        """Whether a write whose answer was lost may simply be sent again (Rentix upserts by externalId may)."""
        ...

    def verify(self) -> Account:
        """Raises DestinationError for every documented refusal."""
        ...

    def catalogue(self) -> Catalogue:
        """The live schema over the built-in copy; only the built-in copy (live=False) where it cannot be had."""
        ...

    def encode(self, operation: Operation) -> bytes:
        """The operation as it will stand in the body; its length is what batches are cut by."""
        ...

    def send(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        """One bulk request; one outcome per operation, in their order.

        Raises DestinationError where the request failed as a whole, Cancelled before it was sent.
        """
        ...

    def send_one(self, operation: Operation, waiter: Waiter) -> Outcome:
        """One single request: how the reasons of a batch refused without words are learnt. Raises as `send`."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class Interruptible(Protocol):
    """A destination that can cut what is on its way, so that stopping need not wait for a stalled server."""

    def interrupt(self) -> None:
        """The calls on their way raise DestinationError (maybe_applied) soon; later calls work as before."""
        ...


@runtime_checkable
class LooksUp(Protocol):
    """A destination that can be asked whether a write whose answer was lost was applied."""

    def look_up(self, operation: Operation, waiter: Waiter) -> Accepted | Later | Lost:
        """One request: Accepted = what `operation` asks for is there, Later = it was surely not applied, Lost = the
        service does not tell. Of an operation without fields: whether the record is there. Raises as `send`."""
        ...


@runtime_checkable
class WorksLater(Protocol):
    """A destination that goes on with what it accepted, and tells what became of it."""

    @property
    def later_fields(self) -> frozenset[str]:
        """The fields whose outcome is only known later: where that fails, the service has not what was sent of them."""
        ...

    def listing(self, external_id: str, portal_id: str | None, waiter: Waiter) -> ListingSeen:
        """One request: the record as the service has it now, asked for by its own id where that is known. Raises as
        `send`."""
        ...

    def job(self, job: str, waiter: Waiter) -> JobNews:
        """One request. Raises as `send`."""
        ...


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """A person of the agency as the service has it, whole or as it stands in a listing. `photo` is an address."""

    portal_id: str
    external_id: str | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    role: str = ""
    photo: str | None = None
    profile: Profile = field(default_factory=Profile)


@dataclass(frozen=True, slots=True)
class PortalListing:
    """A record as the service lists it. `fields` are all it told of it in its own shape (API reference, 2.4: the
    formData), unknown ones too, without its own id; `photos` the addresses that it tells, which may be none.
    `photo_count` None = it tells nothing of photos; `whole` = what is not told of it is not there."""

    portal_id: str
    external_id: str | None
    fields: Record
    status: str = ""
    public_url: str | None = None
    user: PersonSeen | None = None
    photos: tuple[str, ...] = ()
    photo_ids: tuple[str, ...] = ()  # our own ids of its photos
    photo_count: int | None = None
    publication: Publication = Publication.ACCEPTED
    whole: bool = False
    created_at: str = ""
    updated_at: str = ""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """Some listings that were not told before. `complete` of the last page: False = there may be more that the service
    did not show (it repeats itself, or its answer does not say how to go on)."""

    listings: tuple[PortalListing, ...]
    last: bool
    complete: bool = True


@runtime_checkable
class Lists(Protocol):
    """A destination that tells what it has."""

    def list_listings(self, waiter: Waiter) -> Iterator[ListingPage]:
        """A page at a time, each by one request and, until it is seen how the service goes on, some more. Ends always,
        whatever the service answers. Raises as `send`: asked again after that, it goes on where it was."""
        ...


@runtime_checkable
class FindsListings(Protocol):
    """A destination that tells what it has under one id of ours."""

    def find_listing(self, external_id: str, waiter: Waiter) -> PortalListing | None:
        """One request; None = it has nothing there. Raises as `send`."""
        ...


@runtime_checkable
class HasRates(Protocol):
    """A destination that tells what its currencies are worth, so that prices in two of them can be compared."""

    def rates(self, waiter: Waiter) -> Mapping[str, float]:
        """One request: currency → what one of it is in a common one; what cannot be understood is left out. Raises as
        `send`."""
        ...


@runtime_checkable
class HasPeople(Protocol):
    """A destination that knows the agency's people, whom listings may name."""

    @property
    def profile_form(self) -> ProfileForm: ...

    def takes_agent(self, person: PersonSeen, form: AgentForm, waiter: Waiter) -> bool | None:
        """Whether a listing may name this person, who has an id of ours, in this form; asked without storing anything.
        None = the service does not tell. Raises as `send`."""
        ...

    def list_people(self, waiter: Waiter) -> tuple[PersonSeen, ...]:
        """All of them. Raises as `send`."""
        ...

    def send_people(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        """LINK and UNLINK a person by `portal_id`; UPSERT changes the one named by `portal_id`, or where that is None makes
        one of `external_id`, who needs a name and a phone: the service may refuse it. `fields` are by `Part`, and in our
        terms. One outcome per operation, in their order; at most `limits.max_operations`. Raises as `send`, and only
        where nothing of it is known."""
        ...


DestinationFactory: TypeAlias = Callable[[str, str], Destination]
"""(base_url, key) → destination. Raises AppError ADDRESS_INVALID or ADDRESS_INSECURE."""
