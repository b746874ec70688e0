"""All listings of an agency: `GET /listings?limit=100`, and how the pages go on, which is not documented.

Whatever the answer shows to work is followed: an address of the next page, a cursor, `page`, `offset`. A way counts as
working once it brought listings that were not told before; where it brings nothing new, or is refused, the next one is
tried. Each page either brings something new or uses a way up, so reading ends whatever the portal answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol, TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.destinations.rentix.errors import Answer, Call, error_of_answer, unreadable
from rentix_desktop.destinations.rentix.listing_items import listing_of
from rentix_desktop.sync.destination import After, DestinationError, ListingPage, PortalListing, Waiter

PAGE: Final = 100
"""Listings asked for at a time: the largest number seen in the documentation (API reference, 2.1)."""
MOST_LISTINGS: Final = 250_000
"""More than any agency has: a portal that makes new ones up for ever is not believed."""
_ROUND: Final = (10, 20, 25, 30, 50)
"""Sizes of pages that a portal may keep to, however many are asked for."""
_LONGEST_CURSOR: Final = 2000
_TRIES: Final = 3
"""A way that is not known to work may make the portal fail so often before it counts as none."""
_MOST_PROBES: Final = 16
"""Requests that brought nothing new."""

_LISTS: Final = ("items", "listings", "data", "results", "announcements")
_HOLDERS: Final = (
    "pagination",
    "paging",
    "meta",
    "pageInfo",
    "page_info",
    "links",
    "_links",
    "cursors",
    "page",
    "data",
)
_CURSORS: Final = (
    "next",
    "nextCursor",
    "next_cursor",
    "nextPageToken",
    "next_page_token",
    "nextToken",
    "endCursor",
    "end_cursor",
    "nextPage",
    "next_page",
    "nextUrl",
    "next_url",
    "after",
    "cursor",
    "pageToken",
)
_CURSOR_PARAMS: Final = ("cursor", "after", "nextCursor", "pageToken", "next")
_PARAMS: Final = {
    "nextPageToken": "pageToken",
    "next_page_token": "page_token",
    "nextToken": "token",
    "nextPage": "page",
    "next_page": "page",
    "endCursor": "after",
    "end_cursor": "after",
}
"""A cursor is given back as `cursor`, but for these."""
_TOTALS: Final = ("total", "totalCount", "total_count", "totalItems", "total_items", "totalElements")
_MORE: Final = ("hasMore", "has_more", "hasNext", "has_next", "hasNextPage", "has_next_page")
_PAGES: Final = ("page", "currentPage", "current_page", "pageNumber", "page_number")
_OFFSETS: Final = ("offset", "skip", "start")

Query: TypeAlias = tuple[tuple[str, str], ...]


class Asks(Protocol):
    """What of the client is used."""

    @property
    def host(self) -> str: ...

    def request(self, method: str, path: str, call: Call, waiter: Waiter) -> Answer: ...


# what an answer says --------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Said:
    """One answer. `count` of its items, readable or not; `more` None = it does not say whether there are more."""

    listings: tuple[PortalListing, ...]
    count: int
    total: int | None = None
    more: bool | None = None
    cursors: tuple[tuple[str, str | int], ...] = ()
    page: int | None = None
    offset: str | None = None  # what it calls the number of the first item


def read(answer: JsonValue) -> Said | None:
    """None where there is no list of listings in it. Never raises."""
    items = _items(answer)
    if items is None:
        return None
    listings = tuple(listing for item in items if (listing := listing_of(item)) is not None)
    holders = tuple(_holders(answer))
    offset = next((name for name in _OFFSETS if _number(holders, (name,)) is not None), None)
    cursors = tuple(
        (name, value) for holder in holders for name in _CURSORS if (value := _cursor(holder.get(name))) is not None
    )
    said_none = any(name in holder and holder[name] is None for holder in holders for name in _CURSORS)
    flags = [holder[name] for holder in holders for name in _MORE if isinstance(holder.get(name), bool)]
    more = bool(flags[0]) if flags else False if said_none and not cursors else None
    return Said(listings, len(items), _number(holders, _TOTALS), more, cursors, _number(holders, _PAGES), offset)


def _items(answer: JsonValue) -> list[JsonValue] | None:
    if isinstance(answer, list):
        return answer
    if not isinstance(answer, dict):
        return None
    for name in _LISTS:
        found = answer.get(name)
        if isinstance(found, list):
            return found
    inner = answer.get("data")
    return _items(inner) if isinstance(inner, dict) and inner is not answer else None


def _holders(answer: JsonValue, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The objects in which the pages may be told of, the outermost first."""
    if not isinstance(answer, dict) or depth > 2:
        return
    yield answer
    for name in _HOLDERS:
        yield from _holders(answer.get(name), depth + 1)


