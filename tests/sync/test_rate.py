"""A run at the portal's limit, in small; at the documented limits by `python -m tests.proofs.rate`."""

from __future__ import annotations

import pytest

from rentix_desktop.demo.options import Limits
from rentix_desktop.store import request_times
from tests.proofs.rate import recorded


def test_a_run_uses_the_limit_up_and_never_oversteps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_times, "COUNTS_FOR", 4.0)
    result = recorded(0.5, 1400, Limits(requests=1000, bulk=6, seconds=3.0))
    assert (result.too_many, result.most_in_a_window, result.wrong) == (0, 6, [])
    assert result.most_in_flight > 1
    assert result.said_waits
