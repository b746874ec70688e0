"""Rentix as a `sync.destination.Destination`: what the engine asks for, said in the words of the API."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from rentix_desktop.catalog.fields import Catalogue, JsonValue
from rentix_desktop.destinations.rentix import bulk, people, profiles, schema
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.destinations.rentix.client import Client
from rentix_desktop.destinations.rentix.errors import Answer, Call, error_of_answer, unreadable
from rentix_desktop.destinations.rentix.listing_items import listing_of
from rentix_desktop.destinations.rentix.listing_pages import ListingPages
from rentix_desktop.destinations.rentix.requests import in_bytes, is_success, number_of, segment
from rentix_desktop.destinations.rentix.wire import Agency, Currencies, JobAnswer, Listing, ListingAnswer, WireAnswer
from rentix_desktop.destinations.rentix.words import words_of
from rentix_desktop.errors import Cause, Code
from rentix_desktop.sync.books.agents import AgentForm
from rentix_desktop.sync.destination import (
    Accepted,
    Account,
    After,
    BatchLimits,
    DestinationError,
    JobNews,
    JobState,
    Later,
    ListingPage,
    ListingSeen,
    Lost,
    Op,
    Operation,
    Outcome,
    PersonSeen,
    PortalListing,
    Publication,
    Refused,
    Waiter,
    WaitReason,
)
from rentix_desktop.sync.people import ProfileForm

Wire = TypeVar("Wire", bound=WireAnswer)

_BEFORE: Final = b'{"operations":['
_BETWEEN: Final = b","
_AFTER: Final = b"]}"

LIMITS: Final = BatchLimits(
    max_operations=100,
    max_bytes=500_000,  # 512 KB is the documented limit; whether K is 1000 or 1024 is not said, nor what is counted
    envelope_bytes=len(_BEFORE + _AFTER),
    separator_bytes=len(_BETWEEN),
)
_STATUS: Final = "announcementStatus"
_RESERVED: Final = frozenset({"op", "id", "externalId"})
_LONGEST_PATIENCE: Final = 65.0


class Patience:
    """A waiter for calls that have none: waits out a full window, and gives up where the service asks for longer."""

    def wait(self, seconds: float, why: WaitReason) -> None:
        """Raises DestinationError RATE_LIMITED over about a minute."""
        if seconds > _LONGEST_PATIENCE:
            raise DestinationError(
                Code.RATE_LIMITED, Cause.UNREACHABLE, After.RETRY, retry_after=seconds, detail=why.value
            )
        time.sleep(seconds)


class RentixDestination:
    """One agency's access to Rentix. Thread-safe."""

    repeatable: Final = True  # an upsert by externalId may be sent twice
    later_fields: Final = frozenset({_STATUS})  # publishing is a job (API reference, section 4)

    def __init__(
        self,
        client: Client,
        base_url: str,
        bulk_per_minute: int | None = None,
    ) -> None:
        self.limits: Final = replace(LIMITS, requests_per_minute=bulk_per_minute)
        self._client = client
        self._base_url = base_url
        self._catalogue: Catalogue | None = None
        self._lock = threading.Lock()

    # reading ----------------------------------------------------------------------------------------------------------
    def verify(self) -> Account:
        """`GET /agency`. Raises DestinationError for every documented refusal."""
        answer = self._client.request("GET", "/agency", Call.READ, Patience())
        agency = self._understood(answer, Agency)
        monthly = agency.limits.monthly if agency.limits else None
        return Account(
            base_url=self._base_url,
            id=agency.id,
            name=agency.name or agency.id,
            status=agency.status,
            crm_enabled=agency.crm_enabled,
            used=monthly.used if monthly else None,
            limit=monthly.limit if monthly else None,
        )

    def catalogue(self) -> Catalogue:
        """The live schema over the built-in copy, asked for once; the built-in copy where it cannot be had, and then
        asked for again the next time."""
        with self._lock:
            if self._catalogue is not None:
                return self._catalogue
            try:
                answer = self._client.request("GET", "/reference/schema/base", Call.READ, Patience())
            except DestinationError:
                return builtin_catalogue()
            known = schema.overlay(answer.json if is_success(answer) else None, builtin_catalogue())
            if known.live:
                self._catalogue = known
            return known

    # writing ----------------------------------------------------------------------------------------------------------
    def encode(self, operation: Operation) -> bytes:
        """The operation as it stands in the body of a bulk request, UTF-8."""
        return in_bytes(self._in_bulk(operation))

    def send(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        """`POST /listings/bulk`. Raises DestinationError where the request failed as a whole, Cancelled before."""
        if not operations:
            return ()
        call = Call.WRITE_MANY if len(operations) > 1 else Call.WRITE_ONE
        body = _BEFORE + _BETWEEN.join(map(self.encode, operations)) + _AFTER
        answer = self._client.request("POST", "/listings/bulk", call, waiter, body=body, bulk=True)
        if operations[0].op is not Op.UPSERT and bulk.knows_no_operation(answer.status, answer.json):
            if operations[0].op is Op.VALIDATE:
                raise DestinationError(Code.CANNOT_BE_ASKED, Cause.USAGE, After.STOP)
            return (Refused(explain=True),) * len(operations)  # each is tried by its own path
        if is_success(answer) or answer.status in (400, 409, 422):
            outcomes = bulk.interpret(answer.status, answer.json, operations, answer.retry_after)
            if outcomes is not None:
                return outcomes
        raise error_of_answer(answer, call, self._client.host)

    def send_one(self, operation: Operation, waiter: Waiter) -> Outcome:
        """One request for one operation: `PUT /listings` and the link endpoints; there is none to validate alone."""
        if operation.op is Op.VALIDATE:
            return self.send((operation,), waiter)[0]
        method, path, fields = self._alone(operation)
        body = None if fields is None else in_bytes(fields)
        answer = self._client.request(method, path, Call.WRITE_ONE, waiter, body=body)
        if is_success(answer):
            return self._one_outcome(answer, operation)
        failure = error_of_answer(answer, Call.WRITE_ONE, self._client.host)
        if _is_about_the_listing(answer, failure):
            if operation.op is Op.UNLINK and bulk.nothing_to_unlink(failure.messages):
                return Accepted(portal_id=operation.portal_id)
            return bulk.refused(failure.messages)
        raise failure

    def listing(self, external_id: str, portal_id: str | None, waiter: Waiter) -> ListingSeen:
        """`GET /listings/:id`, or by its external id (API reference, 2.4). Raises as `send`."""
        path = f"/listings/{segment(portal_id)}" if portal_id else f"/listings/external/{segment(external_id)}"
        answer = self._client.request("GET", path, Call.READ, waiter)
        if answer.status in (404, 410) and not _is_unknown_path(answer):
            return ListingSeen(Publication.GONE)
        return self._understood(answer, ListingAnswer).seen()

    def find_listing(self, external_id: str, waiter: Waiter) -> PortalListing | None:
        """`GET /listings/external/:externalId` (API reference, 2.4). See `sync.destination.FindsListings`."""
        answer = self._client.request("GET", f"/listings/external/{segment(external_id)}", Call.READ, waiter)
        if answer.status in (404, 410) and not _is_unknown_path(answer):
            return None
        self._understood(answer, ListingAnswer)
        return listing_of(answer.json)

    def list_listings(self, waiter: Waiter) -> Iterator[ListingPage]:
        """See `sync.destination.Lists`."""
        return ListingPages(self._client, self._base_url, waiter)

    def rates(self, waiter: Waiter) -> Mapping[str, float]:
        """`GET /reference/currencies`. See `sync.destination.HasRates`."""
        answer = self._client.request("GET", "/reference/currencies", Call.READ, waiter)
        return self._understood(answer, Currencies).rates

    def job(self, job: str, waiter: Waiter) -> JobNews:
        """`GET /job/status` (API reference, 2.9). Raises as `send`."""
        answer = self._client.request("GET", f"/job/status?id={quote(job, safe='')}", Call.READ, waiter)
        if answer.status == 404:
            return JobNews(JobState.UNKNOWN, " ".join(words_of(answer.json)))
        return self._understood(answer, JobAnswer).news()

    def look_up(self, operation: Operation, waiter: Waiter) -> Accepted | Later | Lost:
        """See `sync.destination.LooksUp`. Of the fields of a listing that is there only its status is compared: an
        upsert may be sent again."""
        if operation.op is not Op.UPSERT:
            return self._linked(operation, waiter)
        seen = self.listing(operation.external_id, operation.portal_id, waiter)
        if seen.publication is Publication.GONE:
            return Later()
        if operation.fields.keys() - {_STATUS}:
            return Lost()
        as_sent = seen.status == operation.fields.get(_STATUS, seen.status)
        return Accepted(operation.portal_id, seen.public_url, seen.status or None) if as_sent else Later()

    def _linked(self, operation: Operation, waiter: Waiter) -> Accepted | Later | Lost:
        """Whether the listing has the id by now, or has none any more."""
        seen = self.listing(operation.external_id, operation.portal_id, waiter)
        has = seen.publication is not Publication.GONE and seen.external_id == operation.external_id
        done = has if operation.op is Op.LINK else not has
        return Accepted(operation.portal_id, seen.public_url, seen.status or None) if done else Later()

    @property
    def profile_form(self) -> ProfileForm:
        return profiles.FORM

    def takes_agent(self, person: PersonSeen, form: AgentForm, waiter: Waiter) -> bool | None:
        """See `sync.destination.HasPeople`: a listing that is only validated names the person so."""
        (outcome,) = self.send((people.trial(person, form),), waiter)
        return people.takes_agent(outcome)

    def list_people(self, waiter: Waiter) -> tuple[PersonSeen, ...]:
        """`GET /users`. Raises as `send`."""
        return people.listed(self._client, waiter)

    def send_people(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        """`POST /users/bulk`, or where it takes no such operations each by its own path. Raises as `send`."""
        return people.sent(self._client, operations, waiter)

    def interrupt(self) -> None:
        """See `sync.destination.Interruptible`."""
        self._client.interrupt()

    def close(self) -> None:
        self._client.close()

    def _understood(self, answer: Answer, model: type[Wire]) -> Wire:
        """What was read. Raises DestinationError for a refusal, and for what is no such answer."""
        if not is_success(answer):
            raise error_of_answer(answer, Call.READ, self._client.host)
        try:
            return model.model_validate(answer.json)
        except ValidationError:
            raise error_of_answer(answer, Call.READ, self._client.host) from None

    def _one_outcome(self, answer: Answer, operation: Operation) -> Outcome:
        try:
            listing = Listing.model_validate(answer.json)
        except ValidationError:
            raise error_of_answer(answer, Call.WRITE_ONE, self._client.host) from None
        if listing.id is None and listing.external_id is None:
            raise unreadable(Call.WRITE_ONE, self._client.host, "neither id nor externalId")
        told, asked = listing.external_id, operation.external_id
        if _by_its_own_id(operation):
            told, asked = listing.id, operation.portal_id or ""
        if told not in (None, asked):
            return Lost("the answer speaks of another listing")
        return bulk.accepted(listing, operation)

    # the forms of the API ---------------------------------------------------------------------------------------------
    def _in_bulk(self, operation: Operation) -> dict[str, JsonValue]:
        form: dict[str, JsonValue] = {"op": operation.op.value}
        if operation.op is Op.LINK:
            return form | {"id": number_of(operation.portal_id), "externalId": operation.external_id}
        if operation.op is Op.UNLINK and operation.portal_id is not None:
            return form | {"id": number_of(operation.portal_id)}
        if operation.op is Op.UNLINK:
            return form | {"externalId": operation.external_id}
        return form | self._listing(operation)

    def _alone(self, operation: Operation) -> tuple[str, str, dict[str, JsonValue] | None]:
        if operation.op is Op.UPSERT:
            return "PUT", "/listings", self._listing(operation)
        path = f"/listings/{segment(operation.portal_id or '')}/link"
        if operation.op is Op.LINK:
            return "POST", path, {"externalId": operation.external_id}
        return "DELETE", path, None

    def _listing(self, operation: Operation) -> dict[str, JsonValue]:
        fields = {name: value for name, value in operation.fields.items() if name not in _RESERVED}
        own: dict[str, JsonValue] = {"externalId": operation.external_id}
        if _by_its_own_id(operation):
            own = {"id": number_of(operation.portal_id)}
        return own | self._with_agent(fields)

    def _with_agent(self, fields: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """The one place that knows how a listing names its agent (section 10, contradiction 3): inside it is `user`, and
        with the service's own number in it this is sent."""
        user = fields.get("user")
        if not isinstance(user, dict) or "id" not in user:
            return fields
        others: dict[str, JsonValue] = {name: value for name, value in fields.items() if name != "user"}
        return others | {"userId": number_of(str(user["id"]))}


def _by_its_own_id(operation: Operation) -> bool:
    """What is named by the service's id is there, or refused: nothing is made. One of the two ids is given (2.2)."""
    return operation.portal_id is not None and (operation.op is Op.UPSERT or not operation.external_id)


def _is_about_the_listing(answer: Answer, failure: DestinationError) -> bool:
    """A refusal of this listing, and not of the key, the agency or the program (section 8)."""
    if failure.after is After.REFUSE:
        return True
    if failure.code is Code.FORBIDDEN:  # "other": the key lacks access to that object
        return bool(failure.messages)
    return answer.status == 404 and bool(words_of(answer.json)) and not _is_unknown_path(answer)


def _is_unknown_path(answer: Answer) -> bool:
    """The service does not know the path; of a listing it does not know it says so."""
    return " ".join(words_of(answer.json)).lower().startswith("cannot ") or not answer.is_json
