"""The sample files: what is in the folder is what the script makes, and it is what it says."""

from __future__ import annotations

import csv
import importlib.util
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from rentix_desktop.resources import resource

_SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "make_samples.py"


@pytest.fixture(scope="module")
def samples() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("make_samples", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def _cells(book: Workbook) -> dict[str, list[tuple[Any, ...]]]:
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_the_files_are_what_the_script_makes(samples: ModuleType) -> None:
    folder = resource("samples")
    assert {path.name for path in folder.iterdir()} == {*samples.WORKBOOKS, *samples.TEXTS}
    for name, make_workbook in samples.WORKBOOKS.items():
        assert _cells(load_workbook(folder / name)) == _cells(make_workbook()), name
    for name, make_text in samples.TEXTS.items():
        assert (folder / name).read_bytes() == make_text(), name


def test_two_runs_are_equal(samples: ModuleType) -> None:
    assert samples.offers(11, "CV", 48) == samples.offers(11, "CV", 48) != samples.offers(12, "CV", 48)


def test_each_file_is_of_a_size_to_learn_with_and_has_its_faults(samples: ModuleType) -> None:
    for seed, prefix, count in ((11, "CV", 48), (22, "ZD", 40), (33, "GH", 36), (44, "KV", 42), (55, "OF", 32)):
        made = samples.offers(seed, prefix, count)
        faulty = {
            "short description": [one for one in made if one.short],
            "too few photos": [one for one in made if len(one.photos) < 3],
            "floor above floors": [one for one in made if one.floor and one.floors and one.floor > one.floors],
            "currency RUB": [one for one in made if one.currency == "RUB"],
            "unknown type": [one for one in made if one.kind == ""],
            "photo address": [one for one in made if any(not url.startswith("https://") for url in one.photos)],
        }
        assert {name: len(found) for name, found in faulty.items()} == dict.fromkeys(samples.FAULTS, 1)
        assert len({one.code for one in made}) == count
        assert {one.deal for one in made} == {"sale", "rent"}
        assert len({one.kind for one in made}) >= 5
        assert all(40 <= len(samples.description(one, n)) <= 2000 for one in made if not one.short for n in range(3))


def test_the_text_files_are_of_the_kinds_people_have(samples: ModuleType) -> None:
    russian = resource("samples", "kvartiry-ru.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        russian.decode("utf-8")
    assert len(list(csv.reader(io.StringIO(russian.decode("cp1251")), delimiter=";"))) == 43
    romanian = resource("samples", "oferte-ro.csv").read_bytes().decode("utf-8-sig")
    codes = [row[0] for row in csv.reader(io.StringIO(romanian))][1:]
    assert codes.count("") == 1
    assert len(codes) - len(set(codes)) == 1


def test_what_was_typed_in_by_hand_is_what_the_script_makes(samples: ModuleType) -> None:
    assert (resource("demo") / "typed-in.json").read_text("utf-8") == samples.typed_in_text()
    made = samples.typed_in()
    assert len(made) > 25
    assert not any("externalId" in each for each in made)
