"""What was decided about cell texts once is remembered for other files, and what a file's titles say is heard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of, with_value
from rentix_desktop.mapping.decisions import ValueDecision, decisions_of, joined_decisions
from rentix_desktop.mapping.layout_match import layout_of
from rentix_desktop.mapping.model import Level
from rentix_desktop.mapping.suggest import suggest, texts_around
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Format, TableInfo
from tests.mapping.tables import Columns, numbered, profile_of, repeated

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
STATUS = "announcementStatus"
FIRST: Columns = [("Cod", numbered("A{}")), ("Statut", repeated("activ", "Vândut", "la notar"))]
OTHER: Columns = [("Код", numbered("B{}")), ("Статус", repeated("активно", "VÂNDUT!", "la  Notar", "бронь"))]


def test_decisions_hold_for_other_files() -> None:
    first = suggest(profile_of(FIRST), CATALOGUE, WORDS)
    assert decisions_of(first) == ()
    first = with_value(first, STATUS, "Vândut", "completed", CATALOGUE)
    first = with_value(first, STATUS, "la notar", None, CATALOGUE)
    kept = decisions_of(first)
    assert set(kept) == {ValueDecision(STATUS, "vandut", "completed"), ValueDecision(STATUS, "la notar", None)}
    other = suggest(profile_of(OTHER), CATALOGUE, WORDS, decisions=kept)
    said = {value.value: (value.target, value.level, value.decided) for value in other.values}
    assert said["VÂNDUT!"] == ("completed", Level.SURE, True)
    assert said["la  Notar"] == (None, Level.SURE, True)
    assert said["бронь"] == ("hidden", Level.CHECK, False)


def test_a_value_that_the_portal_lacks_now_is_asked_about_again() -> None:
    other = suggest(profile_of(OTHER), CATALOGUE, WORDS, decisions=[ValueDecision(STATUS, "vandut", "gone")])
    assert {value.value: value.level for value in other.values}["VÂNDUT!"] is Level.CHECK


def test_the_newer_decision_about_a_text_holds() -> None:
    old, new = ValueDecision(STATUS, "vandut", "completed"), ValueDecision(STATUS, "vandut", "hidden")
    assert joined_decisions([old], [new]) == (new,)


def test_what_the_account_decided_goes_before_a_layout_which_says_what_differs() -> None:
    profile = profile_of([*FIRST, ("Preț", repeated(62500)), ("Foto 1", numbered("https://a.md/{}.jpg"))])
    decided = with_value(suggest(profile, CATALOGUE, WORDS), STATUS, "vândut", "hidden", CATALOGUE)
    layout = layout_of("CRM", mapping_of(decided), [column.header for column in profile.columns])
    moved = [
        ("Foto 1", numbered("https://a.md/{}.jpg")),
        ("Statut", repeated("vândut", "activ")),
        ("Foto 2", numbered("https://b.md/{}.jpg")),
        ("Cod", numbered("A{}")),
    ]
    said = suggest(profile_of(moved), CATALOGUE, WORDS, [layout], [ValueDecision(STATUS, "vandut", "completed")])
    assert (said.layout, said.layout_extra, said.layout_missing) == (None, (), ())  # without the price it is another
    moved.append(("Preț", repeated(62500)))
    said = suggest(profile_of(moved), CATALOGUE, WORDS, [layout], [ValueDecision(STATUS, "vandut", "completed")])
    assert (said.layout, said.layout_extra, said.layout_missing) == ("CRM", ("Foto 2",), ())
    assert {column.header: column.target for column in said.columns}["Foto 2"] == "files"
    assert {value.value: value.target for value in said.values}["vândut"] == "completed"
    alone = suggest(profile_of(moved), CATALOGUE, WORDS, [layout])
    assert {value.value: value.target for value in alone.values}["vândut"] == "hidden"
    fewer = [column for column in moved if column[0] != "Foto 1"]
    said = suggest(profile_of(fewer), CATALOGUE, WORDS, [layout])
    assert said.layout is None or said.layout_missing == ("foto 1",)


def test_titles_are_the_texts_above_the_header() -> None:
    info = TableInfo(
        path=Path("a.xlsx"), format=Format.XLSX, sheets=(), sheet="A", encoding=None, delimiter=None, header_row=2,
        header=("Cod", "Preț"), rows=1,
        head=(("Oferte, prețuri în euro", None), (None, None), ("Cod", "Preț"), ("A1", 62500)),
    )  # fmt: skip
    assert texts_around(info) == ("Oferte, prețuri în euro",)
    assert texts_around(replace(info, header_row=None)) == ()
    assert texts_around(replace(info, header_row=0)) == ()


def test_a_title_says_the_currency_of_all_prices_unless_it_names_two() -> None:
    prices: Columns = [("Cod", numbered("A{}")), ("Preț", repeated("62 500", "49 900"))]
    one = suggest(profile_of(prices), CATALOGUE, WORDS, titles=["Lista de prețuri (euro)", "mai 2026"])
    assert one.constants == {"announcementCurrency": "EUR"}
    two = suggest(profile_of(prices), CATALOGUE, WORDS, titles=["1 euro = 19,4 lei"])
    assert two.constants == {}
