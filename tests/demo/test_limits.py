"""The two sliding windows and their headers (API reference, section 7)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.demo import keys
from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.limits import RateLimits
from rentix_desktop.demo.options import DOCUMENTED, DemoOptions, Limits, parse
from tests.demo.conftest import client_of, get, words


def test_300_requests_and_30_bulk_requests_a_minute() -> None:
    empty = {"operations": [{"op": "validate", "externalId": "A", "announcementStatus": "draft"}]}
    with start_demo() as demo, client_of(demo) as api:
        bulk = [api.post("/listings/bulk", json=empty) for _ in range(31)]
        assert [answer.status_code for answer in bulk] == [200] * 30 + [429]
        assert bulk[0].headers["X-RateLimit-Limit"] == "30"
        assert [bulk[number].headers["X-RateLimit-Remaining"] for number in (0, 29, 30)] == ["29", "0", "0"]
        assert 50 <= int(bulk[30].headers["Retry-After"]) <= 60
        assert 50 <= int(bulk[30].headers["X-RateLimit-Reset"]) - time.time() <= 61
        assert "Too Many Requests" in words(bulk[30])
        assert api.post("/users/bulk", json=empty).status_code == 429, "the bulk endpoints share a window"
        rest = [api.get("/agency") for _ in range(271)]
        assert [answer.status_code for answer in rest] == [200] * 270 + [429]
        assert rest[0].headers["X-RateLimit-Limit"] == "300"
        assert rest[0].headers["X-RateLimit-Remaining"] == "269"
        assert int(rest[270].headers["Retry-After"]) >= 1
        with client_of(demo, keys.ALMOST_FULL) as other:
            assert other.get("/agency").status_code == 200, "each agency has windows of its own"


def test_the_window_opens_again() -> None:
    with start_demo(DemoOptions(limits="3/1/1")) as demo, client_of(demo) as api:
        assert [api.get("/agency").status_code for _ in range(4)] == [200, 200, 200, 429]
        until = time.monotonic() + 20
        while api.get("/agency").status_code == 429:
            assert time.monotonic() < until
            time.sleep(0.05)


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": "nobody"}])
def test_refused_requests_carry_no_limit_less_than_their_own(headers: dict[str, str]) -> None:
    with start_demo(DemoOptions(limits="2/1/60")) as demo:
        answers = [get(f"{demo.base_url}/agency", headers=headers) for _ in range(3)]
        expected = [401, 401, 401] if not headers else [401, 401, 429]
        assert [answer.status_code for answer in answers] == expected


@given(st.lists(st.tuples(st.floats(0, 30), st.booleans()), max_size=120))
def test_no_window_ever_holds_more_than_its_limit(steps: list[tuple[float, bool]]) -> None:
    now = 1000.0
    limits = Limits(requests=10, bulk=3, seconds=60.0)
    rates = RateLimits(limits, lambda: now)
    let_in: list[tuple[float, bool]] = []
    for pause, bulk in steps:
        now += pause
        verdict = rates.admit("key", bulk=bulk)
        recent = [one for one in let_in if now - one[0] < limits.seconds]
        room = len(recent) < limits.requests and (not bulk or sum(one[1] for one in recent) < limits.bulk)
        assert verdict.allowed == room
        if verdict.allowed:
            let_in.append((now, bulk))
        else:
            assert 1 <= verdict.retry_after <= 60


def test_the_advised_wait_is_enough() -> None:
    now = 1000.0
    rates = RateLimits(Limits(2, 1, 60.0), lambda: now)
    rates.admit("key", bulk=True)
    now += 12.3
    rates.admit("key", bulk=False)
    refused = rates.admit("key", bulk=True)
    assert not refused.allowed
    now += refused.retry_after
    assert rates.admit("key", bulk=True).allowed


def test_options_go_over_a_command_line_and_back() -> None:
    options = DemoOptions(port=8123, limits="5/2/1.5", monthly_listings=7, job_seconds=0.5, faults=True)
    assert parse(options.arguments()) == options
    assert options.rate_limits() == Limits(5, 2, 1.5)
    assert DemoOptions().rate_limits() == DOCUMENTED == Limits(300, 30, 60.0)


@pytest.mark.parametrize("words", [["--limits=none"], ["--limits=0/1/1"], ["--port=70000"], ["--limits=1/1"]])
def test_wrong_options_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parse(words)
    assert capsys.readouterr().err
