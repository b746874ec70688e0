"""Areas in square metres: (header, cell, value); no value: HELD."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from rentix_desktop.catalog.problems import ProblemCode
from tests.mapping.cases import HELD, Case

_FIELDS: Final = ("propertyArea",)

PLAIN: Final[tuple[tuple[Any, float], ...]] = (
    ("54,3 m²", 54.3),
    ("54.3 m²", 54.3),
    ("54,3m²", 54.3),
    ("54,3 m2", 54.3),
    ("54.3m2", 54.3),
    ("54,3 mp", 54.3),
    ("54.3mp", 54.3),
    ("54,3 m.p.", 54.3),
    ("54 m.p", 54),
    ("54 m p", 54),
    ("54 metri pătrați", 54),
    ("54 metri patrati", 54),
    ("54 m.pătrați", 54),
    ("54,3 кв.м", 54.3),
    ("54,3 кв. м.", 54.3),
    ("54,3 кв м", 54.3),
    ("54,3 м²", 54.3),
    ("54.3 м2", 54.3),
    ("54.3м²", 54.3),
    ("54,3 м.кв.", 54.3),
    ("54 м кв", 54),
    ("54 квадратных метра", 54),
    ("54 квадрата", 54),
    ("54 м", 54),
    ("54 m", 54),
    ("54 sqm", 54),
    ("54 sq.m.", 54),
    ("54 sq. m", 54),
    ("54 square meters", 54),
    ("54 square metres", 54),
    ("54", 54),
    (54, 54),
    (54.3, 54.3),
    ("54,30", 54.3),
    ("54.", 54),
    ("34.6/14.2", 34.6),
    ("34,6/14,2", 34.6),
    ("62/38/9", 62),
    ("62/38/9 м²", 62),
    ("62,5 / 38,1 / 9", 62.5),
    ("62/-/9", 62),
    ("62 / 38 / - кв.м", 62),
    ("62/38/9/4", 62),
    ("5 ari", 500),
    ("5 arii", 500),
    ("5,5 ari", 550),
    ("1 ar", 100),
    ("0.05 ha", 500),
    ("0,05 ha", 500),
    ("0.12 га", 1200),
    ("1 hectar", 10000),
    ("2 hectare", 20000),
    ("6 соток", 600),
    ("6 сот.", 600),
    ("6,5 соток", 650),
    ("1 сотка", 100),
    ("12 соток земли", 1200),
    ("6 сотих", 600),
    ("3 sote", 300),
    ("600 кв.м", 600),
    ("600 кв.м.", 600),
    ("1 200 m²", 1200),
    ("1\u00a0200 m²", 1200),
    ("1\u202f200 m²", 1200),
    ("1.200 m²", 1200),
    ("1,200 m²", 1200),
    ("1.200,5 m²", 1200.5),
    ("1 200,50", 1200.5),
    ("1'200 m²", 1200),
    ("12.500 mp", 12500),
    ("54 m2 + balcon 4", 54),
    ("54 m² + 4 m² balcon", 54),
    ("54+4", 54),
    ("54 mp (utili)", 54),
    ("54 mp utili", 54),
    ("54 mp, balcon 4 mp", 54),
    ("Suprafața totală: 54 m²", 54),
    ("S total 54 m²", 54),
    ("S=54 m²", 54),
    ("общая 54,3 м²", 54.3),
    ("Общая площадь 54,3 м², жилая 30", 54.3),
    ("общ. 54, жил. 30, кух. 9", 54),
    ("площадь: 54", 54),
    ("~54 m²", 54),
    ("cca 54 m²", 54),
    ("около 54 м²", 54),
    ("от 54 м²", 54),
    ("54,3 m^2", 54.3),
    ("54,3 м^2", 54.3),
    ("54 m&sup2;", 54),
    ("54 m<sup>2</sup>", 54),
    ("54㎡", 54),
    ("S - 54 m²", 54),
    ("Ap. 2 camere, 54 m²", 54),
    ("2-комн. квартира, 54,3 м²", 54.3),
    ("67.30", 67.3),
    ("1 дка", 1000),
)

CONVERTED: Final[tuple[tuple[Any, float], ...]] = (
    ("700 sqft", 65.03),
    ("700 sq ft", 65.03),
    ("700 sq. ft.", 65.03),
    ("700 ft²", 65.03),
    ("700 ft2", 65.03),
    ("1,200 sqft", 111.48),
    ("1,200 sq.ft", 111.48),
    ("700 square feet", 65.03),
    ("700 кв. футов", 65.03),
    ("700sf", 65.03),
)

RANGES: Final[tuple[tuple[Any, float], ...]] = (
    ("54-60 m²", 54),
    ("54 - 60", 54),
    ("de la 54 până la 60 m²", 54),
    ("от 54 до 60 м²", 54),
    ("54–60 m²", 54),
    ("5-6 ari", 500),
    ("от 6 до 8 соток", 600),
    ("0,5 - 1 ha", 5000),
)

NO_AREA: Final[tuple[Any, ...]] = (
    "-", "—", "n/a", "необходимо уточнить", "la cerere", "нет", "?", "0", 0, "0 m²", "-54", "3 camere", "2 ком.",
    "45 000 €", "45000 EUR", "etaj 3", "3/9 et.", "str. Florilor 5", "12.03.2024", "2024-03-09", "50%", "069123456",
    "+373 69 123456", "anul 2005", "an 2005", "2005 г.", dt.date(2024, 3, 9), True, "3x4", "3 x 4 m", "3,5 х 4,2 м",
    "balcon 4 m²", "4 locuri", "2,70 m înălțime", "54 km", "54 cm", "cod 4407", "54.3.2", "54 OO", "#N/A", "null",
    "кухня 9 м²", "терраса 20", "living 20 m²",
)  # fmt: skip

HEADERS: Final[tuple[tuple[str, Any, float], ...]] = (
    ("Suprafața, m²", "54,3", 54.3),
    ("Площадь, кв.м", "54,3", 54.3),
    ("Площадь, соток", "6", 600),
    ("Площадь участка, сот.", "6,5", 650),
    ("Suprafața, ari", 5, 500),
    ("Suprafața teren (ari)", "5", 500),
    ("Suprafața, ha", "0,5", 5000),
    ("Площадь, га", 0.5, 5000),
    ("Suprafața, ari", "600 m²", 600),
    ("Suprafața, m²", "5 ari", 500),
    ("Area (sqm)", "1,200", 1200),
)


def _case(header: str, cell: Any, area: float | None, flag: ProblemCode | None = None) -> Case:
    wanted = HELD if area is None else {"propertyArea": area}
    return Case(((header, "propertyArea", cell),), _FIELDS, wanted, flag)


CASES: Final = (
    *(_case("Suprafața", cell, area) for cell, area in PLAIN),
    *(_case("Area", cell, area, ProblemCode.UNIT_CONVERTED) for cell, area in CONVERTED),
    _case("Area, sqft", 700, 65.03, ProblemCode.UNIT_CONVERTED),
    _case("Area (sq.ft)", "1,200", 111.48, ProblemCode.UNIT_CONVERTED),
    *(_case("Suprafața", cell, area, ProblemCode.RANGE_FIRST) for cell, area in RANGES),
    *(_case(header, cell, area) for header, cell, area in HEADERS),
    *(_case("Suprafața", cell, None) for cell in NO_AREA),
)