def _number(holders: tuple[Mapping[str, Any], ...], names: tuple[str, ...]) -> int | None:
    for holder in holders:
        for name in names:
            value = holder.get(name)
            if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
                return int(value)
            if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
                return value
    return None


def _cursor(value: Any) -> str | int | None:
    if isinstance(value, dict):  # links: {"next": {"href": "…"}}
        value = value.get("href") or value.get("url")
    if isinstance(value, bool) or value in ("", 0):
        return None
    if isinstance(value, str) and len(value) > _LONGEST_CURSOR:
        return None
    return value if isinstance(value, str | int) else None


# the ways to go on ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class State:
    """Where reading is: `pages` with `count` items came, `said` is the last of them. `limit` is what asks for a size."""

    base_url: str
    said: Said
    count: int
    pages: int = 1
    limit: Query = (("limit", str(PAGE)),)


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """`query` gives what to ask for next; None = it does not lead on from here. `counts` = by a number of ours: an empty
    answer then says that there are no more."""

    query: Callable[[State], Query | None]
    counts: bool = False


def ways(first: Said) -> list[Way]:
    """All that may work, those that the first answer hints at before the others."""
    named = list(dict.fromkeys(name for name, _ in first.cursors))
    found = [_address(name) for name in named]
    found += [_token(name, param) for name in named for param in _params(name)]
    offsets = [_offset(first.offset)] if first.offset else [_offset("offset"), _offset("skip")]
    if first.offset and first.page is None:
        return [*found, *offsets, BY_PAGE]
    return [*found, BY_PAGE, *offsets]


def _address(name: str) -> Way:
    """By the address of the next page. Only its query is taken: the key goes to no other host, and to no other path."""

    def query(state: State) -> Query | None:
        value = _of(state.said, name)
        if not isinstance(value, str) or not ("?" in value or "://" in value):
            return None
        try:
            there, here = urlsplit(value), urlsplit(state.base_url)
            if there.netloc and (there.hostname, there.port) != (here.hostname, here.port):
                return None
            return tuple(parse_qsl(there.query, keep_blank_values=True)) or None
        except ValueError:
            return None

    return Way(query)


def _token(name: str, param: str) -> Way:
    def query(state: State) -> Query | None:
        value = _of(state.said, name)
        if value is None or (isinstance(value, str) and ("://" in value or value.startswith(("/", "?")))):
            return None
        return (*state.limit, (param, str(value)))

    return Way(query)


def _of(said: Said, name: str) -> str | int | None:
    return next((value for known, value in said.cursors if known == name), None)


def _params(name: str) -> tuple[str, ...]:
    """The parameters that a cursor of this name may be given back in, its own first."""
    own = _PARAMS.get(name)
    return tuple(dict.fromkeys((own, *_CURSOR_PARAMS))) if own else _CURSOR_PARAMS


def _next_page(state: State) -> Query:
    return (*state.limit, ("page", str(state.pages + 1 if state.said.page is None else state.said.page + 1)))


def _offset(param: str) -> Way:
    return Way(lambda state: (*state.limit, (param, str(state.count))), counts=True)


BY_PAGE: Final = Way(_next_page, counts=True)
FROM_ZERO: Final = Way(lambda state: (*state.limit, ("page", "1")))
"""The second page of a portal whose first is number 0, and whose answers do not say so."""


