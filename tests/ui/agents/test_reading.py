"""Agents in the window: links taken off, kept files, what goes wrong, and many of them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from rentix_desktop.errors import Cause, Code
from rentix_desktop.linking.people.agents import file_agents
from rentix_desktop.linking.people.staff import create_people
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.text import fold
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.sources.source import Place, Source
from rentix_desktop.ui.places.agents import views
from rentix_desktop.ui.widgets.portraits import Album
from rentix_desktop.ui.window import Window
from tests.ui.agents.desk import AGENT_HEADER, NAMES, AgentsDesk, write_file
from tests.ui.parts import World


# links taken off ----------------------------------------------------------------------------------------------------------
def test_links_are_taken_off_after_a_question_and_their_listings_go_without(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    desk.press("linkAgentsButton")
    desk.select("Ion Sandu", "Elena Lupan")
    assert desk.button("unlinkAgentsButton").text() == "Take 2 links off"
    desk.answer(yes=False)
    desk.press("unlinkAgentsButton")
    assert desk.users()["Ion Sandu"]["externalId"] == "Ion Sandu"
    desk.answer(yes=True)
    desk.press("unlinkAgentsButton")
    assert "the listings of these agents go without one" in desk.answers[-1]
    assert "The accounts stay on the portal" in desk.answers[-1]
    assert [user["externalId"] for user in desk.users().values()] == [None, None, None]
    assert "2 links were taken off" in desk.said()
    assert desk.button("linkAgentsButton").text() == "Nothing to link"  # they are not linked again by the way
    desk.press("agentsToCheckButton")
    desk.press("sendButton")
    assert set(desk.shown_by().values()) == {None}


# which file ---------------------------------------------------------------------------------------------------------------
def source(desk: AgentsDesk, path: Path, name: str) -> Source:
    columns = (("code", 0, "externalId"), ("address", 0, "propertyAddress"), (fold("Agent"), 0, "user"))
    layout = Layout(name, tuple(map(fold, AGENT_HEADER)), columns, key=(("code", 0),), names=AGENT_HEADER)
    connection = desk.window.session.connection
    assert connection is not None
    return Source(name, connection.key, Place(path.parent, path.name), f"{path}#", layout)


def test_without_an_open_file_those_of_the_kept_sources_are_read(
    desk: AgentsDesk, world: World, tmp_path: Path
) -> None:
    sales, rents = tmp_path / "sales", tmp_path / "rents"
    store = world.ports().sources
    for folder, names in ((sales, NAMES), (rents, ("Ion Sandu", "Vera"))):
        folder.mkdir()
        store.save(source(desk, write_file(folder / f"{folder.name}.csv", names), folder.name))
    store.save(source(desk, tmp_path / "gone.csv", "gone"))
    desk.open()
    found = desk.agents()
    assert found["Ion Sandu"][::2] == ("3 listings", "sure")  # of both files
    assert found["Vera"][::2] == ("1 listing", "no account")
    assert "6 agents in rents.csv, sales.csv." in desk.said()
    assert "The file of “gone” cannot be read now." in desk.said()


# what goes wrong ----------------------------------------------------------------------------------------------------------
def test_a_refused_key_is_said_in_the_page_and_it_can_be_tried_again(desk: AgentsDesk) -> None:
    desk.portal.faults([{"kind": "status", "path": "/users", "method": "GET", "times": 1, "status": 401}])
    desk.open()
    error = desk.window.page.error.error
    assert error is not None
    assert error.code is Code.KEY_INVALID
    assert "The agents were not read" in desk.said()
    desk.press("tryAgentsButton")
    assert not desk.window.page.error.isVisible()
    assert len(desk.agents()) == 3


def test_a_portal_that_cannot_be_reached_is_said_and_what_was_known_stays(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    desk.portal.faults([{"kind": "refuse", "path": "/users/bulk", "times": 9}])
    desk.press("linkAgentsButton")
    error = desk.window.page.error.error
    assert error is not None
    assert error.cause is Cause.UNREACHABLE
    assert desk.agents()["Ion Sandu"][2] == "sure"
    desk.portal.faults([])
    desk.press("linkAgentsButton")
    assert desk.users()["Ion Sandu"]["externalId"] == "Ion Sandu"


def test_a_portal_without_agents_says_so(desk: AgentsDesk) -> None:
    empty = {"kind": "status", "path": "/users", "method": "GET", "times": 9, "status": 200, "body": {"items": []}}
    desk.portal.faults([empty])
    desk.open()
    assert "The portal has no agents of your agency" in desk.said()


def test_without_a_connection_it_says_so(window: Window) -> None:
    window.show_place("agents")
    said = [each.text() for each in window.page.findChildren(QLabel) if each.isVisible()]
    assert "Connect to the portal first." in said


def test_while_something_is_sent_nothing_is_linked_and_what_is_typed_stays(desk: AgentsDesk) -> None:
    desk.edit("Ion Sandu")
    desk.line("profileNameEdit").setText("Ion S.")
    done = threading.Event()
    job = desk.window.jobs.build("tend", lambda _task: done.wait(20))
    connection = desk.window.session.connection
    assert connection is not None
    desk.window.session.tend(connection.key, job)
    job.start()
    assert not desk.button("saveAgentButton").isEnabled()
    assert desk.line("profileNameEdit").text() == "Ion S."
    done.set()
    desk.settle()
    desk.press("saveAgentButton")
    assert "Ion S." in desk.users()


# many of them -------------------------------------------------------------------------------------------------------------
def test_two_hundred_agents_are_shown_and_searched_at_once(desk: AgentsDesk) -> None:
    names = [f"{first}{middle} {last}" for first in ("Ana", "Ion", "Petru", "Vera") for middle in "abcde" for last in
             ("Rusu", "Lupan", "Ceban", "Moraru", "Sandu", "Botnaru", "Cojocaru", "Munteanu", "Popa", "Rotaru")]  # fmt: skip
    agents = file_agents({f"{name}, 0691{number:05}": 1 for number, name in enumerate(names)})
    for start in range(0, 200, 100):
        create_people(desk.office.destination, agents[start : start + 100], desk.office.ledger, RunControl())
    desk.take_file([text for agent in agents for text, _ in agent.texts])
    desk.open()
    assert len(desk.agents()) == 203
    for text, found in (("p", None), ("popa", 20), ("", 203), ("Ion", 51)):
        desk.line("searchAgentsEdit").setText(text)
        assert found is None or len(desk.agents()) == found


def test_that_the_portal_does_not_let_it_is_said_in_words_of_its_own(desk: AgentsDesk) -> None:
    desk.portal.faults([{"kind": "status", "path": "/users", "status": 403, "times": 99}])
    desk.open()
    assert "The key may not do this" in desk.said()
    assert "Use a key of your agency that may do this" in desk.said()
    assert "The agents were not read" in desk.said()


def test_how_long_it_takes_is_said_once_it_takes_long(desk: AgentsDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_LONG_MS", 0)
    made = views.AgentsViews(desk.window._desk, Album())
    desk.qtbot.addWidget(made)
    made.show_waiting("Reading", "500 rows read")
    said = [each.text() for each in made.findChildren(QLabel)]
    assert "500 rows read · 1 second" in said
    made.show_none("None", "", action=False)
    assert not any(timer.isActive() for timer in made.findChildren(QTimer))
