"""Real files that nobody here wrote, against the labels of a careful reader. They are no part of this project."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from tests.sheets.conftest import Open

REAL = Path(__file__).parents[3] / "shared" / "spreadsheets" / "real"
LABELS = sorted((REAL / "labels").glob("*.json"))
ELSEWHERE = pytest.mark.skipif(not REAL.is_dir(), reason="only where the folder of real files is")


@ELSEWHERE
def test_the_real_files_are_there() -> None:
    assert len(LABELS) >= 19


@ELSEWHERE
@pytest.mark.parametrize("label", LABELS or [REAL], ids=lambda label: label.stem)
def test_sheet_header_encoding_and_delimiter_are_found(read: Open, label: Path) -> None:
    truth = json.loads(label.read_text(encoding="utf-8"))
    info = read(REAL / truth["file"]).info
    assert info.header_row in [truth["header_row"], *truth.get("header_rows_ok", [])]
    assert truth["sheet"] is None or info.sheet in [truth["sheet"], *truth.get("sheets_ok", [])]
    assert info.delimiter == truth["delimiter"]
    assert len(info.header) == len(truth["columns"])
    if truth["encoding"] is not None:
        expected = "utf-8" if truth["encoding"] == "ascii" else codecs.lookup(truth["encoding"]).name
        assert codecs.lookup(info.encoding or "").name.removesuffix("-sig") == expected.removesuffix("-sig")
