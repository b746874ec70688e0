"""Tables of many kinds that were written down before anything was tuned for them: what is used is right."""

from __future__ import annotations

import pytest

from tests.benchmarks.foreign import TABLES, score
from tests.mapping.foreign_tables import foreign_tables


def test_columns_of_tables_of_many_kinds_are_understood(capsys: pytest.CaptureFixture[str]) -> None:
    total = score(foreign_tables(TABLES.read_text("utf-8")), say=True)
    said = capsys.readouterr().out
    assert total.wrong_at_sure == 0, said
    assert total.precision >= 0.99, said
    assert total.f1 >= 0.99, said
