"""Looking at photos: each address once, side by side, a warning for each that does not open."""

from __future__ import annotations

import threading

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Cancelled
from rentix_desktop.sync.photos import AT_ONCE, PhotoCheck, PhotoFault
from tests.fakes.catalogue import CATALOGUE


def record(*addresses: str) -> Record:
    return {"externalId": "CN-1", "files": [{"url": address, "externalFileId": address} for address in addresses]}


def test_each_photo_that_does_not_open_is_a_warning_with_its_number_and_why() -> None:
    asked: list[str] = []

    def look(address: str) -> PhotoFault | None:
        asked.append(address)
        return PhotoFault.MISSING if "gone" in address else None

    with PhotoCheck(look, CATALOGUE, RunControl()) as check:
        first, second, third = check.problems(
            [record("https://x/1", "https://x/gone"), record("https://x/gone", "https://x/1"), {"externalId": "CN-3"}]
        )
        assert check.problems([record("https://x/1")]) == [()]
        assert check.asked == 2
    assert sorted(asked) == ["https://x/1", "https://x/gone"]
    assert third == ()
    (warning,) = first
    assert (warning.code, warning.severity) == (ProblemCode.PHOTO_DOES_NOT_OPEN, Severity.WARNING)
    assert dict(warning.params) == {"text": "https://x/gone", "number": 2, "why": "missing"}
    assert second[0].params["number"] == 1


def test_what_is_no_address_is_not_asked_for() -> None:
    def look(address: str) -> PhotoFault | None:
        raise AssertionError(address)

    with PhotoCheck(look, CATALOGUE, RunControl()) as check:
        assert check.problems([record("file:///etc/passwd", "photo.jpg"), {"files": "x"}, {"files": [1, {}]}]) == [
            (),
            (),
            (),
        ]


def test_side_by_side_and_stopped_at_once() -> None:
    control, going, hold = RunControl(), threading.Semaphore(0), threading.Event()

    def look(_: str) -> PhotoFault | None:
        going.release()
        hold.wait(20)
        return None

    def stop() -> None:
        for _ in range(AT_ONCE):
            going.acquire()
        control.cancel()

    watcher = threading.Thread(target=stop)
    watcher.start()
    with PhotoCheck(look, CATALOGUE, control) as check, pytest.raises(Cancelled):
        check.problems([record(*(f"https://x/{n}" for n in range(20)))])
    hold.set()
    watcher.join()
