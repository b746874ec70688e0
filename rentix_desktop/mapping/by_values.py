"""What the cells of a column say by themselves, where its header says nothing. Never sure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from rentix_desktop.catalog.check import MOLDOVA_LATITUDES, MOLDOVA_LONGITUDES
from rentix_desktop.catalog.fields import Catalogue, Kind
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.headers import HeaderMeaning
from rentix_desktop.mapping.look import (
    Look,
    area_share,
    code_share,
    counted_rooms_share,
    money_share,
    named_floor_share,
    path_share,
    picture_share,
    place_share,
    street_share,
    summary_share,
)
from rentix_desktop.mapping.model import Target

Guess: TypeAlias = tuple[str, float, float]
"""(target, confidence, share of the cells that fit)"""


def meaning_by_values(look: Look, meaning: HeaderMeaning, catalogue: Catalogue) -> list[Guess]:
    """Guesses in no order. Under a header that is known to have no field only pictures and titles are believed."""
    photos = [field.name for field in catalogue.fields.values() if field.kind is Kind.PHOTOS]
    if photos and (share := picture_share(look)) >= 0.8:
        return [(photos[0], 0.8, share)]
    found: list[Guess] = []
    if (share := summary_share(look)) >= 0.7:
        found.append((roles.ROOMS, 0.78, share))
    if not meaning.ignored:
        found += _by_shape(look, meaningless=meaning.meaningless)
        found += _by_kind(look, catalogue, named=not meaning.meaningless)
    if meaning.meaningless:
        found += _under_no_name(look, catalogue)
    return found


def _by_shape(look: Look, *, meaningless: bool) -> Iterator[Guess]:
    if (share := look.fit(Target.FLOOR)) >= 0.85 and look.dates < 0.1 and not look.dated_floors:
        yield Target.FLOOR, 0.72, share
    if look.numbers and look.fit(Target.LATITUDE) >= 0.95:
        for target, (low, high) in ((Target.LATITUDE, MOLDOVA_LATITUDES), (Target.LONGITUDE, MOLDOVA_LONGITUDES)):
            if low <= look.numbers[0] and look.numbers[-1] <= high:
                yield target, 0.75, 1.0
    if (share := counted_rooms_share(look)) >= 0.9 and look.length < 30:
        yield roles.ROOMS, 0.74, share
    if (share := money_share(look)) >= 0.8 and look.fit(roles.PRICE) >= 0.8:
        yield roles.PRICE, 0.62 + 0.13 * meaningless, share
    if (share := named_floor_share(look)) >= 0.9 and len(look.texts) > 1:
        yield roles.FLOOR_NUMBER, 0.72, share
    if (share := area_share(look)) >= 0.9 and look.fit(roles.AREA) >= 0.9:
        yield roles.AREA, 0.6 + 0.12 * meaningless, share
    if (share := place_share(look)) >= 0.6 and len(look.texts) > 1:
        yield Target.ADDRESS_PART, 0.6 + 0.1 * share, share
    if (share := street_share(look)) >= 0.5 and summary_share(look) < 0.3:
        yield roles.ADDRESS, 0.6 + 0.1 * share, share


def _by_kind(look: Look, catalogue: Catalogue, *, named: bool) -> Iterator[Guess]:
    """Fields whose cells are unlike those of any other: fixed values, pairs of coordinates, long texts. A long text under
    a name that nobody knows may be one for the office: it is not proposed for the public."""
    words = look.yes_no < 0.5 and path_share(look) < 0.5
    for field in catalogue.fields.values():
        if field.kind is Kind.COORDINATES and (share := look.fit(field.name)) >= 0.9:
            yield field.name, 0.75, share
        elif (
            field.kind is Kind.CHOICE
            and words
            and (len(look.texts) > 1 or not named)  # one text over and over says little against its header
            and (share := look.fit(field.name)) >= 0.8
        ):
            yield field.name, 0.6 + 0.1 * share, share
        elif (
            field.kind is Kind.TEXT
            and not named
            and (field.min_length or 0) > 1
            and look.length >= 120
            and look.urls < 0.1
        ):
            yield field.name, 0.66, 1.0


def _under_no_name(look: Look, catalogue: Catalogue) -> Iterator[Guess]:
    """Under no name at all even plain numbers and links are looked at: prices are large, rooms are few."""
    whole = [number for number in look.numbers if number == int(number)]
    if look.numeric >= 0.95 and len(whole) > 0.9 * len(look.numbers):
        years = look.numbers[0] >= 1800 and look.numbers[-1] <= 2100
        if look.middle >= 300 and not years and sum(number % 5 == 0 for number in whole) >= 0.6 * len(whole):
            yield roles.PRICE, 0.62, look.fit(roles.PRICE)
        elif 1 <= look.middle <= 4 and look.numbers[0] >= 1 and look.numbers[-1] <= 12 and len(look.texts) > 1:
            yield roles.ROOMS, 0.6, 1.0
        return
    if look.profile.unique and look.fill >= 0.99 and max(path_share(look), code_share(look)) >= 0.9:
        yield catalogue.key, 0.6, 1.0
