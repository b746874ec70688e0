"""Whole files of many kinds, written down before anything was tuned for them, are read, understood and mapped.

One third of them ("held") was only measured while the words were collected; the floors of both thirds are the same kind
of promise, with the room that the figures need.
"""

from __future__ import annotations

import pytest

from tests.benchmarks.market import Understood, measure
from tests.mapping.market import market_tables

TABLES = market_tables()


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Understood:
    return measure([table for table in TABLES if not table.held], tmp_path_factory.mktemp("market"))


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Understood:
    return measure([table for table in TABLES if table.held], tmp_path_factory.mktemp("held"))


def test_files_that_were_looked_at(looked_at: Understood) -> None:
    said = "\n".join(looked_at.said)
    assert looked_at.headers == looked_at.files, said
    assert looked_at.encodings == looked_at.files, said
    assert looked_at.columns.f1 >= 0.99, said
    assert looked_at.columns.precision >= 0.99, said
    assert looked_at.columns.wrong_at_sure == 0, said
    assert looked_at.samples_right / looked_at.samples >= 0.97, said


def test_files_that_were_not(held: Understood) -> None:
    assert held.headers == held.files
    assert held.encodings == held.files
    assert held.columns.f1 >= 0.95
    assert held.columns.precision >= 0.97
    assert held.columns.wrong_at_sure == 0
    assert held.samples_right / held.samples >= 0.94


def test_the_tables_are_many_and_of_many_kinds() -> None:
    assert len(TABLES) >= 50
    assert len({table.name for table in TABLES}) == len(TABLES)
    assert sum(len(table.columns) for table in TABLES) > 900
    assert {table.kind for table in TABLES} >= {("xlsx",), ("csv", "cp1251", ";"), ("csv", "koi8-r", ";")}
