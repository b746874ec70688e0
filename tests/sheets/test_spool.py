from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from rentix_desktop.sheets.guard import scan_sheet
from rentix_desktop.sheets.parts import Links
from rentix_desktop.sheets.spool import Spool, SpoolWriter
from rentix_desktop.sheets.system import process_alive, ran_out_of_memory


def test_a_foreign_spool_makes_no_objects(tmp_path: Path) -> None:
    """Only texts, numbers and dates come out of a spool, whatever was put into it."""

    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (os.mkdir, (str(tmp_path / "sprung"),))

    path = tmp_path / "x.spool"
    with path.open("wb") as stream:
        writer = SpoolWriter(stream)
        writer.add(0, (Trap(),))  # type: ignore[arg-type]  # that is the attack
        index = writer.finish()
    with pytest.raises(pickle.UnpicklingError):
        list(Spool(path, index).rows())
    assert not (tmp_path / "sprung").exists()


def test_a_forgotten_spool_is_deleted(tmp_path: Path) -> None:
    path = tmp_path / "x.spool"
    with path.open("wb") as stream:
        index = SpoolWriter(stream).finish()
    spool = Spool(path, index)
    assert list(spool.rows()) == []
    del spool
    assert not path.exists()


def test_processes_and_their_ends() -> None:
    assert process_alive(os.getpid())
    assert not process_alive(2**22 + 1)
    assert ran_out_of_memory(-6)
    assert not ran_out_of_memory(-11)
    assert not ran_out_of_memory(1)
    assert not ran_out_of_memory(None)


@pytest.mark.parametrize("size", [7, 64, 1000, 1 << 20])
def test_the_guard_counts_across_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Where a chunk is cut must not matter."""
    monkeypatch.setattr("rentix_desktop.sheets.guard._CHUNK", size)
    row = '<row r="{n}"><c r="A{n}" t="e"><v>#N/A</v></c><c r="AB{n}"><f>A1</f></c><c r="C{n}"/><c r="AC{n}"/></row>'
    path = tmp_path / "sheet.xml"
    path.write_text("<sheetData>" + "".join(row.format(n=number) for number in range(1, 301)) + "</sheetData>")
    with path.open("rb") as stream:
        facts = scan_sheet(stream, Links())
    assert (facts.rows, facts.columns, facts.errors, facts.no_value) == (300, 29, 300, 300)
