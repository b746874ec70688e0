"""What the cells of a column look like, whatever its header says: how many of them fit each target."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, Kind
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import Target
from rentix_desktop.mapping.parse.area import area_unit, read_area
from rentix_desktop.mapping.parse.coordinates import read_degrees, read_pair
from rentix_desktop.mapping.parse.dates import floors_of_date, year_of
from rentix_desktop.mapping.parse.floors import read_floors, read_total
from rentix_desktop.mapping.parse.numbers import NUMBER, Three, to_number
from rentix_desktop.mapping.parse.photos import PICTURE, photo_addresses
from rentix_desktop.mapping.parse.plain import read_yes_no
from rentix_desktop.mapping.parse.price import read_price
from rentix_desktop.mapping.parse.rooms import read_rooms
from rentix_desktop.mapping.readings import LAND
from rentix_desktop.mapping.text import fold, fold_header, unaccented
from rentix_desktop.mapping.values import standing_of, value_share
from rentix_desktop.mapping.vocabulary import Vocabulary
from rentix_desktop.sheets.profile import ColumnProfile

LOOKED_AT: Final = 60
"""Distinct texts of a column that are looked at; more do not change the picture."""

_MOST_DATES: Final = 0.5
_MOST_NAMES: Final = 0.5
_YEARS_TYPED: Final = 2
_SMALLEST: Final = 5
_LARGEST: Final = 20_000
_LARGEST_LAND: Final = 5_000_000
"""Square metres, of most in a column."""
_DATE: Final = re.compile(
    r"\d{4}-\d\d-\d\d|(?<![\d./])(?:0?[1-9]|[12]\d|3[01])([./])(?:0?[1-9]|1[0-2])\1(?:19|20)?\d\d(?![\d./])|\b\d{1,2}:\d\d\b"
)
_PHONE: Final = re.compile(r"\+?[\d\s()-]{8,20}(?:[,;].*)?")
_CALL: Final = re.compile(r"(?:^|\D)(?:\+\d|0)[\d\s()-]{7,15}(?:\D|$)|[\w.-]+@[\w-]+\.\w{2,}")
_URL: Final = re.compile(r"(?:https?:)?//|www\.", re.IGNORECASE)
_PATH: Final = re.compile(r"/[\w.-]+(?:/[\w.-]+)+")
_STREET: Final = re.compile(
    r"\b(?:str|strada|bd|bul|bulevardul|șos|sos|calea|sect|or|com|mun|aleea|ул|улица|пр|просп|проспект|пер|переулок|бул|"
    r"бульвар|ш|шоссе|проезд|пл|площадь|наб|мкр|р-н|гр|вул|вулиця|просп|пров|street|st|road|rd|ave|avenue|blvd)\b\.?",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"(?=[^\d]*\d)(?=.*[^\W\d_])[\w./-]{3,40}")
_NAMED_FLOOR: Final = re.compile(r"[^\W\d_]+\.?\s*-?\d{1,2}|\d{1,2}(?:-?[^\W\d_]{1,2})?\s*[^\W\d_]+\.?")
_FLOOR_OF: Final = re.compile(r"\D{0,8}-?\d{1,2}\s*(?:/|\\|из|з|din|of)\s*\d{1,2}\b(?!\d)\D*", re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """The look of one column. Shares are of the texts looked at, `most` of them, by their counts, from 0 to 1."""

    profile: ColumnProfile
    rows: int
    catalogue: Catalogue
    words: Vocabulary
    most: int = LOOKED_AT

    @cached_property
    def texts(self) -> dict[str, int]:
        counted = self.profile.distinct
        spread = self.profile.samples[: self.most] if len(counted) > self.most else counted
        chosen = islice(spread, self.most)
        return {text: counted.get(text, 1) for text in chosen if not self.words.is_empty(text)}

    @cached_property
    def total(self) -> int:
        return sum(self.texts.values())

    @property
    def fill(self) -> float:
        return self.profile.filled / self.rows if self.rows else 0.0

    def share(self, test: Callable[[str], object]) -> float:
        return sum(count for text, count in self.texts.items() if test(text)) / self.total if self.total else 0.0

    @cached_property
    def numbers(self) -> list[float]:
        """The texts that are numbers and nothing else."""
        values = (_plain_number(text) for text in self.texts)
        return sorted(value for value in values if value is not None)

    @cached_property
    def numeric(self) -> float:
        return self.share(lambda text: _plain_number(text) is not None)

    @property
    def middle(self) -> float:
        return self.numbers[len(self.numbers) // 2] if self.numbers else 0.0

    @cached_property
    def length(self) -> float:
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0

    @cached_property
    def dates(self) -> float:
        return self.share(_DATE.search)

    @cached_property
    def dated_floors(self) -> dict[str, str]:
        """Dates that a spreadsheet made of floors, with the floors: of the year, or the two, when they were typed. Days of
        many years are days."""
        years = {year for text in self.texts if (year := year_of(text)) is not None}
        if len(years) > _YEARS_TYPED:
            return {}
        found = ((text, floors_of_date(text, self.words)) for text in self.texts)
        return {text: f"{floors.floor}/{floors.total}" for text, floors in found if floors is not None}

    @cached_property
    def urls(self) -> float:
        return self.share(_URL.match)

    @cached_property
    def yes_no(self) -> float:
        return self.share(lambda text: read_yes_no(text, self.words) is not None)

    @cached_property
    def phones(self) -> float:
        return self.share(lambda text: _PHONE.fullmatch(text) and sum(map(str.isdigit, text)) >= 8)

    @cached_property
    def calls(self) -> float:
        """Cells with a telephone number or an e-mail address in them, also beside a name."""
        return self.share(lambda text: len(text) < 60 and _CALL.search(text))

    def fit(self, target: str) -> float:
        """How much of the column can be read as the target, and is of a size that it has in life."""
        field = self.catalogue.fields.get(target)
        if self.profile.links and field is not None and field.kind is Kind.PHOTOS:
            return sum(map(_is_photo, self.profile.links)) / len(self.profile.links)
        if not self.total:
            return 0.0
        special = _FITS.get(target)
        if special is not None:
            return special(self)
        if target == self.catalogue.key:
            return _fit_key(self)
        match field.kind if field is not None else Kind.UNKNOWN:
            case Kind.CHOICE if field is not None:
                return value_share(field, self.texts, self.catalogue, self.words)
            case Kind.NUMBER | Kind.INTEGER:
                return self.numeric
            case Kind.BOOLEAN:
                return self.yes_no
            case Kind.COORDINATES:
                return self.share(read_pair)
            case Kind.PHOTOS:
                return self.share(_is_photo)
            case Kind.AGENT:
                return _fit_agent(self)
            case Kind.TEXT if field is not None and (field.min_length or 0) > 1:
                return _fit_description(self)
        return 1 - max(self.yes_no, self.urls)


def _plain_number(text: str) -> float | None:
    match = NUMBER.fullmatch(text)
    return to_number(match.group(), Three.GUESS) if match else None


def _fit_key(look: Look) -> float:
    """Codes are short and differ; a link to the listing on another site does for one, too."""
    if look.length > 200 or look.calls > 0.5 or look.share(lambda text: "\n" in text) > 0.02:
        return 0.0
    if look.dates > _MOST_DATES or look.share(lambda text: fold_header(text) in look.words.headers) > _MOST_NAMES:
        return 0.0  # days; or names of columns: the table lies on its side
    repeated = not look.profile.unique
    different = len(look.profile.distinct) / max(1, sum(look.profile.distinct.values()))
    return min(1.0, different * (0.8 if repeated else 1.0))


def _fit_agent(look: Look) -> float:
    """The code of a colleague, or the name: the code is what the portal wants."""
    named = look.share(lambda text: " " in text)
    return (1 - max(look.phones, look.urls)) * (1 - 0.1 * named) if look.length < 80 and look.yes_no < 0.9 else 0.0


def _fit_price(look: Look) -> float:
    unpriced = look.words.words["unpriced"]

    def is_one(text: str) -> bool:
        if read_price(text, look.words) is not None or fold(text) in unpriced:
            return True
        return not any(map(str.isdigit, text)) and standing_of(text, look.catalogue, look.words) is not None

    read = look.share(is_one)
    if look.dates > 0.3 or look.urls > 0.1 or any(number < 0 for number in look.numbers):
        return 0.0
    if look.numbers and look.numeric > 0.5:
        if look.middle < 5 or look.numbers[-1] < 10:
            return 0.1
        by_day = look.words.period(look.profile.header) == "daily"
        if not by_day and (look.middle < 20 or look.numbers[-1] < 50):
            return min(read, 0.5)  # rents a day, or thousands: a person has to look
    return read


def _fit_currency(look: Look) -> float:
    """A currency with a number is a price."""
    return look.share(lambda text: look.words.currency(text) and not any(map(str.isdigit, text)))


def _fit_area(look: Look) -> float:
    read = look.share(lambda text: read_area(text, look.words) is not None)
    if look.dates > 0.3 or look.urls > 0.1 or look.yes_no > 0.9:
        return 0.0
    unit = area_unit(look.profile.header.replace("_", " "), look.words) or 1.0
    largest = _LARGEST_LAND if unit >= LAND else _LARGEST
    if look.numbers and look.numeric > 0.5 and not _SMALLEST <= look.middle * unit <= largest:
        return 0.2
    return read


def _fit_floor_of(look: Look) -> float:
    dated = look.dated_floors
    return look.share(lambda text: text in dated or _FLOOR_OF.fullmatch(text) or _is_named_floor_of(text, look.words))


def _is_named_floor_of(text: str, words: Vocabulary) -> bool:
    """ "Parter / 4", "цоколь/5"."""
    if "/" not in text or len(text) > 24:
        return False
    floors = read_floors(text, words)
    return floors is not None and floors.floor is not None and floors.total is not None


def _fit_floor(look: Look) -> float:
    if look.dates > 0.3 or look.urls > 0.1 or look.length > 30:
        return 0.0
    if look.numbers and look.numeric > 0.5:
        return look.share(lambda text: -3 <= (_plain_number(text) or 0) <= 60)
    return look.share(lambda text: read_floors(text, look.words)) if _fit_floor_of(look) < 0.5 else 0.3


def _fit_total(look: Look) -> float:
    if look.dates > 0.3 or look.urls > 0.1 or look.length > 30 or _fit_floor_of(look) > 0.5:
        return 0.0
    return look.share(lambda text: 1 <= (read_total(text, look.words) or 0) <= 60)


def _fit_rooms(look: Look) -> float:
    if look.dates > 0.3 or look.urls > 0.1:
        return 0.0
    return look.share(lambda text: 0 <= (_none_as(read_rooms(text, look.words), -1)) <= 20)


def _fit_degrees(low: float, high: float) -> Callable[[Look], float]:
    def fit(look: Look) -> float:
        def is_angle(text: str) -> bool:
            degrees = read_degrees(text)
            return degrees is not None and low <= degrees <= high and ("." in text or "," in text)

        return look.share(is_angle)

    return fit


def _fit_address(look: Look) -> float:
    """Words, not numbers, dates, links or long texts."""
    if look.length > 250 or look.yes_no > 0.5 or look.calls > 0.3 or materials_share(look) > 0.5:
        return 0.0
    return look.share(lambda text: any(map(str.isalpha, text)) and not _URL.match(text) and not _DATE.search(text))


def _fit_address_part(look: Look) -> float:
    """As an address, but the number of a house may stand in a column of its own."""
    if look.length > 250 or (look.yes_no > 0.9 and len(look.texts) < 3):
        return 0.0
    if look.calls > 0.3 or materials_share(look) > 0.5:
        return 0.0
    return look.share(lambda text: not _URL.match(text) and not _DATE.search(text))


def _fit_description(look: Look) -> float:
    if look.urls > 0.3 or look.length < 12:
        return 0.0
    return min(1.0, look.length / 40)


def _is_photo(text: str) -> bool:
    addresses = photo_addresses(text)
    return bool(addresses) and all(_URL.match(address) for address in addresses)


def picture_share(look: Look) -> float:
    """Cells with addresses that end like a picture, or with several addresses; also addresses behind the cells."""
    if links := look.profile.links:
        return sum(1 for address in links if PICTURE.search(address)) / len(links)
    return look.share(lambda text: _is_photo(text) and (PICTURE.search(text) or len(photo_addresses(text)) > 2))


def street_share(look: Look) -> float:
    """Cells that say a street or a part of a town with its usual word."""
    if look.length > 150 or look.dates > 0.3:
        return 0.0
    return look.share(lambda text: _STREET.search(text) and any(map(str.isalpha, text)) and not _URL.match(text))


def place_share(look: Look) -> float:
    """Cells that are a town or a part of one, and nothing else."""
    return look.share(lambda text: len(text) < 40 and fold(text) in look.words.words["places"])


def materials_share(look: Look) -> float:
    """Cells that say what a house is built of: "Дом" above them is not its number."""
    return look.share(lambda text: len(text) < 30 and fold(text) in look.words.words["materials"])


def path_share(look: Look) -> float:
    """Cells that are links, or paths of links, to one page."""
    return look.share(lambda text: (_URL.match(text) or _PATH.fullmatch(text)) and not PICTURE.search(text))


def summary_share(look: Look) -> float:
    """Cells that say rooms and area like a title of a listing."""
    return look.share(
        lambda text: look.words.area_pattern.search(text.casefold()) and read_rooms(text, look.words) is not None
    )


def counted_rooms_share(look: Look) -> float:
    """Cells that count rooms with their word: "2 camere"."""
    room = look.words.room_pattern
    return look.share(lambda text: room.search(unaccented(text)) and read_rooms(text, look.words) is not None)


def area_share(look: Look) -> float:
    """Cells with a number and a unit of area."""
    return look.share(lambda text: len(text) < 25 and look.words.area_pattern.search(text.casefold()))


def money_share(look: Look) -> float:
    """Cells with an amount and its currency."""
    return look.share(lambda text: len(text) < 40 and look.words.currency(text) and read_price(text, look.words))


def named_floor_share(look: Look) -> float:
    """Cells with a floor and its word, as rows between the rows say it: "ETAJ 3", "Этаж 2"."""
    floor = look.words.floor_pattern
    return look.share(lambda text: len(text) < 16 and _NAMED_FLOOR.fullmatch(text) and floor.search(unaccented(text)))


def code_share(look: Look) -> float:
    """Cells that are codes: letters and digits without blanks."""
    return look.share(_CODE.fullmatch)


def _none_as(value: float | None, other: float) -> float:
    return other if value is None else value


_FITS: Final[dict[str, Callable[[Look], float]]] = {
    roles.PRICE: _fit_price,
    roles.CURRENCY: _fit_currency,
    roles.AREA: _fit_area,
    roles.FLOOR_NUMBER: _fit_floor,
    roles.FLOORS_TOTAL: _fit_total,
    roles.ROOMS: _fit_rooms,
    roles.ADDRESS: _fit_address,
    Target.FLOOR: _fit_floor_of,
    Target.ADDRESS_PART: _fit_address_part,
    Target.LATITUDE: _fit_degrees(-90, 90),
    Target.LONGITUDE: _fit_degrees(-180, 180),
}
