"""Rooms: (cell, rooms); None: no value without a word."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from rentix_desktop.catalog.problems import ProblemCode
from tests.mapping.cases import HELD, Case

_FIELDS: Final = ("propertyQuantitySizeValue",)

PLAIN: Final[tuple[tuple[Any, Any], ...]] = (
    (2, 2),
    ("2", 2),
    ("2.0", 2),
    ("2,0", 2),
    ("2 camere", 2),
    ("2 camere + living", 2),
    ("2 camere și living", 2),
    ("2cam", 2),
    ("2 cam.", 2),
    ("2 c", 2),
    ("2c", 2),
    ("2-camere", 2),
    ("ap. 2 camere", 2),
    ("apartament 2 camere", 2),
    ("apartament cu 3 camere", 3),
    ("3 odăi", 3),
    ("3 odai", 3),
    ("1 odaie", 1),
    ("o cameră", 1),
    ("două camere", 2),
    ("doua camere", 2),
    ("trei camere", 3),
    ("garsonieră", 1),
    ("Garsoniera", 1),
    ("studio", 1),
    ("Studio 25 m²", 1),
    ("студия", 1),
    ("квартира-студия", 1),
    ("студія", 1),
    ("ст.", {1, None}),
    ("1-к", 1),
    ("3-к.", 3),
    ("3-к", 3),
    ("3к", 3),
    ("3 к.", 3),
    ("3-к кв.", 3),
    ("3-ккв", 3),
    ("3 ком. кв.", 3),
    ("3 комн.", 3),
    ("3-комн.", 3),
    ("3-комнатная", 3),
    ("3-х комнатная", 3),
    ("3х комнатная", 3),
    ("3-х комн. квартира", 3),
    ("трехкомнатная", 3),
    ("трёхкомнатная квартира", 3),
    ("двухкомнатная", 2),
    ("двушка", 2),
    ("однушка", 1),
    ("трешка", 3),
    ("трёшка", 3),
    ("однокомнатная", 1),
    ("четырехкомнатная", 4),
    ("2 комнаты", 2),
    ("комнат: 2", 2),
    ("2 изолированные", 2),
    ("2, Изолированная", 2),
    ("2 смежные комнаты", 2),
    ("1 кімната", 1),
    ("2 кімнати", 2),
    ("2-кімнатна", 2),
    ("двокімнатна", 2),
    ("однокімнатна квартира", 1),
    ("2 кім.", 2),
    ("2 rooms", 2),
    ("1 room", 1),
    ("2-room", 2),
    ("2-room apartment", 2),
    ("two rooms", {2, None}),
    ("2 стаи", 2),
    ("двустаен", 2),
    ("тристаен", 3),
    ("едностаен", 1),
    ("Camere: 3", 3),
    ("3 camere, 74 m²", 3),
    ("3-комн. квартира, 48 м²", 3),
    ("3-комн. квартира, 48 м², 3/9 эт.", 3),
    ("2 camere (decomandate)", 2),
    ("2 dec", 2),
    ("2 semidec.", 2),
    ("02", 2),
    ("1.5", 1.5),
    ("1,5", 1.5),
    ("10", 10),
    ("3 camere separate", 3),
    ("casă cu 5 camere", 5),
    ("2 смежно-изолированные", 2),
    ("etaj 3, 2 camere", 2),
    ("2 băi, 3 camere", 3),
    ("2 nivele, 4 camere", 4),
    ("3-х к.кв", 3),
    ("2BR", 2),
)

# More than that may be meant: the number is taken, and said.
SEVERAL: Final[tuple[tuple[Any, float], ...]] = (
    ("3+", 3),
    ("4+", 4),
    ("4 si mai multe", 4),
    ("4 și mai multe", 4),
    ("5 и более", 5),
    ("4 or more", 4),
    ("5 і більше", 5),
    ("2-3", 2),
    ("2-3 camere", 2),
    ("2 - 3 комн.", 2),
    ("от 2 до 3", 2),
    ("1-2", 1),
    ("2 sau 3", 2),
    ("2 или 3 комнаты", 2),
)

# "1+1" is one bedroom and one living room; whether that is one room or two the agency knows: a word to the clerk.
NO_ROOMS: Final[tuple[Any, ...]] = (
    "1+1", "2+1", "1+1+1", "2/3", "св. планировка", "свободная планировка", "open space",
    "open plan", "плануванням", "nelimitat", "-", "—", "n/a", "нет", "0", 0, "-2", "54 m²", "48 м²", "3/9", "45 000 €",
    "500 euro", "etaj 3", "3 этаж", "str. Florilor 5", "12.03.2024", dt.datetime.fromisoformat("2024-03-02"), "02.мар", "2-Mar",
    True, "069123456", "45000", "2005", "120", "birou", "офис", "teren", "участок", "6 соток", "2 băi", "2 балкона",
    "100%", "2,3,4", "1,2,3 camere", "null", "#N/A", "2 bathrooms", "3 nivele", "доля 1/2", "1/3 доля", "cod 4407",
    "№ 3", "комната в 3-к", "доля в 2-комн", "cameră în cămin", "2 1/2", "1 из 3", "2 paturi", "6 persoane",
)  # fmt: skip

CASES: Final = (
    *(Case((("Camere", _FIELDS[0], cell),), _FIELDS, {_FIELDS[0]: rooms}) for cell, rooms in PLAIN),
    *(
        Case((("Camere", _FIELDS[0], cell),), _FIELDS, {_FIELDS[0]: rooms}, ProblemCode.RANGE_FIRST)
        for cell, rooms in SEVERAL
    ),
    *(Case((("Camere", _FIELDS[0], cell),), _FIELDS, HELD) for cell in NO_ROOMS),
)
