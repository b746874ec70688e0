"""How `GET /listings` goes on after a page. The reference does not say it, so the portal can be told to do either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from rentix_desktop.demo import validation
from rentix_desktop.demo.answers import ApiError, JsonObject
from rentix_desktop.demo.options import Paging

_PARAMETERS: Final[Mapping[Paging, tuple[str, ...]]] = {
    "offset": ("limit", "offset"),
    "page": ("limit", "page"),
    "cursor": ("limit", "cursor"),
    "none": ("limit",),
}
_CURSOR: Final = "after-"

T = TypeVar("T")


def page_of(every: Sequence[T], query: Mapping[str, str], paging: Paging) -> tuple[Sequence[T], JsonObject]:
    """The items that are asked for, and what the answer says of the pages beside them:

    offset: `total`, `limit`, `offset`; page: `pagination` with `page`, `totalPages`, `total`; cursor: `nextCursor`, null on the
    last; none: nothing, and there is no way to the listings after the first `limit`.

    Raises ApiError 400 for a parameter that is not known in this mode, or has no sense.
    """
    messages = validation.unknown(dict(query), _PARAMETERS[paging])
    limit = _number(query.get("limit", "20"), 1, 100)
    if limit is None:
        messages.append("limit must be between 1 and 100")
    start = _start(query, limit or 1, paging)
    if start is None:
        messages.append(f"{_PARAMETERS[paging][-1]} is not valid")
    if messages or limit is None or start is None:
        raise ApiError(400, messages)
    page = every[start : start + limit]
    return page, _told(len(every), start, limit, paging)


def _start(query: Mapping[str, str], limit: int, paging: Paging) -> int | None:
    if paging == "offset":
        return _number(query.get("offset", "0"), 0)
    if paging == "page":
        number = _number(query.get("page", "1"), 1)
        return None if number is None else (number - 1) * limit
    if paging == "cursor" and "cursor" in query:
        return _number(query["cursor"].removeprefix(_CURSOR), 0) if query["cursor"].startswith(_CURSOR) else None
    return 0


def _told(total: int, start: int, limit: int, paging: Paging) -> JsonObject:
    if paging == "offset":
        return {"total": total, "limit": limit, "offset": start}
    if paging == "page":
        pages = max(1, -(-total // limit))
        return {"pagination": {"page": start // limit + 1, "totalPages": pages, "total": total}}
    if paging == "cursor":
        return {"nextCursor": f"{_CURSOR}{start + limit}" if start + limit < total else None}
    return {}


def _number(text: str, least: int, most: int = 10**9) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return int(text) if least <= int(text) <= most else None
