"""What an answer says about the rate limits (API reference, section 7), as seconds from now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = 3600.0
"""No wait is longer, whatever a header says: after an hour the service is asked again."""

_SAME_CLOCK: Final = 2.5
"""`Date` has whole seconds, servers set it once a second, and the answer was a moment on its way: so far behind ours,
both clocks are the same."""
_MILLISECONDS: Final = 1e11  # a Unix time in seconds stays below this until the year 5138


@dataclass(frozen=True, slots=True)
class RateNews:
    """`limit` requests a minute, `remaining` of them; `reset_in` and `retry_after` in seconds; None = not told."""

    limit: int | None = None
    remaining: int | None = None
    reset_in: float | None = None
    retry_after: float | None = None


def read_rate_headers(headers: Mapping[str, str], now: float, took: float = 0.0) -> RateNews:
    """Reads `X-RateLimit-*` and `Retry-After` (seconds or date; which one is not documented, so both).

    `headers` has lower-case names, `now` is Unix time, `took` the seconds since the request was sent: some servers say
    as `Date` when they began with it. Points in time are compared with the answer's own `Date` where
    it has one, so that a wrong clock on either side does no harm; where both clocks agree ours is taken, which has
    fractions (a second lost at each full window is a slower run). What cannot be read counts as not told.
    """
    their_now = _date(headers.get("date", ""))
    if their_now is None or 0 <= now - their_now < took + _SAME_CLOCK:
        their_now = now
    return RateNews(
        limit=_count(headers.get("x-ratelimit-limit", "")),
        remaining=_count(headers.get("x-ratelimit-remaining", "")),
        reset_in=_reset_in(headers.get("x-ratelimit-reset", ""), their_now),
        retry_after=_retry_after(headers.get("retry-after", ""), their_now),
    )


def _number(text: str) -> float | None:
    text = text.strip()
    if not text or len(text) > 20 or not text.isascii() or not text.replace(".", "", 1).isdigit():
        return None
    return float(text)


def _count(text: str) -> int | None:
    number = _number(text)
    return None if number is None else int(number)


def _reset_in(text: str, their_now: float) -> float | None:
    at = _number(text)
    if at is None:
        return None
    if at > _MILLISECONDS:
        at /= 1000
    return _bounded(at - their_now)


def _retry_after(text: str, their_now: float) -> float | None:
    seconds = _number(text)
    if seconds is None:
        at = _date(text)
        seconds = None if at is None else at - their_now
    return None if seconds is None else _bounded(seconds)


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError, OSError):  # OSError: a date the platform's clock cannot hold
        return None


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST)
