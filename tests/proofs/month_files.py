"""The agency whose month is lived through: its listings, its exports, what goes wrong with them, and what the portal should
have of it all."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

HEADER: Final = (
    "Cod", "Tip tranzacție", "Tip imobil", "Adresa", "Camere", "Suprafața, m²", "Preț", "Valuta", "Descriere", "Foto 1", "Foto 2", "Foto 3",
)  # fmt: skip
PRICE, TEXT, STATUS, PHOTOS = "announcementValue", "announcementDescription", "announcementStatus", "files"
CONTENT: Final = {"price": PRICE, "text": TEXT, "photo": PHOTOS}


class Incident(StrEnum):
    BROKEN = "a broken export"  # no workbook under the name of one
    CUT = "an export cut in the middle"
    SHORT = "a truncated export"  # readable, with a tenth of the listings
    RENAMED = "a renamed column"
    EMPTY = "an export without listings"
    OLDER = "the export of last week put back"
    OFFLINE = "a day offline"
    REVOKED = "a revoked key"
    ASLEEP = "asleep at the hour"
    MISSING = "no export at all"


INCIDENTS: Final = {
    4: Incident.BROKEN,
    7: Incident.ASLEEP,
    9: Incident.SHORT,
    12: Incident.RENAMED,
    15: Incident.OFFLINE,
    17: Incident.CUT,
    19: Incident.REVOKED,
    21: Incident.OLDER,
    23: Incident.EMPTY,
    26: Incident.MISSING,
}
"""Day of the month from 0 → what goes wrong on it."""


@dataclass(frozen=True, slots=True)
class Offer:
    price: int
    text: int = 0
    photo: int = 0


Offers = dict[str, Offer]


@dataclass
class Expected:
    """What the portal has, if all goes as it should: what was taken last of each listing, and who is hidden."""

    known: Offers = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def take(self, file: Offers) -> tuple[dict[str, set[str]], set[str]]:
        """The fields that taking this file sends by listing, and the listings it holds back."""
        sent: dict[str, set[str]] = {}
        for code, offer in file.items():
            if code not in self.known:
                sent[code] = {"*"}
                continue
            old = self.known[code]
            changed = {CONTENT[name] for name in CONTENT if getattr(old, name) != getattr(offer, name)}
            if code in self.hidden:
                changed.add(STATUS)
            if changed:
                sent[code] = changed
        gone = self.known.keys() - file.keys() - self.hidden
        shown = len(self.known.keys() - self.hidden)
        held = gone if len(gone) > max(3, shown // 5) or len(gone) >= shown else set()
        for code in gone - held:
            sent[code] = {STATUS}
        self.known |= file
        self.hidden = (self.hidden | (gone - held)) - file.keys()
        return sent, set(held)


class Agency:
    """The people: they change their listings and export them."""

    def __init__(self, listings: int, seed: int) -> None:
        self.dice = random.Random(seed)
        self._next = listings
        self.offers: Offers = {code_of(number): Offer(self._price()) for number in range(listings)}
        self._gone: list[str] = []

    def works(self) -> None:
        """A day: edits, removals, returns, new listings, in shares of the whole."""
        codes, size = list(self.offers), len(self.offers)
        for code in self.dice.sample(codes, max(1, size // 40)):
            self.offers[code] = replace(self.offers[code], price=self._price())
        for code in self.dice.sample(codes, max(1, size // 200)):
            self.offers[code] = replace(self.offers[code], text=self.offers[code].text + 1)
        for code in self.dice.sample(codes, max(1, size // 400)):
            self.offers[code] = replace(self.offers[code], photo=self.offers[code].photo + 1)
        for code in self._gone[: len(self._gone) // 3]:
            self.offers[code] = Offer(self._price())
        self._gone = self._gone[len(self._gone) // 3 :]
        for code in self.dice.sample(codes, max(1, size // 100)):
            if code in self.offers:
                del self.offers[code]
                self._gone.append(code)
        for _ in range(max(1, size // 150)):
            self.offers[code_of(self._next)] = Offer(self._price())
            self._next += 1

    def _price(self) -> int:
        return self.dice.randrange(30_000, 200_000, 500)


def code_of(number: int) -> str:
    return f"CRM-{number:05}"


def cells(code: str, offer: Offer) -> list[Any]:
    number = int(code[4:])
    photos = [f"https://img.example.md/{code.lower()}/{offer.photo}-{each}.jpg" for each in range(3)]
    street = f"Chișinău, str. Ismail {1 + number % 90}, ap. {1 + number // 90}"
    return [
        code,
        "Vânzare",
        "Apartament",
        street,
        1 + number % 4,
        35 + number % 60,
        offer.price,
        "EUR",
        text_of(code, offer),
        *photos,
    ]


def no_workbook() -> bytes:
    """An archive, as a workbook is one, of something else."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("error.txt", "The export did not succeed.")
    return packed.getvalue()


def text_of(code: str, offer: Offer) -> str:
    return f"Apartament luminos, zonă liniștită, aproape de parc. Oferta {code}, varianta {offer.text}."
