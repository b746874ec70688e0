"""Profiles of agents in the window: edited, saved, refused, left unsaved; and their photos."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit

from rentix_desktop.catalog.fields import Record
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Op, Operation, PersonSeen, Waiter
from rentix_desktop.sync.people import Part
from rentix_desktop.ui.widgets.portraits import PORTRAIT, Portrait, PortraitView, initials
from tests.ui.agents.desk import AgentsDesk
from tests.ui.conftest import find
from tests.ui.parts import World

PHOTO = "https://photos.example/elena.png"


def change(desk: AgentsDesk, name: str, fields: Record) -> None:
    """On the portal, by somebody else."""
    person = next(each for each in desk.office.destination.list_people(RunControl()) if each.name == name)
    operation = Operation(Op.UPSERT, person.external_id or "", fields, person.portal_id)
    (outcome,) = desk.office.destination.send_people([operation], RunControl())
    assert not hasattr(outcome, "messages"), outcome


# the profile --------------------------------------------------------------------------------------------------------------
def test_only_what_was_changed_is_saved(desk: AgentsDesk) -> None:
    change(desk, "Elena Lupan", {Part.ABOUT: {"ro": "Vinde case.", "en": "Sells houses."}})
    desk.edit("Elena Lupan")
    assert not desk.button("saveAgentButton").isEnabled()
    find(desk.window, QPlainTextEdit, "profileDescriptionEdit").setPlainText("Sells houses and flats.")
    desk.line("profileNameEdit").setText("Elena Rusu")
    find(desk.window, QCheckBox, "viberChannelCheck").setChecked(False)
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
    desk.edit("Ion Sandu")
    instagram = desk.line("instagramEdit")
    instagram.setText("https://facebook.com/ion")
    assert "begins with https://instagram.com/" in find(desk.window, QLabel, "instagramSaidLabel").text()
    assert not desk.button("saveAgentButton").isEnabled()
    instagram.setText("@ion.sandu")
    instagram.editingFinished.emit()
    assert instagram.text() == "https://instagram.com/ion.sandu"
    assert not find(desk.window, QLabel, "instagramSaidLabel").isVisible()
    desk.line("profileNameEdit").setText("")
    assert "needs a name" in desk.said()
    desk.line("profileNameEdit").setText("Ion Sandu")
    desk.press("saveAgentButton")
    user = desk.users()["Ion Sandu"]
    assert (user["instagram"], user["externalId"]) == ("https://instagram.com/ion.sandu", None)


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(desk: AgentsDesk) -> None:
    change(desk, "Ion Sandu", {Part.INSTAGRAM: "https://instagram.com/ion"})
    desk.edit("Ion Sandu")
    desk.line("instagramEdit").setText("")
    desk.line("profileNameEdit").setText("Ion S.")
    desk.press("saveAgentButton")
    assert "The portal says: “instagram must start with" in find(desk.window, QLabel, "instagramSaidLabel").text()
    assert desk.line("profileNameEdit").text() == "Ion S."
    assert "Ion S." not in desk.users()
    desk.line("instagramEdit").setText("https://instagram.com/ion")
    desk.press("saveAgentButton")
    assert "Ion S." in desk.users()


def test_the_phone_is_only_read_and_says_why(desk: AgentsDesk) -> None:
    desk.edit("Ion Sandu")
    assert find(desk.window, QLabel, "profilePhoneLabel").text().startswith("+373")
    assert "Rentix verifies phones" in desk.said()


def test_the_photo_is_set_by_its_address_and_taken_away(desk: AgentsDesk, world: World) -> None:
    world.pictures[PHOTO] = picture()
    desk.edit("Ion Sandu")
    desk.line("profilePhotoEdit").setText("photo.png")
    assert not desk.button("saveAgentButton").isEnabled()
    desk.line("profilePhotoEdit").setText(PHOTO)
    desk.line("profilePhotoEdit").editingFinished.emit()
    desk.settle()
    assert find(desk.window, PortraitView, "profilePortrait").portrait.picture is not None
    desk.press("saveAgentButton")
    assert desk.users()["Ion Sandu"]["avatar"]["variants"][0]["url"] == PHOTO
    desk.edit("Ion Sandu")
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
    change(desk, "Elena Lupan", {Part.PHOTO: PHOTO})
    change(desk, "Ion Sandu", {Part.PHOTO: "https://photos.example/gone.png"})
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


# what is not saved --------------------------------------------------------------------------------------------------------
def typed(desk: AgentsDesk) -> str:
    return desk.line("profileNameEdit").text()


def test_going_back_asks_before_what_was_typed_is_lost(desk: AgentsDesk) -> None:
    desk.edit("Ion Sandu")
    desk.press("editBackButton")  # nothing was typed: nothing is asked
    desk.edit("Ion Sandu")
    desk.line("profileNameEdit").setText("Ion S.")
    desk.answer(yes=False)
    desk.press("editBackButton")
    assert typed(desk) == "Ion S."
    assert "What you changed about Ion Sandu is not on the portal yet." in desk.answers[0]
    desk.answer(yes=True)
    desk.press("editBackButton")
    assert desk.sees("agentsTable")
    desk.edit("Ion Sandu")
    assert typed(desk) == "Ion Sandu"
    assert len(desk.answers) == 2


def test_what_was_typed_is_there_again_wherever_one_was_meanwhile(desk: AgentsDesk) -> None:
    desk.edit("Ion Sandu")
    desk.line("profileNameEdit").setText("Ion S.")
    desk.take_file()  # another page, and another file: the agents are read again
    desk.open()
    assert typed(desk) == "Ion S."
    desk.window.change_language("ro")
    desk.settle()
    assert typed(desk) == "Ion S."
    desk.press("saveAgentButton")
    assert "Ion S." in desk.users()
    assert desk.window.session.unsaved == {}


def test_what_was_typed_outlives_a_save_that_failed(desk: AgentsDesk) -> None:
    desk.edit("Ion Sandu")
    desk.line("profileNameEdit").setText("Ion S.")
    desk.portal.faults([{"kind": "status", "path": "/users/bulk", "times": 1, "status": 401}])
    desk.press("saveAgentButton")
    assert desk.window.page.error.error is not None
    assert typed(desk) == "Ion S."
    desk.press("saveAgentButton")
    assert "Ion S." in desk.users()


def test_closing_the_window_asks_before_what_was_typed_is_lost(desk: AgentsDesk) -> None:
    desk.edit("Ion Sandu")
    desk.line("profileNameEdit").setText("Ion S.")
    desk.answer(yes=False)
    assert not desk.window.close()
    assert "Close without saving?" in desk.answers[0]
    assert typed(desk) == "Ion S."
