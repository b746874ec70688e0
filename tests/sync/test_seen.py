"""The ids of a file, as a dict would keep them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.sync.planning.seen import SeenIds


@given(st.lists(st.tuples(st.text(max_size=3), st.none() | st.integers(0, 2**31 - 1)), max_size=60))
def test_like_a_dict(items: list[tuple[str, int | None]]) -> None:
    seen, known = SeenIds(), dict[str, int | None]()
    for external_id, row in items:
        assert (external_id in seen) is (external_id in known)
        assert seen.row(external_id) == known.get(external_id)
        seen.add(external_id, row)
        known[external_id] = row
    assert all(name in seen and seen.row(name) == row for name, row in known.items())
    assert "not there" not in seen


def test_very_many() -> None:
    seen = SeenIds()
    for number in range(20_000):
        seen.add(f"CN-{number}", number)
    assert all(seen.row(f"CN-{number}") == number for number in range(20_000))
    assert "CN-20000" not in seen
