"""The tables of cell texts in `cases`: no value is wrong in silence, and what can be read is read."""

from __future__ import annotations

import pytest

from tests.mapping.cases import Case, Outcome, areas, coordinates, floors, prices, rooms, tally

TABLES = {
    "prices": prices.CASES,
    "areas": areas.CASES,
    "floors": floors.CASES,
    "rooms": rooms.CASES,
    "coordinates": coordinates.CASES,
}


@pytest.mark.parametrize("kind", TABLES)
def test_no_value_is_wrong_in_silence_and_what_can_be_read_is_read(kind: str) -> None:
    cases: tuple[Case, ...] = TABLES[kind]
    counts, wrong, left = tally(cases)
    assert not wrong, "\n".join(wrong)
    assert len(cases) >= 60
    assert counts[Outcome.RIGHT] >= 0.97 * counts.total(), "\n".join(left)
