"""A price for sale and a price for rent in two columns: the deal of the row says which one is its price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of, missing_fields, with_constant, with_target
from rentix_desktop.mapping.layout_match import apply_layout, settled_layout
from rentix_desktop.mapping.model import Level, MappedRow, ReasonCode, Suggestion
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Cell
from tests.mapping.tables import Columns, numbered, profile_of, rows_of

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
DEAL, PRICE, CURRENCY, PERIOD = (
    "announcementType", "announcementValue", "announcementCurrency", "announcementPayPeriod",
)  # fmt: skip
HEADERS = [
    ("Preț vânzare", "Preț chirie"),
    ("Preț vânzare (EUR)", "Chirie lunară, EUR"),
    ("Цена продажи", "Аренда"),
    ("Стоимость продажи", "Стоимость аренды"),
    ("Sale price", "Rent price"),
    ("Ціна продажу", "Ціна оренди"),
]


def table(sale: str, rent: str, rows: Sequence[tuple[Cell, Cell, Cell]], deal: str = "Tip ofertă") -> Columns:
    deals, sales, rents = zip(*rows, strict=True)
    return [("Cod", numbered("A{}", len(rows))), (deal, deals), (sale, sales), (rent, rents)]


def suggested(columns: Columns) -> Suggestion:
    return suggest(profile_of(columns), CATALOGUE, WORDS)


def read(columns: Columns, suggestion: Suggestion | None = None) -> list[MappedRow]:
    mapping = mapping_of(suggestion or suggested(columns))
    return list(mapped_rows(rows_of(columns), Mapper(mapping, CATALOGUE, WORDS)))


def said(row: MappedRow) -> tuple[JsonValue, JsonValue]:
    return row.record.get(DEAL), row.record.get(PRICE)


def codes(row: MappedRow) -> Mapping[str, ProblemCode]:
    return {problem.field: problem.code for problem in row.problems}


MIXED: list[tuple[Cell, Cell, Cell]] = [("vânzare", 45000, None), ("chirie", None, 450), ("chirie", 60000, 500)] * 4


@pytest.mark.parametrize(("sale", "rent"), HEADERS)
def test_both_columns_are_used_and_the_deal_picks_the_price(sale: str, rent: str) -> None:
    columns = table(sale, rent, MIXED)
    found = suggested(columns).columns[2:]
    assert [column.target for column in found] == [PRICE, PRICE]
    assert [column.level for column in found] == [Level.SURE, Level.SURE]
    deals = [
        reason.params["deal"] for column in found for reason in column.reasons if reason.code is ReasonCode.FOR_DEAL
    ]
    assert deals == ["sale", "rent"]
    assert [said(row) for row in read(columns)[:3]] == [("sale", 45000), ("rent", 450), ("rent", 500)]


@pytest.mark.parametrize(("sale", "rent"), HEADERS)
def test_the_price_that_is_filled_says_the_deal_where_nothing_else_does(sale: str, rent: str) -> None:
    columns = [column for column in table(sale, rent, MIXED) if column[0] != "Tip ofertă"]
    suggestion = suggested(columns)
    assert DEAL not in missing_fields(mapping_of(suggestion), CATALOGUE)
    rows = read(columns, suggestion)
    assert [said(row) for row in rows[:2]] == [("sale", 45000), ("rent", 450)]
    assert said(rows[2]) == (None, None)
    (problem,) = (each for each in rows[2].problems if each.field == DEAL)
    assert (problem.code, problem.params["text"]) == (ProblemCode.DEAL_NOT_SAID, "60000 / 500")


def test_sold_in_the_place_of_a_price_says_the_deal_too() -> None:
    columns = [column for column in table("Preț vânzare", "Preț chirie", MIXED) if column[0] != "Tip ofertă"]
    columns[1] = ("Preț vânzare", ["VÂNDUT", None, None, *columns[1][1][3:]])
    row = read(columns)[0]
    assert (row.record[DEAL], row.record["announcementStatus"]) == ("sale", "hidden")


def test_the_value_for_all_rows_picks_it_too() -> None:
    columns = [column for column in table("Preț vânzare", "Preț chirie", MIXED) if column[0] != "Tip ofertă"]
    rows = read(columns, with_constant(suggested(columns), DEAL, "rent", CATALOGUE))
    assert [said(row) for row in rows[:3]] == [("rent", None), ("rent", 450), ("rent", 500)]


def test_a_rent_is_never_taken_for_the_price_of_a_sale_and_the_column_that_is_empty_is_named() -> None:
    columns = table("Preț vânzare", "Preț chirie", [*MIXED, ("vânzare", None, 450)])
    columns.append(("Status", ["activ"] * 13))  # type: ignore[attr-defined]
    last = read(columns)[-1]
    assert said(last) == ("sale", None)
    (problem,) = (each for each in last.problems if each.field == PRICE)
    assert (problem.code, problem.column) == (ProblemCode.REQUIRED_MISSING, "Preț vânzare")


def test_currency_and_period_are_those_of_the_price_that_is_taken() -> None:
    columns = table("Preț vânzare, EUR", "Chirie lunară, lei", MIXED)
    rows = read(columns)
    assert (rows[0].record.get(CURRENCY), rows[0].record.get(PERIOD)) == ("EUR", None)
    assert (rows[1].record.get(CURRENCY), rows[1].record.get(PERIOD)) == ("MDL", "monthly")
    assert not suggested(columns).constants


def test_one_price_alone_says_the_deal_of_all_rows_as_a_value_that_can_be_changed() -> None:
    columns: Columns = [("Cod", numbered("A{}")), ("Chirie lunară, EUR", numbered("4{}0"))]
    assert suggested(columns).constants[DEAL] == "rent"
    plain: Columns = [("Cod", numbered("A{}")), ("Preț", numbered("4{}000"))]
    assert DEAL not in suggested(plain).constants


def test_a_person_gives_both_columns_the_price_and_a_layout_remembers_it() -> None:
    columns = table("Preț vânzare", "Preț chirie", MIXED)
    profile = profile_of(columns)
    suggestion = with_target(suggested(columns), 3, None, profile, CATALOGUE, WORDS)
    suggestion = with_target(suggestion, 3, PRICE, profile, CATALOGUE, WORDS)
    assert [column.target for column in suggestion.columns[2:]] == [PRICE, PRICE]
    layout = settled_layout("agency", suggestion, mapping_of(suggestion), [header for header, _ in columns])
    again = apply_layout(layout, suggested(columns))
    assert [said(row) for row in read(columns, again)[:2]] == [("sale", 45000), ("rent", 450)]
    other: Columns = [("Cod", numbered("A{}")), ("Preț", numbered("4{}000")), ("Preț nou", numbered("5{}000"))]
    taken = with_target(suggested(other), 2, PRICE, profile_of(other), CATALOGUE, WORDS)
    assert [column.target for column in taken.columns[1:]] == [None, PRICE]


def test_a_price_that_cannot_be_read_is_said_of_the_column_it_stands_in() -> None:
    columns = table("Preț vânzare", "Preț chirie", [*MIXED, ("vânzare", "doi lei", 450), ("chirie", 45000, "vorbim")])
    rows = read(columns)
    assert codes(rows[-2])[PRICE] is ProblemCode.UNREADABLE
    assert [problem.column for problem in rows[-1].problems if problem.field == PRICE] == ["Preț chirie"]
