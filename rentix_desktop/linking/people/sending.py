"""What is to be done to people, sent until the service has said yes or no to each: what it did not take for now goes again
after a while, and what is in doubt is looked up first, because a link that was made is refused the second time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from rentix_desktop.sync.destination import (
    Accepted,
    After,
    DestinationError,
    HasPeople,
    Later,
    Lost,
    Op,
    Operation,
    Outcome,
    PersonSeen,
    Refused,
    Waiter,
    WaitReason,
)
from rentix_desktop.sync.sending.retry import back_off

_ATTEMPTS: Final = 5
"""In a row in which nothing was settled; somebody waits for it."""

Taken: TypeAlias = Callable[[Sequence[int]], None]
"""The numbers of the operations that the service took: told after each request, because a later one may fail for good."""


def send_people(
    service: HasPeople, operations: Sequence[Operation], most: int, waiter: Waiter, taken: Taken
) -> tuple[Outcome, ...]:
    """One outcome per operation, `most` in a request. Later and Lost where the service was tried in vain for too long.

    Raises DestinationError where it is of no use to go on, or where nothing at all was settled; Cancelled.
    """
    return _Sending(service, operations, most, waiter, taken).do()


class _Sending:
    def __init__(
        self, service: HasPeople, operations: Sequence[Operation], most: int, waiter: Waiter, taken: Taken
    ) -> None:
        self._service, self._operations, self._most = service, operations, most
        self._waiter, self._taken = waiter, taken
        self._outcomes: list[Outcome] = [Later() for _ in operations]

    def do(self) -> tuple[Outcome, ...]:
        in_vain = 0
        while left := self._open(Later, Lost):
            error = self._send_all(self._open(Later))
            still = self._open(Later, Lost)
            in_vain = in_vain + 1 if len(still) == len(left) else 1
            if not still:
                break
            if in_vain >= _ATTEMPTS:
                if error is not None and len(still) == len(self._operations):
                    raise error
                break
            self._wait(in_vain, error)
            self._look_up(self._open(Lost))
        return tuple(self._outcomes)

    def _open(self, *kinds: type[Outcome]) -> list[int]:
        return [at for at, outcome in enumerate(self._outcomes) if isinstance(outcome, kinds)]

    def _settle(self, numbers: Sequence[int], outcomes: Sequence[Outcome]) -> None:
        for at, outcome in zip(numbers, outcomes, strict=True):
            self._outcomes[at] = outcome
        if taken := [at for at in numbers if isinstance(self._outcomes[at], Accepted)]:
            self._taken(taken)

    def _wait(self, in_vain: int, error: DestinationError | None) -> None:
        """As long as the service asked for, else longer each time."""
        told = [each.seconds for each in self._outcomes if isinstance(each, Later) and each.seconds is not None]
        if error is not None and error.retry_after is not None:
            told.append(error.retry_after)
        seconds = max(told, default=back_off(in_vain))
        self._waiter.wait(seconds, WaitReason.RETRY_AFTER if told else WaitReason.BACK_OFF)

    # sending ----------------------------------------------------------------------------------------------------------
    def _send_all(self, numbers: Sequence[int]) -> DestinationError | None:
        """Ends at the first request that fails for now, and gives back how."""
        for start in range(0, len(numbers), self._most):
            try:
                self._send(numbers[start : start + self._most])
            except DestinationError as error:
                if error.after is After.STOP:
                    raise
                return error
        return None

    def _send(self, numbers: Sequence[int]) -> None:
        """One request; one that is refused as a whole in halves, down to the operation that is to blame."""
        try:
            found = self._service.send_people([self._operations[at] for at in numbers], self._waiter)
        except DestinationError as error:
            if error.after not in (After.SPLIT, After.REFUSE):
                for at in numbers:
                    self._outcomes[at] = Lost(error.detail) if error.maybe_applied else Later()
                raise
            if len(numbers) == 1:
                self._settle(numbers, [Refused(error.messages)])
                return
            half = len(numbers) // 2
            self._send(numbers[:half])
            self._send(numbers[half:])
            return
        self._settle(numbers, found)

    # looking up -------------------------------------------------------------------------------------------------------
    def _look_up(self, numbers: Sequence[int]) -> None:
        """What was done after all is accepted, the rest goes again; all of it stays in doubt where nobody tells."""
        if not numbers:
            return
        try:
            people = self._service.list_people(self._waiter)
        except DestinationError as error:
            if error.after is After.STOP:
                raise
            return
        by_id = {person.portal_id: person for person in people}
        codes = {person.external_id: person for person in people if person.external_id}
        self._settle(numbers, [_became(self._operations[at], by_id, codes) for at in numbers])


def _became(operation: Operation, by_id: dict[str, PersonSeen], codes: dict[str, PersonSeen]) -> Outcome:
    """What the list of people says of an operation in doubt. A change may be sent twice: it is not compared."""
    person = by_id.get(operation.portal_id or "")
    match operation.op:
        case Op.LINK:
            done = person is not None and person.external_id == operation.external_id
        case Op.UNLINK:
            done = person is not None and person.external_id is None
        case _:
            made = codes.get(operation.external_id) if operation.portal_id is None else None
            return Accepted(made.portal_id, created=True) if made is not None else Later()
    return Accepted(operation.portal_id) if done else Later()
