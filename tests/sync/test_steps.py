"""What a file is known by from day to day."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from rentix_desktop.sync.steps import source_of


def test_a_name_that_is_no_text_is_known_by_one_that_a_database_holds(tmp_path: Path) -> None:
    odd = tmp_path / "ex\udcffport.csv"  # as Python shows a byte of a name that is no UTF-8
    for known in (source_of(odd, None), source_of(odd, "Foaie\udcff"), source_of(odd, None, "crm\udcff")):
        with sqlite3.connect(":memory:") as db:
            assert db.execute("SELECT ?", (known,)).fetchone() == (known,)
    assert source_of(tmp_path / "Preț.xlsx", "Лист1") == f"{(tmp_path / 'Preț.xlsx').resolve()}#Лист1"
