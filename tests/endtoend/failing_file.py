"""A file of 500 listings of which 120 fail for eight reasons: six that we hold back, two that only the portal knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from openpyxl import Workbook

HEADER: Final = (
    *("Code", "Deal type", "Property type", "Address", "Price", "Currency", "Pay period", "Floor"),
    *("Floors in the building", "Area, m²", "Rooms", "Description", "Photos", "Agent", "Status"),
)
ROWS: Final = 500
Row = dict[str, str | int]


def _short(row: Row) -> None:
    row["Description"] = "2 rooms, urgent"


def _two_photos(row: Row) -> None:
    row["Photos"] = "\n".join(str(row["Photos"]).split("\n")[:2])


def _floor_above(row: Row) -> None:
    row["Floor"], row["Floors in the building"] = 9, 4


def _long(row: Row) -> None:
    row["Description"] = "A bright flat beside the park. " * 70


def _local_photo(row: Row) -> None:
    row["Photos"] = f"{row['Photos']}\nhttps://\nhttp:///photos/5.jpg"


def _roubles(row: Row) -> None:
    row["Currency"] = "RUB"


def _paid_by_month(row: Row) -> None:
    row["Pay period"] = "Month"


def _expired(row: Row) -> None:
    row["Status"] = "expired"


REASONS: Final[dict[str, tuple[int, Callable[[Row], None]]]] = {
    "announcementDescription too_short": (37, _short),
    "files too_few_photos": (22, _two_photos),
    "propertyFloorNumber floor_above_total": (16, _floor_above),
    "announcementDescription too_long": (12, _long),
    "files photo_address_invalid": (11, _local_photo),
    "announcementCurrency currency_not_accepted": (9, _roubles),
    "announcementPayPeriod not_wanted": (7, _paid_by_month),
    "announcementStatus status_not_possible": (6, _expired),
}
"""Field and problem → how many rows have it, and what makes them so."""
FAILING: Final = sum(count for count, _ in REASONS.values())


def write(path: Path) -> Path:
    """The workbook; failing rows stand among the good ones."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for row in rows():
        sheet.append([row[name] for name in HEADER])
    book.save(path)
    return path


def rows() -> Iterator[Row]:
    spoilers = [spoil for count, spoil in REASONS.values() for _ in range(count)]
    every = ROWS // len(spoilers)
    for number in range(ROWS):
        row = _listing(number)
        if number % every == 0 and number // every < len(spoilers):
            spoilers[number // every](row)
        yield row


def _listing(number: int) -> Row:
    rented = number % 5 == 3  # none of the spoiled ones
    photos = "\n".join(f"https://photos.example.org/{number}/{place}.jpg" for place in range(1, 5))
    return {
        "Code": f"F-{number:04}",
        "Deal type": "Rent" if rented and number % 4 else "Sale",
        "Property type": "Apartment",
        "Address": f"Chisinau, Pacii St {number + 1}",
        "Price": 40_000 + 137 * number,
        "Currency": "EUR",
        "Pay period": "Month" if rented and number % 4 else "",
        "Floor": number % 4 + 1,
        "Floors in the building": 9,
        "Area, m²": 38 + number % 60,
        "Rooms": number % 4 + 1,
        "Description": f"A quiet flat number {number} near the park, sold by its owner, free from today on.",
        "Photos": photos,
        "Agent": "",
        "Status": "active",
    }
