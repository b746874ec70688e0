from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.sheets.cells import cell_text, tidy_row
from rentix_desktop.sheets.table import Cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Botanica\u00a0", "Botanica"),
        (None, ""),
        (True, "TRUE"),
        (45000, "45000"),
        (54.3, "54.3"),
        (47.010000000000005, "47.01"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1.5e20, "150000000000000000000"),
        (dt.date(2026, 3, 1), "2026-03-01"),
        (dt.datetime(2026, 3, 1, 14, 30), "2026-03-01 14:30"),  # noqa: DTZ001 - a sheet knows no time zones
        (dt.datetime(2026, 3, 1, 14, 30, 5), "2026-03-01 14:30:05"),  # noqa: DTZ001 - a sheet knows no time zones
        (dt.time(9, 15), "09:15"),
    ],
)
def test_a_cell_is_shown_as_a_person_sees_it(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


def test_rows_of_a_reader_become_plain() -> None:
    row = [3.0, 2.5, "", " \u00a0", "x", True, 1e300, float("nan"), dt.timedelta(hours=2), dt.timedelta(days=2), ""]
    assert tidy_row(row, 1) == (
        None, 3, 2.5, None, None, "x", True, 1e300, "nan", dt.time(2), "48:00:00",
    )  # fmt: skip
    assert tidy_row(["", " "], 3) == ()


@given(st.lists(st.floats() | st.text() | st.booleans() | st.none() | st.timedeltas() | st.dates()))
def test_no_cell_surprises(row: list[object]) -> None:
    cells = tidy_row(row)
    assert not cells or cells[-1] is not None
    for cell in cells:
        assert not isinstance(cell, float) or cell == cell, "not-a-number is no number"
        assert not isinstance(cell, float) or not cell.is_integer() or abs(cell) >= 1e15
        assert "e+" not in cell_text(cell) or isinstance(cell, str)
