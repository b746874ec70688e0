"""Remembered layouts: each in a file of its own, a damaged one costs only itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.store.layouts import JsonLayoutStore

LAYOUT = Layout(
    name="CRM / export №1",
    headers=("Cod", "Preț", "Preț", ""),
    columns=(("cod", 0, None), ("preț", 0, "announcementValue"), ("preț", 1, None)),
    key=(("cod", 0),),
    values=(("announcementType", "vânzare", "sale"), ("announcementType", "-", None)),
    constants=(("announcementCurrency", "EUR"),),
)


def test_layouts_are_remembered_replaced_and_forgotten(tmp_path: Path) -> None:
    store = JsonLayoutStore(tmp_path)
    other = Layout("Другой", ("A",), (("a", 0, "externalId"),))
    store.save(other)
    store.save(LAYOUT)
    assert JsonLayoutStore(tmp_path).all() == [LAYOUT, other]
    changed = Layout(LAYOUT.name, ("Cod",), ())
    store.save(changed)
    assert store.all() == [changed, other]
    store.delete(LAYOUT.name)
    store.delete("never there")
    assert store.all() == [other]


@pytest.mark.parametrize("text", [b"", b"null", b'{"version":1,"name":"x"}', b'{"version":2}', b"\xff"])
def test_a_damaged_one_is_skipped_and_kept(tmp_path: Path, text: bytes) -> None:
    store = JsonLayoutStore(tmp_path)
    store.save(LAYOUT)
    (tmp_path / "a.json").write_bytes(text)
    assert store.all() == [LAYOUT]
    assert (tmp_path / "a.json.damaged-1").read_bytes() == text


@given(name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=300))
def test_any_name_makes_a_file_of_its_own(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("layouts")
    store = JsonLayoutStore(folder)
    store.save(Layout(name, (), ()))
    store.save(Layout(name + "'", (), ()))
    assert {layout.name for layout in store.all()} == {name, name + "'"}
    assert len(list(folder.iterdir())) == 2
