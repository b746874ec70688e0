"""What speaks for and against two records being one, said to a person: a name, what each side says, and a verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.linking.evidence import Fact, Said, Subject, Verdict
from rentix_desktop.linking.facts import number, text_of
from rentix_desktop.mapping.model import Level
from rentix_desktop.mapping.roles import AREA, CURRENCY, DEAL, FLOOR_NUMBER, FLOORS_TOTAL, PRICE, ROOMS, SUBTYPE
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.texts.names import value_name

SUBJECTS: Final[Mapping[Subject, str]] = {
    Subject.STREET: mark("Street"),
    Subject.HOUSE: mark("House number"),
    Subject.FLAT: mark("Flat"),
    Subject.TOWN: mark("Town or village"),
    Subject.SECTOR: mark("Sector"),
    Subject.COORDINATES: mark("Place on the map"),
    Subject.DEAL: mark("Sale or rent"),
    Subject.KIND: mark("Property"),
    Subject.ROOMS: mark("Rooms"),
    Subject.FLOOR: mark("Floor"),
    Subject.FLOORS: mark("Floors in the building"),
    Subject.AREA: mark("Area"),
    Subject.PRICE: mark("Price"),
    Subject.PHOTOS: mark("Photos"),
    Subject.TEXT: mark("Description"),
    Subject.PHONE: mark("Phone"),
    Subject.EMAIL: mark("E-mail"),
    Subject.NAME: mark("Name"),
    Subject.CODE: mark("Code in your program"),
}

VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.AGREES: mark("The same"),
    Verdict.CLOSE: mark("Nearly the same"),
    Verdict.DIFFERS: mark("Different"),
    Verdict.UNKNOWN: mark("Not compared"),
}

GROUPS: Final[Mapping[Level, str]] = {
    Level.SURE: mark("Surely the same"),
    Level.CHECK: mark("Please look"),
    Level.NONE: mark("No partner"),
}

_FIELDS: Final[Mapping[Subject, str]] = {Subject.DEAL: DEAL, Subject.KIND: SUBTYPE}


@dataclass(frozen=True, slots=True)
class FactText:
    """A line of the evidence; `ours` of the file and `theirs` of the portal are "–" where that side says nothing."""

    name: str
    ours: str
    theirs: str
    verdict: str


def fact_text(fact: Fact, tr: Texts) -> FactText:
    """The fact in the person's language."""
    ours, theirs = (
        _said(fact.subject, said, currency, tr)
        for said, currency in zip((fact.ours, fact.theirs), fact.currencies, strict=True)
    )
    return FactText(tr(SUBJECTS[fact.subject]), ours, theirs, tr(VERDICTS[fact.verdict]))


def group_name(level: Level, tr: Texts) -> str:
    """The name of one of the three groups of proposals."""
    return tr(GROUPS[level])


_LETTER: Final = re.compile(r"/([^\W\d_]+)$")
"""The letter of a house, which is compared as if it were a part: "48/a" is written 48A."""


def _said(subject: Subject, said: Said, currency: str, tr: Texts) -> str:
    if said is None:
        return "–"
    if isinstance(said, str):
        if subject in (Subject.TOWN, Subject.SECTOR):
            return said.title()  # compared in small letters
        if subject is Subject.HOUSE:
            return _LETTER.sub(lambda found: found[1].upper(), said)
        return value_name(_FIELDS[subject], said, tr) if subject in _FIELDS else said
    number = tr.number(said)
    match subject:
        case Subject.AREA:
            return tr("{number} m²", number=number)
        case Subject.COORDINATES:
            return tr("{number} m apart", number=number)
        case Subject.PHOTOS:
            return tr.plural("{n} photo is the same", "{n} photos are the same", int(said))
        case Subject.TEXT:
            return tr("{number} % of the words in common", number=tr.number(round(said * 100)))
        case Subject.PRICE if currency:
            return tr("{number} {currency}", number=number, currency=currency)
        case _:
            return number


def property_line(record: Mapping[str, JsonValue], tr: Texts) -> str:
    """A property in a line: what it is, rooms, area, floor, price; what is not said is left out."""
    words: list[str] = []
    kind = record.get(SUBTYPE)
    if isinstance(kind, str):
        words.append(value_name(SUBTYPE, kind, tr))
    rooms, area, price = number(record.get(ROOMS)), number(record.get(AREA)), number(record.get(PRICE))
    if rooms is not None and rooms == int(rooms):
        words.append(tr.plural("{n} room", "{n} rooms", int(rooms)))
    if area is not None:
        words.append(tr("{number} m²", number=tr.number(area)))
    floor, floors = number(record.get(FLOOR_NUMBER)), number(record.get(FLOORS_TOTAL))
    if floor is not None:
        both = tr.number(floor) if floors is None else f"{tr.number(floor)}/{tr.number(floors)}"
        words.append(tr("floor {floor}", floor=both))
    if price is not None:
        words.append(f"{tr.number(price)} {text_of(record.get(CURRENCY))}".strip())
    return ", ".join(words)


def given_up_words(count: int, off: bool, tr: Texts) -> str:
    """So many links are not sent any more; `off`: they were to be taken off, and stay."""
    if off:
        return tr.plural("{n} listing stays linked.", "{n} listings stay linked.", count)
    return tr.plural("{n} link is given up.", "{n} links are given up.", count)
