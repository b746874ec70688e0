"""What one listing is on the service, against what the service accepted of it last. Pure.

As tolerant as the service is in how it tells things (API reference, 2.4 and section 10): numbers as texts, a description
by language, photos by our own ids and in any order. What the service works out by itself is no difference: only fields
that were sent from here are compared.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from rentix_desktop.catalog.fields import AGENT_ID, AGENT_NUMBER, Catalogue, Field, JsonValue, Kind, Record
from rentix_desktop.mapping.roles import ADDRESS, AREA, DEAL, FLOOR_NUMBER, PRICE, ROOMS, SUBTYPE
from rentix_desktop.sync.agents import named
from rentix_desktop.sync.books.agents import AgentForm
from rentix_desktop.sync.destination import PortalListing, Publication
from rentix_desktop.sync.ledger import Listing
from rentix_desktop.sync.planning.diff import same

_DEGREES: Final = 1e-5  # about a metre
_LANGUAGES: Final = ("ro", "ru", "en")
"""Of a text by language the one that is taken where ours is one text: the first that is there."""


_LOOK: Final = (ADDRESS, DEAL, SUBTYPE, AREA, FLOOR_NUMBER, ROOMS, PRICE)
_ENOUGH: Final = 3


class DriftKind(StrEnum):
    FIELD = "field"
    STATUS = "status"  # hidden by hand, expired, taken down by the service, shown again
    GONE = "gone"  # we think it is there, and it is not
    UNLINKED = "unlinked"  # it is there, and has not our id any more
    UNKNOWN = "unknown"  # no source knows it


class Side(StrEnum):
    """Which side wins."""

    FILE = "file"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference. `ours` is what the service accepted last, `theirs` what it has, in the shape that is sent; None =
    nothing. `sides` are those that can be chosen; of a listing that no source knows, PORTAL = it is left as it is.
    `note` is for people: an address, or a name that has no id of ours."""

    kind: DriftKind
    external_id: str | None
    portal_id: str | None
    field: str = ""
    ours: JsonValue = None
    theirs: JsonValue = None
    sides: tuple[Side, ...] = (Side.FILE, Side.PORTAL)
    source: str | None = None
    public_url: str | None = None
    status: str = ""  # the service's word
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Names it among the differences of one comparison."""
        return self.kind.value, self.external_id or "", self.portal_id or "", self.field


def drifts(listing: Listing, seen: PortalListing, catalogue: Catalogue) -> Iterator[Drift]:
    """The fields that differ, then the status. A field whose answer was lost is not compared: it is sent again anyway.
    The address stands beside each of them as a note."""
    visibility = catalogue.visibility.field
    note = listing.fields.get(ADDRESS) or seen.fields.get(ADDRESS)
    whole = Drift(
        DriftKind.FIELD,
        listing.external_id,
        seen.portal_id or listing.portal_id,
        source=listing.source,
        public_url=seen.public_url or listing.public_url,
        status=seen.status,
        note=note if isinstance(note, str) else "",
    )
    for name, ours in listing.fields.items():
        field = catalogue.fields.get(name)
        if field is None or name in (catalogue.key, visibility) or ours is None:
            continue
        told = _told(field, ours, seen)
        if told is not None and not _alike(field, ours, told.value):
            sides = (Side.FILE, Side.PORTAL) if told.sendable else (Side.FILE,)
            yield replace(whole, field=name, ours=ours, theirs=told.value, sides=sides)
    wanted = _wanted(listing, catalogue)
    if wanted and seen.status and not _stands(wanted, seen, catalogue):
        sides = (Side.PORTAL,) if seen.publication is Publication.BLOCKED else (Side.FILE, Side.PORTAL)
        yield replace(whole, kind=DriftKind.STATUS, field=visibility, ours=wanted, theirs=seen.status, sides=sides)


def in_our_words(record: Record, seen: PortalListing, catalogue: Catalogue, form: AgentForm | None = None) -> Record:
    """What the service has of a listing, in the words of its row where they say the same: sending those again would change
    nothing. Photos are the same only where our own ids of them say so; an agent is named in `form`, as an upload does."""
    found = {name: value for name, value in seen.fields.items() if name != catalogue.key}
    for name, field in catalogue.fields.items():
        ours = record.get(name)
        if field.kind is Kind.AGENT and seen.user is not None and seen.user.external_id is not None:
            found[name] = named(seen.user, form or AgentForm.EXTERNAL)
            continue
        if ours is None or name in (catalogue.key, catalogue.visibility.field):
            continue
        told = None if field.kind is Kind.PHOTOS and not seen.photo_ids else _told(field, ours, seen)
        if told is not None and told.value is not None and _alike(field, ours, told.value):
            found[name] = ours
    return found


def looks_like(fields: Record, enough: int = _ENOUGH) -> str:
    """What tells one listing from another where no id does: the same for the service's own words of it and for ours. "" =
    too little is known: no address, or fewer than `enough` facts with it. Whoever makes a listing again that only lost
    its link makes a double."""
    known = [fields.get(name) for name in _LOOK]
    if not isinstance(known[0], str) or sum(value is not None for value in known) < enough:
        return ""
    return "\n".join(_plain(_as_number(value)) for value in known)


# status ---------------------------------------------------------------------------------------------------------------
def _wanted(listing: Listing, catalogue: Catalogue) -> str:
    """The status it should have; "" = none was sent from here, or nobody knows."""
    visibility = catalogue.visibility
    if listing.shown is None:
        return ""
    sent = listing.fields.get(visibility.field)
    if listing.shown is False and not isinstance(sent, str):
        return visibility.hidden
    return sent if isinstance(sent, str) else ""


def _stands(wanted: str, seen: PortalListing, catalogue: Catalogue) -> bool:
    """What is being published is on its way to where it was sent."""
    if seen.status == wanted:
        return True
    return wanted == catalogue.visibility.shown and seen.publication is Publication.PROCESSING


# fields ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Told:
    """`value` in the shape that is sent; `sendable` False = it can only be named: it has no id of ours."""

    value: JsonValue
    sendable: bool = True


def _told(field: Field, ours: JsonValue, seen: PortalListing) -> _Told | None:
    """What the service has in this field; None = it does not tell."""
    if field.kind is Kind.PHOTOS:
        return _photos(ours, seen)
    if field.kind is Kind.AGENT:
        return _agent(ours, seen)
    if field.name not in seen.fields:
        return _Told(None) if seen.whole else None
    return _Told(_in_our_shape(field, ours, seen.fields[field.name]))


def _in_our_shape(field: Field, ours: JsonValue, theirs: JsonValue) -> JsonValue:
    if theirs in ("", [], {}):
        return None
    match field.kind:
        case Kind.NUMBER | Kind.INTEGER:
            return _as_number(theirs)
        case Kind.BOOLEAN if isinstance(theirs, str | int):
            return {"true": True, "1": True, "false": False, "0": False}.get(str(theirs).lower(), theirs)
        case Kind.COORDINATES if isinstance(theirs, dict):
            return {name: _as_number(value) for name, value in theirs.items() if name in ("lat", "lng")}
        case Kind.TEXT | Kind.UNKNOWN if isinstance(theirs, dict):
            return _text_of(ours, theirs)
    return theirs


def _text_of(ours: JsonValue, theirs: dict[str, JsonValue]) -> JsonValue:
    """A text by language, where ours is one text: ours where it is among them, else the first that is there."""
    if isinstance(ours, dict):
        return {name: value for name, value in theirs.items() if name in ours} or None
    texts = [theirs.get(name) for name in _LANGUAGES] + list(theirs.values())
    found = [text for text in texts if isinstance(text, str) and text.strip()]
    return next((text for text in found if _plain(text) == _plain(ours)), found[0] if found else None)


def _photos(ours: JsonValue, seen: PortalListing) -> _Told | None:
    """By our own ids where all have one, else by how many there are; photos are fetched while it is published."""
    if seen.photo_count is None or seen.publication is Publication.PROCESSING:
        return None
    mine = [photo for photo in ours if isinstance(photo, dict)] if isinstance(ours, list) else []
    by_id = {str(photo["externalFileId"]): photo for photo in mine if photo.get("externalFileId")}
    if seen.photo_ids and len(by_id) == len({str(photo) for photo in mine}):
        nameless = seen.photo_count - len(seen.photo_ids)  # not from here, and not to be named
        if set(by_id) == set(seen.photo_ids) and not nameless:
            return _Told(ours)
        there: list[JsonValue] = [by_id.get(name, {"externalFileId": name}) for name in seen.photo_ids]
        return _Told([*there, *({} for _ in range(nameless))], sendable=not nameless)
    if seen.photo_count == len({str(photo) for photo in mine}):
        return _Told(ours)
    known: list[JsonValue] = [{"url": url} for url in seen.photos]
    return _Told(known or [{} for _ in range(seen.photo_count)] or None, sendable=len(known) == seen.photo_count)


def _agent(ours: JsonValue, seen: PortalListing) -> _Told | None:
    """By our own id, or by the service's where that was sent, or where it has none of ours."""
    user = seen.user
    if user is None:
        return _Told(None) if seen.whole else None
    if isinstance(ours, dict) and AGENT_NUMBER in ours and str(ours[AGENT_NUMBER]) == user.portal_id:
        return _Told(ours)
    if user.external_id is not None:
        return _Told({AGENT_ID: user.external_id})
    return _Told({AGENT_NUMBER: user.portal_id})


