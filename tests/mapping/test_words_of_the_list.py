"""What a list says of all its rows: notes above and below, tables on their side; and words that only probably mean it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.model import Level, Suggestion
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.suggest import suggest, texts_around
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.values import value_of
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import NoticeCode, Table
from tests.mapping.tables import Columns, numbered, profile_of, repeated, rows_of
from tests.sheets import files

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
PRICE, CURRENCY, SUBTYPE = "announcementValue", "announcementCurrency", "propertySecondaryType"
THOUSAND_EUR = [
    "Цены в тыс. евро, без НДС",
    "* Все цены указаны в тыс. EUR",
    "Prețurile sunt în mii euro, fără TVA",
    "Prices in thousand EUR, VAT not included",
    "Ціни в тис. євро",
]


def understood(table: Table) -> Suggestion:
    return suggest(profile_table(table), CATALOGUE, WORDS, titles=texts_around(table.info))


@pytest.mark.parametrize("note", THOUSAND_EUR)
@pytest.mark.parametrize("below", [True, False])
def test_a_note_above_or_below_says_currency_and_thousands(tmp_path: Path, note: str, *, below: bool) -> None:
    listings: list[list[files.Value]] = [[f"A{n}", 62.5 + n, n % 3 + 1, "3/9"] for n in range(20)]
    rows: files.Rows = [["Cod", "Preț", "Camere", "Etaj"], *listings]
    rows = [*rows, [], [note]] if below else [[note], [], *rows]
    table = open_table(files.xlsx(tmp_path / "list.xlsx", {"S": rows}), spool_folder=tmp_path / "spools")
    try:
        suggestion = understood(table)
        found = list(mapped_rows(table, Mapper(mapping_of(suggestion), CATALOGUE, WORDS), 0))
    finally:
        table.close()
    assert len(found) == 20
    assert [row.record[PRICE] for row in found[:2]] == [62_500, 63_500]
    assert {row.record[CURRENCY] for row in found} == {"EUR"}


@pytest.mark.parametrize(
    "note",
    [
        "Avem 120 mii de clienți",
        "Peste 10 mii de apartamente vândute",
        "Скидка 5 тыс. евро до конца месяца",
        "Casa Nord SRL",
    ],
)
def test_a_note_that_speaks_of_other_thousands_changes_no_price(note: str) -> None:
    columns: Columns = [("Cod", numbered("A{}")), ("Preț", repeated(62.5, 70))]
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS, titles=(note,))
    assert Mapper(mapping_of(suggestion), CATALOGUE, WORDS).map(rows_of(columns)[0]).record[PRICE] == 62.5


def test_a_price_written_in_full_stays_and_the_header_goes_before_the_note() -> None:
    columns: Columns = [("Cod", numbered("A{}")), ("Preț, mln lei", repeated(1.2, 2_000_000))]
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS, titles=("Prețuri în mii euro",))
    mapper = Mapper(mapping_of(suggestion), CATALOGUE, WORDS)
    assert [mapper.map(row).record[PRICE] for row in rows_of(columns)[:2]] == [1_200_000, 2_000_000]


def test_a_list_in_thousands_means_its_sales_and_no_rents() -> None:
    columns: Columns = [
        ("Cod", numbered("A{}")), ("Preț vânzare", repeated(62.5, None)), ("Preț chirie", repeated(None, 350)),
    ]  # fmt: skip
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS, titles=("Prețuri în mii euro",))
    mapper = Mapper(mapping_of(suggestion), CATALOGUE, WORDS)
    assert [mapper.map(row).record[PRICE] for row in rows_of(columns)[:2]] == [62_500, 350]


# tables on their side ---------------------------------------------------------------------------------------------------
SIDE: dict[str, list[files.Value]] = {
    "Cod": [f"A{n}" for n in range(6)],
    "Tip": ["apartament"] * 6,
    "Operațiune": ["vânzare"] * 6,
    "Preț, EUR": [45_000 + n for n in range(6)],
    "Camere": [n % 3 + 1 for n in range(6)],
    "Etaj": ["3/9"] * 6,
    "Suprafața": [40 + n for n in range(6)],
    "Adresa": [f"str. Ismail {n}" for n in range(6)],
}
RUSSIAN = ("Код", "Тип", "Операция", "Цена", "Комнат", "Этаж", "Площадь", "Адрес")


@pytest.mark.parametrize("names", [tuple(SIDE), RUSSIAN])
@pytest.mark.parametrize("title", [[], [["Oferta agenției, noiembrie"], []]])
def test_a_table_on_its_side_is_told_and_nothing_is_made_of_it(
    tmp_path: Path, names: tuple[str, ...], title: files.Rows
) -> None:
    rows = [*title, *([name, *values] for name, values in zip(names, SIDE.values(), strict=True))]
    table = open_table(files.xlsx(tmp_path / "side.xlsx", {"S": rows}), spool_folder=tmp_path / "spools")
    try:
        assert NoticeCode.ON_ITS_SIDE in {notice.code for notice in table.info.notices}
        assert {column.target for column in understood(table).columns} == {None}
    finally:
        table.close()


@pytest.mark.parametrize("count", [3, 8, 200])
def test_a_table_that_stands_upright_is_not_called_so(tmp_path: Path, count: int) -> None:
    rows: files.Rows = [list(SIDE), *([values[n % 6] for values in SIDE.values()] for n in range(count))]
    told: list[list[files.Value]] = [[f"Apartament {n} camere, etaj {n}", 45_000] for n in range(count)]
    prices: files.Rows = [["Descriere", "Preț"], *told]
    for each in (rows, prices):
        table = open_table(files.xlsx(tmp_path / "up.xlsx", {"S": each}), spool_folder=tmp_path / "spools")
        assert NoticeCode.ON_ITS_SIDE not in {notice.code for notice in table.info.notices}
        table.close()


# words that only probably mean it ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    ["паркинг", "Машиноместо", "loc de parcare", "Loc parcare", "parking", "parking space", "паркомісце", "машино-место",
     "Продажа машиноместа", "vânzare loc de parcare"],
)  # fmt: skip
def test_a_bare_parking_is_never_surely_an_open_one(text: str) -> None:
    meaning = value_of(CATALOGUE.fields[SUBTYPE], fold(text), CATALOGUE, WORDS)
    assert (meaning.target, meaning.level) == ("open-parking", Level.CHECK)
    assert value_of(CATALOGUE.fields["propertyType"], fold(text), CATALOGUE, WORDS).target == "parking"


def test_the_live_schemas_own_word_for_a_parking_is_proposed_first() -> None:
    field = CATALOGUE.fields[SUBTYPE]
    live: Catalogue = replace(
        CATALOGUE, live=True, fields={**CATALOGUE.fields, SUBTYPE: replace(field, choices=(*field.choices, "parking"))}
    )
    assert value_of(live.fields[SUBTYPE], "машиноместо", live, WORDS).target == "parking"


@pytest.mark.parametrize(
    ("text", "value"),
    [("parcare subterană", "underground-parking"), ("loc de parcare subteran", "underground-parking"),
     ("открытая парковка", "open-parking"), ("крытый паркинг", "covered-parking"), ("garaj", "garage"),
     ("подземный паркинг", "underground-parking"), ("parcare deschisă", "open-parking")],
)  # fmt: skip
def test_a_parking_that_says_which_is_sure(text: str, value: str) -> None:
    meaning = value_of(CATALOGUE.fields[SUBTYPE], fold(text), CATALOGUE, WORDS)
    assert (meaning.target, meaning.level) == (value, Level.SURE)
