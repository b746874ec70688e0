"""The agency's people: reading them, linking them with our ids, changing their profiles (API reference, 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError

from rentix_desktop.catalog.fields import AGENT_ID, AGENT_NUMBER, JsonValue, Record
from rentix_desktop.destinations.rentix import bulk, profiles
from rentix_desktop.destinations.rentix.client import Client
from rentix_desktop.destinations.rentix.errors import Answer, Call, error_of_answer
from rentix_desktop.destinations.rentix.requests import in_bytes, is_success, number_of, segment
from rentix_desktop.destinations.rentix.wire import BulkItem, Doubtful, Id, MaybeId, Text, WireAnswer
from rentix_desktop.destinations.rentix.words import words_of
from rentix_desktop.sync.books.agents import AgentForm
from rentix_desktop.sync.destination import (
    Accepted,
    After,
    DestinationError,
    Later,
    Lost,
    Op,
    Operation,
    Outcome,
    PersonSeen,
    Refused,
    Waiter,
)

_ALONE: Final = frozenset({404, 405, 501})
"""There is no such way to change several at once."""
_TRIAL: Final = "rentix-desktop-trial"
"""The id of a listing that is only asked about and never stored."""
_APART: Final = frozenset({"id", "externalId", "name", "phone", "email", "role", "avatar"})


class _Variant(WireAnswer):
    url: Text = None


class _Avatar(WireAnswer):
    url: Text = None
    variants: Annotated[list[_Variant] | None, Doubtful] = None

    @property
    def address(self) -> str | None:
        """The first that is told: the smallest, in the documentation's sample."""
        return next((each.url for each in self.variants or () if each.url), self.url)


class _User(WireAnswer):
    id: Id
    external_id: MaybeId = Field(default=None, alias="externalId")
    name: Text = None
    phone: Text = None
    email: Text = None
    role: Text = None
    avatar: Annotated[_Avatar | None, Doubtful] = None


class _Users(WireAnswer):
    items: list[Any]


def listed(client: Client, waiter: Waiter) -> tuple[PersonSeen, ...]:
    """One request: the documentation shows no pages. What is no person in the answer is left out."""
    answer = client.request("GET", "/users", Call.READ, waiter)
    if not is_success(answer):
        raise error_of_answer(answer, Call.READ, client.host)
    try:
        items = answer.json if isinstance(answer.json, list) else _Users.model_validate(answer.json).items
    except ValidationError:
        raise error_of_answer(answer, Call.READ, client.host) from None
    return tuple(found for item in items if (found := _person(item)) is not None)


