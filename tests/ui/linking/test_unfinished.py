"""Links that did not get through: the check page says which rows wait for them, and they are gone on with or given up."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from rentix_desktop.linking.runs import Link, plan_links, plan_unlinks
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.ledger import State
from rentix_desktop.sync.steps import source_of
from rentix_desktop.ui.places.entries import UPLOAD
from tests.fakes.catalogue import CATALOGUE
from tests.ui.conftest import find
from tests.ui.linking_desk import LinkDesk

PAIRS = ((90001, "CN-1", 0), (90005, "CN-6", 5))
"""The portal's number, the code and the row of the file."""


def broken_off(desk: LinkDesk) -> int:
    """Links that were accepted, and then the program was gone."""
    office = desk.office
    links = [Link(PortalListing(str(number), None, {}), code, n, n + 2) for number, code, n in PAIRS]
    source = source_of(desk.folder / "listings.csv", None)
    run = plan_links(links, office.ledger, CATALOGUE, office.destination, office.account, source, "listings.csv").run
    office.ledger.start(run)
    office.ledger.finish(run, 0.0, complete=False)
    return run


def test_the_check_page_goes_on_with_linking_and_the_rows_are_changes_then(desk: LinkDesk) -> None:
    broken_off(desk)
    desk.to_check()
    planned = desk.window.session.flow.forecast
    assert planned is not None
    assert (planned.waiting, planned.create) == (2, 4)
    assert "2 listings wait for their links" in desk.said()
    desk.press("goOnLinkingButton")
    assert desk.window.page.NAME == "linkingPlace"
    assert "2 listings are linked." in desk.said()
    assert (desk.codes()[90001], desk.codes()[90005]) == ("CN-1", "CN-6")
    assert not desk.sees("unfinishedLinks")
    desk.press("backToCheckButton")
    planned = desk.window.session.flow.forecast
    assert planned is not None
    assert (planned.waiting, planned.create, planned.update) == (0, 4, 2)
    assert not desk.sees("goOnLinkingButton")


def test_what_waits_is_no_problem_of_the_file_and_can_be_looked_at(desk: LinkDesk) -> None:
    broken_off(desk)
    desk.to_check()
    assert desk.button("blockedCard").accessibleName().startswith("0")
    desk.press("waitingLink")
    assert "2 listings wait for their links" in desk.said()


def test_the_rest_can_be_sent_meanwhile(desk: LinkDesk) -> None:
    broken_off(desk)
    desk.to_check()
    desk.press("sendButton")
    desk.press("sendAllTheSameButton")
    summary = desk.window.session.flow.summary
    assert summary is not None
    assert (summary.created, summary.blocked) == (4, 2)
    assert desk.codes()[90001] is None
    assert "CN-1" not in desk.codes().values()
    assert "2 listings wait for their links" in desk.said()
    desk.press("goOnLinkingButton")
    assert (desk.codes()[90001], desk.codes()[90005]) == ("CN-1", "CN-6")


def test_links_are_given_up_after_a_question(desk: LinkDesk) -> None:
    run = broken_off(desk)
    desk.to_check()
    desk.press("giveUpLinksButton")
    assert desk.window.page.NAME == "linkingPlace"
    assert "Give 2 links up?" in desk.said()
    assert desk.button("giveUpNoButton").hasFocus()
    desk.press("giveUpNoButton")
    assert desk.office.ledger.unsettled_links() == {"CN-1", "CN-6"}
    desk.press("giveUpLinksButton")
    desk.press("giveUpYesButton")
    assert "2 links are given up." in desk.said()
    assert {row.state for row in desk.office.ledger.rows(run)} == {State.SKIPPED}
    assert set(desk.codes().values()) == {None}
    desk.press("backToCheckButton")
    planned = desk.window.session.flow.forecast
    assert planned is not None
    assert (planned.waiting, planned.create) == (0, 6)


def test_the_place_of_linking_tells_of_them_by_itself(desk: LinkDesk) -> None:
    broken_off(desk)
    desk.open()
    assert "Linking the listings of listings.csv did not finish" in desk.said()
    desk.press("goOnLinkingButton")
    assert "2 listings are linked." in desk.said()


