from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.destinations.rentix.limiter import Limiter, Rates, RequestLog, closing
from rentix_desktop.destinations.rentix.rate_headers import RateNews, read_rate_headers
from rentix_desktop.store.request_times import RequestTimes
from rentix_desktop.sync.destination import Cancelled, WaitReason
from tests.fakes.request_log import MemoryRequestLog

URL = "http://127.0.0.1/api/v1"


class Time:
    """A clock that moves when somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[tuple[float, WaitReason]] = []

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float, why: WaitReason) -> None:
        self.waits.append((seconds, why))
        self.now += seconds


class Stopped:
    def wait(self, seconds: float, why: WaitReason) -> None:
        raise Cancelled


def most_in_a_minute(times: Sequence[float]) -> int:
    return max((sum(1 for other in times if at <= other < at + 60.0) for at in times), default=0)


def test_a_window_may_be_used_up_at_once_and_counts_for_61_seconds() -> None:
    time = Time()
    limiter = Limiter(MemoryRequestLog(time.clock), URL, Rates())
    for _ in range(30):
        limiter.acquire(time, bulk=True)
    assert time.waits == []
    limiter.acquire(time, bulk=True)
    assert time.waits == [(61.0, WaitReason.RATE_LIMIT)]


def test_bulk_requests_count_among_all_and_others_not_among_bulk() -> None:
    time = Time()
    limiter = Limiter(MemoryRequestLog(time.clock), URL, Rates(all=5, bulk=2))
    for bulk in (True, True, False, False, False):
        limiter.acquire(time, bulk=bulk)
    assert time.waits == []
    limiter.acquire(time, bulk=False)
    assert len(time.waits) == 1


def test_a_lower_limit_of_the_portal_wins_and_a_higher_one_does_not() -> None:
    def sent_at_once(*, bulk: bool, bulk_answers: Sequence[int] = (), others: Sequence[int] = ()) -> int:
        """How many go before one has to wait, after the portal told its limits in answers of these kinds."""
        time = Time()
        limiter = Limiter(MemoryRequestLog(time.clock), URL, Rates(all=50, bulk=30))
        for kind, limits in ((True, bulk_answers), (False, others)):
            for limit in limits:
                limiter.heard(RateNews(limit=limit), bulk=kind, too_many=False)
        count = 0
        while not time.waits:
            limiter.acquire(time, bulk=bulk)
            count += 1
        return count - 1

    assert sent_at_once(bulk=True) == 30
    assert sent_at_once(bulk=True, bulk_answers=[10]) == 10
    assert sent_at_once(bulk=False, bulk_answers=[10]) == 50
    assert sent_at_once(bulk=True, others=[10]) == sent_at_once(bulk=False, others=[10]) == 10
    assert sent_at_once(bulk=True, bulk_answers=[1000], others=[1000]) == 30
    assert sent_at_once(bulk=True, bulk_answers=[10, 20]) == 10
    assert sent_at_once(bulk=True, bulk_answers=[0]) == 1


@pytest.mark.parametrize(
    ("news", "too_many", "seconds", "why"),
    [
        (RateNews(remaining=0, reset_in=12.0), False, 12.0, WaitReason.RATE_LIMIT),
        (RateNews(remaining=3, reset_in=12.0), False, None, None),
        (RateNews(remaining=0), False, None, None),
        (RateNews(remaining=0, reset_in=0.0), False, None, None),
        (RateNews(retry_after=5.0, reset_in=12.0), True, 5.0, WaitReason.RETRY_AFTER),
        (RateNews(reset_in=12.0), True, 12.0, WaitReason.RETRY_AFTER),
        (RateNews(), True, None, None),
    ],
)
def test_what_closes_a_window(news: RateNews, too_many: bool, seconds: float | None, why: WaitReason | None) -> None:
    closed = closing(news, too_many=too_many)
    assert (None if closed is None else closed.seconds) == seconds
    assert (None if closed is None else closed.why) == why


def test_a_429_of_a_bulk_request_closes_the_bulk_window_only() -> None:
    time = Time()
    limiter = Limiter(MemoryRequestLog(time.clock), URL, Rates())
    limiter.heard(RateNews(retry_after=20.0), bulk=True, too_many=True)
    limiter.acquire(time, bulk=False)
    assert time.waits == []
    limiter.acquire(time, bulk=True)
    assert time.waits == [(20.0, WaitReason.RETRY_AFTER)]


def test_remaining_zero_closes_until_the_reset() -> None:
    time = Time()
    limiter = Limiter(MemoryRequestLog(time.clock), URL, Rates())
    limiter.heard(RateNews(limit=300, remaining=0, reset_in=9.0), bulk=False, too_many=False)
    limiter.acquire(time, bulk=True)
    assert time.waits == [(9.0, WaitReason.RATE_LIMIT)]


def test_stopping_while_it_waits_takes_no_place() -> None:
    time = Time()
    log = MemoryRequestLog(time.clock)
    limiter = Limiter(log, URL, Rates(all=1, bulk=1))
    limiter.acquire(time, bulk=True)
    with pytest.raises(Cancelled):
        limiter.acquire(Stopped(), bulk=True)
    assert len(log.sent[URL, "bulk"]) == 1


steps = st.lists(
    st.tuples(st.booleans(), st.floats(0, 40), st.none() | st.integers(0, 12), st.booleans(), st.floats(0, 90)),
    max_size=60,
)


@given(steps, st.integers(1, 8), st.integers(1, 4))
def test_never_more_than_the_limit_in_any_minute(
    steps: list[tuple[bool, float, int | None, bool, float]], every: int, of_bulk: int
) -> None:
    time = Time()
    log = MemoryRequestLog(time.clock)
    limiter = Limiter(log, URL, Rates(all=every, bulk=of_bulk))
    for bulk, pause, limit, too_many, seconds in steps:
        limiter.acquire(time, bulk=bulk)
        limiter.heard(RateNews(limit=limit, retry_after=seconds), bulk=bulk, too_many=too_many)
        time.now += pause
    assert most_in_a_minute(log.sent[URL, "all"]) <= every
    assert most_in_a_minute(log.sent[URL, "bulk"]) <= of_bulk
    assert sum(seconds for seconds, _ in time.waits) <= len(steps) * (61.0 + 90.0)


def test_a_restart_does_not_forget_a_lower_limit(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("log") / "request-times.sqlite"
    time = Time()
    before = RequestTimes(path)
    limiter = Limiter(before, URL, Rates(all=300, bulk=30))
    limiter.acquire(time, bulk=True)
    limiter.heard(RateNews(limit=1), bulk=True, too_many=False)
    before.close()
    after = RequestTimes(path)
    restarted = Limiter(after, URL, Rates(all=300, bulk=30))
    with pytest.raises(Cancelled):
        restarted.acquire(Stopped(), bulk=True)
    restarted.acquire(time, bulk=False)
    assert time.waits == []
    after.close()


def test_the_log_on_disk_is_one_and_a_restart_forgets_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("log") / "request-times.sqlite"
    logs = [RequestTimes(path), RequestTimes(path)]
    first: RequestLog = logs[0]
    time = Time()
    Limiter(first, URL, Rates(all=2, bulk=2)).acquire(time, bulk=True)
    second = Limiter(logs[1], URL, Rates(all=2, bulk=2))
    second.acquire(time, bulk=True)
    with pytest.raises(Cancelled):
        second.acquire(Stopped(), bulk=False)
    assert time.waits == []
    for log in logs:
        log.close()


def test_threads_do_not_take_one_place_twice() -> None:
    log = MemoryRequestLog()
    limiter = Limiter(log, URL, Rates(all=20, bulk=20))
    refused: list[bool] = []

    def take() -> None:
        for _ in range(10):
            try:
                limiter.acquire(Stopped(), bulk=True)
            except Cancelled:
                refused.append(True)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(log.sent[URL, "all"]), len(refused)) == (20, 20)


@pytest.mark.parametrize(
    ("now", "took", "seconds"),
    [(1000.9, 0.1, 59.1), (1003.0, 0.1, 60.0), (1008.0, 6.2, 52.0), (999.5, 0.1, 60.0), (9000.0, 6.0, 60.0)],
    ids=["same clock", "ours is ahead", "dated when it began", "ours is behind", "ours is far ahead"],
)
def test_a_reset_is_not_waited_for_longer_than_it_takes(now: float, took: float, seconds: float) -> None:
    headers = {"date": "Thu, 01 Jan 1970 00:16:40 GMT", "x-ratelimit-reset": "1060"}
    assert read_rate_headers(headers, now, took).reset_in == pytest.approx(seconds)


@given(
    st.dictionaries(
        st.sampled_from(["date", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]),
        st.text(max_size=30),
    ),
    st.floats(0, 4e9),
)
def test_any_header_gives_a_wait_that_ends(headers: dict[str, str], now: float) -> None:
    news = read_rate_headers(headers, now)
    for seconds in (news.reset_in, news.retry_after):
        assert seconds is None or 0 <= seconds <= 3600
