"""All listings of the service against what the ledger knows of them: read page by page, nothing is written.

What is held grows with the differences and the ids, not with what the listings say.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from rentix_desktop.catalog.fields import Catalogue, Kind
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.comparing.drift import Drift, DriftKind, Side, drifts, looks_like
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    After,
    Destination,
    DestinationError,
    ListingPage,
    ListingSeen,
    Lists,
    PortalListing,
    Publication,
    WaitReason,
    WorksLater,
)
from rentix_desktop.sync.ledger import Ledger, Listing
from rentix_desktop.sync.sending.retry import back_off

MOST: Final = 20_000
"""Differences that are held; those beyond are counted."""
_PAGE: Final = 500
_TRIES: Final = 5

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Comparing:
    """How far it is: listings `read` from the service; then `asked` for one by one, of `to_ask`."""

    read: int
    asked: int = 0
    to_ask: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """`listings` of the service, `known` to the ledger. `complete` False = the service may have more listings than it
    showed. `untold` are fields that it tells of no listing: they were not compared. `beyond` differences are not in
    `differences`, which `counts` counts all."""

    listings: int
    known: int
    differences: tuple[Drift, ...]
    complete: bool
    counts: Mapping[DriftKind, int] = field(default_factory=dict)
    untold: tuple[str, ...] = ()
    beyond: int = 0
    asked: int = 0


def compare(
    ledger: Ledger,
    destination: Destination,
    catalogue: Catalogue,
    control: RunControl,
    told: Callable[[Comparing], None] = lambda _: None,
) -> Compared:
    """Raises DestinationError, Cancelled, and AppError CANNOT_BE_ASKED for a service that does not list."""
    if not isinstance(destination, Lists):
        raise AppError(Code.CANNOT_BE_ASKED, Cause.USAGE)
    comparison = _Comparison(ledger, destination, catalogue, control, told)
    for page in pages(destination, control):
        comparison.take(page)
    comparison.missing()
    return comparison.result()


def pages(destination: Lists, control: RunControl) -> Iterator[ListingPage]:
    """The pages; one that fails for now is asked for again. Raises DestinationError, Cancelled."""
    reading = destination.list_listings(control)
    while True:
        page = patiently(lambda: next(reading, None), control)
        if page is None:
            return
        yield page


def patiently(ask: Callable[[], T], control: RunControl) -> T:
    """What `ask` gives; asked again after a failure that passes. Raises DestinationError, Cancelled."""
    for attempt in itertools.count(1):
        try:
            return ask()
        except DestinationError as error:
            if error.after is not After.RETRY or attempt == _TRIES:
                raise
            control.wait(max(back_off(attempt), error.retry_after or 0.0), WaitReason.BACK_OFF)
    raise AssertionError("itertools.count ends never")


class _Comparison:
    """While it goes on."""

    def __init__(
        self,
        ledger: Ledger,
        destination: Destination,
        catalogue: Catalogue,
        control: RunControl,
        told: Callable[[Comparing], None],
    ) -> None:
        self._ledger = ledger
        self._destination = destination
        self._catalogue = catalogue
        self._control = control
        self._told = told
        self._listings = self._known = self._asked = 0
        self._complete = False
        self._hidden_seen = False
        self._seen: set[str] = set()
        self._found: dict[tuple[str, str, str, str], Drift] = {}
        self._counts: Counter[DriftKind] = Counter()
        self._without_id: dict[str, str] = {}  # of listings that have no id of ours: own id, or look → own id
        self._fields: Counter[str] = Counter()  # that the service tells
        self._untold: Counter[str] = Counter()
        self._agents = {each.name for each in catalogue.fields.values() if each.kind is Kind.AGENT}
        self._photos = {each.name for each in catalogue.fields.values() if each.kind is Kind.PHOTOS}
        self._maybe = {
            external_id
            for source in {run.source for run in ledger.runs()}
            for external_id in ledger.maybe_there(source)
        }

    # what the service shows -------------------------------------------------------------------------------------------
    def take(self, page: ListingPage) -> None:
        known = self._ledger.listings([each.external_id for each in page.listings if each.external_id])
        for seen in page.listings:
            self._listings += 1
            self._hidden_seen = self._hidden_seen or seen.status == self._catalogue.visibility.hidden
            listing = known.get(seen.external_id or "")
            if listing is None:
                self._unknown(seen)
            elif listing.external_id not in self._seen:
                self._seen.add(listing.external_id)
                self._compare(listing, seen)
        self._complete = page.last and page.complete
        if self._control.cancelled:
            self._control.wait(0, WaitReason.BACK_OFF)
        self._told(Comparing(self._listings))

    def _compare(self, listing: Listing, seen: PortalListing) -> None:
        self._fields.update(name for name in seen.fields if name in listing.fields)
        self._fields.update(name for name in self._agents if seen.user is not None)
        for drift in drifts(listing, seen, self._catalogue):
            if drift.kind is DriftKind.FIELD and drift.theirs is None and drift.field not in self._photos:
                self._untold[drift.field] += 1
            self._add(drift)

    def _unknown(self, seen: PortalListing) -> None:
        if seen.external_id in self._maybe:  # a new one whose answer was lost: the next sync finds out
            return
        if seen.external_id is None:
            self._without_id[seen.portal_id] = seen.portal_id
            if look := looks_like(seen.fields):
                self._without_id[look] = seen.portal_id
        address = seen.fields.get(ADDRESS)
        self._add(
            Drift(
                DriftKind.UNKNOWN,
                seen.external_id,
                seen.portal_id,
                theirs=seen.status or None,
                sides=(Side.PORTAL,),
                public_url=seen.public_url,
                status=seen.status,
                note=address if isinstance(address, str) else "",
            )
        )

    def _add(self, drift: Drift) -> None:
        self._counts[drift.kind] += 1
        if len(self._found) < MOST:
            self._found[drift.key] = drift

    # what it does not show --------------------------------------------------------------------------------------------
    def missing(self) -> None:
        """Listings that we think are there: said to be gone only where the list was complete, else looked up."""
        to_look: list[Listing] = []
        for listing in self._all_known():
            self._known += 1
            if listing.external_id in self._seen:
                continue
            there = self._without_id.get(listing.portal_id or looks_like(listing.fields))
            if there is not None:
                self._unlinked(replace(listing, portal_id=there))
            elif self._complete and (listing.shown is not False or self._hidden_seen):
                self._gone(listing)
            else:
                to_look.append(listing)
        self._look_up(to_look)

    def _all_known(self) -> Iterator[Listing]:
        after = ""
        while page := self._ledger.known(after, _PAGE):
            after = page[-1].external_id
            yield from page

    def _look_up(self, listings: list[Listing]) -> None:
        """One by one. Of a complete list only those that we hid are left, where it shows no hidden one: it may leave them
        out, which the first that is there shows."""
        destination = self._destination
        if not isinstance(destination, WorksLater):
            return
        for listing in listings:
            seen = patiently(lambda each=listing: self._seen_alone(destination, each), self._control)  # type: ignore[misc]
            self._asked += 1
            self._told(Comparing(self._listings, self._asked, len(listings)))
            if seen.publication is Publication.GONE:
                self._gone(listing)
            elif seen.external_id not in (None, listing.external_id):
                self._unlinked(listing)
            elif self._complete:
                return  # it is there, hidden: hidden ones are not in the list

    def _seen_alone(self, destination: WorksLater, listing: Listing) -> ListingSeen:
        return destination.listing(listing.external_id, listing.portal_id, self._control)

    def _gone(self, listing: Listing) -> None:
        if not listing.gone:  # it was said that it may stay so
            self._add(self._of(listing, DriftKind.GONE))

    def _unlinked(self, listing: Listing) -> None:
        """It is one of those that no source knows, too: told once."""
        if self._found.pop((DriftKind.UNKNOWN.value, "", listing.portal_id or "", ""), None) is not None:
            self._counts[DriftKind.UNKNOWN] -= 1
        self._add(self._of(listing, DriftKind.UNLINKED))

    @staticmethod
    def _of(listing: Listing, kind: DriftKind) -> Drift:
        address = listing.fields.get(ADDRESS)
        return Drift(
            kind,
            listing.external_id,
            listing.portal_id,
            sides=(Side.FILE, Side.PORTAL) if kind is DriftKind.GONE else (Side.PORTAL,),
            source=listing.source,
            public_url=listing.public_url,
            note=address if isinstance(address, str) else "",
        )

    # the end ----------------------------------------------------------------------------------------------------------
    def result(self) -> Compared:
        """Without the fields that the service tells of no listing: it has them, or works them out, and does not say."""
        untold = tuple(sorted(name for name, count in self._untold.items() if count > 1 and not self._fields[name]))
        left = tuple(drift for drift in self._found.values() if not (drift.field in untold and drift.theirs is None))
        counts = self._counts.copy()
        counts[DriftKind.FIELD] -= sum(self._untold[name] for name in untold)
        counts = +counts
        return Compared(
            self._listings,
            self._known,
            left,
            self._complete,
            dict(counts),
            untold,
            counts.total() - len(left),
            self._asked,
        )
