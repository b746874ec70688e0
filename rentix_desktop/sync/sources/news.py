"""What became of the listings that were sent: the service is asked for those of which nobody knows whether they were
published, with few requests at a time, and ever more rarely for those that take long, or that it does not show."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Most:
    """What one look may cost. Up to `asked` listings are asked for one by one, each by one or two requests; with more of
    them the service's own list is read, `PAGE` with one request, where so many `pages` are all of it."""

    requests: int
    pages: int
    asked: int


AFTER_SENDING: Final = Most(requests=320, pages=200, asked=60)
QUIET: Final = Most(requests=9, pages=7, asked=4)
"""Where nothing was sent. Larger lists are read when something is."""
PAGE: Final = 100
_MOST_KNOWN: Final = 20_000

_NOT_YET: Final = (Publication.ACCEPTED, Publication.PROCESSING)

_log = logging.getLogger(__name__)


def ask(
    ledger: Ledger, destination: Destination, catalogue: Catalogue, control: RunControl, now: float, *, sent: bool
) -> None:
    """What the service does not say now it says another time: raises nothing but bugs and what the ledger raises. `sent`
    = something was sent to it just now."""
    if not isinstance(destination, WorksLater):
        return
    most = AFTER_SENDING if sent else QUIET
    unheard = _unheard(ledger, catalogue, now, _MOST_KNOWN)
    requests = most.requests
    try:
        if len(unheard) > most.asked and isinstance(destination, Lists) and _may_show_all(ledger, most.pages):
            unheard, pages = _listed(ledger, destination, destination.later_fields, unheard, control, most.pages)
            requests -= pages
        for each in unheard[: min(most.asked, requests // 2)]:
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
                ask(ledger, destination, catalogue, control, now, sent=False)
        except AppError as error:
            _log.info("news of listings were not asked for: %s", error.code)


def _unheard(ledger: Ledger, catalogue: Catalogue, now: float, most: int) -> list[Unheard]:
    visibility = catalogue.visibility
    return ledger.unheard(now, WAIT, (visibility.field, visibility.shown), most)


def _may_show_all(ledger: Ledger, pages: int) -> bool:
    """Whether the list is short enough for so many pages, by what is known of it here."""
    return sum(ledger.statuses().values()) <= pages * PAGE


def _listed(
    ledger: Ledger,
    destination: Lists,
    later: frozenset[str],
    unheard: Sequence[Unheard],
    control: RunControl,
    most: int,
) -> tuple[list[Unheard], int]:
    """Reads the list of the service. Those whose job says why they failed, then those that it did not show, which were
    looked for all the same; and how many pages it took."""
    left = {each.external_id: each for each in unheard}
    failed: list[Unheard] = []
    pages = 0
    for page in islice(destination.list_listings(control), most):
        pages += 1
        with ledger.together():
            for listing in page.listings:
                each = left.pop(listing.external_id or "", None)
                if each is None:
                    continue
                if each.job and listing.publication.failed:
                    failed.append(each)
                else:
                    _tell(ledger, each, ListingSeen(listing.publication, listing.status, listing.public_url), later)
        if not left:
            break
    ledger.looked_for(list(left.values()))
    return [*failed, *left.values()], pages


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
