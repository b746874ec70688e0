"""What a bulk answer says of each operation (API reference, sections 2.3, 7, 8 and 10). Pure.

Whatever came, every operation gets exactly one outcome. Nothing counts as accepted unless the answer says so of it,
and what the answer does not speak of is in doubt.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pydantic import ValidationError

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.destinations.rentix.wire import BulkAnswer, BulkItem, Listing
from rentix_desktop.destinations.rentix.words import words_of
from rentix_desktop.sync.destination import Accepted, Later, Lost, Op, Operation, Outcome, Refused

_LISTINGS: Final = r"(?:new\s+)?(?:listings?|announcements?|ads?|publications?)"
_MONTHLY_LIMIT: Final = re.compile(
    rf"\bmonthly\s+(?:{_LISTINGS}\s+)?(?:limit|quota)\b|monthlyListings|"
    rf"\b(?:limit|quota)\b[^.;:!?]{{0,30}}\b{_LISTINGS}\b[^.;:!?]{{0,20}}\bmonth|"
    rf"\b{_LISTINGS}\s+(?:limit|quota)\b[^.;:!?]{{0,30}}\bmonth|"
    r"\b(?:limit|quota)\s+(?:for|of)\s+(?:this|the)\s+(?:\w+\s+)?month|"
    r"\blimit\w*\s+lunar|\bмесячн\w+\s+лимит|\bлимит[^.;:!?]{0,40}\b(?:в|за|на)\s+(?:\w+\s+)?месяц",
    re.IGNORECASE,
)
"""The words are not documented. Narrow, because a used-up month holds back every other new listing, too."""
_TOO_MANY: Final = re.compile(r"too many requests|rate limit", re.IGNORECASE)
_NOTHING_TO_UNLINK: Final = "has no external id"  # a listing, or a person
_NO_SUCH_OPERATION: Final = re.compile(
    r"\bop\b[^.;:!?]{0,20}\b(?:must be|should be|is not|invalid|unknown|unsupported)|"
    r"\b(?:unknown|unsupported|invalid|unexpected)\s+(?:op|operation)\b|"
    r"\b(?:op|operation)\s+[\"'“]?(?:validate|(?:un)?link)\b|"
    r"\b(?:validate|(?:un)?link)[\"'”]?\s+(?:is\s+)?(?:not|un)\s?(?:supported|known|allowed|implemented)",
    re.IGNORECASE,
)
"""The portal does not know `validate`, or `link`: they are in the reference, but their answers were not seen (2.3)."""


def interpret(
    status: int, body: JsonValue, operations: Sequence[Operation], retry_after: float | None = None
) -> tuple[Outcome, ...] | None:
    """One outcome per operation, in their order; None where the body is not a bulk answer.

    A 422 says that every operation failed: with results it is an answer like any other, without them every row is
    refused and its reason still to be asked for.
    """
    try:
        answer = BulkAnswer.model_validate(body)
    except ValidationError:
        answer = None
    if answer is None or (status == 422 and not answer.results):
        if status != 422:
            return None
        return (replace(refused(words_of(body)), explain=True),) * len(operations)
    found = _matched(answer.items, operations)
    return tuple(_one(item, operation, retry_after) for item, operation in zip(found, operations, strict=True))


def refused(messages: tuple[str, ...]) -> Refused:
    """The portal said no with these words; without any they may be asked for."""
    return Refused(messages, explain=not messages, limit_reached=any(_MONTHLY_LIMIT.search(text) for text in messages))


def accepted(listing: Listing, operation: Operation) -> Accepted:
    """The portal said yes, and this of the listing."""
    return Accepted(
        portal_id=listing.id or operation.portal_id,
        public_url=listing.public_url,
        status=listing.status,
        created=listing.is_new,
        job=listing.job,
    )


def nothing_to_unlink(messages: tuple[str, ...]) -> bool:
    """Unlinking what has no id is done before it begins (section 8)."""
    return any(_NOTHING_TO_UNLINK in text.lower() for text in messages)


def is_no_such_operation(messages: Sequence[str]) -> bool:
    """The words speak of the kind of operation, not of the listing."""
    return any(_NO_SUCH_OPERATION.search(text) for text in messages)


def knows_no_operation(status: int, body: JsonValue) -> bool:
    """Every operation was turned down for what it is, by the request as a whole or one by one."""
    if status not in (200, 207, 400, 405, 422, 501) or not isinstance(body, dict):
        return False
    results = body.get("results")
    said = results if isinstance(results, list) and results else [body]
    return all(
        isinstance(each, dict) and not each.get("success") and is_no_such_operation(words_of(each)) for each in said
    )


# which result belongs to which operation ------------------------------------------------------------------------------
def _matched(items: Sequence[BulkItem | None], operations: Sequence[Operation]) -> list[BulkItem | None]:
    """By `externalId`; by position only for items that have none, if the counts are equal and no item with an id
    stands elsewhere than its operation does. The order is not documented."""
    by_id: dict[str, list[BulkItem]] = defaultdict(list)
    for item in items:
        if item is not None and item.external_id is not None:
            by_id[item.external_id].append(item)
    places: dict[str, list[int]] = defaultdict(list)
    for place, operation in enumerate(operations):
        places[operation.external_id].append(place)

    found: list[BulkItem | None] = [None] * len(operations)
    for external_id, where in places.items():
        for place, item in zip(where, _for_each(by_id.get(external_id, []), len(where)), strict=True):
            found[place] = item
    if len(items) == len(operations) and _in_order(items, operations):
        for place, item in enumerate(items):
            if found[place] is None and item is not None and item.external_id is None:
                found[place] = item
    return found


def _for_each(items: list[BulkItem], count: int) -> list[BulkItem | None]:
    """The results of one externalId dealt out to its operations: in turn if there are as many, or all the same one if
    they agree; else nobody knows whose they are."""
    if len(items) == count:
        return list(items)
    if items and count == 1 and all(item == items[0] for item in items):
        return [items[0]]
    return [None] * count


def _in_order(items: Sequence[BulkItem | None], operations: Sequence[Operation]) -> bool:
    return all(
        item is None or item.external_id in (None, operation.external_id)
        for item, operation in zip(items, operations, strict=True)
    )


# what one result says -------------------------------------------------------------------------------------------------
def _one(item: BulkItem | None, operation: Operation, retry_after: float | None) -> Outcome:
    if item is None:
        return Lost("no result")
    messages = words_of([item.error, item.errors])
    if item.success is not True:
        messages = words_of([*messages, item.message])
    if item.success is None and not messages:
        return Lost("a result that says neither yes nor no")
    if item.success and not messages:
        return accepted(item, operation)
    if _is_too_many(item, messages):
        return Later(item.retry_after if item.retry_after is not None else retry_after)
    if operation.op is Op.UNLINK and nothing_to_unlink(messages):
        return accepted(item, operation)
    return refused(messages)


def _is_too_many(item: BulkItem, messages: tuple[str, ...]) -> bool:
    inner = item.error.get("statusCode") if isinstance(item.error, dict) else None
    return 429 in (item.code, inner) or any(_TOO_MANY.search(text) for text in messages)
