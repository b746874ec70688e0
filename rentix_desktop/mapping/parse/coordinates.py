"""Degrees of latitude and longitude, in one cell or two, with a point or a comma, in either order."""

from __future__ import annotations

import re
from typing import Final

from rentix_desktop.catalog.check import MOLDOVA_LATITUDES, MOLDOVA_LONGITUDES

_DEGREES: Final = re.compile(r"[-−]?\d{1,3}(?:[.,]\d+)?(?![\d])")
_PRECISE: Final = re.compile(r"[-−]?\d{1,3}[.,]\d{2,}")


_SEXAGESIMAL: Final = re.compile(r"(\d{1,3})\s?°\s?(\d{1,2})\s?['′’]\s?(?:(\d{1,2}(?:[.,]\d{1,6})?)\s?(?:\"|″|”|''))?")
_SIDE: Final = re.compile(r"^\s*[NEСВ]\s*(?=\d)|\s*°?\s*(?:[NEСВ]|с\.?\s?ш\.?|в\.?\s?д\.?)\s*$", re.IGNORECASE)


def _angles(text: str) -> list[float]:
    """Angles written in degrees, minutes and seconds."""
    return [
        round(int(degrees) + int(minutes) / 60 + float((seconds or "0").replace(",", ".")) / 3600, 6)
        for degrees, minutes, seconds in _SEXAGESIMAL.findall(text)
    ]


def read_degrees(text: str) -> float | None:
    """One angle; None where it is not one number between -180 and 180."""
    if "°" in text and len(angles := _angles(text)) == 1:
        return angles[0] if angles[0] <= 180 else None
    text = _SIDE.sub("", text)
    match = _DEGREES.fullmatch(text.strip().rstrip("°").strip())
    if match is None:
        return None
    degrees = float(match.group().replace(",", ".").replace("−", "-"))
    return degrees if abs(degrees) <= 180 else None


def read_pair(text: str) -> tuple[float, float] | None:
    """(latitude, longitude) of "47.0101, 28.8574" or "47,0101; 28,8574"; None where there are not two of them."""
    if "°" in text and len(angles := _angles(text)) == 2:
        return in_order(angles[0], angles[1])
    found = _PRECISE.findall(text)
    if len(found) != 2:
        return None
    first, second = (float(part.replace(",", ".").replace("−", "-")) for part in found)
    return in_order(first, second)


def in_order(first: float, second: float) -> tuple[float, float]:
    """(latitude, longitude); the two are swapped where only that makes them a place in Moldova, or a place at all."""
    if not _in_moldova(first, second) and (_in_moldova(second, first) or abs(first) > 90 >= abs(second)):
        return second, first
    return first, second


def _in_moldova(latitude: float, longitude: float) -> bool:
    return (
        MOLDOVA_LATITUDES[0] <= latitude <= MOLDOVA_LATITUDES[1]
        and MOLDOVA_LONGITUDES[0] <= longitude <= MOLDOVA_LONGITUDES[1]
    )