# comparing ------------------------------------------------------------------------------------------------------------
def _alike(field: Field, ours: JsonValue, theirs: JsonValue) -> bool:
    if same(ours, theirs):
        return True
    match field.kind:
        case Kind.NUMBER | Kind.INTEGER:
            return _close(_number(ours), _number(theirs), 1e-9)
        case Kind.COORDINATES if isinstance(ours, dict) and isinstance(theirs, dict):
            return all(_close(_number(ours.get(n)), _number(theirs.get(n)), _DEGREES) for n in ("lat", "lng"))
        case Kind.PHOTOS:
            return False  # `_photos` gives ours back where they are alike
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(_plain(v) == _plain(theirs[n]) for n, v in ours.items())
    if isinstance(ours, list) and isinstance(theirs, list):  # the order of a set of choices says nothing
        return sorted(map(_plain, ours)) == sorted(map(_plain, theirs))
    if isinstance(ours, list | dict) or isinstance(theirs, list | dict) or theirs is None:
        return False
    return _plain(ours) == _plain(theirs)


def _plain(value: JsonValue) -> str:
    """As a person reads it: no difference in blanks, line ends and how a letter is put together; 3.0 is 3."""
    number = _number(value) if not isinstance(value, str) else None
    if number is not None:
        return str(number)
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(unicodedata.normalize("NFC", str(value)).split())


def _number(value: JsonValue) -> float | int | None:
    """Also one that is told as a text; None = it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _as_number(value: JsonValue) -> JsonValue:
    number = _number(value)
    return value if number is None else number


def _close(one: float | None, other: float | None, by: float) -> bool:
    return one is not None and other is not None and abs(one - other) <= max(by, 1e-9 * abs(one))
