"""The rate limits hold between threads, processes and restarts, and whatever is done to the clock."""

from __future__ import annotations

import multiprocessing
import threading
from multiprocessing.queues import Queue
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.destinations.rentix.limiter import RequestLog
from rentix_desktop.errors import AppError, Code
from rentix_desktop.store.request_times import COUNTS_FOR, RequestTimes

URL = "https://crm.rentix.md/api/v1"


class Clocks:
    """The two clocks of a computer, to be set at will."""

    def __init__(self) -> None:
        self.wall, self.mono = 1_800_000_000.0, 5_000.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.mono += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def _times(path: Path, clocks: Clocks) -> RequestTimes:
    times = RequestTimes(path / "times.sqlite", lambda: clocks.wall, lambda: clocks.mono)
    log: RequestLog = times  # it is what the limiter asks for
    assert log is times
    return times


def test_a_window_may_be_used_up_at_once_and_opens_as_its_requests_grow_old(tmp_path: Path, clocks: Clocks) -> None:
    times = _times(tmp_path, clocks)
    assert times.reserve(URL, {"all": 2}) == 0.0
    clocks.pass_by(10)
    assert times.reserve(URL, {"all": 2}) == 0.0
    assert times.reserve(URL, {"all": 2}) == pytest.approx(COUNTS_FOR - 10)
    clocks.pass_by(COUNTS_FOR - 10)
    assert times.reserve(URL, {"all": 2}) == 0.0
    assert times.reserve(URL, {"all": 2}) == pytest.approx(10)
    times.close()


def test_a_place_is_taken_in_all_windows_or_in_none(tmp_path: Path, clocks: Clocks) -> None:
    times = _times(tmp_path, clocks)
    assert times.reserve(URL, {"all": 3, "bulk": 1}) == 0.0
    for _ in range(5):
        assert times.reserve(URL, {"all": 3, "bulk": 1}) > 0.0
    assert times.reserve(URL, {"all": 3}) == 0.0
    assert times.reserve(URL, {"all": 3}) == 0.0
    assert times.reserve(URL, {"all": 3}) > 0.0
    assert times.reserve("http://127.0.0.1:8000/api/v1", {"all": 3, "bulk": 1}) == 0.0, "another service, other windows"
    times.close()


def test_a_lowered_limit_counts_what_was_sent_before(tmp_path: Path, clocks: Clocks) -> None:
    times = _times(tmp_path, clocks)
    for _ in range(5):
        assert times.reserve(URL, {"all": 300}) == 0.0
        clocks.pass_by(1)
    assert times.reserve(URL, {"all": 2}) == pytest.approx(COUNTS_FOR - 2)
    times.close()


def test_the_service_closes_a_window(tmp_path: Path, clocks: Clocks) -> None:
    times = _times(tmp_path, clocks)
    times.close_for(URL, "bulk", 30)
    times.close_for(URL, "bulk", 5)
    assert times.reserve(URL, {"all": 300, "bulk": 30}) == pytest.approx(30)
    assert times.reserve(URL, {"all": 300}) == 0.0
    clocks.pass_by(30)
    assert times.reserve(URL, {"all": 300, "bulk": 30}) == 0.0
    times.close()


@pytest.mark.parametrize(
    ("wall", "mono"),
    [
        pytest.param(3600.0, 0.0, id="the clock was put forward"),
        pytest.param(-3600.0, 0.0, id="the clock was put back"),
        pytest.param(20.0, -4000.0, id="the computer was started anew"),
        pytest.param(-3600.0, -4000.0, id="started anew with its clock put back"),
        pytest.param(3600.0, 1.0, id="it slept"),
    ],
)
def test_no_change_of_the_clocks_forgets_a_request_or_holds_one_for_longer_than_a_minute(
    tmp_path: Path, clocks: Clocks, wall: float, mono: float
) -> None:
    times = _times(tmp_path, clocks)
    assert times.reserve(URL, {"all": 1}) == 0.0
    times.close_for(URL, "bulk", 10.0)
    clocks.wall += wall
    clocks.mono += mono
    assert 0.0 < times.reserve(URL, {"all": 1}) <= COUNTS_FOR
    assert times.reserve(URL, {"bulk": 1}) <= 10.0
    clocks.pass_by(COUNTS_FOR)
    assert times.reserve(URL, {"all": 1, "bulk": 1}) == 0.0
    times.close()


