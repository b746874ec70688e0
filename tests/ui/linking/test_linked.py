"""Links that are there are taken off; what is there twice is hidden."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QPushButton, QTextBrowser

from rentix_desktop.catalog.fields import Record
from rentix_desktop.sync.destination import Op, Operation
from rentix_desktop.sync.ledger import Action, RunKind, State
from rentix_desktop.ui.places.entries import UPLOAD, UPLOADS
from tests.destinations.conftest import NoWaiting
from tests.ui.conftest import find
from tests.ui.linking_desk import LinkDesk, link_by_hand


def linked(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    desk.press("linkButton")
    desk.press("linkedTab")


def test_links_are_taken_off_after_a_question(desk: LinkDesk) -> None:
    linked(desk)
    assert {row[1] for row in desk.cells("linkedTable")} == {"CN-1", "CN-6"}
    desk.table("linkedTable").selectRow(0)
    desk.press("unlinkButton")
    assert "would make new ones" in desk.said()
    assert desk.button("unlinkNoButton").hasFocus()
    desk.press("unlinkNoButton")
    assert desk.codes()[90001] == "CN-1"
    desk.press("unlinkButton")
    desk.press("unlinkYesButton")
    assert "The link of 1 listing is taken off." in desk.said()
    assert desk.codes()[90001] is None
    assert desk.office.ledger.listings(["CN-1"]) == {}
    desk.press("backToLinksButton")
    assert {row[1] for row in desk.cells("linkedTable")} == {"CN-6"}
    desk.press("sureTab")  # paired again, as it has none any more
    ((_, row, _, _, why),) = desk.cells("sureTable")
    assert row.splitlines()[1][:4] == "CN-1"
    assert why == "Not linked"  # nobody is surprised by a tick that gives it its code again
    assert desk.button("linkButton").text() == "Nothing to link"


def test_what_was_linked_is_told_from_what_uploads_made(desk: LinkDesk) -> None:
    linked(desk)
    assert {row[2] for row in desk.cells("linkedTable")} == {"No. 90001 · Published", "No. 90005 · Published"}
    desk.press("backToCheckButton")
    desk.press("sendButton")
    desk.press("sendAllTheSameButton")
    desk.open()
    desk.press("linkedTab")
    desk.press("readAgainButton")  # the numbers of new ones are the portal's
    assert len(desk.cells("linkedTable")) == 6
    box = find(desk.window, QComboBox, "linkRunCombo")
    assert [box.itemText(at) for at in range(3)] == ["All: 6", "Linked: 2", "Made by uploads: 4"]
    box.setCurrentIndex(1)
    assert {row[1] for row in desk.cells("linkedTable")} == {"CN-1", "CN-6"}
    box.setCurrentIndex(2)
    assert len(desk.cells("linkedTable")) == 4


def test_all_links_of_a_run_are_taken_off(desk: LinkDesk) -> None:
    linked(desk)
    box = find(desk.window, QComboBox, "linkRunCombo")
    assert box.count() == 2
    assert "listings.csv: 2" in box.itemText(1)
    box.setCurrentIndex(1)
    desk.press("selectAllLinkedButton")
    desk.press("unlinkButton")
    desk.press("unlinkYesButton")
    assert set(desk.codes().values()) == {None}


def test_of_two_that_are_the_same_one_is_hidden_on_request(desk: LinkDesk) -> None:
    desk.open()
    desk.press("twiceTab")
    assert "Not looked for yet" in desk.said()
    desk.press("readPortalButton")
    assert desk.button("twiceTab").text() == "Twice on the portal (1)"
    desk.press("hideSecondButton")
    assert "It is not deleted" in desk.said()
    desk.press("hideDoubleYesButton")
    assert "is hidden" in desk.said()
    states = {each["id"]: each["status"] for each in desk.portal.state()["listings"]}
    assert sorted((states[90002], states[90003])) == ["active", "hidden"]
    assert "Nothing is there twice" in desk.said()
    (run,) = desk.office.ledger.runs()
    (row,) = desk.office.ledger.rows(run.id)
    assert (run.kind, row.planned.external_id, states[int(row.planned.known_as)]) == (RunKind.HIDE, "", "hidden")


def test_two_that_are_not_the_same_are_asked_about_no_more_until_it_is_taken_back(desk: LinkDesk) -> None:
    desk.open()
    desk.press("twiceTab")
    desk.press("readPortalButton")
    assert desk.table("doublePairTable").hasFocus()
    desk.key(Qt.Key.Key_Delete)
    assert "No. 90002 – No. 90003: not the same." in desk.said() or "No. 90003 – No. 90002" in desk.said()
    assert "Nothing is there twice" in desk.said()
    assert desk.office.ledger.apart() == {frozenset(("90002", "90003"))}
    desk.press("readAgainButton")
    assert desk.button("twiceTab").text() == "Twice on the portal (0)"
    desk.press("doubleUndoButton")
    assert desk.office.ledger.apart() == frozenset()
    assert desk.button("twiceTab").text() == "Twice on the portal (1)"
    assert desk.writes() == []


def test_what_was_hidden_is_in_the_history_and_taken_back_there(desk: LinkDesk) -> None:
    photos: Record = {"files": [{"url": f"https://photos.example/{number}.jpg"} for number in range(3)]}
    for number in ("90002", "90003"):  # without them the portal shows none again
        desk.office.destination.send_one(Operation(Op.UPSERT, "", photos, number), NoWaiting())
    desk.open()
    desk.press("twiceTab")
    desk.press("readPortalButton")
    desk.press("hideSecondButton")
    desk.press("hideDoubleYesButton")
    hidden = {each["id"] for each in desk.portal.state()["listings"] if each["status"] == "hidden"}
    desk.window.show_place(UPLOADS)
    desk.settle()
    assert [line[0] for line in desk.cells("uploadsTable")] == ["Hidden on the portal"]
    desk.press("openRunButton")
    assert desk.cells("runRowsTable")[0][:2] == [f"Chișinău, str. Puskin 12\n{min(hidden)}", "Hide"]
    desk.press("allUploadsButton")
    search = find(desk.window.page, QLineEdit, "listingSearchEdit")
    search.setText(str(min(hidden)))
    desk.qtbot.keyClick(search, Qt.Key.Key_Return)
    desk.settle()
    assert (
        "Hidden on the portal by somebody's choice." in find(desk.window.page, QTextBrowser, "lifeText").toPlainText()
    )
    desk.press("allUploadsButton")
    assert desk.button("takeBackButton").text() == "Take back this hiding"
    desk.press("takeBackButton")
    question = find(desk.window, QDialog, "undoQuestion")
    assert next(each.text() for each in question.findChildren(QLabel)) == "Take back this hiding?"
    find(question, QPushButton, "undoYesButton").click()
    desk.settle()
    assert {each["status"] for each in desk.portal.state()["listings"]} == {"active"}


@pytest.mark.parametrize("kind", ["drop", "cut"])
def test_an_answer_that_is_lost_is_looked_up(desk: LinkDesk, kind: str) -> None:
    desk.open()
    desk.press("twiceTab")
    desk.press("readPortalButton")
    desk.portal.faults([{"kind": kind, "method": "PUT", "path": "/listings"}])
    desk.press("hideSecondButton")
    desk.press("hideDoubleYesButton")
    assert "is hidden" in desk.said()
    hidden = [each for each in desk.portal.state()["listings"] if each["status"] == "hidden"]
    assert [each["applied"] for each in hidden] == [1]


def test_what_could_not_be_sent_is_told_and_gone_on_with(desk: LinkDesk) -> None:
    desk.open()
    desk.press("twiceTab")
    desk.press("readPortalButton")
    desk.portal.faults([{"kind": "status", "method": "PUT", "path": "/listings", "status": 401}])
    desk.press("hideSecondButton")
    desk.press("hideDoubleYesButton")
    assert "is not hidden yet" in desk.said()
    assert "The key was not accepted" in desk.said()
    left = desk.office.ledger.interrupted()
    assert left is not None
    assert left.kind is RunKind.HIDE
    desk.window.show_place(UPLOAD)
    desk.settle()
    assert "Hiding listings on the portal did not finish" in desk.said()
    desk.press("resumeButton")
    states = {each["id"]: each["status"] for each in desk.portal.state()["listings"]}
    assert sorted((states[90002], states[90003])) == ["active", "hidden"]
    assert desk.office.ledger.interrupted() is None


def test_a_linked_one_is_hidden_through_the_ledger(desk: LinkDesk) -> None:
    link_by_hand(desk, "90002", "CN-2")
    link_by_hand(desk, "90003", "CN-20")
    desk.open()
    desk.press("twiceTab")
    desk.press("readPortalButton")
    desk.press("hideSecondButton")
    assert "an upload shows it again" in desk.said()
    desk.press("hideDoubleYesButton")
    (run,) = desk.office.ledger.runs()
    (row,) = desk.office.ledger.rows(run.id)
    assert (row.planned.action, row.state) == (Action.HIDE, State.ACCEPTED)
    assert desk.office.ledger.listings([row.planned.external_id])[row.planned.external_id].shown is False


def test_one_that_the_portal_would_not_hide_is_told_with_its_words(desk: LinkDesk) -> None:
    desk.open()
    desk.press("twiceTab")
    desk.press("readPortalButton")
    body = {"statusCode": 422, "message": ["listing is being checked"], "error": "Unprocessable Entity"}
    desk.portal.faults([{"kind": "status", "method": "PUT", "path": "/listings", "status": 422, "body": body}])
    desk.press("hideSecondButton")
    desk.press("hideDoubleYesButton")
    assert "is not hidden" in desk.said()
    assert "The portal says: listing is being checked. Its page has a way to hide it." in desk.said()
    assert desk.button("twiceTab").text() == "Twice on the portal (1)"
    assert desk.sees("doubleTheirsOpenButton")
