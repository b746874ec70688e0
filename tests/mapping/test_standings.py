"""Sold, reserved, withdrawn: said once for all words, never public by a guess, and rows left out to the end."""

from __future__ import annotations

from datetime import date

import pytest

from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.errors import AppError, Code
from rentix_desktop.mapping.decide import Decisions, decide, mapping_of, with_value
from rentix_desktop.mapping.decisions import (
    ValueDecision,
    apply_decisions,
    decisions_of,
    forgotten,
    remembered_again,
    without_decisions,
)
from rentix_desktop.mapping.layout_match import apply_layout, layout_of
from rentix_desktop.mapping.model import LEAVE_OUT, Level, MappedRow, Standing, Suggestion
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.values import value_of
from rentix_desktop.mapping.vocabulary import load_vocabulary
from tests.mapping.tables import Columns, numbered, profile_of, rows_of

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
STATUS = "announcementStatus"
STATES = ["activ", "vândut", "Продано", "rezervat", "снято", "vîndut"]


def columns_of(states: list[str]) -> Columns:
    return [("Cod", numbered("A{}", len(states))), ("Status", states)]


def suggested(states: list[str], *decisions: ValueDecision) -> Suggestion:
    return suggest(profile_of(columns_of(states)), CATALOGUE, WORDS, decisions=decisions)


def rows(suggestion: Suggestion, states: list[str]) -> list[MappedRow]:
    return list(mapped_rows(rows_of(columns_of(states)), Mapper(mapping_of(suggestion), CATALOGUE, WORDS)))


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        *((text, Standing.SOLD) for text in ("vândut", "Vândută", "продано", "sold", "Sold STC", "сдано", "închiriat")),
        *((text, Standing.RESERVED) for text in ("rezervat", "бронь", "Забронирована", "under offer", "avans dat")),
        *((text, Standing.WITHDRAWN) for text in ("снято", "retras", "архив", "off market", "ascuns")),
        *((text, None) for text in ("activ", "în vânzare", "ciornă", "la notar", "completed", "hidden")),
    ],
)
def test_what_a_text_says_of_a_listing(text: str, standing: Standing | None) -> None:
    assert value_of(CATALOGUE.fields[STATUS], fold(text), CATALOGUE, WORDS).standing is standing


@pytest.mark.parametrize("value", ["completed", "hidden", LEAVE_OUT])
def test_one_word_for_all_of_them(value: str) -> None:
    said = with_value(suggested(STATES), STATUS, "#sold", value, CATALOGUE)
    by_text = {each.value: (each.target, each.level, each.decided) for each in said.values}
    assert by_text["vândut"] == by_text["Продано"] == by_text["vîndut"] == (value, Level.SURE, False)
    assert by_text["rezervat"][1] is Level.CHECK
    found = rows(said, STATES)
    if value == LEAVE_OUT:
        assert [row.left_out for row in found] == [False, True, True, False, False, True]
        assert STATUS not in found[1].record
        (problem,) = (each for each in found[1].problems if each.code is ProblemCode.LEFT_OUT)
        assert problem.params["text"] == "vândut"
    else:
        assert [row.record.get(STATUS) for row in found] == ["active", value, value, "hidden", "hidden", value]


def test_what_is_said_of_one_text_goes_before_what_is_said_of_all() -> None:
    said = with_value(suggested(STATES), STATUS, "vândut", "active", CATALOGUE)
    said = with_value(said, STATUS, "#sold", LEAVE_OUT, CATALOGUE)
    assert [row.left_out for row in rows(said, STATES)] == [False, False, True, False, False, True]


def test_words_that_no_one_has_seen_follow_the_ruling() -> None:
    said = with_value(suggested(STATES), STATUS, "#sold", LEAVE_OUT, CATALOGUE)
    later = ["activ", "Sold STC", "сдано"]
    mapper = Mapper(mapping_of(said), CATALOGUE, WORDS)
    assert [mapper.map(row).left_out for row in rows_of(columns_of(later))] == [False, True, True]


def test_a_ruling_is_remembered_with_its_day_changed_and_forgotten() -> None:
    first = with_value(suggested(STATES), STATUS, "#reserved", LEAVE_OUT, CATALOGUE)
    kept = decisions_of(first, date(2026, 11, 20))
    assert kept == (ValueDecision(STATUS, "#reserved", LEAVE_OUT, date(2026, 11, 20)),)
    other = suggested(["активно", "бронь"], *kept)
    ruling = other.ruling(Standing.RESERVED)
    assert ruling is not None
    assert (ruling.value, ruling.remembered) == (LEAVE_OUT, date(2026, 11, 20))
    assert [row.left_out for row in rows(other, ["активно", "бронь"])] == [False, True]
    assert decisions_of(other) == ()  # nothing new was said
    changed = with_value(other, STATUS, "#reserved", "hidden", CATALOGUE)
    assert decisions_of(changed) == (ValueDecision(STATUS, "#reserved", "hidden"),)
    undone = forgotten(other, {(STATUS, "#reserved")}, CATALOGUE, WORDS)
    assert undone.rulings == ()
    assert {each.value: each.level for each in undone.values}["бронь"] is Level.CHECK
    assert without_decisions(kept, {(STATUS, "#reserved")}) == ()


