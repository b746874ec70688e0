"""Kept sources: each in a file of its own, a damaged one costs only itself."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.errors import AppError, Code
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.sheets.table import ReadOptions
from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.sources.source import Blank, Place, Publishing, Rules, Source, Times, Vanished
from tests.store.test_layouts import LAYOUT

SOURCE = Source(
    "CRM / zilnic №1",
    AccountKey("https://crm.rentix.md/api/v1", "318"),
    Place(Path("/files/Exporturi țară"), "Export*.xlsx"),
    "/files/Exporturi țară/Export 1.xlsx#Foaia 1",
    LAYOUT,
    ReadOptions("Foaia 1", -1, "cp1251", "\t"),
    Rules(Vanished.KEEP, Publishing.DRAFT, Blank.CLEAR),
    Times(True, 30, (dt.time(8), dt.time(13, 30))),
)
PLAIN = Source(
    "B", AccountKey("http://127.0.0.1:1/api/v1", "1"), Place(Path("/b"), "b.csv"), "b", replace(LAYOUT, name="b")
)


def test_sources_are_kept_replaced_and_forgotten(tmp_path: Path) -> None:
    store = JsonSourceStore(tmp_path)
    assert store.all() == []
    store.save(SOURCE)
    store.save(PLAIN)
    assert JsonSourceStore(tmp_path).all() == [PLAIN, SOURCE]
    changed = replace(PLAIN, rules=Rules(vanished=Vanished.KEEP))
    store.save(changed)
    assert store.all() == [changed, SOURCE]
    store.delete(PLAIN.name)
    store.delete("never there")
    assert store.all() == [SOURCE]


def test_one_that_is_renamed_is_kept_once(tmp_path: Path) -> None:
    store = JsonSourceStore(tmp_path)
    store.save(SOURCE)
    renamed = replace(SOURCE, name="CRM")
    store.save(renamed, instead_of=SOURCE.name)
    assert store.all() == [renamed]
    store.save(renamed, instead_of="CRM")
    assert store.all() == [renamed]


def _with(**changed: object) -> bytes:
    plain = json.loads(_text())
    return json.dumps(plain | changed).encode()


def _text() -> str:
    from rentix_desktop.store.source_file import SourceFile

    return SourceFile.of(SOURCE).model_dump_json()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"null",
        b"\xff",
        _with(version=2),
        _with(name=""),
        _with(account={"base_url": "x"}),
        _with(rules={"vanished": "delete"}),
        _with(times={"every_minutes": 0}),
        _with(times={"at": ["25:00"]}),
        _with(place={"folder": "/x"}),
    ],
)
def test_a_damaged_one_is_left_out_and_kept(tmp_path: Path, text: bytes) -> None:
    store = JsonSourceStore(tmp_path)
    store.save(PLAIN)
    (tmp_path / "a.json").write_bytes(text)
    assert store.all() == [PLAIN]
    assert (tmp_path / "a.json.damaged-1").read_bytes() == text


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    store = JsonSourceStore(tmp_path / "not there")
    with pytest.raises(AppError) as caught:
        store.save(SOURCE)
    assert caught.value.code is Code.DATA_FOLDER_NOT_WRITABLE


@given(name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_any_name_makes_a_file_of_its_own(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    store = JsonSourceStore(tmp_path_factory.mktemp("sources"))
    named = replace(SOURCE, name=name, layout=Layout(name, (), ()))
    store.save(named)
    store.save(replace(SOURCE, name=name + "2"))
    assert named in store.all()
    assert len(store.all()) == 2
