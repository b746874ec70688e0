"""A service in memory, with a script of what goes wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rentix_desktop.catalog.fields import Catalogue, JsonValue
from rentix_desktop.errors import Cause, Code
from rentix_desktop.sync.destination import (
    Accepted,
    Account,
    After,
    BatchLimits,
    DestinationError,
    Lost,
    Op,
    Operation,
    Outcome,
    Refused,
    Waiter,
)
from tests.fakes.catalogue import CATALOGUE

ENVELOPE = b'{"operations":[]}'
LIMITS = BatchLimits(100, 500_000, len(ENVELOPE))


@dataclass(frozen=True, slots=True)
class Request:
    """One request that came in. `alone` = by `send_one`."""

    ids: tuple[str, ...]
    alone: bool = False


Script = Callable[[Request, int], "tuple[Outcome, ...] | DestinationError | None"]
"""(request, its number from 0) → what is answered instead of doing it; None = it is done."""


def failure(
    code: Code = Code.SERVER_ERROR,
    after: After = After.RETRY,
    *,
    maybe_applied: bool = False,
    retry_after: float | None = None,
    messages: tuple[str, ...] = (),
) -> DestinationError:
    cause = Cause.ACCESS if after is After.STOP else Cause.UNREACHABLE
    return DestinationError(code, cause, after, maybe_applied=maybe_applied, retry_after=retry_after, messages=messages)


@dataclass
class FakeDestination:
    """`portal` is what it holds: id → fields. `refuse` says why a listing is refused, None = it is taken.

    `script` sees each request first. `lose_after_applying` holds numbers of requests that are done and whose answer is
    lost. `before` runs in the sending thread before anything (block, wait by the waiter, count).
    """

    limits: BatchLimits = LIMITS
    repeatable: bool = True
    portal: dict[str, dict[str, JsonValue]] = field(default_factory=dict)
    refuse: Callable[[Operation], str | None] = lambda _: None
    script: Script = lambda _request, _number: None
    lose_after_applying: frozenset[int] = frozenset()
    before: Callable[[Request, Waiter], None] = lambda _request, _waiter: None
    wordless: bool = False  # a batch of which all is refused is refused without words
    word: str = "active"  # for the status of a listing of which nothing was said
    limit: int | None = None  # so many new listings, then no more
    knows_validate: bool = True
    asked: list[str] = field(default_factory=list)  # by `validate`
    requests: list[Request] = field(default_factory=list)
    applied: dict[str, int] = field(default_factory=dict)
    most_in_flight: int = 0
    twice_in_flight: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._in_flight: list[str] = []
        self._now = 0
        self._created = 0

    def verify(self) -> Account:
        return Account("http://127.0.0.1:1/api/v1", "1", "Casa Nord")

    def catalogue(self) -> Catalogue:
        return CATALOGUE

    def encode(self, operation: Operation) -> bytes:
        body = {"op": operation.op.value, "externalId": operation.external_id, **operation.fields}
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

    def send(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        body = ENVELOPE[:-2] + b",".join(map(self.encode, operations)) + ENVELOPE[-2:]
        assert len(body) <= self.limits.max_bytes, "the request is too large"
        assert 0 < len(operations) <= self.limits.max_operations
        return self._do(Request(tuple(o.external_id for o in operations)), operations, waiter)

    def send_one(self, operation: Operation, waiter: Waiter) -> Outcome:
        return self._do(Request((operation.external_id,), alone=True), (operation,), waiter)[0]

    def close(self) -> None:
        pass

    def _do(self, request: Request, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        with self._lock:
            self.twice_in_flight.update(set(request.ids) & set(self._in_flight))
            self._in_flight += request.ids
            self._now += 1
            self.most_in_flight = max(self.most_in_flight, self._now)
        try:
            self.before(request, waiter)
            with self._lock:
                number = len(self.requests)
                self.requests.append(request)
                answer = self.script(request, number)
                if answer is None and not self.knows_validate and operations[0].op is Op.VALIDATE:
                    answer = DestinationError(Code.CANNOT_BE_ASKED, Cause.USAGE, After.STOP)
                if answer is None:
                    answer = self._apply(request, operations)
                    if number in self.lose_after_applying:
                        answer = failure(Code.TIMEOUT, maybe_applied=True)
        finally:
            with self._lock:
                self._now -= 1
                for external_id in request.ids:
                    self._in_flight.remove(external_id)
        if isinstance(answer, DestinationError):
            raise answer
        return answer

    def _apply(self, request: Request, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        outcomes = tuple(map(self._one, operations))
        if self.wordless and not request.alone and all(isinstance(outcome, Refused) for outcome in outcomes):
            return tuple(Refused(explain=True) for _ in outcomes)
        return outcomes

    def _one(self, operation: Operation) -> Outcome:
        words = self.refuse(operation)
        if words is not None:
            return Refused((words,))
        if operation.op is Op.VALIDATE:
            self.asked.append(operation.external_id)
            return Accepted()
        new = operation.external_id not in self.portal
        if new and self.limit is not None and self._created >= self.limit:
            return Refused(("Monthly limit reached",), limit_reached=True)
        self._created += new
        listing = self.portal.setdefault(operation.external_id, {})
        listing.update(operation.fields)
        self.applied[operation.external_id] = self.applied.get(operation.external_id, 0) + 1
        status = listing.get("announcementStatus", self.word)
        return Accepted(portal_id=f"p-{operation.external_id}", status=str(status), created=new)


def lost(request: Request) -> tuple[Outcome, ...]:
    """An answer that says nothing of the last half of its rows."""
    half = len(request.ids) // 2
    return tuple(Accepted() if i < half else Lost("missing") for i in range(len(request.ids)))