@given(st.lists(st.floats(0.0, 40.0), max_size=30), st.integers(1, 5))
def test_never_more_than_the_limit_within_a_minute(
    tmp_path_factory: pytest.TempPathFactory, pauses: list[float], limit: int
) -> None:
    clocks = Clocks()
    times = _times(tmp_path_factory.mktemp("times"), clocks)
    sent: list[float] = []
    for pause in pauses:
        clocks.pass_by(pause)
        while (wait := times.reserve(URL, {"all": limit})) > 0.0:
            clocks.pass_by(wait)
        sent.append(clocks.mono)
    times.close()
    for first, later in zip(sent, sent[limit:], strict=False):
        assert later - first > 60.0


def _reserve_all(path: Path, answers: Queue[int]) -> None:
    times = RequestTimes(path)
    answers.put(sum(times.reserve(URL, {"all": 300, "bulk": 30}) == 0.0 for _ in range(40)))
    times.close()


def test_several_processes_and_threads_share_the_windows(tmp_path: Path) -> None:
    path = tmp_path / "times.sqlite"
    spawn = multiprocessing.get_context("spawn")
    answers: Queue[int] = spawn.Queue()
    processes = [spawn.Process(target=_reserve_all, args=(path, answers)) for _ in range(2)]
    times = RequestTimes(path)
    taken: list[bool] = []

    def work() -> None:
        taken.extend(times.reserve(URL, {"all": 300, "bulk": 30}) == 0.0 for _ in range(20))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for process in processes:
        process.start()
    for thread in threads:
        thread.start()
    in_processes = sum(answers.get(timeout=60) for _ in processes)
    for process in processes:
        process.join()
    for thread in threads:
        thread.join()
    assert sum(taken) + in_processes == 30
    times.close()
    assert times.reserve(URL, {"bulk": 30}) > 0.0, "a restart forgets nothing"
    times.close()


def test_a_damaged_file_is_begun_anew(tmp_path: Path, clocks: Clocks) -> None:
    (tmp_path / "times.sqlite").write_bytes(b"this is no database, however long it may be" * 100)
    times = _times(tmp_path, clocks)
    assert times.reserve(URL, {"all": 1}) == 0.0
    assert times.reserve(URL, {"all": 1}) > 0.0
    times.close()


def test_a_folder_that_is_gone_is_told(tmp_path: Path, clocks: Clocks) -> None:
    with pytest.raises(AppError) as caught:
        _times(tmp_path / "gone", clocks).reserve(URL, {"all": 1})
    assert caught.value.code is Code.DATA_FOLDER_NOT_WRITABLE


def test_the_lowest_number_the_service_tells_holds_while_requests_count(tmp_path: Path, clocks: Clocks) -> None:
    before = _times(tmp_path, clocks)
    assert before.reserve(URL, {"all": 9, "bulk": 9}) == 0.0
    for told in (2, 5, 10**19):
        before.told(URL, "bulk", told)
    before.close()
    after = _times(tmp_path, clocks)
    assert after.reserve(URL, {"all": 9, "bulk": 9}) == 0.0
    assert after.reserve(URL, {"all": 9, "bulk": 9}) == pytest.approx(COUNTS_FOR)
    assert after.reserve(URL, {"all": 9}) == 0.0
    clocks.pass_by(COUNTS_FOR)  # the next answer tells it again
    assert [after.reserve(URL, {"all": 9, "bulk": 9}) for _ in range(4)] == [0.0] * 4
    after.close()


def test_a_page_that_a_power_cut_left_half_written_costs_a_minute_of_memory_and_no_more(
    tmp_path: Path, clocks: Clocks
) -> None:
    times = _times(tmp_path, clocks)
    for _ in range(300):
        assert times.reserve(URL, {"all": 1000, "bulk": 1000}) == 0.0
    times.close()
    path = tmp_path / "times.sqlite"
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    again = _times(tmp_path, clocks)
    assert again.reserve(URL, {"all": 2}) == 0.0
    assert again.reserve(URL, {"all": 2}) == 0.0
    assert again.reserve(URL, {"all": 2}) > 0.0
    again.close()
