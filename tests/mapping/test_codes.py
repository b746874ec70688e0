"""Codes of listings that lost letters or digits: the key is not sure, says why, and such rows stay here."""

from __future__ import annotations

import pytest

from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.errors import Code
from rentix_desktop.mapping.decide import doubts, mapping_of
from rentix_desktop.mapping.model import Level, ReasonCode
from rentix_desktop.mapping.parse.codes import is_damaged
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Cell
from tests.mapping.tables import Columns, numbered, profile_of, repeated, rows_of

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
DAMAGED = ["AP?12", "AP\ufffd12", "?12", "12?", "4,5E+11", "4.5E+11", "1,23457E+15", "4E+12", "#####", "??", "A-?-12"]
WHOLE = [
    "AP12", "A-12", "1E5", "12E3", "E+12", "450000000123", "C#12", "#12", "Lot 5", "https://999.md/ro/5?x=1&y=2",
    "http://site.md/?id=5", "CN/2026-12", "12.5", "id=5?x=3", "Ж-12", "10e", "3E4A",
]  # fmt: skip


@pytest.mark.parametrize("text", DAMAGED)
def test_damage_is_seen(text: str) -> None:
    assert is_damaged(text)


@pytest.mark.parametrize("text", WHOLE)
def test_whole_codes_are_left_in_peace(text: str) -> None:
    assert not is_damaged(text)


@pytest.mark.parametrize("code", [*DAMAGED, 1.2345678901234568e17])
def test_the_key_is_in_doubt_and_only_the_damaged_rows_are_held(code: Cell) -> None:
    columns: Columns = [("Cod", [code, *numbered("AP{}", 19)]), ("Preț", repeated(45000))]
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS)
    rows = list(mapped_rows(rows_of(columns), Mapper(mapping_of(suggestion), CATALOGUE, WORDS)))
    found = [[p for p in row.problems if p.code is ProblemCode.KEY_DAMAGED] for row in rows]
    assert [len(each) for each in found] == [1] + [0] * 19
    assert (found[0][0].severity, found[0][0].column) == (Severity.ERROR, "Cod")
    if isinstance(code, str):  # a rounded number shows row by row
        column = suggestion.columns[0]
        assert (column.target, column.level) == ("externalId", Level.CHECK)
        (reason,) = (each for each in column.reasons if each.code is ReasonCode.CODES_DAMAGED)
        assert dict(reason.params) == {"count": 1, "text": code}
        assert doubts(suggestion, profile_of(columns), CATALOGUE)[0].code is Code.KEY_COLUMN_NOT_SURE


def test_codes_that_are_all_cut_short_are_said_to_be_damaged_and_not_only_repeated() -> None:
    columns: Columns = [("Cod", repeated("4,5E+11", "4,6E+11")), ("Preț", repeated(45000))]
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS)
    assert suggestion.columns[0].level is not Level.SURE


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\xa0", "\u200e \u00ad"])
def test_what_nobody_sees_at_the_ends_of_a_code_makes_no_other_listing(unseen: str) -> None:
    columns: Columns = [("Cod", [f"{unseen}AP1", f"AP2{unseen}", *numbered("BP{}", 18)]), ("Preț", repeated(45000))]
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS)
    rows = list(mapped_rows(rows_of(columns), Mapper(mapping_of(suggestion), CATALOGUE, WORDS)))
    assert [row.record["externalId"] for row in rows[:2]] == ["AP1", "AP2"]
