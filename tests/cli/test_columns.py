"""What the console says of the columns: a code that could be made, a layout that is used, what is internal, what is sent."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.console import Console


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def without_code(*, street: str = "Strada") -> str:
    lines = [f"{n % 9 + 1}/9;{45000 + n} €;str. Columna {n // 9};{40 + n % 3}" for n in range(27)]
    return "\n".join([f"Etaj;Preț;{street};Suprafața", *lines]) + "\n"


@pytest.mark.parametrize(
    ("street", "option"), [("Strada", "Strada+Etaj+Suprafața"), ("Strada+nr.", "#2+Etaj+Suprafața")]
)
def test_the_refusal_fills_in_the_code_that_could_be_made(
    console: Console, tmp_path: Path, street: str, option: str
) -> None:
    file = write(tmp_path / "a.csv", without_code(street=street))
    refused = console("plan", file, "--lang", "en")
    assert refused.code == 2
    assert refused.error == "key_column_not_sure"
    found = re.search(r"\((--key .*)\)", refused.stderr)
    assert found is not None
    said = shlex.split(found.group(1))
    assert said == ["--key", option]
    planned = console("plan", file, *said, "--json")
    assert planned.code == 0, planned.stderr
    assert planned.data["total"] == 27


def test_how_a_file_differs_from_its_layout_is_said_on_standard_error(offline: Console, tmp_path: Path) -> None:
    rows = [f"A-{n};{45000 + n} €;str. Columna {n};da" for n in range(5)]
    first = write(tmp_path / "first.csv", "\n".join(["Cod;Preț;Adresa;Vecini", *rows]))
    second = write(tmp_path / "second.csv", "\n".join(["Cod;Preț;Adresa;Balcon", *rows]))
    assert "layout" not in offline("preview", first, "--save-layout", "Casa Nord", "--lang", "en").stderr
    same = offline("inspect", first, "--lang", "en")
    assert "The remembered layout “Casa Nord” is used." in same.stderr
    assert "New in this file" not in same.stderr
    other = offline("inspect", second, "--lang", "en")
    assert "The remembered layout “Casa Nord” is used." in other.stderr
    assert "New in this file, not in the layout: “Balcon”" in other.stderr
    assert "In the layout, not in this file: “Vecini”" in other.stderr


def test_a_layout_keeps_no_guess_of_a_preview(offline: Console, tmp_path: Path) -> None:
    lines = [f"A-{n};{45000 + n} €;{40 + n};{('activ', 'vândut')[n % 2]}" for n in range(8)]
    file = write(tmp_path / "a.csv", "\n".join(["Cod;Preț;Suprafațza;Stare anunț", *lines]))

    def doubtful() -> set[str]:
        seen = offline("inspect", file).data
        columns = {column["header"] for column in seen["columns"] if column["level"] == "check"}
        return columns | {value["value"] for value in seen["values"] if value["level"] == "check"}

    before = doubtful()
    assert before == {"Suprafațza", "vândut"}
    assert offline("preview", file, "--save-layout", "x").code == 0
    assert doubtful() == before, "what nobody confirmed is asked about again"


def test_columns_have_the_names_a_clerk_knows_and_the_contract_its_own(offline: Console, tmp_path: Path) -> None:
    floors = "".join(
        f"ETAJ {floor};;;\n" + "".join(f"A-{floor}{n};{45000 + n} €;str. Columna {n};3 %\n" for n in range(6))
        for floor in range(1, 5)
    )
    file = write(tmp_path / "a.csv", f"Cod;Preț;Adresa;Comision\n{floors}")
    shown = offline("inspect", file, "--lang", "en", json=False).stdout
    assert "Section title (rows like ETAJ 1)" in shown
    assert "#section" not in shown
    assert re.search(r"Comision +not used: internal", shown)
    assert [column["header"] for column in offline("inspect", file).data["columns"]][-1] == "#section"
    assert offline("preview", file, "--map", "#section=propertyAddress").code == 0


def test_which_of_two_descriptions_is_sent_is_said(console: Console, tmp_path: Path) -> None:
    text = "Apartament luminos cu două camere, aproape de parc, actele sunt gata."
    lines = [f"A-{n};{45000 + n} €;str. Columna {n};{text} {n};{text} RU {n}" for n in range(8)]
    file = write(tmp_path / "a.csv", "\n".join(["Cod;Preț;Adresa;Descriere RO;Descriere RU", *lines]))
    done = console("plan", file, "--lang", "en")
    assert "the column “Descriere RO” is sent, “Descriere RU” is not" in done.stderr
    assert '--map "Descriere RU=announcementDescription"' in done.stderr
