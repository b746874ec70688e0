"""What a service's words of refusal mean: known words become a problem of a field, as our own checks would name it.

The words are those of validators as the portal uses them, and those the API reference names (section 8). Words that
are not known stay words, and are shown as they came.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, JsonValue, Kind, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.catalog.typed import SHOWN_TEXT
from rentix_desktop.errors import Param

_Params = Mapping[str, Param]
_FIELD: Final = r"(?:each value in )?(?P<field>[A-Za-z]\w*)(?P<inside>(?:\.\w+)*)"
_NUMBER: Final = r"(?P<limit>-?\d+(?:\.\d+)?)"


def understand(words: str, record: Record, catalogue: Catalogue) -> Problem | None:
    """The problem that the words name; None where they are not known, or speak of a field that is not."""
    text = words.strip().rstrip(".")
    for pattern, code, kind in _ABOUT_FIELDS:
        found = pattern.fullmatch(text)
        field = catalogue.fields.get(found["field"]) if found is not None else None
        if found is None or field is None or (kind is not None and field.kind is not kind):
            continue
        parts = found.groupdict()
        problem = Problem(field.name, code, params=_params(code, parts, record.get(field.name), record))
        return _as_of_its_kind(problem, found["inside"], catalogue)
    for pattern, code, target in _OF_THE_LISTING:
        name = target(catalogue)
        if name is not None and pattern.fullmatch(text):
            return Problem(name, code, params={"text": _shown(record.get(name))})
    return None


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\w+: )?{words}", re.IGNORECASE)


def _agent(catalogue: Catalogue) -> str | None:
    return next((field.name for field in catalogue.fields.values() if field.kind is Kind.AGENT), None)


_ABOUT_FIELDS: Final[tuple[tuple[re.Pattern[str], ProblemCode, Kind | None], ...]] = (
    (_pattern(rf"{_FIELD} must be longer than or equal to {_NUMBER} characters"), ProblemCode.TOO_SHORT, None),
    (_pattern(rf"{_FIELD} must be shorter than or equal to {_NUMBER} characters"), ProblemCode.TOO_LONG, None),
    (_pattern(rf"{_FIELD} must contain at least {_NUMBER} elements"), ProblemCode.TOO_FEW_PHOTOS, Kind.PHOTOS),
    (_pattern(rf"{_FIELD} must contain no more than {_NUMBER} elements"), ProblemCode.TOO_MANY_PHOTOS, Kind.PHOTOS),
    (_pattern(rf"{_FIELD} must be an? url address"), ProblemCode.PHOTO_ADDRESS_INVALID, Kind.PHOTOS),
    (_pattern(rf"{_FIELD} must be one of the following values: .*"), ProblemCode.VALUE_NOT_ALLOWED, None),
    (_pattern(rf"{_FIELD} has an unknown value"), ProblemCode.VALUE_NOT_ALLOWED, None),
    (_pattern(rf"{_FIELD} must be an integer number"), ProblemCode.NOT_WHOLE, None),
    (_pattern(rf"{_FIELD} must be a number\b.*"), ProblemCode.NOT_A_NUMBER, None),
    (_pattern(rf"{_FIELD} must not be less than {_NUMBER}"), ProblemCode.TOO_SMALL, None),
    (_pattern(rf"{_FIELD} must not be greater than {_NUMBER}"), ProblemCode.TOO_LARGE, None),
    (_pattern(rf"{_FIELD} must not be greater than (?P<other>[A-Za-z]\w*)"), ProblemCode.FLOOR_ABOVE_TOTAL, None),
    (_pattern(rf"{_FIELD} or (?P<other>[A-Za-z]\w*) should not be empty"), ProblemCode.ONE_OF_MISSING, None),
    (_pattern(rf"{_FIELD} should not be empty"), ProblemCode.REQUIRED_MISSING, None),
    (_pattern(rf"(?:property )?{_FIELD} should not exist(?: for \w+)?"), ProblemCode.NOT_WANTED, None),
    (_pattern(rf"{_FIELD} must be an? (?:string|object|array|boolean value)"), ProblemCode.WRONG_TYPE, None),
)
_OF_THE_LISTING: Final[tuple[tuple[re.Pattern[str], ProblemCode, Callable[[Catalogue], str | None]], ...]] = (
    (_pattern("invalid status"), ProblemCode.STATUS_NOT_POSSIBLE, lambda catalogue: catalogue.visibility.field),
    (_pattern("user not found"), ProblemCode.AGENT_UNKNOWN, _agent),
    (_pattern("external id already linked"), ProblemCode.CODE_TAKEN, lambda catalogue: catalogue.key),
    (_pattern("listing already has external id"), ProblemCode.HAS_OTHER_CODE, lambda catalogue: catalogue.key),
    (_pattern("listing not found"), ProblemCode.NOT_ON_PORTAL, lambda catalogue: catalogue.key),
    (_pattern("monthly listings limit reached"), ProblemCode.MONTH_FULL, lambda catalogue: catalogue.visibility.field),
)


def _params(code: ProblemCode, parts: Mapping[str, str | None], value: JsonValue, record: Record) -> _Params:
    limit = _number(parts.get("limit"))
    match code:
        case ProblemCode.TOO_SHORT | ProblemCode.TOO_LONG:
            return {"length": len(value) if isinstance(value, str) else 0, "limit": limit}
        case ProblemCode.TOO_FEW_PHOTOS | ProblemCode.TOO_MANY_PHOTOS:
            return {"length": len(value) if isinstance(value, list) else 0, "limit": limit}
        case ProblemCode.TOO_SMALL | ProblemCode.TOO_LARGE:
            return {"value": value if isinstance(value, int | float) else _shown(value), "limit": limit}
        case ProblemCode.FLOOR_ABOVE_TOTAL:
            return {"floor": _shown(value), "total": _shown(record.get(parts.get("other") or ""))}
        case ProblemCode.ONE_OF_MISSING:
            return {"fields": f"{parts['field']}, {parts['other']}"}
        case ProblemCode.PHOTO_ADDRESS_INVALID:
            return _photo(parts.get("inside") or "", value)
        case _:
            return {"text": _shown(value)}


def _as_of_its_kind(problem: Problem, inside: str, catalogue: Catalogue) -> Problem:
    """A currency and a place on the map have problems of their own."""
    field = catalogue.fields[problem.field]
    code = problem.code
    if code is ProblemCode.VALUE_NOT_ALLOWED and field.name.endswith("Currency"):
        code = ProblemCode.CURRENCY_NOT_ACCEPTED
    elif field.kind is Kind.COORDINATES and inside:
        code = ProblemCode.COORDINATES_INVALID
    elif field.kind is Kind.AGENT and inside:
        code = ProblemCode.AGENT_UNKNOWN
    if code is problem.code:
        return problem
    return Problem(problem.field, code, params={"text": str(problem.params.get("text", ""))})


def _photo(inside: str, value: JsonValue) -> _Params:
    """Which one: ".0.url" is the first."""
    index = next((int(part) for part in inside.split(".") if part.isdecimal()), None)
    item = value[index] if isinstance(value, list) and index is not None and index < len(value) else None
    url = item.get("url") if isinstance(item, dict) else None
    return {"text": _shown(url), **({"number": index + 1} if index is not None else {})}


def _number(text: str | None) -> int | float:
    return 0 if text is None else float(text) if "." in text else int(text)


def _shown(value: JsonValue) -> str:
    if isinstance(value, dict):
        value = next(iter(value.values()), None)
    return "" if value is None else str(value)[:SHOWN_TEXT]
