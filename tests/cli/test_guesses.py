"""Nothing is guessed silently: what is only probable is said, with the option that settles it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from rentix_desktop.cli.guesses import guesses
from rentix_desktop.mapping.model import Level, Suggestion, ValueSuggestion
from rentix_desktop.texts.language import Texts
from tests.cli.console import Console, row, rows, write_csv


@pytest.mark.parametrize("command", ["plan", "upload"])
def test_a_value_that_is_taken_without_being_sure_is_said_and_settled(
    console: Console, tmp_path: Path, command: str
) -> None:
    misspelt = [row(9, **{"Property type": "Apartmnt"}), row(11, **{"Property type": "Apartmnt"})]
    file = write_csv(tmp_path / "a.csv", [*rows(4), *misspelt])
    done = console(command, file, "--lang", "en")
    assert done.code == 0
    assert "“Apartmnt” (2 rows) is taken for “Apartment”" in done.stderr
    option = re.search("What settles it: (.*)", done.stderr)
    assert option is not None
    settled = console(command, file, *shlex.split(option.group(1)), "--lang", "en")
    assert settled.code == 0
    assert "not sure" not in settled.stderr
    assert "not sure" not in console(command, write_csv(tmp_path / "b.csv", rows(3)), "--lang", "en").stderr


def test_a_column_that_is_taken_without_being_sure_is_said(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(12))
    text = file.read_text(encoding="utf-8").replace("Area", "Areea", 1)
    file.write_text(text, encoding="utf-8")
    done = console("plan", file, "--lang", "en")
    assert done.code == 0
    assert '--map "Areea=propertyArea"' in done.stderr


def test_no_more_are_said_than_a_person_reads() -> None:
    values = [ValueSuggestion("propertyType", f"x{n}", "parking", 0.7, Level.CHECK, 1) for n in range(1030)]
    said = list(guesses(Suggestion((), tuple(values)), Texts("en")))
    assert len(said) == 21
    assert said[-1].startswith("1,010 more are not sure")
