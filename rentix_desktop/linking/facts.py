"""What a listing of the portal and a row of a file say of a property, in one form, ready to be compared."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.linking.address import LONGEST, Address, read_address
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.mapping.text import fold
from rentix_desktop.sync.destination import PortalListing

_SKETCH: Final = 16
"""Word groups that are kept of a text: enough to tell how much two texts share."""
_GROUP: Final = 3
_COMMON: Final = 3
"""A word group in more texts of one side than this, and one in a hundred, is the agency's own phrase."""
_LARGEST: Final = 1e15
"""No number of a property; whole ones above it cannot always be told apart, and NaN is not below it."""
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Facts:
    """One property. `key` is the portal's id or the row's externalId; `row` -1 for a listing. None and "" = not said.

    area in m², price in `currency`, `place` = (latitude, longitude) in degrees; `photos` = addresses without what may
    change, and our ids; `text` = a sketch of the description (`_SKETCH` of its word groups).
    """

    key: str
    row: int
    address: Address
    deal: str = ""
    kind: str = ""
    subkind: str = ""
    rooms: float | None = None
    floor: float | None = None
    floors: float | None = None
    area: float | None = None
    price: float | None = None
    currency: str = ""
    place: tuple[float, float] | None = None
    photos: frozenset[str] = frozenset()
    text: frozenset[int] = frozenset()


def facts_of_listing(listing: PortalListing) -> Facts:
    photos = frozenset(map(_photo, listing.photos)) | frozenset(listing.photo_ids)
    return _facts(listing.portal_id, -1, listing.fields, photos)


def facts_of_row(row: MappedRow, external_id: str) -> Facts:
    return _facts(external_id, row.row, row.record, frozenset(_photos(row.record.get(roles.PHOTOS))))


def without_phrases(side: Sequence[Facts]) -> list[Facts]:
    """Word groups that stand in many texts of one side say nothing of one property: they are taken out."""
    counts = Counter(group for facts in side for group in facts.text)
    most = _COMMON + len(side) // 100
    common = {group for group, count in counts.items() if count > most}
    return [replace(facts, text=facts.text - common) if facts.text & common else facts for facts in side]


def _facts(key: str, row: int, record: Mapping[str, JsonValue], photos: frozenset[str]) -> Facts:
    rooms = number(record.get(roles.ROOMS))
    if rooms is None and (found := _DIGITS.fullmatch(text_of(record.get(roles.SIZE)))):
        rooms = number(found.group()[:4])
    return Facts(
        key=key,
        row=row,
        address=read_address(text_of(record.get(roles.ADDRESS))[:LONGEST]),
        deal=text_of(record.get(roles.DEAL)),
        kind=text_of(record.get(roles.TYPE)),
        subkind=text_of(record.get(roles.SUBTYPE)),
        rooms=rooms,
        floor=number(record.get(roles.FLOOR_NUMBER)),
        floors=number(record.get(roles.FLOORS_TOTAL)),
        area=_above_zero(record.get(roles.AREA)),
        price=_above_zero(record.get(roles.PRICE)),
        currency=text_of(record.get(roles.CURRENCY)),
        place=_place(record.get(roles.COORDINATES)),
        photos=photos,
        text=_sketch(text_of(record.get(roles.DESCRIPTION))),
    )


def text_of(value: JsonValue) -> str:
    """A text; of one in several languages the first."""
    if isinstance(value, Mapping):
        return next((each for _, each in sorted(value.items()) if isinstance(each, str) and each.strip()), "")
    return value if isinstance(value, str) else ""


def number(value: JsonValue) -> float | None:
    """A number that can be compared, also one that came as a text."""
    if isinstance(value, str):
        try:
            value = float(value.strip().replace(",", ".")[:30])
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST:
        return None
    return float(value)


def _above_zero(value: JsonValue) -> float | None:
    found = number(value)
    return found if found is not None and found > 0 else None


def _place(value: JsonValue) -> tuple[float, float] | None:
    if not isinstance(value, Mapping):
        return None
    latitude, longitude = number(value.get("lat")), number(value.get("lng"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return None if latitude == 0 == longitude else (latitude, longitude)


def _photos(value: JsonValue) -> list[str]:
    files = value if isinstance(value, list) else []
    known: list[str] = []
    for file in files:
        if isinstance(file, Mapping):
            known += [_photo(url) for url in (file.get("url"),) if isinstance(url, str)]
            known += [each for each in (file.get("externalFileId"),) if isinstance(each, str)]
    return known


def _photo(url: str) -> str:
    """An address without protocol, "www." and what stands behind "?"."""
    plain = url.partition("://")[2] or url
    return plain.removeprefix("www.").partition("?")[0].partition("#")[0]


def _sketch(text: str) -> frozenset[int]:
    """The smallest numbers of its word groups: two texts share as much of them as they share word groups."""
    words = fold(text[:4000]).split()
    if len(words) < 2 * _GROUP:
        return frozenset()
    groups = {zlib.crc32(" ".join(words[at : at + _GROUP]).encode()) for at in range(len(words) - _GROUP + 1)}
    return frozenset(sorted(groups)[:_SKETCH])
