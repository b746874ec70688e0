"""A layout that was remembered opens the next file already done, whatever the order of its columns."""

from __future__ import annotations

import pytest

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of, with_constant, with_target, with_value
from rentix_desktop.mapping.layout_match import best_layout, layout_of, match_layout, settled_layout
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.model import Level, ReasonCode
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Cell
from tests.mapping.tables import numbered, profile_of, repeated

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
COLUMNS: list[tuple[str, list[Cell]]] = [
    ("Cod", numbered("CN-{}")),
    ("Preț", repeated("45 000", "61 500")),
    ("Mărime", repeated("54,3", "61")),
    ("Stare anunț", repeated("Activ", "Rezervat")),
    ("Camere", repeated("2", "3")),
]


@pytest.fixture(name="layout")
def _layout() -> Layout:
    profile = profile_of(COLUMNS)
    suggestion = suggest(profile, CATALOGUE, WORDS)
    suggestion = with_target(suggestion, 2, "propertyArea", profile, CATALOGUE, WORDS)
    suggestion = with_target(suggestion, 4, None, profile, CATALOGUE, WORDS)
    suggestion = with_value(suggestion, "announcementStatus", "Rezervat", None, CATALOGUE)
    suggestion = with_constant(suggestion, "announcementCurrency", "MDL", CATALOGUE)
    return layout_of("Agenția", mapping_of(suggestion), [header for header, _ in COLUMNS])


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]])
def test_it_is_found_whatever_the_order(layout: Layout, order: list[int]) -> None:
    columns = [COLUMNS[index] for index in order]
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS, [layout])
    assert suggestion.layout == "Agenția"
    assert {column.header: column.target for column in suggestion.columns} == {
        "Cod": "externalId",
        "Preț": "announcementValue",
        "Mărime": "propertyArea",
        "Stare anunț": "announcementStatus",
        "Camere": None,
    }
    assert all(column.level is Level.SURE for column in suggestion.columns if column.target)
    assert suggestion.columns[order.index(2)].reasons[0].code is ReasonCode.REMEMBERED
    assert suggestion.key == (order.index(0),)
    assert suggestion.constants["announcementCurrency"] == "MDL"
    decided = {value.value: (value.target, value.level) for value in suggestion.values}
    assert decided == {"Activ": ("active", Level.SURE), "Rezervat": (None, Level.SURE)}


def test_new_and_missing_columns_are_said_and_the_new_ones_suggested(layout: Layout) -> None:
    columns = [*COLUMNS[:4], ("Adresa", numbered("str. Florilor {}"))]
    match = match_layout([header for header, _ in columns], layout)
    assert (match.extra, match.missing) == (("Adresa",), ("Camere",))
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS, [layout])
    assert suggestion.layout == "Agenția"
    assert suggestion.columns[4].target == "propertyAddress"


def test_another_file_is_not_taken_for_it(layout: Layout) -> None:
    assert best_layout(["Cod", "Adresa", "Telefon", "Foto", "Tip"], [layout]) is None
    assert best_layout(["", "", ""], [layout]) is None


def test_the_one_that_fits_best_is_taken(layout: Layout) -> None:
    other = Layout("Alta", ("cod", "pret"), (("cod", 0, "externalId"), ("pret", 0, "announcementValue")))
    headers = [header for header, _ in COLUMNS]
    assert best_layout(headers, [other, layout]) is layout
    assert best_layout(["Cod", "Preț"], [layout, other]) is other


def test_two_columns_of_one_name_are_told_apart() -> None:
    columns: list[tuple[str, list[Cell]]] = [
        ("Cod", numbered("A{}")),
        ("Preț", repeated("900", "950")),
        ("Preț", repeated("45000", "60000")),
    ]
    profile = profile_of(columns)
    suggestion = with_target(suggest(profile, CATALOGUE, WORDS), 1, None, profile, CATALOGUE, WORDS)
    suggestion = with_target(suggestion, 2, "announcementValue", profile, CATALOGUE, WORDS)
    layout = layout_of("Două", mapping_of(suggestion), [header for header, _ in columns])
    again = suggest(profile, CATALOGUE, WORDS, [layout])
    assert [column.target for column in again.columns] == ["externalId", None, "announcementValue"]


def test_what_nobody_confirmed_is_no_decision_of_a_layout() -> None:
    columns: list[tuple[str, list[Cell]]] = [
        ("Cod", numbered("CN-{}")),
        ("Suprafațza", repeated("54,3", "61")),
        ("Stare anunț", repeated("activ", "vândut")),
    ]
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS)
    doubtful = {column.header for column in suggestion.columns if column.level is Level.CHECK}
    assert doubtful == {"Suprafațza"}
    headers = [header for header, _ in columns]
    kept = settled_layout("x", suggestion, mapping_of(suggestion), headers)
    assert [header for header, _, _ in kept.columns] == ["cod", "stare anunt"]
    assert not [value for value in kept.values if value[1] == "vandut"], "hidden until confirmed, never kept as hidden"
    again = suggest(profile_of(columns), CATALOGUE, WORDS, [kept])
    assert again.layout == "x"
    assert again.layout_extra == (), "it is in the layout's file, only not decided"
    assert [column.level for column in again.columns] == [Level.SURE, Level.CHECK, Level.SURE]
    assert [value.level for value in again.values if value.value == "vândut"] == [Level.CHECK]


def test_a_code_that_nobody_confirmed_is_not_kept() -> None:
    codes: list[Cell] = [*numbered("CN-{}")]
    codes[-1] = codes[0]
    columns: list[tuple[str, list[Cell]]] = [("Cod", codes), ("Preț", numbered("4500{} €"))]
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS)
    assert suggestion.key == (0,)
    kept = settled_layout("x", suggestion, mapping_of(suggestion), ["Cod", "Preț"])
    assert kept.key == ()
    assert [header for header, _, _ in kept.columns] == ["pret"]


def test_what_the_portal_does_not_know_is_left_out_of_a_layout() -> None:
    strange = Layout(
        "x",
        ("cod", "pret", "ceva"),
        (("cod", 0, "externalId"), ("pret", 0, "announcementValue"), ("ceva", 0, "noSuchField")),
        key=(("cod", 0),),
        constants=(("noSuchField", "1"), ("announcementCurrency", "XXX"), ("announcementPayPeriod", "monthly")),
    )
    columns: list[tuple[str, list[Cell]]] = [
        ("Cod", numbered("CN-{}")),
        ("Preț", numbered("{}00")),
        ("Ceva", repeated("a", "b")),
    ]
    found = suggest(profile_of(columns), CATALOGUE, WORDS, [strange])
    assert [column.target for column in found.columns] == ["externalId", "announcementValue", None]
    assert dict(found.constants) == {"announcementPayPeriod": "monthly"}
