"""What columns are taken for: by name, by a similar name, by their look, and never against it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rentix_desktop.catalog.fields import Field, Kind
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.model import ColumnSuggestion, Level, ReasonCode
from rentix_desktop.mapping.suggest import column_values, suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Cell
from tests.mapping.tables import Columns, numbered, profile_of, repeated

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
TEXT = "Apartament luminos lângă parc, cu încălzire autonomă, geamuri noi și parcare în curte. Bloc nou, etaj bun {}"


def suggested(columns: Columns) -> list[ColumnSuggestion]:
    return list(suggest(profile_of(columns), CATALOGUE, WORDS).columns)


def targets(columns: Columns) -> dict[str, str | None]:
    return {column.header: column.target for column in suggested(columns)}


def one(header: str, cells: list[Cell]) -> ColumnSuggestion:
    return suggested([(header, cells)])[0]


ROMANIAN: Columns = [
    ("Nr. crt.", list(range(1, 21))),
    ("Cod intern", numbered("CN-{}")),
    ("Tip tranzacție", repeated("Vânzare", "Chirie")),
    ("Tip imobil", repeated("Apartament", "Casă", "Lot de teren")),
    ("Sector", repeated("Botanica", "Centru")),
    ("Adresa", numbered("str. Florilor {}")),
    ("Nr. camere", repeated("2", "3", "garsonieră")),
    ("Supraf. m2", repeated("54,3", "61")),
    ("Suprafața bucătăriei", repeated("9", "12")),
    ("Etaj", repeated("3/9", "4/5")),
    ("Preț, €", repeated("45 000", "61 500")),
    ("Preț/m²", repeated("900", "1000")),
    ("Preț vechi", repeated("50 000", "65 000")),
    ("Comision", repeated("2%", "3%")),
    ("Proprietar", repeated("Ion Rusu", "Elena M.")),
    ("Telefon proprietar", repeated("069123456", "079654321")),
    ("Stare", repeated("Euroreparație", "Variantă albă")),
    ("Descriere", numbered(TEXT)),
    ("Poze", numbered("https://img.example.org/{0}/1.jpg; https://img.example.org/{0}/2.jpg")),
    ("Note interne", repeated("cheia la vecin", "sună după 18")),
    ("Statut", repeated("Activ", "Vândut", "Rezervat")),
]
RUSSIAN: Columns = [
    ("№ объекта", list(range(1000, 1020))),
    ("Операция", repeated("Продажа", "Аренда")),
    ("Тип объекта", repeated("Квартира", "Дом", "Офис")),
    ("Город", repeated("Кишинёв", "Бельцы")),
    ("Улица", numbered("ул. Пушкина {}")),
    ("Кол-во комнат", repeated(1, 2, 3)),
    ("Общая площадь", repeated(45, 60.5)),
    ("Жилая площадь", repeated(25, 40)),
    ("Эт.", repeated(3, 5)),
    ("Этажность", repeated(9, 16)),
    ("Цена", repeated("45 000 €", "60 000 €", "договорная")),
    ("Цена за м2", repeated(900, 950)),
    ("Комментарий для агентов", repeated("торг", "ключи у нас")),
    ("Фото 1", numbered("http://a.md/{}.jpg")),
    ("Фото 2", numbered("http://a.md/b{}.jpg")),
    ("Широта", repeated(47.01, 47.02)),
    ("Долгота", repeated(28.85, 28.86)),
]


def test_a_romanian_file() -> None:
    assert targets(ROMANIAN) == {
        "Nr. crt.": None,
        "Cod intern": "externalId",
        "Tip tranzacție": "announcementType",
        "Tip imobil": "propertySecondaryType",
        "Sector": "propertyAddress.part",
        "Adresa": "propertyAddress.part",
        "Nr. camere": "propertyQuantitySizeValue",
        "Supraf. m2": "propertyArea",
        "Suprafața bucătăriei": None,
        "Etaj": "propertyFloor",
        "Preț, €": "announcementValue",
        "Preț/m²": None,
        "Preț vechi": None,
        "Comision": None,
        "Proprietar": None,
        "Telefon proprietar": None,
        "Stare": "propertyVisualState",
        "Descriere": "announcementDescription",
        "Poze": "files",
        "Note interne": None,
        "Statut": "announcementStatus",
    }


def test_without_diacritics_it_is_the_same() -> None:
    plain = str.maketrans("ăâîșțĂÂÎȘȚ", "aaistAAIST")
    stripped = [(header.translate(plain), cells) for header, cells in ROMANIAN]
    assert list(targets(stripped).values()) == list(targets(ROMANIAN).values())


def test_a_russian_file() -> None:
    assert targets(RUSSIAN) == {
        "№ объекта": "externalId",
        "Операция": "announcementType",
        "Тип объекта": "propertySecondaryType",
        "Город": "propertyAddress.part",
        "Улица": "propertyAddress.part",
        "Кол-во комнат": "propertyQuantitySizeValue",
        "Общая площадь": "propertyArea",
        "Жилая площадь": None,
        "Эт.": "propertyFloorNumber",
        "Этажность": "propertyFloorsTotal",
        "Цена": "announcementValue",
        "Цена за м2": None,
        "Комментарий для агентов": None,
        "Фото 1": "files",
        "Фото 2": "files",
        "Широта": "propertyCoordinates.lat",
        "Долгота": "propertyCoordinates.lng",
    }


def test_what_is_plain_is_sure_and_the_header_gives_the_currency() -> None:
    suggestion = suggest(profile_of(ROMANIAN), CATALOGUE, WORDS)
    assert {column.level for column in suggestion.columns if column.target} == {Level.SURE}
    assert suggestion.constants == {"announcementCurrency": "EUR"}
    assert suggestion.key == (1,)
    statuses = {
        value.value: (value.target, value.level) for value in suggestion.values if value.field == "announcementStatus"
    }
    assert statuses == {
        "Activ": ("active", Level.SURE),
        "Vândut": ("completed", Level.CHECK),
        "Rezervat": ("hidden", Level.CHECK),
    }


def test_without_a_header_the_look_of_the_cells_suggests_and_is_never_sure() -> None:
    columns: Columns = [
        ("", repeated("Vânzare", "Chirie")),
        ("", repeated("3/9", "2/5")),
        ("", repeated("45 000 €", "61 500 €")),
        ("", repeated(47.01, 47.02)),
        ("", repeated(28.85, 28.86)),
        ("", numbered("https://x.org/{}.jpg")),
        ("", repeated("+373 69 123 456", "+373 79 111 222")),
        ("", numbered(TEXT.replace(" {}", ". ") + TEXT)),
        ("", numbered("str. Florilor {}")),
    ]
    found = suggested(columns)
    assert [column.target for column in found] == [
        "announcementType",
        "propertyFloor",
        "announcementValue",
        "propertyCoordinates.lat",
        "propertyCoordinates.lng",
        "files",
        None,
        "announcementDescription",
        "propertyAddress",
    ]
    assert {column.level for column in found if column.target} == {Level.CHECK}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Photos", repeated(5, 7, 12)),  # a count
        ("Fotografii", repeated("da", "nu")),
        ("Preț", repeated("2024-01-05", "2024-02-06")),
        ("Price", repeated(0.1, 0.2)),
        ("Etaj", repeated("mult", "puțin")),
        ("Status", repeated("cărămidă", "panouri")),
        ("Type", repeated("decomandat", "semidecomandat")),
        ("Description", repeated("da", "nu")),
        ("Latitude", repeated("nord", "sud")),
        ("Площадь", repeated("кирпич", "панель")),
    ],
)
def test_a_header_that_lies_is_not_believed(header: str, cells: list[Cell]) -> None:
    column = one(header, cells)
    assert column.target is None
    assert ReasonCode.VALUES_DISAGREE in [reason.code for reason in column.reasons]


@pytest.mark.parametrize("header", ["Latitude", "Площадь", "Area", "", "Col3"])
def test_names_of_towns_are_a_place_whatever_their_header_says(header: str) -> None:
    column = one(header, repeated("Chișinău", "Botanica", "Кишинёв", "Бельцы"))
    assert (column.target, column.level) == ("propertyAddress.part", Level.CHECK)


def test_a_house_of_bricks_is_not_its_number() -> None:
    assert one("Дом", repeated("панель", "котелец", "кирпич")).target is None
    assert one("Дом", repeated("12", "7/1", "3А")).target == "propertyAddress.part"


@pytest.mark.parametrize(
    "header",
    [
        "Client",
        "Proprietar",
        "Телефон собственника",
        "Комиссия",
        "Notițe",
        "Заметки",
        "Owner price",
        "Комментарий",
        "E-mail",
        "Contact",
        "Нотатки",
        "Preț minim",
        "Ключи",
    ],
)
def test_what_was_written_for_colleagues_stays_with_them(header: str) -> None:
    column = one(header, numbered(TEXT))
    assert column.target is None
    assert [reason.code for reason in column.reasons] == [ReasonCode.PRIVATE]


@pytest.mark.parametrize(
    "header",
    [
        "Preț pe m²",
        "Цена за квадрат",
        "Price per sqm",
        "Deposit",
        "Garanție",
        "Залог",
        "Старая цена",
        "Preț vechi",
        "Living area",
        "Площадь кухни",
        "Suprafața terenului",
        "Ціна за м2",
        "PPSM",
        "An construcție",
        "Cod cadastral",
    ],
)
def test_numbers_beside_the_price_and_the_area_are_not_them(header: str) -> None:
    assert one(header, repeated(900, 1000, 1200)).target is None


def test_the_best_of_several_is_taken_and_the_others_say_whose_it_is() -> None:
    found = suggested([("Preț aproximativ", repeated(45000, 60000)), ("Price", repeated(45000, 60000))])
    assert [column.target for column in found] == [None, "announcementValue"]
    assert found[0].reasons[0].code is ReasonCode.TAKEN


def test_two_equal_names_are_asked_about() -> None:
    found = suggested([("Preț EUR", repeated(45000, 60000)), ("Preț MDL", repeated(900000, 1200000))])
    assert [column.target for column in found] == ["announcementValue", None]
    assert found[0].level is Level.CHECK


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (repeated("A1", "A2"), ReasonCode.NOT_UNIQUE),
        ([*numbered("A{}", 19), None], ReasonCode.NOT_FULL),
    ],
)
def test_a_key_that_is_not_unique_and_full_is_not_sure(cells: list[Cell], code: ReasonCode) -> None:
    suggestion = suggest(profile_of([("Cod", cells), ("Preț", repeated(45000, 61000))]), CATALOGUE, WORDS)
    column = suggestion.columns[0]
    assert column.level is not Level.SURE
    if column.target is not None:
        assert code in [reason.code for reason in column.reasons]


def test_a_similar_name_is_only_probable() -> None:
    column = one("Descrierre", numbered(TEXT))
    assert (column.target, column.level) == ("announcementDescription", Level.CHECK)
    assert column.reasons[0].code is ReasonCode.HEADER_SIMILAR


def test_an_empty_column_with_a_known_name_is_probable_and_one_without_is_nothing() -> None:
    assert one("Descriere", repeated(None)).level is Level.CHECK
    assert one("Xyz", repeated(None)).target is None


def test_names_of_programs() -> None:
    columns: Columns = [
        ("geocoordinateslat", repeated(46.28, 46.33)),
        ("geocoordinateslng", repeated(47.93, 48.0)),
        ("buildingfloorsCount", repeated(5, 9)),
        ("floorNumber", repeated(1, 2)),
        ("roomsCount", repeated(1, 2)),
        ("totalArea", repeated(25, 44.7)),
        ("photosCount", repeated(9, 11)),
        ("geoaddressstreetNonefullName", repeated("Каунасская улица", "улица Урицкого")),
    ]
    assert list(targets(columns).values()) == [
        "propertyCoordinates.lat",
        "propertyCoordinates.lng",
        "propertyFloorsTotal",
        "propertyFloorNumber",
        "propertyQuantitySizeValue",
        "propertyArea",
        None,
        "propertyAddress.part",
    ]


def test_a_field_that_only_the_live_schema_knows_is_found_by_its_own_name() -> None:
    balcony = Field("propertyBalcony", Kind.CHOICE, choices=("open-balcony", "closed-balcony"), built_in=False)
    live = replace(CATALOGUE, fields={**CATALOGUE.fields, balcony.name: balcony})
    suggestion = suggest(profile_of([("Property balcony", repeated("open-balcony", "Closed balcony"))]), live, WORDS)
    assert (suggestion.columns[0].target, suggestion.columns[0].level) == ("propertyBalcony", Level.SURE)
    assert {value.value: value.target for value in suggestion.values} == {
        "open-balcony": "open-balcony",
        "Closed balcony": "closed-balcony",
    }


@pytest.mark.parametrize(
    ("header", "cells", "target"),
    [
        ("Площадь общ./жил./кух.", repeated("54/30/9", "60/35/10"), "propertyArea"),
        ("Photo URLs", numbered("http://a.md/{}"), "files"),
        ("Широта/долгота", repeated("47.01, 28.85", "47.02, 28.84"), "propertyCoordinates"),
        ("Regim înălțime", repeated("P+4", "P+9E"), "propertyFloorsTotal"),
        ("Ціна, $", repeated("45 000", "61 000"), "announcementValue"),
        ("New building", repeated(1, 0), "propertyHousingMarket"),
        ("Дом", repeated("4/9, Кирпичный", "2/5, Панельный"), "propertyFloor"),
    ],
)
def test_what_else_agencies_write(header: str, cells: list[Cell], target: str) -> None:
    assert one(header, cells).target == target


def test_years_under_no_name_are_no_prices() -> None:
    assert one("", repeated(1985, 1990, 2005)).target is None
    assert one("An", repeated(1985, 1990, 2005)).target is None


def test_values_are_suggested_again_for_another_target() -> None:
    profile = profile_of([("X", repeated("Apartament", "Casă"))])
    found = column_values(profile.columns[0], "propertySecondaryType", CATALOGUE, WORDS)
    assert {(value.value, value.target) for value in found if value.field == "propertySecondaryType"} == {
        ("Apartament", "apartment"),
        ("Casă", "house"),
    }
    assert column_values(profile.columns[0], "propertyAddress", CATALOGUE, WORDS) == ()


def test_a_table_without_rows_or_columns() -> None:
    assert suggest(profile_of([]), CATALOGUE, WORDS).columns == ()
    assert one("Preț", []).target in (None, "announcementValue")


def test_small_numbers_under_a_price_are_asked_about() -> None:
    """Rents a day, or thousands: neither taken silently nor left out silently."""
    column = one("Price", repeated(25, 30, 35))
    assert (column.target, column.level) == ("announcementValue", Level.CHECK)
    assert one("Price", repeated(1, 2, 3)).target is None


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Suprafața, ha", repeated(0.5, 1.2, 0.75)),
        ("Teren (ari)", repeated(6, 12, 8)),
        ("Участок, сот.", repeated(6, 10)),
    ],
)
def test_land_alone_is_the_area_in_its_own_unit(header: str, cells: list[Cell]) -> None:
    assert one(header, cells).target == "propertyArea"


@pytest.mark.parametrize("header", ["Teren (ari)", "Участок, сот.", "Suprafața terenului, ari"])
def test_beside_the_area_of_the_house_land_is_the_plot(header: str) -> None:
    found = suggested([("Suprafața casei, m²", repeated(120, 140)), (header, repeated(6, 12, 8))])
    assert [column.target for column in found] == ["propertyArea", None]
