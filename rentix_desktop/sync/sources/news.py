"""What became of the listings that were sent: the service is asked for those of which nobody knows whether they were
published, with few requests at a time, and ever more rarely for those that take long."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    Cancelled,
    Destination,
    DestinationError,
    JobState,
    ListingSeen,
    Lists,
    Publication,
    WorksLater,
)
from rentix_desktop.sync.ledger import AccountKey, Ledger, Unheard, Wait
from rentix_desktop.sync.ports import TurnPorts
from rentix_desktop.sync.sources.reach import reached

WAIT: Final = Wait(least=600.0, most=7 * 86_400.0)
MOST_ASKED: Final = 60
"""Listings that are asked for one by one in one look, each by one or two requests: with more of them the service's own
list is read, a hundred with one request."""
MOST_PAGES: Final = 100
"""Requests for that list; with `MOST_ASKED` it is two thirds of what a minute allows."""
_MOST_KNOWN: Final = 20_000

_NOT_YET: Final = (Publication.ACCEPTED, Publication.PROCESSING)

_log = logging.getLogger(__name__)


def ask(ledger: Ledger, destination: Destination, catalogue: Catalogue, control: RunControl, now: float) -> None:
    """What the service does not say now it says another time: raises nothing but bugs and what the ledger raises."""
    if not isinstance(destination, WorksLater):
        return
    unheard = _unheard(ledger, catalogue, now, _MOST_KNOWN)
    try:
        if len(unheard) > MOST_ASKED and isinstance(destination, Lists):
            unheard = _listed(ledger, destination, destination.later_fields, unheard, control)
        for each in unheard[:MOST_ASKED]:
            _asked(ledger, destination, each, control)
    except DestinationError as error:
        _log.info("news of listings were not told: %s", error.code)
    except Cancelled:
        return


def ask_apart(account: AccountKey, ports: TurnPorts, ledger: Ledger, control: RunControl, now: float) -> None:
    """As `ask`, where nothing else is wanted of the service now: it is left alone where there is nothing to ask. Nobody
    waits for it: where it cannot be reached, or there is no key, it is another time."""
    catalogue = ports.builtin_catalogue()
    if not _unheard(ledger, catalogue, now, 1):
        return
    key = ports.keys.get(account)
    if key is None:
        return
    with suppress(Cancelled):
        try:
            with reached(ports.connect, account, key, control, 0.0) as destination:
                ask(ledger, destination, catalogue, control, now)
        except AppError as error:
            _log.info("news of listings were not asked for: %s", error.code)


def _unheard(ledger: Ledger, catalogue: Catalogue, now: float, most: int) -> list[Unheard]:
    visibility = catalogue.visibility
    return ledger.unheard(now, WAIT, (visibility.field, visibility.shown), most)


def _listed(
    ledger: Ledger, destination: Lists, later: frozenset[str], unheard: Sequence[Unheard], control: RunControl
) -> list[Unheard]:
    """Reads the list of the service. Those that it did not show, and those whose job says why they failed."""
    left = {each.external_id: each for each in unheard}
    for page in islice(destination.list_listings(control), MOST_PAGES):
        for listing in page.listings:
            each = left.get(listing.external_id or "")
            if each is not None and not (each.job and listing.publication.failed):
                seen = ListingSeen(listing.publication, listing.status, listing.public_url)
                _tell(ledger, each, seen, later)
                del left[each.external_id]
        if not left:
            break
    return list(left.values())


def _asked(ledger: Ledger, destination: WorksLater, each: Unheard, control: RunControl) -> None:
    if each.job is not None:
        news = destination.job(each.job, control)
        failed = news.state in (JobState.FAILED, JobState.FAILED_RETRYABLE)
        ledger.tell_job(each.run, each.seq, each.job, news, destination.later_fields if failed else ())
        if news.state is not JobState.COMPLETED:
            return
    seen = destination.listing(each.external_id, each.portal_id, control)
    if each.job is None or seen.publication not in _NOT_YET:
        _tell(ledger, each, seen, destination.later_fields)


def _tell(ledger: Ledger, each: Unheard, seen: ListingSeen, later: frozenset[str]) -> None:
    ledger.tell_listing(each.run, each.seq, seen, later if seen.publication is Publication.FAILED else ())
