"""Agents in the window: profiles, links taken off, kept files, photos, what goes wrong, and many of them."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from rentix_desktop.catalog.fields import Record
from rentix_desktop.errors import Cause, Code
from rentix_desktop.linking.agents import file_agents
from rentix_desktop.linking.staff import create_people
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.text import fold
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Op, Operation, PersonSeen, Waiter
from rentix_desktop.sync.sources.source import Place, Source
from rentix_desktop.ui.widgets.portraits import PORTRAIT, Portrait, PortraitView, initials
from rentix_desktop.ui.window import Window
from tests.proofs.world import Portal, office, open_portal, short_waits
from tests.ui.agents_desk import AGENT_HEADER, NAMES, AgentsDesk, agents_desk, write_file
from tests.ui.conftest import find
from tests.ui.parts import World

_numbers = itertools.count()
PHOTO = "https://photos.example/elena.png"


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with open_portal() as running, short_waits():
        yield running


@pytest.fixture
def desk(portal: Portal, open_window: Callable[..., Window], qtbot: QtBot, tmp_path: Path) -> Iterator[AgentsDesk]:
    portal.reset()
    with office(tmp_path / f"{next(_numbers)}", portal) as made:
        desk = agents_desk(open_window(), made, portal, qtbot, tmp_path)
        yield desk
        desk.window.session.change(desk.window.session.flow.again())
        desk.window.session._live.connection = None  # the office closes it


def change(desk: AgentsDesk, name: str, fields: Record) -> None:
    """On the portal, by somebody else."""
    person = next(each for each in desk.office.destination.list_people(RunControl()) if each.name == name)
    operation = Operation(Op.UPSERT, person.external_id or "", fields, person.portal_id)
    (outcome,) = desk.office.destination.send_people([operation], RunControl())
    assert not hasattr(outcome, "messages"), outcome


def edit(desk: AgentsDesk, name: str) -> None:
    desk.open()
    desk.select(name)
    desk.press("editAgentButton")


def line(desk: AgentsDesk, name: str) -> QLineEdit:
    return find(desk.window, QLineEdit, name)


def body(desk: AgentsDesk) -> Record:
    """The one operation of the last write."""
    (operation,) = desk.sent()[-1]["body"]["operations"]
    found: Record = operation
    return found


# the profile --------------------------------------------------------------------------------------------------------------
def test_only_what_was_changed_is_saved(desk: AgentsDesk) -> None:
    change(desk, "Elena Lupan", {"description": {"ro": "Vinde case.", "en": "Sells houses."}})
    edit(desk, "Elena Lupan")
    assert not desk.button("saveAgentButton").isEnabled()
    find(desk.window, QPlainTextEdit, "profileDescriptionEdit").setPlainText("Sells houses and flats.")
    line(desk, "profileNameEdit").setText("Elena Rusu")
    find(desk.window, QCheckBox, "contact_viberCheck").setChecked(False)
    before = desk.users()["Elena Lupan"]
    desk.press("saveAgentButton")
    after = desk.users()["Elena Rusu"]
    assert after["description"] == {"ro": "Vinde case.", "en": "Sells houses and flats."}
    assert after["settings"] == {**before["settings"], "contact_viber": False}
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"name", "description", "settings"}
    assert "The profile is saved" in desk.said()
    assert desk.agents()["Elena Rusu"][2] == "linked"


def test_a_name_typed_for_an_address_becomes_one_and_a_wrong_one_is_said_at_once(desk: AgentsDesk) -> None:
    edit(desk, "Ion Sandu")
    instagram = line(desk, "instagramEdit")
    instagram.setText("https://facebook.com/ion")
    assert "begins with https://instagram.com/" in find(desk.window, QLabel, "instagramSaidLabel").text()
    assert not desk.button("saveAgentButton").isEnabled()
    instagram.setText("@ion.sandu")
    instagram.editingFinished.emit()
    assert instagram.text() == "https://instagram.com/ion.sandu"
    assert not find(desk.window, QLabel, "instagramSaidLabel").isVisible()
    line(desk, "profileNameEdit").setText("")
    assert "needs a name" in desk.said()
    line(desk, "profileNameEdit").setText("Ion Sandu")
    desk.press("saveAgentButton")
    user = desk.users()["Ion Sandu"]
    assert (user["instagram"], user["externalId"]) == ("https://instagram.com/ion.sandu", None)


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(desk: AgentsDesk) -> None:
    change(desk, "Ion Sandu", {"instagram": "https://instagram.com/ion"})
    edit(desk, "Ion Sandu")
    line(desk, "instagramEdit").setText("")
    line(desk, "profileNameEdit").setText("Ion S.")
    desk.press("saveAgentButton")
    assert "The portal says: “instagram must start with" in find(desk.window, QLabel, "instagramSaidLabel").text()
    assert line(desk, "profileNameEdit").text() == "Ion S."
    assert "Ion S." not in desk.users()
    line(desk, "instagramEdit").setText("https://instagram.com/ion")
    desk.press("saveAgentButton")
    assert "Ion S." in desk.users()


def test_the_phone_is_only_read_and_says_why(desk: AgentsDesk) -> None:
    edit(desk, "Ion Sandu")
    assert find(desk.window, QLabel, "profilePhoneLabel").text().startswith("+373")
    assert "Rentix verifies phones" in desk.said()


def test_the_photo_is_set_by_its_address_and_taken_away(desk: AgentsDesk, world: World) -> None:
    world.pictures[PHOTO] = picture()
    edit(desk, "Ion Sandu")
    line(desk, "profilePhotoEdit").setText("photo.png")
    assert not desk.button("saveAgentButton").isEnabled()
    line(desk, "profilePhotoEdit").setText(PHOTO)
    line(desk, "profilePhotoEdit").editingFinished.emit()
    desk.settle()
    assert find(desk.window, PortraitView, "profilePortrait").portrait.picture is not None
    desk.press("saveAgentButton")
    assert desk.users()["Ion Sandu"]["avatar"]["variants"][0]["url"] == PHOTO
    edit(desk, "Ion Sandu")
    desk.press("removePortraitButton")
    desk.press("saveAgentButton")
    assert desk.users()["Ion Sandu"]["avatar"] is None


# photos -------------------------------------------------------------------------------------------------------------------
def picture() -> bytes:
    image = QImage(80, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide's stubs want the format as bytes
    return bytes(data.data())


def portraits(desk: AgentsDesk) -> dict[str, bool]:
    model = desk.table("agentsTable").model()
    found = [model.index(row, 1).data(PORTRAIT) for row in range(model.rowCount())]
    assert all(isinstance(each, Portrait) for each in found)
    return {each.name: each.picture is not None for each in found}


def test_photos_come_in_the_background_and_initials_stand_for_the_others(desk: AgentsDesk, world: World) -> None:
    world.pictures[PHOTO] = picture()
    change(desk, "Elena Lupan", {"avatar": {"url": PHOTO}})
    change(desk, "Ion Sandu", {"avatar": {"url": "https://photos.example/gone.png"}})
    desk.open()
    assert portraits(desk) == {"Elena Lupan": True, "Ion Sandu": False, "Olga Morari": False}
    assert (initials("Ion Sandu"), initials("Vasile"), initials("+373")) == ("IS", "V", "?")


def test_an_address_that_is_none_of_the_web_is_never_asked(
    desk: AgentsDesk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.pictures["file:///home/clerk/a.png"] = picture()  # it would be shown if it were asked for
    people = desk.office.destination.list_people

    def hostile(waiter: Waiter) -> tuple[PersonSeen, ...]:
        return tuple(replace(each, photo="file:///home/clerk/a.png") for each in people(waiter))

    monkeypatch.setattr(desk.office.destination, "list_people", hostile)
    desk.open()
    assert not any(portraits(desk).values())


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
    edit(desk, "Ion Sandu")
    line(desk, "profileNameEdit").setText("Ion S.")
    done = threading.Event()
    job = desk.window.jobs.build("tend", lambda _task: done.wait(20))
    connection = desk.window.session.connection
    assert connection is not None
    desk.window.session.tend(connection.key, job)
    job.start()
    assert not desk.button("saveAgentButton").isEnabled()
    assert line(desk, "profileNameEdit").text() == "Ion S."
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
    slow: list[float] = []
    for text in ("p", "po", "pop", "popa", "", "Ion"):
        begun = time.perf_counter()
        line(desk, "searchAgentsEdit").setText(text)
        slow.append(time.perf_counter() - begun)
    assert max(slow) < 0.25  # beside others on this machine; alone some hundredths
    assert len(desk.agents()) == 51
