"""Linking in the window, against the demo portal with listings that people typed in, over a real ledger."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.sync.destination import Op, Operation
from rentix_desktop.sync.ledger import Action, RunKind, State
from rentix_desktop.ui.places.entries import LINKING
from rentix_desktop.ui.places.linking.note import known_of
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.check.linking_offer import LinkingOffer
from rentix_desktop.ui.wizard.flow import Step
from tests.destinations.conftest import NoWaiting
from tests.proofs.world import Portal, office, open_portal, short_waits
from tests.ui.conftest import find, settle
from tests.ui.kept import a_source
from tests.ui.linking_desk import LinkDesk, desk_of, write_typed_in
from tests.ui.parts import World
from tests.ui.ways import at_check, listing

_numbers = itertools.count()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    typed_in = write_typed_in(tmp_path_factory.mktemp("portal") / "typed-in.json")
    options = DemoOptions(limits="off", faults=True, job_seconds=0.0, typed_in=typed_in)
    with open_portal(options) as running, short_waits():
        yield running


@pytest.fixture
def desk(portal: Portal, open_window: Callable[..., Window], qtbot: QtBot, tmp_path: Path) -> Iterator[LinkDesk]:
    portal.reset()
    with office(tmp_path / f"{next(_numbers)}", portal) as made:
        desk = desk_of(open_window(), made, portal, qtbot, tmp_path)
        yield desk
        desk.window.session.change(desk.window.session.flow.again())
        desk.window.session._live.connection = None  # the office closes it


def link_by_hand(desk: LinkDesk, portal_id: str, code: str) -> None:
    """Somebody else was faster."""
    (outcome,) = desk.office.destination.send([Operation(Op.LINK, code, portal_id=portal_id)], NoWaiting())
    assert not hasattr(outcome, "messages")


# the offer ----------------------------------------------------------------------------------------------------------------
def test_the_check_page_says_how_many_have_no_code_and_leads_to_pairing(desk: LinkDesk) -> None:
    desk.to_check()
    assert "6 listings on the portal have no code yet" in desk.said()
    assert "sending makes doubles of them" in desk.said()
    desk.pair()
    assert desk.window.page.NAME == "linkingPlace"
    assert desk.writes() == []


def test_sending_without_pairing_is_warned_of_once(desk: LinkDesk) -> None:
    desk.to_check()
    desk.press("sendButton")
    assert desk.window.session.flow.run is None
    assert "will be there twice" in desk.said()
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
    assert "will be there twice" in desk.said()
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


# pairing and linking ------------------------------------------------------------------------------------------------------
def test_pairs_by_two_keys_and_the_upload_makes_no_doubles(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    assert desk.button("sureTab").text() == "Surely the same (2)"
    assert desk.button("lookTab").text() == "Please look (2)"
    assert desk.button("aloneTab").text() == "No partner (1)"
    assert {row[1].splitlines()[1][:4] for row in desk.cells("sureTable")} == {"CN-1", "CN-6"}
    desk.press("lookTab")
    desk.key(Qt.Key.Key_Return)
    assert "With it settled as not the same" in desk.said()
    desk.key(Qt.Key.Key_Return)
    assert "Everything is decided" in desk.said()
    desk.press("linkButton")
    assert "4 listings are linked." in desk.said()
    assert "The next upload changes these listings instead of making new ones." in desk.said()
    given = {code for code in desk.codes().values() if code}
    assert {"CN-1", "CN-2", "CN-6"} < given
    assert len(given) == 4
    desk.press("backToCheckButton")
    planned = desk.window.session.flow.forecast
    assert planned is not None
    assert (planned.create, planned.create + planned.update + planned.unchanged) == (2, 6)
    assert not desk.sees("linkingOffer")  # everything is decided
    desk.press("sendButton")
    assert desk.window.session.flow.summary is not None
    assert len(desk.codes()) == 8
    (run,) = [info for info in desk.office.ledger.runs() if info.kind is RunKind.LINK]
    assert [row.state for row in desk.office.ledger.rows(run.id)] == [State.ACCEPTED] * 4


def test_rivals_are_shown_and_settled_and_taken_back(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    desk.press("lookTab")
    claims = "claim this listing" if "claim this listing" in desk.said() else "claim this row"
    assert claims in desk.said()
    first = desk.button("lookCandidate0").text()
    desk.key(Qt.Key.Key_Delete)
    assert f"{first}: not the same." in desk.said()
    assert desk.button("lookCandidate1").isChecked()
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert f"{first}: taken back." in desk.said()
    assert desk.button("lookCandidate0").isChecked()
    desk.key(Qt.Key.Key_Right)
    desk.press("previousPairButton")
    assert desk.button("lookCandidate0").isChecked()
    assert "You said: the same" in desk.said()
    assert not desk.button("lookCandidate1").isEnabled()
    assert desk.writes() == []


def test_a_tick_is_taken_off_by_space_and_the_two_are_then_alone(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    table = desk.table("sureTable")
    table.setFocus()
    desk.key(Qt.Key.Key_Space)
    assert desk.button("linkButton").text() == "Link 1 listing"
    assert desk.button("aloneTab").text() == "No partner (2)"
    desk.key(Qt.Key.Key_Return)
    assert desk.sees("surePairTable")
    assert desk.button("sureSameButton").isVisible()
    desk.key(Qt.Key.Key_Return)
    assert desk.button("linkButton").text() == "Link 2 listings"


def test_a_partner_is_found_by_hand(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    desk.press("aloneTab")
    find(desk.window, QLineEdit, "aloneRowsEdit").setText("moscova")
    assert [row[0].splitlines()[0] for row in desk.cells("aloneRowsTable")] == ["Chișinău, bd. Moscova 20"]
    desk.table("aloneRowsTable").selectRow(0)
    desk.table("aloneListingsTable").selectRow(0)
    desk.press("sideBySideButton")
    assert ["Floor", "9", "12", "Different"] in desk.cells("alonePairTable")
    desk.press("aloneSameButton")
    assert desk.button("linkButton").text() == "Link 3 listings"
    desk.press("linkButton")
    assert desk.codes()[90006] == "CN-5"


def test_what_is_refused_is_said_in_plain_words_with_the_way_out(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    link_by_hand(desk, "90001", "ZZ-9")  # has another code by now
    link_by_hand(desk, "90006", "CN-6")  # and this code is another listing's
    desk.press("linkButton")
    assert "0 listings are linked. 2 were refused." in desk.said()
    told = "\n".join(" ".join(row) for row in desk.cells("notLinkedTable"))
    assert "has another code already" in told
    assert "take its link off first" in told
    assert "the code “CN-6” belongs to another listing" in told
    desk.table("notLinkedTable").selectRow(
        next(n for n, row in enumerate(desk.cells("notLinkedTable")) if "CN-6" in row[0])
    )
    desk.press("findOtherButton")
    assert [row[1:] for row in desk.cells("linkedTable")] == [["CN-6", "No. 90006"]]
    desk.press("unlinkButton")  # it is selected
    desk.press("unlinkYesButton")
    assert desk.codes()[90006] is None
    desk.press("sureTab")
    desk.press("linkButton")
    assert desk.codes()[90005] == "CN-6"


def test_a_listing_that_has_another_code_is_found_by_its_number(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    link_by_hand(desk, "90001", "ZZ-9")
    desk.press("linkButton")
    desk.press("findOtherButton")
    assert [row[1:] for row in desk.cells("linkedTable")] == [["ZZ-9", "No. 90001"]]


def test_what_was_decided_holds_when_the_portal_is_read_again(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    desk.press("lookTab")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return)
    desk.press("readAgainButton")
    assert desk.button("lookTab").text() == "Please look (0)"
    assert desk.button("linkButton").text() == "Link 4 listings"


def test_links_that_could_not_be_sent_are_kept_and_gone_on_with(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    desk.portal.faults([{"kind": "status", "path": "/listings/bulk", "times": 1, "status": 401}])
    desk.press("linkButton")
    assert "2 are still to be sent." in desk.said()
    assert "The key was not accepted" in desk.said()
    desk.press("linkGoOnButton")
    assert "2 listings are linked." in desk.said()
    assert desk.codes()[90001] == "CN-1"


def test_links_of_a_lost_ledger_are_learnt_again_and_the_forecast_knows(desk: LinkDesk) -> None:
    link_by_hand(desk, "90006", "CN-5")
    desk.to_check()
    planned = desk.window.session.flow.forecast
    assert planned is not None
    assert planned.create == 6
    desk.pair()
    assert "1 listing is linked already and is known here again." in desk.said()
    desk.press("backToCheckButton")
    planned = desk.window.session.flow.forecast
    assert planned is not None
    assert (planned.create, planned.update) == (5, 1)


# links that are there -----------------------------------------------------------------------------------------------------
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


# the same twice -----------------------------------------------------------------------------------------------------------
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


# without a file, and trouble ----------------------------------------------------------------------------------------------
def test_without_a_file_the_place_says_what_it_needs(desk: LinkDesk) -> None:
    desk.open()
    assert "Which file are the listings in?" in desk.said()
    assert desk.portal.state()["log"] == [] or desk.writes() == []
    desk.press("linkChooseFileButton")
    assert desk.window.page.STEP is Step.FILE


def test_trouble_is_told_in_the_page_and_can_be_tried_again(desk: LinkDesk) -> None:
    desk.portal.faults([{"kind": "status", "path": "/listings", "method": "GET", "times": 6, "status": 401}])
    desk.to_check()
    desk.open()
    assert desk.window.page.error.isVisible()
    desk.portal.faults([])
    desk.press("tryLinkingButton")
    assert not desk.window.page.error.isVisible()
    assert desk.button("sureTab").text() == "Surely the same (2)"


def test_the_newest_file_of_a_kept_source_is_offered(desk: LinkDesk, world: World) -> None:
    for day in ("01", "02"):
        (desk.folder / f"Export {day}.xlsx").write_bytes(b"")
    account = desk.window.session.connection
    assert account is not None
    source = replace(a_source(desk.folder), account=account.key)
    world.ports().sources.save(source)
    desk.open()
    desk.press("linkSourceButton")
    assert desk.window.page.STEP is Step.FILE
    assert desk.window.session.file == desk.folder / "Export 02.xlsx"


def test_another_language_keeps_what_was_decided(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    desk.press("lookTab")
    desk.key(Qt.Key.Key_Return)
    desk.window.change_language("ro")
    desk.settle()
    known = known_of(desk.window.session)
    assert known is not None
    assert known.deciding is not None
    assert len(known.deciding.accepted) == 3
    assert desk.button("linkButton").isEnabled()
    desk.window.change_language("en")
    desk.settle()
    assert desk.button("lookTab").text() == "Please look (1)"


def test_a_portal_that_does_not_list_is_told_so(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, [listing(0)])
    assert not any(each.isVisible() for each in window.findChildren(LinkingOffer))
    window.show_place(LINKING)
    settle(qtbot, window)
    words = [each.text() for each in window.page.findChildren(QLabel) if each.isVisible()]
    assert "This portal does not tell which listings it has" in words