def taken_off_in_part(desk: LinkDesk) -> int:
    """Both are linked; the program was gone before the links were taken off."""
    office = desk.office
    office.send(broken_off(desk))
    off = plan_unlinks(["CN-1", "CN-6"], office.ledger, CATALOGUE, office.destination, office.account).run
    office.ledger.start(off)
    office.ledger.finish(off, 0.0, complete=False)
    return off


def test_links_that_are_to_be_taken_off_are_gone_on_with_as_such(desk: LinkDesk) -> None:
    taken_off_in_part(desk)
    desk.open()
    assert "Taking links off did not finish" in desk.said()
    assert "2 links are still to be taken off." in desk.said()
    desk.press("goOnLinkingButton")
    assert "The links of 2 listings are taken off." in desk.said()
    assert set(desk.codes().values()) == {None}


def test_what_is_not_to_be_taken_off_any_more_stays_linked(desk: LinkDesk) -> None:
    taken_off_in_part(desk)
    desk.open()
    desk.press("giveUpLinksButton")
    assert "Leave 2 listings linked?" in desk.said()
    desk.press("giveUpYesButton")
    assert "2 listings stay linked." in desk.said()
    assert (desk.codes()[90001], desk.codes()[90005]) == ("CN-1", "CN-6")
    assert desk.office.ledger.interrupted() is None


def test_one_press_goes_on_with_all_that_is_left(desk: LinkDesk) -> None:
    office = desk.office
    taken_off_in_part(desk)
    link = [Link(PortalListing("90004", None, {}), "CN-3", 2, 4)]
    source = source_of(desk.folder / "listings.csv", None)
    run = plan_links(link, office.ledger, CATALOGUE, office.destination, office.account, source, "listings.csv").run
    office.ledger.start(run)
    office.ledger.finish(run, 0.0, complete=False)
    desk.open()
    assert "1 listing waits for its link and is not sent until then. 2 links are still to be taken off." in desk.said()
    desk.press("goOnLinkingButton")
    assert "1 listing is linked. The links of 2 listings are taken off." in desk.said()
    assert {code for code in desk.codes().values() if code} == {"CN-3"}
    assert not desk.sees("unfinishedLinks")


@pytest.mark.parametrize("off", [False, True])
def test_the_first_pages_lead_to_the_place_of_linking(desk: LinkDesk, off: bool) -> None:
    taken_off_in_part(desk) if off else broken_off(desk)
    desk.open()
    desk.window.show_place(UPLOAD)
    desk.settle()
    title = "Taking links off did not finish" if off else "Linking the listings of listings.csv did not finish"
    assert title in desk.said()
    desk.press("resumeButton")
    assert desk.window.page.NAME == "linkingPlace"
    assert ("The links of 2 listings are taken off." if off else "2 listings are linked.") in desk.said()
    desk.window.show_place(UPLOAD)
    desk.settle()
    assert not desk.sees("resumeButton")


def test_what_did_not_finish_is_offered_in_every_part_of_the_place(desk: LinkDesk) -> None:
    run = broken_off(desk)
    desk.open()
    desk.portal.faults([{"kind": "status", "status": 401, "path": "/listings/bulk", "times": 9}])
    desk.press("goOnLinkingButton")
    desk.portal.faults([])
    assert "Nothing was changed. 2 are still to be sent." in desk.said()
    assert find(desk.window, QLabel, "linkedSaid").property("tone") == "look"
    assert "The key was not accepted. " in find(desk.window, QLabel, "linkedStopped").text()
    assert not desk.sees("unfinishedLinks")  # it stands in the result
    for tab in ("linkedTab", "sureTab"):
        desk.press(tab)
        assert desk.sees("unfinishedLinks")
    interrupted = desk.office.ledger.interrupted()
    assert interrupted is not None
    assert interrupted.id == run
    desk.press("goOnLinkingButton")
    assert "2 listings are linked." in desk.said()


def test_after_a_stop_the_rest_can_be_given_up_where_it_is_told(desk: LinkDesk) -> None:
    run = broken_off(desk)
    desk.to_check()
    desk.portal.faults([{"kind": "status", "status": 401, "path": "/listings/bulk", "times": 9}])
    desk.press("goOnLinkingButton")
    assert "2 are still to be sent." in desk.said()
    desk.portal.faults([])
    desk.press("giveUpLinksButton")
    desk.press("giveUpYesButton")
    assert desk.office.ledger.unsettled_links() == frozenset()
    assert {row.state for row in desk.office.ledger.rows(run)} == {State.SKIPPED}
