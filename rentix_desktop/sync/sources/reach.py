"""The service of a source: reached with the account's own key, and asked which fields it takes empty."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import Final

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    Accepted,
    Account,
    Destination,
    DestinationError,
    Op,
    Operation,
    Refused,
)
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.verifying import interrupting, verified

_LOOKED_AT: Final = 2_000
"""Listings that are looked through for one that has a field."""


@contextlib.contextmanager
def reached(
    connect: Callable[[str, str], Destination],
    account: AccountKey,
    key: str,
    control: RunControl,
    wait: float,
    told: Callable[[Account], None] = lambda _account: None,
) -> Iterator[Destination]:
    """The service, which knows the key to be the account's; looked for again for `wait` seconds where it is down.
    `told` hears what it says of the account.

    Raises AppError KEY_INVALID for the key of another account, ADDRESS_INVALID, and what `verify` raises; `Cancelled`.
    """
    destination = connect(account.base_url, key)
    try:
        with interrupting(destination, control):
            found = verified(destination, control, wait)
            if found.id != account.agency_id:
                raise AppError(Code.KEY_INVALID, Cause.ACCESS, detail="the key of another agency")
            told(found)
            yield destination
    finally:
        destination.close()


def ask_empties(
    ledger: Ledger, source: str, fields: Collection[str], destination: Destination, control: RunControl
) -> dict[str, bool]:
    """Asks about those of the fields that nobody asked about yet, each with a listing that has it: whether the service
    takes it empty. Nothing is stored there; the answers are kept. Gives what is new; a field that no listing has, or of
    which the service says nothing, is asked about another time. Raises `Cancelled`."""
    left = set(fields) - ledger.empties().keys()
    asked: list[Operation] = []
    for listing in islice(ledger.listings_of(source), _LOOKED_AT) if left else ():
        if listing.shown is not True:
            continue
        for name in sorted(left):
            if listing.fields.get(name) is not None:
                asked.append(Operation(Op.VALIDATE, listing.external_id, {name: None}, listing.portal_id))
                left.discard(name)
    told: dict[str, bool] = {}
    most = destination.limits.max_operations
    for start in range(0, len(asked), most):
        batch = asked[start : start + most]
        try:
            outcomes = destination.send(batch, control)
        except DestinationError:
            break
        for operation, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Accepted | Refused):
                told.update(dict.fromkeys(operation.fields, isinstance(outcome, Accepted)))
    if told:
        ledger.keep_empties(told)
    return told
