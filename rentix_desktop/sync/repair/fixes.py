"""What may be done at once about many listings that fail for the same reason: a table of pure functions by `FixCode`.

A fix makes new values of fields of a record, as a `Correction` holds them. It gives nothing where it would not settle
the problem, or would bring another one: how many listings a fix settles is how many it gives something for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from rentix_desktop.catalog.check import MOLDOVA_LATITUDES, MOLDOVA_LONGITUDES, is_photo_address
from rentix_desktop.catalog.fields import Catalogue, JsonValue, Kind, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.catalog.typed import SHOWN_TEXT
from rentix_desktop.mapping.parse.photos import photo_id

_NO_SCHEME: Final = re.compile(r"(?://)?(?:[\w-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE)
_WORD_BACK: Final = 60
"""A text is cut between two words, where that costs no more characters than this."""


class FixCode(StrEnum):
    CUT = "cut"  # the text to what is allowed
    ADD_DETAILS = "add_details"  # kind, address, rooms … behind a text that is too short
    CLEAR = "clear"  # the cell
    CLEAR_AS_DRAFT = "clear_as_draft"  # the cell, where a public listing must have it
    AS_DRAFT = "as_draft"
    SWAP_COORDINATES = "swap_coordinates"
    SWAP_FLOORS = "swap_floors"
    ADD_HTTPS = "add_https"  # before addresses of photos
    DROP_PHOTOS = "drop_photos"  # the wrong ones
    DROP_PHOTOS_AS_DRAFT = "drop_photos_as_draft"  # where too few are left
    KEEP_FIRST_PHOTOS = "keep_first_photos"
    ROUND = "round"
    MEAN = "mean"  # a value for a text that the portal does not take


@dataclass(frozen=True, slots=True)
class Fix:
    """`codes` are the problems of `field` it is for. `text` and `value`: of MEAN, what the file says and the portal's
    value for it; text None = whatever it says."""

    code: FixCode
    field: str
    codes: frozenset[ProblemCode]
    text: str | None = None
    value: JsonValue = None


@dataclass(frozen=True, slots=True)
class Case:
    """One listing with one problem. `live` = the portal shows it already, so that it cannot become a draft; `details`
    is what can be said of it in words."""

    record: Record
    problem: Problem
    catalogue: Catalogue
    live: bool
    details: Callable[[Record], str]

    @property
    def value(self) -> JsonValue:
        return self.record.get(self.problem.field)

    @property
    def public(self) -> bool:
        visibility = self.catalogue.visibility
        return self.record.get(visibility.field, visibility.default) in visibility.public

    def as_draft(self) -> Record:
        """Nothing where it is none, or cannot be one."""
        visibility = self.catalogue.visibility
        possible = self.public and not self.live and visibility.default not in visibility.public
        return {visibility.field: visibility.default} if possible else {}


Work: TypeAlias = Callable[[Fix, Case], Record]


def _no_details(_: Record) -> str:
    return ""


def offered(problem: Problem) -> tuple[Fix, ...]:
    """The fixes for a problem, the likeliest first; of MEAN the value is still to be chosen."""
    codes = frozenset({problem.code})
    return tuple(Fix(code, problem.field, codes) for code in OFFERED.get(problem.code, ()))


def fixed(
    fix: Fix,
    record: Record,
    problems: Iterable[Problem],
    catalogue: Catalogue,
    *,
    live: bool = False,
    details: Callable[[Record], str] = _no_details,
) -> Record:
    """The new values of fields that settle what the fix is for; empty where it does not."""
    changed: Record = {}
    for problem in problems:
        if problem.field == fix.field and problem.code in fix.codes:
            made = WORKS[fix.code](fix, Case(record, problem, catalogue, live, details))
            record = record | made
            changed |= made
    return changed


# texts ----------------------------------------------------------------------------------------------------------------
def _cut(_: Fix, case: Case) -> Record:
    field = case.catalogue.fields.get(case.problem.field)
    limit = field.max_length if field is not None and field.max_length else case.problem.params.get("limit")
    text = case.value
    if not isinstance(text, str) or not isinstance(limit, int | float) or len(text) <= limit:
        return {}
    limit = int(limit)
    whole = text[:limit].rstrip()
    between = max(text.rfind(mark, 0, limit + 1) for mark in " \n\t")
    if between > limit - _WORD_BACK:
        whole = text[:between].rstrip()
    shortest = (field.min_length if field is not None else None) or 1
    return {case.problem.field: whole} if len(whole) >= shortest else {}


def _add_details(_: Fix, case: Case) -> Record:
    field = case.catalogue.fields.get(case.problem.field)
    limit = case.problem.params.get("limit")
    shortest = field.min_length if field is not None and field.min_length else limit
    details = case.details(case.record)
    old = case.value.strip() if isinstance(case.value, str) else ""
    if not details or not isinstance(shortest, int | float):
        return {}
    if old and old[-1] not in ".!?…":
        old += "."
    text = f"{old} {details}".strip()
    longest = (field.max_length if field is not None else None) or len(text)
    return {case.problem.field: text} if shortest <= len(text) <= longest else {}


# leaving out ----------------------------------------------------------------------------------------------------------
def _clear(_: Fix, case: Case) -> Record:
    name = case.problem.field
    if name == case.catalogue.key or (case.public and _needed(name, case)):
        return {}
    return {name: None}


def _clear_as_draft(_: Fix, case: Case) -> Record:
    name = case.problem.field
    if name in (case.catalogue.key, case.catalogue.visibility.field) or not (case.public and _needed(name, case)):
        return {}
    draft = case.as_draft()
    return {name: None, **draft} if draft else {}


def _needed(name: str, case: Case) -> bool:
    """Whether a public listing must have the field."""
    field = case.catalogue.fields.get(name)
    if field is not None and field.required:
        return True
    return any(
        name in group and not any(other != name and other in case.record for other in group)
        for group in case.catalogue.one_of
    )


def _as_draft(_: Fix, case: Case) -> Record:
    return case.as_draft()


# numbers and places ---------------------------------------------------------------------------------------------------
def _swap_coordinates(_: Fix, case: Case) -> Record:
    value = case.value
    if not isinstance(value, dict):
        return {}
    lat, lng = value.get("lng"), value.get("lat")
    if not isinstance(lat, int | float) or not isinstance(lng, int | float):
        return {}
    inside = (
        MOLDOVA_LATITUDES[0] <= lat <= MOLDOVA_LATITUDES[1] and MOLDOVA_LONGITUDES[0] <= lng <= MOLDOVA_LONGITUDES[1]
    )
    return {case.problem.field: {"lat": lat, "lng": lng}} if inside else {}


def _swap_floors(_: Fix, case: Case) -> Record:
    for lower, upper in case.catalogue.not_above:
        low, high = case.record.get(lower), case.record.get(upper)
        if case.problem.field not in (lower, upper):
            continue
        above = isinstance(low, int | float) and isinstance(high, int | float) and low > high
        if above and _fits(low, upper, case) and _fits(high, lower, case):
            return {lower: high, upper: low}
    return {}


def _fits(value: JsonValue, name: str, case: Case) -> bool:
    """Whether a number may stand in a field."""
    field = case.catalogue.fields.get(name)
    if field is None or not isinstance(value, int | float):
        return False
    low = field.minimum if field.minimum is not None else value
    high = field.maximum if field.maximum is not None else value
    return low <= value <= high and (field.kind is not Kind.INTEGER or isinstance(value, int))


def _round(_: Fix, case: Case) -> Record:
    value = case.value
    if isinstance(value, bool) or not isinstance(value, float) or abs(value) > 1e15:
        return {}
    return {case.problem.field: round(value)}


# photos ---------------------------------------------------------------------------------------------------------------
def _drop_photos(_: Fix, case: Case) -> Record:
    left = _right_photos(case)
    return {case.problem.field: left} if left and not _too_few(left, case) else {}


def _drop_photos_as_draft(_: Fix, case: Case) -> Record:
    left = _right_photos(case)
    if left is None or not _too_few(left, case):
        return {}
    draft = case.as_draft()
    return {case.problem.field: left or None, **draft} if draft else {}


def _right_photos(case: Case) -> list[JsonValue] | None:
    """Those that are not wrong; None where all are right."""
    photos = case.value if isinstance(case.value, list) else []
    number, text = case.problem.params.get("number"), str(case.problem.params.get("text") or "")
    wrong = {place for place, photo in enumerate(photos, 1) if not _is_right(photo)}
    meant = {place for place, photo in enumerate(photos, 1) if text and _address(photo)[:SHOWN_TEXT] == text}
    wrong |= {number} if number in meant and isinstance(number, int) else meant
    left: list[JsonValue] = [photo for place, photo in enumerate(photos, 1) if place not in wrong]
    return left if len(left) < len(photos) else None


def _address(photo: JsonValue) -> str:
    return str(photo.get("url") or "") if isinstance(photo, dict) else ""


def _is_right(photo: JsonValue) -> bool:
    """One that has no address is one that the portal has already."""
    return isinstance(photo, dict) and (photo.get("url") is None or is_photo_address(_address(photo)))


def _too_few(photos: list[JsonValue], case: Case) -> bool:
    field = case.catalogue.fields.get(case.problem.field)
    return case.public and field is not None and field.required and len(photos) < (field.min_length or 1)


def _add_https(_: Fix, case: Case) -> Record:
    made: list[JsonValue] = []
    for photo in case.value if isinstance(case.value, list) else []:
        url = photo.get("url") if isinstance(photo, dict) else None
        if isinstance(photo, dict) and isinstance(url, str) and not is_photo_address(url):
            address = f"https://{url.strip().lstrip('/')}"
            if _NO_SCHEME.fullmatch(url.strip()) is None or not is_photo_address(address):
                return {}
            made.append({**photo, "url": address, "externalFileId": photo_id(address)})
        else:
            made.append(photo)
    return {case.problem.field: made} if made and made != case.value else {}


def _keep_first(_: Fix, case: Case) -> Record:
    field = case.catalogue.fields.get(case.problem.field)
    limit = field.max_length if field is not None else None
    if limit is None or not isinstance(case.value, list) or len(case.value) <= limit:
        return {}
    return {case.problem.field: case.value[:limit]}


# values ---------------------------------------------------------------------------------------------------------------
def _mean(fix: Fix, case: Case) -> Record:
    if fix.value is None or (fix.text is not None and fix.text != case.problem.params.get("text")):
        return {}
    field = case.catalogue.fields.get(fix.field)
    allowed = field is None or field.kind is not Kind.CHOICE or not field.choices or fix.value in field.choices
    return {fix.field: fix.value} if allowed and fix.value != case.value else {}


WORKS: Final[Mapping[FixCode, Work]] = {
    FixCode.CUT: _cut,
    FixCode.ADD_DETAILS: _add_details,
    FixCode.CLEAR: _clear,
    FixCode.CLEAR_AS_DRAFT: _clear_as_draft,
    FixCode.AS_DRAFT: _as_draft,
    FixCode.SWAP_COORDINATES: _swap_coordinates,
    FixCode.SWAP_FLOORS: _swap_floors,
    FixCode.ADD_HTTPS: _add_https,
    FixCode.DROP_PHOTOS: _drop_photos,
    FixCode.DROP_PHOTOS_AS_DRAFT: _drop_photos_as_draft,
    FixCode.KEEP_FIRST_PHOTOS: _keep_first,
    FixCode.ROUND: _round,
    FixCode.MEAN: _mean,
}
_CELL: Final = (FixCode.CLEAR, FixCode.CLEAR_AS_DRAFT)
_PHOTOS: Final = (FixCode.ADD_HTTPS, FixCode.DROP_PHOTOS, FixCode.DROP_PHOTOS_AS_DRAFT)
OFFERED: Final[Mapping[ProblemCode, tuple[FixCode, ...]]] = {
    ProblemCode.REQUIRED_MISSING: (FixCode.AS_DRAFT,),
    ProblemCode.ONE_OF_MISSING: (FixCode.AS_DRAFT,),
    ProblemCode.NOT_A_NUMBER: _CELL,
    ProblemCode.NOT_WHOLE: (FixCode.ROUND, *_CELL),
    ProblemCode.TOO_SMALL: _CELL,
    ProblemCode.TOO_LARGE: _CELL,
    ProblemCode.TOO_SHORT: (FixCode.ADD_DETAILS, *_CELL),
    ProblemCode.TOO_LONG: (FixCode.CUT, *_CELL),
    ProblemCode.TOO_FEW_PHOTOS: (FixCode.AS_DRAFT,),
    ProblemCode.TOO_MANY_PHOTOS: (FixCode.KEEP_FIRST_PHOTOS,),
    ProblemCode.PHOTO_ADDRESS_INVALID: _PHOTOS,
    ProblemCode.PHOTO_DOES_NOT_OPEN: _PHOTOS[1:],
    ProblemCode.VALUE_UNKNOWN: (FixCode.MEAN, *_CELL),
    ProblemCode.VALUE_NOT_ALLOWED: (FixCode.MEAN, *_CELL),
    ProblemCode.CURRENCY_NOT_ACCEPTED: (FixCode.MEAN, *_CELL),
    ProblemCode.COORDINATES_INVALID: (FixCode.SWAP_COORDINATES, *_CELL),
    ProblemCode.COORDINATES_OUTSIDE: (FixCode.SWAP_COORDINATES, *_CELL),
    ProblemCode.FLOOR_ABOVE_TOTAL: (FixCode.SWAP_FLOORS, *_CELL),
    ProblemCode.UNREADABLE: _CELL,
    ProblemCode.CELL_ERROR: _CELL,
    ProblemCode.WRONG_TYPE: _CELL,
    ProblemCode.NOT_WANTED: (FixCode.CLEAR,),
    ProblemCode.AGENT_UNKNOWN: (FixCode.CLEAR,),
    ProblemCode.STATUS_NOT_POSSIBLE: (FixCode.CLEAR,),
}