def test_a_text_that_is_forgotten_means_what_it_was_suggested_to_mean() -> None:
    said = with_value(suggested(STATES), STATUS, "activ", "hidden", CATALOGUE)
    undone = forgotten(said, {(STATUS, "activ")}, CATALOGUE, WORDS)
    by_text = {each.value: each for each in undone.values}
    assert (by_text["activ"].target, by_text["activ"].decided) == ("active", False)
    assert by_text["activ"].count == 1


def test_what_was_said_in_this_file_outlives_what_is_remembered() -> None:
    before = [ValueDecision(STATUS, "vandut", "completed"), ValueDecision(STATUS, "rezervat", LEAVE_OUT)]
    now = with_value(suggested(STATES), STATUS, "vândut", "hidden", CATALOGUE)
    again = remembered_again(now, before, CATALOGUE)
    by_text = {each.value: each.target for each in again.values}
    assert (by_text["vândut"], by_text["rezervat"]) == ("hidden", LEAVE_OUT)


def test_a_left_out_row_does_not_take_the_code_of_another_one() -> None:
    columns: Columns = [("Cod", ["A1", "A1", "A2"]), ("Status", ["vândut", "activ", "activ"])]
    said = with_value(suggest(profile_of(columns), CATALOGUE, WORDS), STATUS, "#sold", LEAVE_OUT, CATALOGUE)
    found = list(mapped_rows(rows_of(columns), Mapper(mapping_of(said), CATALOGUE, WORDS)))
    assert [ProblemCode.KEY_REPEATED in {each.code for each in row.problems} for row in found] == [False, False, False]


def test_a_layout_carries_a_ruling() -> None:
    said = with_value(suggested(STATES), STATUS, "#sold", LEAVE_OUT, CATALOGUE)
    layout = layout_of("CRM", mapping_of(said), ["Cod", "Status"])
    again = apply_layout(layout, suggested(["activ", "Продана"]))
    assert [row.left_out for row in rows(again, ["activ", "Продана"])] == [False, True]


def test_the_command_line_says_it_too() -> None:
    states = ["activ", "vândut", "rezervat", "снято"]
    said = decide(
        suggested(states),
        Decisions(values=[f"{STATUS}:#sold=#skip", f"{STATUS}:rezervat=completed"]),
        profile_of(columns_of(states)),
        CATALOGUE,
        WORDS,
    )
    found = rows(said, states)
    assert [row.left_out for row in found] == [False, True, False, False]
    assert [row.record.get(STATUS) for row in found] == ["active", None, "completed", "hidden"]


@pytest.mark.parametrize("decision", ["propertyType:#sold=#skip", f"{STATUS}:#sold=gone", "externalId:A1=#skip"])
def test_what_cannot_be_decided_is_refused(decision: str) -> None:
    with pytest.raises(AppError) as refused:
        decide(suggested(STATES), Decisions(values=[decision]), profile_of(columns_of(STATES)), CATALOGUE, WORDS)
    assert refused.value.code is Code.WRONG_USAGE


def test_any_text_with_fixed_values_may_leave_its_rows_out() -> None:
    columns: Columns = [("Cod", numbered("A{}", 3)), ("Tip imobil", ["Apartament", "Iaht", "Casă"])]
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS)
    said = with_value(suggestion, "propertySecondaryType", "Iaht", LEAVE_OUT, CATALOGUE)
    found = list(mapped_rows(rows_of(columns), Mapper(mapping_of(said), CATALOGUE, WORDS)))
    assert [row.left_out for row in found] == [False, True, False]


def test_the_same_words_in_another_order_are_the_same() -> None:
    field = CATALOGUE.fields["propertyHousingMarket"]
    meaning = value_of(field, fold("Nou, bloc"), CATALOGUE, WORDS)
    assert (meaning.target, meaning.level) == ("new-build", Level.SURE)
    assert value_of(CATALOGUE.fields[STATUS], fold("activ nu este"), CATALOGUE, WORDS).target != "active"


def test_a_decision_that_the_portal_does_not_take_is_left_aside() -> None:
    said = apply_decisions(suggested(STATES), [ValueDecision(STATUS, "#sold", "gone")], CATALOGUE)
    assert said.rulings == ()
