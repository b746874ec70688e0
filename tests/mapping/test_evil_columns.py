"""Small evil files for the sentences about columns and values: from the bytes on disk to the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rentix_desktop.catalog.fields import Field, JsonValue, Kind
from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.layout_match import settled_layout
from rentix_desktop.mapping.model import Level, ReasonCode
from tests.mapping.evil import CATALOGUE, Understood, understood

KEY, DEAL, PRICE, CURRENCY, PERIOD = (
    "externalId", "announcementType", "announcementValue", "announcementCurrency", "announcementPayPeriod",
)  # fmt: skip
AREA, ROOMS, FLOOR, FLOORS = (
    "propertyArea", "propertyQuantitySizeValue", "propertyFloorNumber", "propertyFloorsTotal",
)  # fmt: skip
KIND, TYPE, STATUS, PLACE = "propertySecondaryType", "propertyType", "announcementStatus", "propertyCoordinates"


def table(path: Path, columns: Mapping[str, Sequence[str]], **options: object) -> Understood:
    """A file of tab-separated columns, the shorter ones gone through again, with a code in front."""
    count = max(10, *(len(cells) for cells in columns.values()))
    lines = ["\t".join(["Cod", *columns])]
    lines += ["\t".join([f"AG-{n:03}", *(cells[n % len(cells)] for cells in columns.values())]) for n in range(count)]
    path.write_text("\n".join(lines), "utf-8")
    return understood(path, **options)  # type: ignore[arg-type]  # options of `understood`


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "evil.tsv"


# columns ----------------------------------------------------------------------------------------------------------------
def test_a_layout_is_known_in_another_order_with_one_column_more_and_one_less(file: Path) -> None:
    first = table(file, {"X1": ["45000 €"], "X2": ["54"], "X3": ["2"], "X4": ["nimic"]})
    columns = [replace(c, target=t, level=Level.SURE) if t else c for c, t in zip(
        first.suggestion.columns, (KEY, PRICE, AREA, ROOMS, None), strict=True)]  # fmt: skip
    decided = replace(first.suggestion, columns=tuple(columns))
    layout = settled_layout("agency", decided, mapping_of(decided), first.info.header)
    again = table(file, {"X3": ["3"], "Nou": ["alfa"], "X1": ["46000 €"], "X2": ["55"]}, layouts=[layout])
    assert again.suggestion.layout == "agency"
    assert (again.suggestion.layout_extra, again.suggestion.layout_missing) == (("Nou",), ("X4",))
    assert (again.said(PRICE)[0], again.said(AREA)[0], again.said(ROOMS)[0]) == (46_000, 55, 3)


@pytest.mark.parametrize(
    "headers",
    [
        ("Pret", "Suprafata totala", "Etaj", "Nr. camere"), ("PREȚ", "Suprafaţa totală", "Etajul", "Numărul de camere"),
        ("Цена", "Общая площадь", "Этаж", "Кол-во комнат"), ("Ціна", "Загальна площа", "Поверх", "Кількість кімнат"),
        ("Price", "Total area", "Floor", "Rooms"), ("Tsena", "Ploshchad", "Etazh", "Komnat"),
        ("Prețul", "Suprafata (m2)", "Etaj nr.", "Camere (nr.)"),
    ],
)  # fmt: skip
def test_headers_in_every_language_and_spelling(file: Path, headers: tuple[str, ...]) -> None:
    cells = (["45000", "52500", "61000"], ["54,3", "61", "72.5"], ["2", "5", "7"], ["1", "2", "3"])
    found = table(file, dict(zip(headers, cells, strict=True)))
    assert [found.targets[header.replace("ţ", "ț")] for header in headers] == [PRICE, AREA, FLOOR, ROOMS]


def test_headers_that_lie_are_not_believed_against_their_cells(file: Path) -> None:
    found = table(
        file,
        {
            "url": [str(7_000_123 + n) for n in range(10)],
            "Foto": ["12", "8", "5"],
            "Perioada": ["01.01.2026 - 31.12.2026"],
            "Etaj": ["2019-05-13", "2021-03-02", "2022-11-30", "2017-01-05"],
            "Preț": ["Botanica", "Centru", "Ciocana"],
            "Descriere": ["da", "nu"],
        },
    )
    assert found.targets["Foto"] is None
    assert found.targets["Perioada"] is None
    assert found.targets["Etaj"] is None
    assert found.targets["Preț"] != PRICE
    assert found.targets["Descriere"] is None
    assert "files" not in found.everything


def test_what_stands_beside_the_price_and_the_area_is_neither(file: Path) -> None:
    found = table(
        file,
        {
            "Preț/m²": ["830"], "Garanție": ["500"], "Comision": ["1000"], "Preț vechi": ["51000"], "Preț": ["45000 €"],
            "Suprafața locativă": ["34"], "Bucătărie": ["9"], "Suprafața terenului, ari": ["6"], "Suprafața totală": ["54"],
            "Цена за м²": ["830"], "Задаток": ["500"], "Старая цена": ["51000"], "Жилая площадь": ["34"],
            "Кухня": ["9"], "Deposit": ["500"], "Old price": ["51000"], "Kitchen area": ["9"],
        },
    )  # fmt: skip
    used = {header: target for header, target in found.targets.items() if target is not None}
    assert used == {"Cod": KEY, "Preț": PRICE, "Suprafața totală": AREA}


def test_what_was_written_for_colleagues_is_in_no_record(file: Path) -> None:
    found = table(
        file,
        {
            "Preț": ["45000 €"], "Client": ["Ion Secretescu"], "Telefon proprietar": ["069000111"], "Comision %": ["3 secret"],
            "Note": ["NU SPUNE pret minim 40000 secret"], "Собственник": ["Мария Тайная"], "Комментарий": ["тайна: торг"],
            "Owner phone": ["+373 69 000 222"], "Internal notes": ["secret: cheap"], "Observații pentru agenți": ["secret aici"],
        },
    )  # fmt: skip
    for secret in ("Secretescu", "069000111", "secret", "Тайная", "тайна", "69 000 222"):
        assert secret not in found.everything


def test_the_best_of_two_equal_prices_is_asked_about(file: Path) -> None:
    path = file.with_suffix(".csv")
    path.write_text("Cod;Preț;Preț\n" + "".join(f"A{n};{45000 + n} €;{47000 + n} €\n" for n in range(10)), "utf-8")
    found = understood(path)
    assert [c.level for c in found.suggestion.columns if c.target == PRICE] == [Level.CHECK]


def test_without_a_code_one_is_made_and_stays_when_the_columns_move(file: Path) -> None:
    rows = [f"{45_000 + n} €;Chișinău, str. Ismail {n // 2};{n % 2 + 1}/9;{40 + n}" for n in range(12)]
    headers = "Preț;Adresa;Etaj;Suprafața"
    file.write_text("\n".join([headers, *rows]), "utf-8")
    first = understood(file)

    def turned(line: str) -> str:
        return ";".join(reversed(line.split(";")))

    file.write_text("\n".join(map(turned, [headers, *reversed(rows)])), "utf-8")
    second = understood(file)
    assert first.suggestion.key == ()
    assert first.proposed
    assert [first.info.header[i] for i in first.proposed] == [second.info.header[i] for i in second.proposed]
    assert "Preț" not in [first.info.header[i] for i in first.proposed]


def test_a_code_that_repeats_or_is_missing_is_not_sure(file: Path) -> None:
    file.write_text("Cod;Preț\n" + "".join(f"A{n % 8};{45000 + n} €\n" for n in range(12)), "utf-8")
    found = understood(file)
    assert found.levels["Cod"] is Level.CHECK
    assert sum(ProblemCode.KEY_REPEATED in codes for codes in found.codes()) == 4
    file.write_text("Cod;Preț\n" + "".join(f"{'' if n == 5 else f'A{n}'};{45000 + n} €\n" for n in range(12)), "utf-8")
    again = understood(file)
    assert again.levels["Cod"] is Level.CHECK
    assert sum(ProblemCode.KEY_MISSING in codes for codes in again.codes()) == 1


def test_no_state_but_an_active_one_is_ever_published(file: Path) -> None:
    states = ["vândut", "rezervat", "продано", "снято", "Sold", "бронь", "în așteptare", "xyz", "не продаётся", "activ"]
    found = table(file, {"Preț": ["45000 €"], "Status": states})
    assert [status for status in found.said(STATUS) if status not in (None, "hidden")] == ["active"]


def test_of_two_languages_one_description_is_taken_and_it_is_said(file: Path) -> None:
    text = "Apartament luminos cu două camere, aproape de parc, actele sunt gata, lift și balcon, numărul {n}."
    other = "Светлая квартира с двумя комнатами, рядом с парком, документы готовы, лифт и балкон, номер {n}."
    found = table(
        file,
        {"Descriere RO": [text.format(n=n) for n in range(10)], "Описание RU": [other.format(n=n) for n in range(10)]},
    )
    targets = [found.targets["Descriere RO"], found.targets["Описание RU"]]
    assert sorted(map(str, targets)) == ["None", "announcementDescription"]
    reasons = {r.code for c in found.suggestion.columns for r in c.reasons}
    assert ReasonCode.TAKEN in reasons


# values -----------------------------------------------------------------------------------------------------------------
PRICES: list[tuple[str, JsonValue, str | None, str | None]] = [
    ("180.000 EUR", 180_000, "EUR", None),
    ("45 000 €", 45_000, "EUR", None),
    ("500 euro/lună", 500, "EUR", "monthly"),
    ("59.900 $", 59_900, "USD", None),
    ("120 mii lei", 120_000, "MDL", None),
    ("de la 45 000 € până la 50 000 €", 45_000, "EUR", None),
    ("4950000 руб., Свободная продажа", 4_950_000, "RUB", None),
    ("35 €/zi", 35, "EUR", "daily"),
    ("1,2 mil. lei", 1_200_000, "MDL", None),
    ("N/A", None, None, None),
]


def test_prices_of_all_kinds_in_one_column(file: Path) -> None:
    found = table(file, {"Preț": [text for text, *_ in PRICES]})
    read = list(zip(found.said(PRICE), found.said(CURRENCY), found.said(PERIOD), strict=True))
    assert read == [(price, currency, period) for _, price, currency, period in PRICES]
    held = found.codes(of=Severity.ERROR)
    assert ProblemCode.CURRENCY_NOT_ACCEPTED in held[6]  # never relabelled
    assert ProblemCode.RANGE_FIRST in found.codes()[5]


def test_areas_of_all_kinds_in_one_column(file: Path) -> None:
    texts = ["54,3 m²", "34.6/14.2", "5 ari", "700 sqft", "54.3", "1 200 m2", "-", "72 кв.м", "60–65 mp", "0,5 ha"]
    found = table(file, {"Suprafața": texts})
    assert found.said(AREA) == [54.3, 34.6, 500, 65.03, 54.3, 1_200, None, 72, 60, 5_000]
    assert ProblemCode.UNIT_CONVERTED in found.codes()[3]


def test_floors_of_all_kinds_in_one_column(file: Path) -> None:
    texts = [
        "3/9",
        "4/9, Кирпичный",
        "12 из 25",
        "поверх 8 з 15",
        "parter/5",
        "demisol",
        "9/5",
        "2 din 9",
        "цоколь/4",
        "7",
    ]
    found = table(file, {"Etaj": texts})
    assert found.said(FLOOR) == [3, 4, 12, 8, 0, -1, 9, 2, -1, 7]
    assert found.said(FLOORS) == [9, 9, 25, 15, 5, None, 5, 9, 4, None]
    assert ProblemCode.FLOOR_ABOVE_TOTAL in found.codes()[6]


def test_a_floor_beside_the_height_of_the_building(file: Path) -> None:
    found = table(
        file, {"Etajul": ["Etaj 4", "Parter", "Mansardă"], "Regim de înălțime": ["P+9E", "S+P+4E+M", "5 etaje"]}
    )
    assert found.said(FLOOR)[:2] == [4, 0]
    assert found.said(FLOORS)[:3] == [9, 4, 5]


def test_rooms_of_all_kinds_in_one_column(file: Path) -> None:
    texts = [
        "garsonieră",
        "студия",
        "2 camere + living",
        "3-комн.",
        "двушка",
        "4",
        "1 odaie",
        "2 кімнати",
        "—",
        "3 rooms",
    ]
    found = table(file, {"Camere": texts})
    assert found.said(ROOMS) == [1, 1, 2, 3, 2, 4, 1, 2, None, 3]


@pytest.mark.parametrize(
    ("columns", "place"),
    [
        ({"Coordonate": ["47,0105; 28,8638", "47,0205; 28,8738"]}, {"lat": 47.0105, "lng": 28.8638}),
        ({"Coordonate": ["28.8638, 47.0105", "28.8738, 47.0205"]}, {"lat": 47.0105, "lng": 28.8638}),
        ({"Lat": ["47,0105", "47,02"], "Lng": ["28,8638", "28,87"]}, {"lat": 47.0105, "lng": 28.8638}),
        ({"Lat": ["28.8638", "28.87"], "Lng": ["47.0105", "47.02"]}, {"lat": 47.0105, "lng": 28.8638}),
    ],
)
def test_places_in_one_cell_or_two_with_point_or_comma_and_swapped(
    file: Path, columns: Mapping[str, Sequence[str]], place: dict[str, float]
) -> None:
    found = table(file, columns)
    assert found.said(PLACE)[0] == place
    assert not any(ProblemCode.COORDINATES_OUTSIDE in codes for codes in found.codes())


def test_a_place_outside_of_moldova_is_said(file: Path) -> None:
    found = table(file, {"Coordonate": ["44.4268, 26.1025"]})
    assert all(ProblemCode.COORDINATES_OUTSIDE in codes for codes in found.codes())


def test_one_column_that_says_several_things(file: Path) -> None:
    texts = ["Продажа 2-комн. квартиры в новостройке", "Chirie casă", "Vânzare spațiu comercial", "Аренда офиса"]
    found = table(file, {"Tip ofertă": texts})
    said = list(zip(found.said(DEAL), found.said(KIND), found.said(TYPE), strict=True))
    assert said[:4] == [
        ("sale", "apartment", "residential"), ("rent", "house", "residential"),
        ("sale", "trade", "commercial"), ("rent", "office", "commercial"),
    ]  # fmt: skip
    assert (found.said("propertyHousingMarket")[0], found.said(ROOMS)[0]) == ("new-build", 2)


def test_fixed_values_by_fingerprint_words_and_ratio_with_doubt_as_doubt(file: Path) -> None:
    texts = ["Apartament", "bloc de apartamente", "apartamment", "casa de locuit", "xyz", "Apartament sau casă"]
    found = table(file, {"Tip imobil": texts})
    levels = {value.value: value.level for value in found.suggestion.values if value.field == KIND}
    assert levels["Apartament"] is levels["casa de locuit"] is Level.SURE
    assert levels["apartamment"] is Level.CHECK
    assert levels["xyz"] is Level.NONE
    assert levels["Apartament sau casă"] is not Level.SURE


def test_descriptions_lose_their_markup_and_tell_of_contacts(file: Path) -> None:
    texts = [
        f"<p>Apartament <b>luminos</b> &amp; cald,<br>sunați 069 12 34 5{n} sau a{n}@casa.md, lângă parcul central</p>"
        for n in range(10)
    ]
    found = table(file, {"Descriere": texts})
    text = str(found.said("announcementDescription")[0])
    assert text.startswith("Apartament luminos & cald,\nsunați")
    assert "<" not in text
    assert {ProblemCode.MARKUP_REMOVED, ProblemCode.CONTACT_IN_TEXT} <= found.codes()[0]
    assert not found.codes(of=Severity.ERROR)[0] & {ProblemCode.MARKUP_REMOVED, ProblemCode.CONTACT_IN_TEXT}
    short = table(file, {"Descriere": [f"Apartament luminos în bloc {n}" for n in range(10)]})
    assert ProblemCode.TOO_SHORT in short.codes(of=Severity.ERROR)[0]


def test_a_field_and_a_value_that_only_the_live_schema_knows(file: Path) -> None:
    fields = dict(CATALOGUE.fields)
    fields["propertyHasSauna"] = Field("propertyHasSauna", Kind.BOOLEAN, built_in=False)
    fields[KIND] = replace(fields[KIND], choices=(*fields[KIND].choices, "houseboat"))
    live = replace(CATALOGUE, fields=fields, live=True)
    found = table(
        file, {"propertyHasSauna": ["da", "nu", "+", "нет"], "Tip imobil": ["houseboat", "casă"]}, catalogue=live
    )
    assert found.said("propertyHasSauna")[:4] == [True, False, True, False]
    assert found.said(KIND)[:2] == ["houseboat", "house"]


def test_improbable_numbers_of_a_whole_file_are_warnings_and_stay(file: Path) -> None:
    found = table(
        file,
        {
            "Operațiune": ["vânzare"], "Tip imobil": ["apartament"], "Preț, EUR": ["62", "62000", "37369123456"],
            "Suprafața": ["54", "5400", "54"], "Camere": ["2", "2", "2"],
        },
    )  # fmt: skip
    assert found.said(PRICE)[:3] == [62, 62_000, 37_369_123_456]
    warned = found.codes(of=Severity.WARNING)
    assert ProblemCode.THOUSANDS_MEANT in warned[0]
    assert ProblemCode.IMPROBABLE_LARGE in warned[1]
    assert ProblemCode.PHONE_MEANT in warned[2]
