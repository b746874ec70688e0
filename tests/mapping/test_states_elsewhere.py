"""States that stand in the place of something else: "VÂNDUT" for the price, yes and no under "Publicat" or "Vândut"."""

from __future__ import annotations

from datetime import date

import pytest

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of, with_constant, with_value
from rentix_desktop.mapping.decisions import ValueDecision, decisions_of
from rentix_desktop.mapping.model import LEAVE_OUT, Level, MappedRow, Standing, Suggestion
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Cell
from tests.mapping.tables import Columns, numbered, profile_of, repeated, rows_of

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
STATUS, DEAL = "announcementStatus", "announcementType"


def table(header: str, *cells: Cell, more: Columns = ()) -> Columns:
    return [("Cod", numbered("A{}")), (header, repeated(*cells)), *more]


def suggested(columns: Columns, *decisions: ValueDecision) -> Suggestion:
    return suggest(profile_of(columns), CATALOGUE, WORDS, decisions=decisions)


def read(columns: Columns, suggestion: Suggestion) -> list[MappedRow]:
    return list(mapped_rows(rows_of(columns), Mapper(mapping_of(suggestion), CATALOGUE, WORDS)))


IN_THE_PLACE = [
    ("Preț", "45000", "VÂNDUT", Standing.SOLD),
    ("Цена, EUR", "45000", "ПРОДАНО", Standing.SOLD),
    ("Price", "45000", "sold", Standing.SOLD),
    ("Preț", "45000", "rezervat", Standing.RESERVED),
    ("Цена", "45000", "бронь", Standing.RESERVED),
    ("Suprafața", "54", "vândut", Standing.SOLD),
    ("Camere", "2", "снято с продажи", Standing.WITHDRAWN),
    ("Etaj", "3/9", "vândut", Standing.SOLD),
    ("Tip imobil", "apartament", "vândut", Standing.SOLD),
]


@pytest.mark.parametrize(("header", "value", "state", "standing"), IN_THE_PLACE)
def test_a_state_in_the_place_of_a_value_is_asked_once_and_never_published(
    header: str, value: str, state: str, standing: Standing
) -> None:
    columns = table(header, value, value, state)
    suggestion = with_constant(suggested(columns), STATUS, "active", CATALOGUE)
    asked = {each.value: each for each in suggestion.values if each.field == STATUS}
    assert {text: each.standing for text, each in asked.items()} == {state: standing}
    assert asked[state].level is Level.CHECK
    rows = read(columns, suggestion)
    assert [row.record.get(STATUS) for row in rows[:3]] == ["active", "active", "hidden"]
    assert not [problem for problem in rows[2].problems if problem.column == header]
    out = read(columns, with_value(suggestion, STATUS, standing.value, LEAVE_OUT, CATALOGUE))
    assert [row.left_out for row in out[:3]] == [False, False, True]


def test_a_column_of_prices_that_are_mostly_sold_is_one() -> None:
    columns = table("Preț", "VÂNDUT", "VÂNDUT", "rezervat", "45000")
    assert suggested(columns).columns[1].target == "announcementValue"


def test_a_price_that_says_sold_goes_before_a_state_that_is_still_active() -> None:
    columns = table("Preț", "45000", "VÂNDUT", more=[("Status", repeated("activ"))])
    rows = read(columns, suggested(columns))
    assert [row.record.get(STATUS) for row in rows[:2]] == ["active", "hidden"]


def test_words_that_come_later_are_hidden_too_and_follow_the_ruling() -> None:
    columns, later = table("Preț", "45000"), table("Preț", "45000", "продано")
    suggestion = with_constant(suggested(columns), STATUS, "active", CATALOGUE)
    assert [row.record.get(STATUS) for row in read(later, suggestion)[:2]] == ["active", "hidden"]
    ruled = with_value(suggestion, STATUS, "#sold", LEAVE_OUT, CATALOGUE)
    assert [row.left_out for row in read(later, ruled)[:2]] == [False, True]


@pytest.mark.parametrize("text", ["negociabil", "la cerere", "по запросу", "vezi descrierea", "nu este vândut", "-"])
def test_other_words_in_the_place_of_a_price_are_no_state(text: str) -> None:
    assert not suggested(table("Preț", "45000", text)).values


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("is_published", 1, 0), ("Publicat", "da", "nu"), ("Опубликовано", "да", "нет"), ("Published", True, False),
        ("Опубликовано", "+", "-"), ("Активно", "да", "нет"), ("Disponibil", "x", "nu"), ("Available", "yes", "no"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("everywhere", [None, "active"])
def test_not_published_is_withdrawn_and_asked(header: str, yes: Cell, no: Cell, everywhere: str | None) -> None:
    columns = table(header, yes, no)
    suggestion = suggested(columns)
    assert suggestion.columns[1].target == STATUS
    if everywhere:
        suggestion = with_constant(suggestion, STATUS, everywhere, CATALOGUE)
    assert [row.record.get(STATUS) for row in read(columns, suggestion)[:2]] == ["active", "hidden"]
    assert [each.standing for each in suggestion.values if each.level is Level.CHECK] == [Standing.WITHDRAWN]


@pytest.mark.parametrize("header", ["Vândut", "Продано", "Sold", "is_sold", "Rezervat", "Забронировано"])
def test_yes_under_a_state_is_that_state_and_no_is_no_promise(header: str) -> None:
    columns = table(header, "da", "nu")
    suggestion = with_constant(suggested(columns), STATUS, "active", CATALOGUE)
    by_text = {each.value: each for each in suggestion.values}
    assert suggestion.columns[1].level is Level.CHECK
    assert by_text["da"].standing in (Standing.SOLD, Standing.RESERVED)
    assert (by_text["nu"].target, by_text["nu"].level) == ("active", Level.CHECK)
    assert {row.record.get(STATUS) for row in read(columns, suggestion)} == {"hidden"}
    confirmed = with_value(suggestion, STATUS, "nu", "active", CATALOGUE)
    assert [row.record.get(STATUS) for row in read(columns, confirmed)[:2]] == ["hidden", "active"]


def test_a_yes_is_not_remembered_from_one_header_to_another() -> None:
    sold = with_value(suggested(table("Vândut", "da", "nu")), STATUS, "nu", "active", CATALOGUE)
    kept = decisions_of(sold, date(2026, 11, 20))
    other = table("Publicat", "da", "nu")
    assert [row.record.get(STATUS) for row in read(other, suggested(other, *kept))[:2]] == ["active", "hidden"]


@pytest.mark.parametrize(
    ("text", "deal"),
    [
        ("for rent", "rent"), ("For Sale", "sale"), ("de vânzare", "sale"), ("de închiriat", "rent"),
        ("сдаётся", "rent"), ("Продаётся", "sale"), ("to let", "rent"), ("здається", "rent"),
    ],
)  # fmt: skip
def test_a_state_says_the_deal_where_nothing_else_does(text: str, deal: str) -> None:
    columns = table("Status", text, "vândut")
    rows = read(columns, suggested(columns))
    assert (rows[0].record[STATUS], rows[0].record[DEAL]) == ("active", deal)
    assert DEAL not in rows[1].record
    other = table("Status", text, more=[("Operațiune", repeated("chirie" if deal == "sale" else "vânzare"))])
    assert read(other, suggested(other))[0].record[DEAL] != deal
