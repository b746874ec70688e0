"""The labelled real files: the scores do not fall. They stand beside the project and are no part of it."""

from __future__ import annotations

import pytest

from tests.benchmarks.understanding import FILES, score

pytestmark = pytest.mark.skipif(not FILES.exists(), reason="only on a machine that has ../shared/spreadsheets")


def test_columns_values_and_samples_are_understood(capfd: pytest.CaptureFixture[str]) -> None:
    result = score([])
    table = capfd.readouterr().out
    assert result["header_accuracy"] == 1.0, table
    assert result["encoding_accuracy"] == 1.0, table
    assert result["f1"] >= 0.98, table
    assert result["wrong_share"] <= 0.01, table
    assert result["wrong_at_sure"] == 0.0, table
    assert result["values_accuracy"] >= 0.97, table
    assert result["samples_accuracy"] >= 0.98, table
