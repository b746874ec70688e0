"""Before an upload: what is on the portal without a code is told of, and offered to be paired."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from rentix_desktop.sync.destination import Op, Operation
from rentix_desktop.ui.places.linking.state import known_of
from tests.destinations.conftest import NoWaiting
from tests.ui.conftest import find
from tests.ui.linking_desk import ROWS, LinkDesk, link_by_hand


def test_the_check_page_says_how_many_have_no_code_and_leads_to_pairing(desk: LinkDesk) -> None:
    desk.to_check()
    assert "6 listings on the portal have no code yet. 4 of them seem to be in your file." in desk.said()
    desk.pair()
    assert desk.window.page.NAME == "linkingPlace"
    assert desk.writes() == []


def test_where_none_that_is_on_offer_is_in_the_file_it_is_told_and_nothing_is_asked(desk: LinkDesk) -> None:
    hidden = [Operation(Op.UPSERT, "", {"announcementStatus": "hidden"}, str(n)) for n in range(90001, 90006)]
    for operation in hidden:
        desk.office.destination.send_one(operation, NoWaiting())
    desk.to_check()
    assert "6 listings on the portal have no code yet. None of them seems to be in your file." in desk.said()
    desk.press("sendButton")
    assert desk.window.session.flow.summary is not None


def test_the_table_keeps_its_rows_in_a_small_window(desk: LinkDesk) -> None:
    desk.window.resize(1024, 680)
    desk.to_check([*ROWS, ("CN-7", "Chișinău, str. Lalelelor 3", "apartment", "none", "2", "", "")])
    assert desk.sees("pairFirstButton")
    table = desk.table("problemsTable")
    desk.qtbot.waitUntil(lambda: table.viewport().height() >= 5 * table.rowHeight(0))
    desk.window.resize(1280, 1000)
    desk.qtbot.waitUntil(lambda: find(desk.window, QWidget, "limitBar").isVisible())
    assert table.viewport().height() >= 5 * table.rowHeight(0)


def test_sending_without_pairing_is_warned_of_once(desk: LinkDesk) -> None:
    desk.to_check()
    desk.press("sendButton")
    assert desk.window.session.flow.run is None
    assert "4 listings that seem to be in your file will be on the portal twice" in desk.said()
    assert desk.button("pairFirstButton").hasFocus()
    assert desk.writes() == []
    desk.press("sendAllTheSameButton")
    assert desk.window.session.flow.summary is not None
    assert len(desk.codes()) == 12


def test_a_trial_is_asked_about_too_and_stays_a_trial(desk: LinkDesk) -> None:
    desk.to_check()
    desk.press("trialButton")
    assert desk.window.session.flow.run is None
    desk.press("sendAllTheSameButton")
    summary = desk.window.session.flow.summary
    assert summary is not None
    assert (summary.created, summary.not_sent) == (5, 1)


def test_who_said_it_once_is_not_asked_again(desk: LinkDesk) -> None:
    desk.to_check()
    known = known_of(desk.window.session)
    assert known is not None
    known.skipped = True
    desk.window.session.change(desk.window.session.flow.forecasted(None))
    desk.window.session.outdated.emit()
    desk.settle()
    assert not desk.sees("linkingOffer")
    desk.press("sendButton")
    assert desk.window.session.flow.summary is not None


def test_nothing_is_offered_where_every_listing_has_a_code(desk: LinkDesk) -> None:
    for number in range(90001, 90007):
        link_by_hand(desk, str(number), f"XX-{number}")
    desk.to_check()
    assert not desk.sees("linkingOffer")
    desk.press("sendButton")
    assert desk.window.session.flow.summary is not None


def test_a_portal_that_cannot_be_looked_at_is_said_quietly_and_can_be_tried_again(desk: LinkDesk) -> None:
    desk.portal.faults([{"kind": "status", "path": "/listings", "method": "GET", "times": 3, "status": 401}])
    desk.to_check()
    assert "could not be looked up" in desk.said()
    assert not desk.window.page.error.isVisible()
    assert desk.button("sendButton").isEnabled()
    desk.portal.faults([])
    desk.press("lookForLinksButton")
    assert "6 listings on the portal have no code yet" in desk.said()


def test_what_was_read_is_not_read_again(desk: LinkDesk) -> None:
    desk.to_check()
    reads = len(desk.portal.state()["log"])
    desk.pair()
    assert len(desk.portal.state()["log"]) == reads
    desk.press("backToCheckButton")
    assert len(desk.portal.state()["log"]) == reads
    assert "still to be decided or linked" in desk.said()


def test_send_pressed_while_the_portal_is_looked_at_waits_for_what_it_says(desk: LinkDesk) -> None:
    desk.portal.faults([{"kind": "delay", "path": "/listings", "method": "GET", "times": 1, "seconds": 1.0}])
    desk.to_check(settle=False)
    desk.button("sendButton").click()
    assert "One moment" in desk.said()
    assert desk.window.session.flow.run is None
    desk.settle()
    assert "will be on the portal twice" in desk.said()
    assert desk.writes() == []


def test_send_pressed_meanwhile_goes_on_by_itself_where_nothing_is_to_be_asked(desk: LinkDesk) -> None:
    for number in range(90001, 90007):
        link_by_hand(desk, str(number), f"XX-{number}")
    desk.portal.faults([{"kind": "delay", "path": "/listings", "method": "GET", "times": 1, "seconds": 1.0}])
    desk.to_check(settle=False)
    desk.button("sendButton").click()
    assert desk.window.session.flow.run is None
    desk.settle()
    assert desk.window.session.flow.summary is not None


def test_once_they_were_paired_the_warning_counts_pairs(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    desk.press("backToCheckButton")
    desk.press("sendButton")
    assert "pairs are not linked: where they are one property, it will be on the portal twice" in desk.said()
    assert desk.writes() == []
