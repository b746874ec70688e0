"""Links that are there are taken off; what is there twice is hidden."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from rentix_desktop.sync.ledger import Action, State
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
    desk.press("unlinkNoButton")
    assert desk.codes()[90001] == "CN-1"
    desk.press("unlinkButton")
    desk.press("unlinkYesButton")
    assert "The link of 1 listing is taken off." in desk.said()
    assert desk.codes()[90001] is None
    assert desk.office.ledger.listings(["CN-1"]) == {}
    desk.press("sureTab")  # paired again, as it has none any more
    assert {row[1].splitlines()[1][:4] for row in desk.cells("sureTable")} == {"CN-1"}


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
