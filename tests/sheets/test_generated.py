"""Hundreds of small files, languages by layouts by encodings by formats, come back exactly as they were written."""

from __future__ import annotations

import codecs
from collections import defaultdict
from pathlib import Path

import pytest

from rentix_desktop.sheets import child
from rentix_desktop.sheets.spool import Spool
from rentix_desktop.sheets.spooled import SpooledTable
from rentix_desktop.sheets.table import SECTION, ReadOptions
from tests.sheets import generated
from tests.sheets.generated import Case

CASES = list(generated.cases())


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 1_000


@pytest.mark.parametrize("language", sorted(generated.HEADERS))
@pytest.mark.parametrize("layout", generated.LAYOUTS)
def test_files_come_back_exactly(tmp_path: Path, language: str, layout: str) -> None:
    wrong: dict[str, list[str]] = defaultdict(list)
    for case in CASES:
        if (case.language, case.layout) == (language, layout):
            for problem in differences(case, tmp_path):
                wrong[problem].append(case.name)
    assert not wrong


def differences(case: Case, folder: Path) -> list[str]:
    made = generated.truth(case)
    path = generated.written(case, made, folder)
    spool = path.with_suffix(".spool")
    outcome = child.outcome(child.Job(path, spool, ReadOptions(), child.Reader.FIRST, 1 << 30))
    if not isinstance(outcome, child.Finished):
        return [f"refused: {outcome.code}"]
    found = []
    with SpooledTable.of(path, outcome, Spool(spool, outcome.index)) as table:
        info = table.info
        header_row = made.header_row
        if info.header_row != header_row:
            found.append(f"header row {info.header_row}, not {header_row}")
        sections = any(title for *_, title in made.records)
        if list(info.header) != made.header + [SECTION] * sections:
            found.append(f"header {info.header}")
        if case.delimiter and (info.delimiter, family(info.encoding)) != (case.delimiter, family(case.carrier)):
            found.append(f"{info.delimiter!r} {info.encoding}")
        rows = [(row.row, row.sheet_row, row.cells, row.shifted) for row in table.records()]
        expected = [
            (row, sheet_row, generated.as_read(case, cells) + ((title,) if sections else ()), row in made.shifted)
            for row, sheet_row, cells, title in made.records
        ]
        if rows != expected:
            first = next(((a, b) for a, b in zip(rows, expected, strict=False) if a != b), (len(rows), len(expected)))
            found.append(f"rows: {first}")
        if info.rows != len(expected):
            found.append(f"{info.rows} rows, not {len(expected)}")
    return found


def family(encoding: str | None) -> str:
    """Encodings that cannot be told apart by what they hold, and need not be: the letters come out the same."""
    name = codecs.lookup(encoding or "").name
    if name in {"cp1250", "iso8859-2", "iso8859-16"}:
        return "latin2"
    return "utf-16" if name.startswith("utf-16") else name.removesuffix("-sig")
