"""Pairs are decided, and what was accepted is linked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from rentix_desktop.sync.ledger import RunKind, State
from tests.ui.conftest import find
from tests.ui.linking_desk import LinkDesk, link_by_hand


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


def test_the_status_of_what_was_linked_is_known(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    desk.press("linkButton")
    linked = sum(code is not None for code in desk.codes().values())
    statuses = dict(desk.office.ledger.statuses())
    assert (sum(statuses.values()), statuses.get("", 0)) == (linked, 0)
    assert linked


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


def test_a_tick_is_taken_off_by_space_and_the_two_stand_under_one_tab_alone(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    table = desk.table("sureTable")
    table.setFocus()
    desk.key(Qt.Key.Key_Space)
    assert desk.button("linkButton").text() == "Link 1 listing"
    assert desk.button("sureTab").text() == "Surely the same (2)"
    assert desk.button("aloneTab").text() == "No partner (1)"
    desk.key(Qt.Key.Key_Return)
    assert desk.sees("surePairTable")
    assert "99" in find(desk.window, QLabel, "sureHowSure").text()
    assert desk.button("sureSameButton").isVisible()
    desk.key(Qt.Key.Key_Return)
    assert desk.button("linkButton").text() == "Link 2 listings"


@pytest.mark.parametrize("width", [1280, 1024])
def test_the_pairs_fit_the_window_whatever_its_width_until_a_column_is_pulled(desk: LinkDesk, width: int) -> None:
    desk.to_check()
    desk.pair()
    desk.window.resize(width, 680)
    desk.settle()
    table = desk.table("sureTable")
    assert table.horizontalHeader().length() <= table.viewport().width()
    table.setColumnWidth(1, 300)
    desk.window.resize(width + 60, 680)
    desk.settle()
    assert table.columnWidth(1) == 300


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
    assert desk.button("sureTab").text() == "Surely the same (3)"
    desk.press("sureTab")
    assert desk.cells("sureTable")[0][4] == "Chosen by you"
    desk.table("sureTable").setFocus()
    desk.key(Qt.Key.Key_Space)  # it is a pair no more
    assert desk.button("sureTab").text() == "Surely the same (2)"
    assert desk.button("linkButton").text() == "Link 2 listings"
    desk.press("aloneTab")
    for name in ("aloneRowsTable", "aloneListingsTable"):
        desk.table(name).selectRow(0)
    desk.press("sideBySideButton")
    desk.press("aloneSameButton")
    desk.press("linkButton")
    assert desk.codes()[90006] == "CN-5"


def test_what_is_refused_is_said_in_plain_words_with_the_way_out(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    link_by_hand(desk, "90001", "ZZ-9")  # has another code by now
    link_by_hand(desk, "90006", "CN-6")  # and this code is another listing's
    desk.press("linkButton")
    assert "Nothing was changed. 2 were refused." in desk.said()
    told = "\n".join(" ".join(row) for row in desk.cells("notLinkedTable"))
    assert "has another code already" in told
    assert "take its link off first" in told
    assert "the code “CN-6” belongs to another listing" in told
    desk.table("notLinkedTable").selectRow(
        next(n for n, row in enumerate(desk.cells("notLinkedTable")) if "CN-6" in row[0])
    )
    desk.press("findOtherButton")
    assert [row[1:] for row in desk.cells("linkedTable")] == [["CN-6", "No. 90006 · Published"]]
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
    assert [row[1:] for row in desk.cells("linkedTable")] == [["ZZ-9", "No. 90001 · Published"]]


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
    desk.to_check()
    planned = desk.window.session.flow.forecast
    assert planned is not None
    assert planned.create == 6
    link_by_hand(desk, "90005", "CN-6")  # somebody else, meanwhile
    desk.pair()
    desk.press("readAgainButton")
    assert "1 listing is linked already and is known here again." in desk.said()
    desk.press("backToCheckButton")
    planned = desk.window.session.flow.forecast
    assert planned is not None
    assert (planned.create, planned.update + planned.unchanged) == (5, 1)


def test_a_lost_answer_is_asked_after_and_never_told_as_if_nothing_was_sent(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    lost = {"kind": "drop", "path": "/listings/bulk"}
    desk.portal.faults([lost, {"kind": "status", "method": "GET", "path": "/90001", "status": 401}])
    desk.press("linkButton")
    assert "The answers for 2 were lost: going on asks the portal" in desk.said()
    assert "still to be sent" not in desk.said()
    assert desk.codes()[90001] == "CN-1"  # it was applied
    desk.press("linkGoOnButton")
    assert "2 listings are linked." in desk.said()
    assert not desk.sees("linkGoOnButton")
    assert [path.rpartition("/")[2] for path in desk.writes()] == ["bulk"]  # never sent again
    desk.press("sureTab")
    assert desk.button("sureTab").text() == "Surely the same (0)"


def test_what_the_portal_has_after_a_lost_answer_is_read_of_it(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    lost = {"kind": "drop", "path": "/listings/bulk"}
    desk.portal.faults([lost, {"kind": "status", "method": "GET", "path": "/90001", "status": 401}])
    desk.press("linkButton")
    desk.press("sureTab")
    assert desk.button("sureTab").text() == "Surely the same (0)"  # both are linked, as the portal says
    assert "2 listings are linked already and are known here again." in desk.said()


def test_a_lost_answer_is_looked_up_in_the_same_run(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    desk.portal.faults([{"kind": "drop", "path": "/listings/bulk"}])
    desk.press("linkButton")
    assert "2 listings are linked." in desk.said()
    assert not desk.sees("linkGoOnButton")
