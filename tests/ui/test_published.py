"""What became of what was accepted: followed while the clerk goes on, and looked up when the clerk asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import Code
from rentix_desktop.sync import follow
from rentix_desktop.sync.destination import (
    Accepted,
    After,
    JobNews,
    JobState,
    ListingSeen,
    Operation,
    Outcome,
    Publication,
    Waiter,
)
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from tests.fakes.destination import failure
from tests.ui.conftest import find, settle
from tests.ui.parts import Service, World
from tests.ui.ways import at_check, listing

ROWS = [listing(number) for number in range(4)]


@dataclass
class Publishing(Service):
    """Publishes later: each listing has a job, which is over when `news` says so."""

    news: dict[str, JobNews] = field(default_factory=dict)
    seen: dict[str, ListingSeen] = field(default_factory=dict)
    later_fields: frozenset[str] = frozenset({"announcementStatus"})
    began: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)
    broken: bool = False

    def send(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        done = super().send(operations, waiter)
        address = "https://rentix.md/announcement/"
        return tuple(
            Accepted(public_url=address + one.external_id, job=one.external_id) if isinstance(out, Accepted) else out
            for one, out in zip(operations, done, strict=True)
        )

    def job(self, job: str, waiter: Waiter) -> JobNews:
        return self.news.get(job, JobNews(JobState.PROCESSING))

    def listing(self, external_id: str, portal_id: str | None, waiter: Waiter) -> ListingSeen:
        self.began.set()
        self.may_answer.wait(20)
        if self.broken:
            raise failure(Code.KEY_INVALID, After.STOP)
        return self.seen.get(external_id, ListingSeen(Publication.PUBLISHED, "active"))


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST_SECONDS", "LONGEST_SECONDS", "BETWEEN_SECONDS"):
        monkeypatch.setattr(follow, name, 0.01)


def sent(qtbot: QtBot, window: Window, world: World, service: Publishing) -> Callable[[], str]:
    """At the results; gives what the line says."""
    at_check(qtbot, window, world, ROWS, service)
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS
    line = find(window, QLabel, "publicationLabel")
    return line.text


def listed(window: Window) -> list[tuple[str, str]]:
    model = find(window, QTableView, "publicationsTable").model()
    return [(str(model.index(at, 0).data()), str(model.index(at, 1).data())) for at in range(model.rowCount())]


@pytest.mark.usefixtures("soon")
def test_what_the_portal_publishes_is_told_as_it_happens(qtbot: QtBot, window: Window, world: World) -> None:
    service = Publishing()
    said = sent(qtbot, window, world, service)
    qtbot.waitUntil(lambda: said() == "On the portal: 4 being published.")
    service.news = {"CN-0": JobNews(JobState.COMPLETED), "CN-2": JobNews(JobState.FAILED, "Photo 2 cannot be read")}
    qtbot.waitUntil(lambda: said() == "On the portal: 1 published, 2 being published, 1 could not be published.")
    find(window, QPushButton, "seePublishedButton").click()
    settle(qtbot, window)
    assert [state for _, state in listed(window)] == ["Could not be published", *["Being published"] * 2, "Published"]
    model = find(window, QTableView, "publicationsTable").model()
    assert "Photo 2 cannot be read" in str(model.index(0, 2).data())
    find(window, QPushButton, "backToResultsButton").click()
    service.news |= {"CN-1": JobNews(JobState.COMPLETED), "CN-3": JobNews(JobState.FAILED_RETRYABLE)}
    qtbot.waitUntil(lambda: "for now" in said())


@pytest.mark.usefixtures("soon")
def test_a_new_upload_and_the_end_of_the_program_do_not_wait_for_the_portal(
    qtbot: QtBot, window: Window, world: World
) -> None:
    sent(qtbot, window, world, Publishing())
    find(window, QPushButton, "newUploadButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.FILE  # and the fixture closes it: what goes on aside is stopped


def test_the_portal_is_asked_when_the_clerk_asks(qtbot: QtBot, window: Window, world: World) -> None:
    service = Publishing(
        seen={"CN-1": ListingSeen(Publication.GONE), "CN-3": ListingSeen(Publication.ACCEPTED, "hidden")}
    )
    said = sent(qtbot, window, world, service)
    qtbot.waitUntil(lambda: bool(said()))
    find(window, QPushButton, "seePublishedButton").click()
    settle(qtbot, window)
    find(window, QPushButton, "lookUpButton").click()
    qtbot.waitUntil(service.began.is_set)
    assert not find(window, QPushButton, "lookUpButton").isEnabled()
    assert find(window, QPushButton, "stopLookingButton").isVisible()
    service.may_answer.set()
    settle(qtbot, window)
    assert said() == "On the portal: 2 published, 1 not there any more, 1 accepted."
    assert sorted(state for _, state in listed(window)) == [
        "Hidden",
        "Not on the portal any more",
        "Published",
        "Published",
    ]
    combo = find(window, QComboBox, "publicationCombo")
    combo.setCurrentIndex(combo.findData(Publication.GONE.value))
    assert [name.split("\n")[1] for name, _ in listed(window)] == ["CN-1"]
    combo.setCurrentIndex(0)
    find(window, QLineEdit, "searchPublishedEdit").setText("ismail 3")
    assert [state for _, state in listed(window)] == ["Hidden"]
    find(window, QLineEdit, "searchPublishedEdit").setText("nowhere")
    assert listed(window) == []


def test_asking_can_be_stopped_and_can_fail_and_what_was_learnt_is_kept(
    qtbot: QtBot, window: Window, world: World
) -> None:
    service = Publishing()
    said = sent(qtbot, window, world, service)
    qtbot.waitUntil(lambda: bool(said()))
    find(window, QPushButton, "seePublishedButton").click()
    settle(qtbot, window)
    find(window, QPushButton, "lookUpButton").click()
    qtbot.waitUntil(service.began.is_set)
    find(window, QPushButton, "stopLookingButton").click()
    service.may_answer.set()
    settle(qtbot, window)
    assert find(window, QPushButton, "lookUpButton").isEnabled()
    service.broken = True
    find(window, QPushButton, "lookUpButton").click()
    settle(qtbot, window)
    titles = [title for title in window.findChildren(QLabel, "errorTitle") if title.isVisible()]
    assert len(titles) == 1


def test_where_the_portal_tells_nothing_more_nothing_is_asked(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, ROWS, Service())
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    told = find(window, QLabel, "publicationLabel")
    qtbot.waitUntil(lambda: told.text() == "On the portal: 4 accepted.")
    find(window, QPushButton, "seePublishedButton").click()
    settle(qtbot, window)
    assert len(listed(window)) == 4
    assert not find(window, QPushButton, "lookUpButton").isVisible()
