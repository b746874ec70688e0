"""Remembered layouts: each in a file of its own, a damaged one costs only itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.errors import AppError, Code
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


def test_one_is_renamed(tmp_path: Path) -> None:
    store = JsonLayoutStore(tmp_path)
    store.save(LAYOUT)
    store.rename(LAYOUT.name, "Casa Nord")
    store.rename("never there", "x")
    store.rename("Casa Nord", "Casa Nord")
    assert store.all() == [replace(LAYOUT, name="Casa Nord")]


def test_one_is_taken_to_another_computer(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "Casa Nord.json"
    here.mkdir()
    there.mkdir()
    store = JsonLayoutStore(here)
    store.save(LAYOUT)
    store.export(LAYOUT.name, file)
    brought = JsonLayoutStore(there).read_file(file)
    assert brought == LAYOUT
    assert JsonLayoutStore(there).all() == []


@pytest.mark.parametrize(
    "text", [b"", b"null", b'{"version":2,"name":"x"}', b"\xff\xfe", b"[" * 100_000, b" " * 4_000_001]
)
def test_a_file_that_is_no_layout_is_refused(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(text)
    with pytest.raises(AppError) as refused:
        JsonLayoutStore(tmp_path).read_file(file)
    assert refused.value.code is Code.LAYOUT_NOT_READABLE
    assert file.read_bytes() == text


def test_what_cannot_be_exported_or_brought_in_is_said(tmp_path: Path) -> None:
    store = JsonLayoutStore(tmp_path)
    store.save(LAYOUT)
    for code, do in (
        (Code.LAYOUT_UNKNOWN, lambda: store.export("never there", tmp_path / "x.json")),
        (Code.FILE_NOT_WRITABLE, lambda: store.export(LAYOUT.name, tmp_path / "no folder" / "x.json")),
        (Code.FILE_MISSING, lambda: store.read_file(tmp_path / "x.json")),
    ):
        with pytest.raises(AppError) as refused:
            do()
        assert refused.value.code is code