# reading --------------------------------------------------------------------------------------------------------------
class ListingPages:
    """Iterates over the pages. After a DestinationError it goes on where it was when it is asked again, so that who
    reads decides what is worth a second try."""

    def __init__(self, client: Asks, base_url: str, waiter: Waiter) -> None:
        self._client = client
        self._base_url = base_url
        self._waiter = waiter
        self._limit: Query = (("limit", str(PAGE)),)
        self._state: State | None = None
        self._ways: list[Way] = []
        self._works: Way | None = None  # the one that brought something last
        self._asked: set[Query] = set()
        self._probes = 0
        self._failures = 0
        self._seen: set[str] = set()
        self._total: int | None = None
        self._size = 0  # of the first page
        self._ended = False  # it was shown that there are no more
        self._doubtful = False  # something could not be read, or changed meanwhile
        self._over = False

    def __iter__(self) -> Iterator[ListingPage]:
        return self

    def __next__(self) -> ListingPage:
        if self._over:
            raise StopIteration
        return self._begin() if self._state is None else self._go_on(self._state)

    def _begin(self) -> ListingPage:
        said = self._ask(self._limit, sure=not self._limit)
        if said is None:  # it does not like to be asked for a size
            self._limit = ()
            return self._begin()
        self._size = said.count
        self._total = None if said.total == said.count >= PAGE else said.total  # it may be that of the page
        self._ways = ways(said)
        return self._told(said, State(self._base_url, said, said.count, limit=self._limit))

    def _go_on(self, state: State) -> ListingPage:
        while self._ways:
            way = self._ways[0]
            query = way.query(state)
            said = self._ask_once(query, sure=way is self._works) if query is not None else None
            if said is not None and any(_key(listing) not in self._seen for listing in said.listings):
                self._works = way
                return self._told(
                    said, replace(state, said=said, count=state.count + said.count, pages=state.pages + 1)
                )
            self._use_up(way, state, said, led_on=query is not None)
        return self._end(())

    def _told(self, said: Said, state: State) -> ListingPage:
        """The page with what is new in it, and whether it is the last, as far as that is known by now."""
        new = []
        for listing in said.listings:
            if _key(listing) not in self._seen:
                self._seen.add(_key(listing))
                new.append(listing)
        self._state = state
        self._failures = 0
        changed = None not in (said.total, self._total) and said.total != self._total
        self._doubtful = self._doubtful or changed or said.count != len(said.listings)
        if len(self._seen) >= MOST_LISTINGS:
            self._doubtful, self._ways = True, []
        elif said.more is False or (self._total is not None and said.more is None and not said.cursors):
            self._shown_to_end()
        return ListingPage(tuple(new), last=False) if self._ways else self._end(tuple(new))

    def _use_up(self, way: Way, state: State, said: Said | None, *, led_on: bool) -> None:
        """It brought nothing new: one that worked has come to its end, and so has a list that goes on with nothing."""
        self._ways.remove(way)
        self._failures = 0
        nothing = said is not None and said.count == 0 and way.counts
        worked = way is self._works
        if nothing or (worked and (not led_on or state.said.count < self._size or (said and not said.count))):
            self._shown_to_end()
        if way is BY_PAGE and state.said.page is None and self._total is None and (nothing or worked):
            self._ways.insert(0, FROM_ZERO)

    def _shown_to_end(self) -> None:
        if self._total is None or len(self._seen) >= self._total:
            self._ended, self._ways = True, []

    def _end(self, new: tuple[PortalListing, ...]) -> ListingPage:
        self._over = True
        one_answer = self._works is None and self._size < PAGE and self._size not in _ROUND
        whole = self._ended or (one_answer and self._total is None and not self._told_more())
        return ListingPage(new, last=True, complete=whole and not self._doubtful)

    def _told_more(self) -> bool:
        return self._state is not None and bool(self._state.said.more or self._state.said.cursors)

    # asking -----------------------------------------------------------------------------------------------------------
    def _ask_once(self, query: Query, *, sure: bool) -> Said | None:
        if query in self._asked or self._probes >= _MOST_PROBES:
            return None
        said = self._ask(query, sure=sure)
        self._asked.add(query)
        self._probes += not sure
        return said

    def _ask(self, query: Query, *, sure: bool) -> Said | None:
        """None where it is refused, and may well be because it is asked in the wrong way: not `sure`."""
        path = f"/listings?{urlencode(query)}" if query else "/listings"
        answer = self._client.request("GET", path, Call.READ, self._waiter)
        if not 200 <= answer.status < 300:
            error = error_of_answer(answer, Call.READ, self._client.host)
            if sure or not self._may_be_the_way(answer, error):
                raise error
            return None
        said = read(answer.json)
        if said is None and sure:
            raise unreadable(Call.READ, self._client.host, "no list of listings")
        return said

    def _may_be_the_way(self, answer: Answer, error: DestinationError) -> bool:
        if error.after is After.REFUSE:
            return True
        if answer.status >= 500:
            self._failures += 1
            return self._failures >= _TRIES
        return self._state is not None and answer.status in (404, 405, 410) and answer.is_json


def _key(listing: PortalListing) -> str:
    return listing.portal_id or f"external {listing.external_id}"
