"""Corrections of a workbook are kept: tomorrow's file is corrected again, and what changed in it is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.repair.corrections import KeptCorrection
from tests.cli.console import DESCRIPTION, Console, row, rows, write_csv
from tests.cli.test_sending import counts

SHORT = row(3, Description="Too short.")


def fixed(path: Path, header: str, text: str) -> Path:
    """The one failure of a workbook, corrected in this column."""
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    headers = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 2
    sheet.cell(2, headers.index(header) + 1).value = text
    book.save(path)
    return path


def ledger_of(console: Console) -> SqliteLedger:
    [path] = (console.data_dir / "ledgers").glob("*.sqlite")
    return SqliteLedger(path, AccountKey(console.base_url or "", ""))


def upload_and_fix(console: Console, folder: Path) -> Path:
    """Four listings of which one description is too short; it is corrected in the workbook and sent."""
    file, out = write_csv(folder / "a.csv", [*rows(3), SHORT]), folder / "failures.xlsx"
    assert console("upload", file, "--failures", out, "--lang", "en").code == 1
    done = console("retry", fixed(out, "Description", DESCRIPTION))
    assert (done.code, counts(done)) == (0, {"created": 1})
    return file


def test_the_same_file_again_is_sent_as_it_was_corrected(console: Console, tmp_path: Path) -> None:
    file = upload_and_fix(console, tmp_path)
    planned = console("plan", file, "--lang", "en")
    assert {name: planned.data[name] for name in ("unchanged", "update", "blocked")} == {
        "unchanged": 4,
        "update": 0,
        "blocked": 0,
    }
    assert "1 is corrected as you did before." in planned.stderr
    done = console("upload", file, "--lang", "en")
    assert (done.code, counts(done)) == (0, {"unchanged": 4})
    assert "1 is corrected as you did before." in done.stderr
    assert "changed in the file" not in done.stderr


def test_where_the_file_changed_the_file_is_taken_and_it_is_told(console: Console, tmp_path: Path) -> None:
    file = upload_and_fix(console, tmp_path)
    other = DESCRIPTION.replace("Two", "Three")
    write_csv(file, [*rows(3), row(3, Description=other)])
    for _ in range(2):  # a plan alone gives nothing up
        assert "1 cell that you had corrected was changed in the file" in console("plan", file, "--lang", "en").stderr
    done = console("upload", file, "--lang", "en")
    assert counts(done) == {"unchanged": 3, "updated": 1}
    assert "1 cell that you had corrected was changed in the file" in done.stderr
    write_csv(file, [*rows(3), SHORT])
    assert counts(console("upload", file)) == {"unchanged": 3, "blocked": 1}


def test_a_file_that_was_fixed_itself_is_not_spoken_of(console: Console, tmp_path: Path) -> None:
    file = upload_and_fix(console, tmp_path)
    write_csv(file, [*rows(3), row(3)])
    done = console("upload", file, "--lang", "en")
    assert (counts(done), done.stderr.count("correct")) == ({"unchanged": 4}, 0)


def test_a_retry_sends_what_was_corrected_in_the_window_and_not_sent(console: Console, tmp_path: Path) -> None:
    assert console("upload", write_csv(tmp_path / "a.csv", [*rows(3), SHORT])).code == 1
    ledger = ledger_of(console)
    cells: Sequence[tuple[str, JsonValue, JsonValue]] = (
        ("announcementDescription", "Too short.", DESCRIPTION),
        ("announcementValue", 1, 2),  # of another file: not this cell
    )
    ledger.keep_corrections([KeptCorrection("T-3", name, was, now, 1.0) for name, was, now in cells])
    ledger.close()
    done = console("retry", "--lang", "en")
    assert (done.code, counts(done)) == (0, {"created": 1})
    assert "1 row is sent as it was corrected in the window." in done.stderr
