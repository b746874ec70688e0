"""A column of states: nothing becomes public that the file does not say is active, before a person has decided."""

from __future__ import annotations

import pytest

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of, with_constant, with_value
from rentix_desktop.mapping.model import Level, Suggestion
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from tests.mapping.tables import Columns, numbered, profile_of, rows_of

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
STATUS = "announcementStatus"
SOLD = ["vândut", "Vândută", "продано", "Продана", "сдано", "sold", "Sold STC", "închiriat", "продано нами"]
RESERVED = ["rezervat", "бронь", "Забронирована", "reserved", "under offer", "снято", "retras", "архив", "avans dat"]
NEGATED = [
    "nepublicat", "neactiv", "nu este activ", "не опубликовано", "неактивна", "недоступна", "not available",
    "unpublished", "indisponibil", "не продаётся", "nu e disponibil", "no longer available",
]  # fmt: skip
ACTIVE = ["activ", "în vânzare", "disponibil", "liber", "продаётся", "в продаже", "Свободна", "active", "For sale"]


def read(states: list[str], *, everywhere: str | None = None) -> tuple[Suggestion, dict[str, object]]:
    """The suggestion, and the status that each text gives as things stand."""
    columns: Columns = [("Cod", numbered("A{}", len(states))), ("Status", states)]
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS)
    if suggestion.columns[1].target != STATUS:
        raise AssertionError(suggestion.columns[1])
    if everywhere:
        suggestion = with_constant(suggestion, STATUS, everywhere, CATALOGUE)
    mapper = Mapper(mapping_of(suggestion), CATALOGUE, WORDS)
    return suggestion, {str(row.cells[1]): mapper.map(row).record.get(STATUS) for row in rows_of(columns)}


def test_active_ones_are_active_at_once() -> None:
    _, said = read([*ACTIVE, "vândut"])
    assert {text for text, status in said.items() if status == "active"} == set(ACTIVE)


@pytest.mark.parametrize("everywhere", [None, "active"])
def test_sold_and_reserved_ones_are_hidden_until_a_person_decides(everywhere: str | None) -> None:
    suggestion, said = read(["activ", *SOLD, *RESERVED], everywhere=everywhere)
    assert {said[text] for text in (*SOLD, *RESERVED)} == {"hidden"}
    proposed = {value.value: (value.target, value.level) for value in suggestion.values}
    assert {proposed[text] for text in SOLD} == {("completed", Level.CHECK)}
    assert {proposed[text] for text in RESERVED} == {("hidden", Level.CHECK)}


@pytest.mark.parametrize("everywhere", [None, "active"])
@pytest.mark.parametrize("text", [*NEGATED, "ждём", "la notar"])
def test_what_is_not_understood_or_negated_is_never_public(text: str, everywhere: str | None) -> None:
    _, said = read(["activ"] * 9 + [text], everywhere=everywhere)
    assert said[text] in (None, "hidden")


def test_blank_states_take_the_value_for_all_rows() -> None:
    columns: Columns = [("Cod", numbered("A{}", 4)), ("Status", ["activ", None, "-", "vândut"])]
    suggestion = with_constant(suggest(profile_of(columns), CATALOGUE, WORDS), STATUS, "active", CATALOGUE)
    mapper = Mapper(mapping_of(suggestion), CATALOGUE, WORDS)
    assert [mapper.map(row).record.get(STATUS) for row in rows_of(columns)] == ["active", "active", "active", "hidden"]


@pytest.mark.parametrize("decision", ["completed", "hidden", None])
def test_a_person_decides_once(decision: str | None) -> None:
    columns: Columns = [("Cod", numbered("A{}", 3)), ("Status", ["activ", "vândut", "Vândut"])]
    suggestion = with_constant(suggest(profile_of(columns), CATALOGUE, WORDS), STATUS, "active", CATALOGUE)
    decided = with_value(suggestion, STATUS, "vândut", decision, CATALOGUE)
    mapper = Mapper(mapping_of(decided), CATALOGUE, WORDS)
    said = [mapper.map(row).record.get(STATUS) for row in rows_of(columns)]
    assert said == ["active", decision, decision]
    assert {value.decided for value in decided.values if value.value.lower() == "vândut"} == {True}