def sent(client: Client, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
    """One request, or where the service has none for several at once one for each; one more for each that was refused
    without words."""
    return tuple(_understood(outcome) for outcome in _outcomes(client, operations, waiter))


def trial(person: PersonSeen, form: AgentForm) -> Operation:
    """A listing that names this person, to be asked about."""
    agent: dict[str, JsonValue] = {AGENT_ID: person.external_id}
    if form is AgentForm.NUMBER:
        agent[AGENT_NUMBER] = person.portal_id
    return Operation(Op.VALIDATE, _TRIAL, {"user": agent})


def takes_agent(outcome: Outcome) -> bool | None:
    """What the answer to a `trial` says of the form."""
    if isinstance(outcome, Accepted):
        return True
    if not isinstance(outcome, Refused) or not outcome.messages:
        return None  # a 422 without words tells nothing
    return not profiles.refuses_the_agent(outcome.messages)


def _outcomes(client: Client, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
    if not operations:
        return ()
    body = in_bytes({"operations": [_in_bulk(operation) for operation in operations]})
    answer = client.request("POST", "/users/bulk", Call.WRITE_MANY, waiter, body=body, bulk=True)
    if answer.status in _ALONE or bulk.knows_no_operation(answer.status, answer.json):
        return _each(client, operations, waiter)
    if is_success(answer) or answer.status in (400, 409, 422):
        outcomes = bulk.interpret(answer.status, answer.json, operations, answer.retry_after)
        if outcomes is not None:
            return _explained(client, operations, outcomes, waiter)
    raise error_of_answer(answer, Call.WRITE_MANY, client.host)


def _person(item: object) -> PersonSeen | None:
    if not isinstance(item, dict):
        return None
    try:
        user = _User.model_validate(item)
    except (ValidationError, RecursionError):
        return None
    told: Record = {str(name): value for name, value in item.items() if name not in _APART}
    return PersonSeen(
        portal_id=user.id,
        external_id=user.external_id,
        name=user.name or "",
        phone=user.phone or "",
        email=user.email or "",
        role=user.role or "",
        photo=user.avatar.address if user.avatar is not None else None,
        profile=profiles.profile_of(told),
    )


def _in_bulk(operation: Operation) -> dict[str, JsonValue]:
    form: dict[str, JsonValue] = {"op": operation.op.value}
    if operation.op is Op.LINK:
        return form | {"id": number_of(operation.portal_id), "externalId": operation.external_id}
    return form | _named(operation) | (profiles.fields_of(operation.fields) if operation.op is Op.UPSERT else {})


def _named(operation: Operation) -> dict[str, JsonValue]:
    """By one of the two ids, never both."""
    if operation.portal_id is not None:
        return {"id": number_of(operation.portal_id)}
    return {"externalId": operation.external_id}


def _each(client: Client, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
    """One after the other. What was done before a request failed is kept: the rest is for later."""
    found: list[Outcome] = []
    for operation in operations:
        try:
            found.append(_one(client, operation, waiter))
        except DestinationError as error:
            if not found:
                raise
            return (*found, *_undone(error, len(operations) - len(found)))
    return tuple(found)


def _undone(error: DestinationError, count: int) -> tuple[Outcome, ...]:
    """Of so many the first failed, and the others were not tried."""
    first = Lost(error.detail) if error.maybe_applied else Later(error.retry_after)
    return (first, *(Later() for _ in range(count - 1)))


def _explained(
    client: Client, operations: Sequence[Operation], outcomes: Sequence[Outcome], waiter: Waiter
) -> tuple[Outcome, ...]:
    """Those that were refused without words are sent alone; the others keep what was said of them."""
    wordless = [at for at, outcome in enumerate(outcomes) if isinstance(outcome, Refused) and outcome.explain]
    try:
        told = _each(client, [operations[at] for at in wordless], waiter)
    except DestinationError as error:
        told = _undone(error, len(wordless))
    found = list(outcomes)
    for at, outcome in zip(wordless, told, strict=True):
        found[at] = outcome
    return tuple(found)


def _understood(outcome: Outcome) -> Outcome:
    """A refusal with what its words mean."""
    if not isinstance(outcome, Refused):
        return outcome
    parts = tuple(profiles.part_of(text) for text in outcome.messages)
    return replace(outcome, why=profiles.why_not(outcome.messages), parts=parts if any(parts) else ())


def _one(client: Client, operation: Operation, waiter: Waiter) -> Outcome:
    path = f"/users/{segment(operation.portal_id or '')}/link"
    match operation.op:
        case Op.LINK:
            body = in_bytes({"externalId": operation.external_id})
            answer = client.request("POST", path, Call.WRITE_ONE, waiter, body=body)
        case Op.UNLINK:
            answer = client.request("DELETE", path, Call.WRITE_ONE, waiter)
        case _:
            body = in_bytes(_named(operation) | profiles.fields_of(operation.fields))
            answer = client.request("PUT", "/users", Call.WRITE_ONE, waiter, body=body)
    return _outcome(answer, operation, client.host)


def _outcome(answer: Answer, operation: Operation, host: str) -> Outcome:
    if is_success(answer):
        try:
            item = BulkItem.model_validate(answer.json)
        except ValidationError:
            raise error_of_answer(answer, Call.WRITE_ONE, host) from None
        return bulk.accepted(item, operation)
    words = words_of(answer.json)
    if operation.op is Op.UNLINK and bulk.nothing_to_unlink(words):
        return Accepted(portal_id=operation.portal_id)
    failure: DestinationError = error_of_answer(answer, Call.WRITE_ONE, host)
    if failure.after is After.REFUSE or (words and answer.status in (403, 404)):
        return bulk.refused(failure.messages or words)
    raise failure
