"""Links that did not get through: the check page says which rows wait for them, and they are gone on with or given up."""

from __future__ import annotations

from rentix_desktop.linking.runs import Link, plan_links, plan_unlinks
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.ledger import State
from rentix_desktop.sync.steps import source_of
from tests.fakes.catalogue import CATALOGUE
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


def test_links_that_are_to_be_taken_off_are_gone_on_with_as_such(desk: LinkDesk) -> None:
    office = desk.office
    run = broken_off(desk)
    desk.office.send(run)
    off = plan_unlinks(["CN-1"], office.ledger, CATALOGUE, office.destination, office.account).run
    office.ledger.start(off)
    office.ledger.finish(off, 0.0, complete=False)
    desk.to_check()
    desk.press("goOnLinkingButton")
    assert "The link of 1 listing is taken off." in desk.said()
    assert desk.codes()[90001] is None


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
