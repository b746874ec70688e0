from __future__ import annotations

from pathlib import Path

import pytest

from rentix_desktop.errors import AppError, Code
from rentix_desktop.sheets.profile import profile_table
from tests.sheets.conftest import Open


def test_what_stands_in_the_columns(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    lines = [
        f"A{number},{'Botanica' if number % 3 else ' Centru '},{number % 7 or ''},T{number}" for number in range(2_500)
    ]
    path.write_text("Cod,Zona,Camere,Titlu\n" + "\n".join(lines) + "\nA7,,,\n")
    profile = profile_table(read(path), first=5, samples=3)
    code, zone, rooms, title = profile.columns
    assert profile.rows == 2_501
    assert [row.cells[0] for row in profile.first] == ["A0", "A1", "A2", "A3", "A4"]
    assert (zone.header, zone.filled, dict(zone.distinct)) == ("Zona", 2_500, {"Botanica": 1_666, "Centru": 834})
    assert (next(iter(zone.distinct)), zone.complete, zone.unique) == ("Botanica", True, False)
    assert sum(rooms.distinct.values()) == rooms.filled == 2_500 - 358
    assert (code.complete, code.unique, code.samples) == (False, False, ("A0", "A1", "A2"))
    assert (title.unique, title.filled) == (True, 2_500), "one empty cell, none twice"


def test_a_table_without_rows(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Cod,Zona\n")
    profile = profile_table(read(path))
    assert (profile.rows, profile.first, [column.filled for column in profile.columns]) == (0, (), [0, 0])


def test_it_can_be_stopped(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Cod,Zona\n" + "A1,Centru\n" * 5_000)
    with pytest.raises(AppError) as caught:
        profile_table(read(path), progress=lambda *_: False)
    assert caught.value.code is Code.STOPPED
