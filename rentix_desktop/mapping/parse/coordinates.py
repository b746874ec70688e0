"""Degrees of latitude and longitude, in one cell or two, with a point or a comma, in either order, as decimals or as
degrees, minutes and seconds, with names or sides of the world beside them, or inside the address of a map."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import unquote

from rentix_desktop.catalog.check import MOLDOVA_LATITUDES, MOLDOVA_LONGITUDES
from rentix_desktop.mapping.parse.beside import level


class Axis(Enum):
    LATITUDE = "latitude"
    LONGITUDE = "longitude"


@dataclass(frozen=True, slots=True)
class _Angle:
    degrees: float
    axis: Axis | None
    is_precise: bool  # written with two decimals, minutes or a side: surely an angle


_SIDES: Final = r"[nsew]|с\.?\s?ш|ю\.?\s?ш|в\.?\s?д|з\.?\s?д|[св](?!\w)"
_ANGLE: Final = re.compile(
    r"(?:\b(?P<name>lat|lng|lon|шир|долг|довг)[a-zа-яё]*[\"']?\s*[:=]?\s*[\"']?|(?<![^\W\d_])(?P<before>[nsew])\s?)?"
    r"(?<![\d])(?P<degrees>[-+]?\d{1,3}(?:[.,]\d{1,15})?)(?![\d]|\.\d)"
    r"(?:\s?°(?:\s?(?P<minutes>\d{1,2}(?:[.,]\d{1,9})?)\s?'(?!')(?:\s?(?P<seconds>\d{1,2}(?:[.,]\d{1,9})?)\s?(?:\"|''))?)?)?"
    rf"(?:\s?(?P<after>{_SIDES})(?![^\W\d_]))?"
)
_PLACE: Final = re.compile(r"!3d(-?\d{1,2}\.\d+)!4d(-?\d{1,3}\.\d+)")
_AT: Final = re.compile(r"(?:@|[?&](?:q|ll|pt|query|center|daddr)=|#map=\d+/)(-?\d{1,3}\.\d+)[,/](-?\d{1,3}\.\d+)")
_WEB: Final = re.compile(r"https?://|www\.")
_TWO: Final = re.compile(r"\s*[(\[]?\s*-?\d{1,3}([.,]\d+)?\s*[,;/|\s]\s*-?\d{1,3}([.,]\d+)?\s*[)\]]?\s*")


def read_degrees(text: str, axis: Axis | None = None) -> float | None:
    """One angle; None where it is not one number between -180 and 180, or one that is said to be of the other axis."""
    plain = level(text).strip(" .,;")
    found = _ANGLE.fullmatch(plain)
    angle = _angle(found) if found else None
    if angle is None or (axis is not None and angle.axis not in (None, axis)):
        return None
    return angle.degrees if abs(angle.degrees) <= 180 else None


def read_pair(text: str) -> tuple[float, float] | None:
    """(latitude, longitude) of "47.0101, 28.8574" or "47,0101; 28,8574"; None where there are not two of them."""
    plain = level(text)
    if _WEB.search(plain):
        return _of_map(unquote(plain))
    angles = [_angle(found) for found in _ANGLE.finditer(plain)]
    precise = [angle for angle in angles if angle is None or angle.is_precise]
    if len(precise) != 2 and len(angles) == 2 and precise and _TWO.fullmatch(plain):
        precise = angles  # "47, 28.8574"
    if len(precise) != 2:
        return None
    first, second = precise
    if first is None or second is None or (first.axis is not None and first.axis is second.axis):
        return None
    if first.axis is Axis.LONGITUDE or second.axis is Axis.LATITUDE:
        first, second = second, first
    return in_order(first.degrees, second.degrees)


def _of_map(address: str) -> tuple[float, float] | None:
    """The place that the address of a map names, or else the middle of the map."""
    places = _PLACE.findall(address)
    pair = places[-1] if places else None
    if pair is None:
        named = {
            found.group("name")[:2]: found
            for found in _ANGLE.finditer(address.replace("mlat", "lat").replace("mlon", "lon"))
            if found.group("name")
        }
        if "la" in named and "lo" in named:
            pair = (named["la"].group("degrees"), named["lo"].group("degrees"))
    if pair is None and (at := _AT.search(address)):
        pair = at.groups()
    return in_order(float(pair[0]), float(pair[1])) if pair else None


def _angle(found: re.Match[str]) -> _Angle | None:
    """None where minutes or seconds are 60 or more."""
    number, minutes, seconds = (
        float(part.replace(",", ".")) if part else 0.0 for part in found.group("degrees", "minutes", "seconds")
    )
    if minutes >= 60 or seconds >= 60:
        return None
    degrees = number
    if minutes or seconds:
        degrees = round(abs(number) + minutes / 60 + seconds / 3600, 6) * (-1 if number < 0 else 1)
    side = (found.group("before") or found.group("after") or "").replace(".", "").replace(" ", "")
    axis = None
    if side:
        axis = Axis.LATITUDE if side[0] in "nsсю" else Axis.LONGITUDE
        degrees = -abs(degrees) if side[0] in "swюз" else degrees
    elif name := found.group("name"):
        axis = Axis.LATITUDE if name in ("lat", "шир") else Axis.LONGITUDE
    decimals = found.group("degrees").replace(",", ".").partition(".")[2]
    return _Angle(degrees, axis, len(decimals) >= 2 or bool(side) or found.group("minutes") is not None)


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
