"""What is decided of pairs outlives the page, the window and the program, and is not asked again."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from PySide6.QtCore import Qt

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.books.pairs import PairAnswer
from rentix_desktop.ui.places.entries import UPLOAD
from tests.ui.linking_desk import LinkDesk


def on_disk(desk: LinkDesk) -> dict[tuple[str, str], str]:
    """What the next program finds, were this one killed now."""
    with closing(sqlite3.connect(f"{desk.office.path.as_uri()}?mode=ro", uri=True)) as db:
        found = db.execute("SELECT portal_id, external_id, answer FROM pair_answers ORDER BY number").fetchall()
    return {(portal_id, external_id): answer for portal_id, external_id, answer in found}


def another_day(desk: LinkDesk) -> None:
    """The file is opened anew, and nothing of the window remembers it."""
    desk.window.show_place(UPLOAD)
    desk.window.session.again()
    desk.to_check()
    desk.pair()


def untick(desk: LinkDesk, code: str) -> None:
    table = desk.table("sureTable")
    table.selectRow(next(n for n, row in enumerate(desk.cells("sureTable")) if code in row[1]))
    table.setFocus()
    desk.key(Qt.Key.Key_Space)


def test_every_answer_is_on_disk_at_once(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    untick(desk, "CN-1")
    assert on_disk(desk) == {("90001", "CN-1"): "left"}
    desk.press("lookTab")
    desk.key(Qt.Key.Key_Delete)
    ((pair, _),) = [item for item in on_disk(desk).items() if item[1] == "not"]
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pair not in on_disk(desk)
    desk.key(Qt.Key.Key_Return)
    assert sorted(on_disk(desk).values()) == ["left", "same"]
    desk.press("sureTab")
    untick(desk, "CN-1")
    assert list(on_disk(desk).values()) == ["same"]
    assert desk.writes() == []


def test_what_was_decided_is_not_asked_again_on_another_day(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    untick(desk, "CN-1")
    desk.press("lookTab")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return)
    another_day(desk)
    assert desk.button("lookTab").text() == "Please look (0)"
    assert desk.button("sureTab").text() == "Surely the same (2)"
    assert any(row[4] == "Not linked" for row in desk.cells("sureTable") if "CN-1" in row[1])
    assert desk.button("linkButton").text() == "Link 3 listings"
    desk.press("linkButton")
    assert {code for code in desk.codes().values() if code} >= {"CN-2", "CN-6"}
    assert "CN-1" not in desk.codes().values()
    assert list(on_disk(desk).values()) == ["left"]  # what is linked is no answer any more


def test_a_sure_pair_that_is_two_is_never_proposed_again_and_can_be_taken_back(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    table = desk.table("sureTable")
    table.selectRow(next(n for n, row in enumerate(desk.cells("sureTable")) if "CN-1" in row[1]))
    table.setFocus()
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Delete)
    assert on_disk(desk) == {("90001", "CN-1"): "not"}
    assert any(row[4] == "You said: not the same" for row in desk.cells("sureTable"))
    another_day(desk)
    assert desk.button("sureTab").text() == "Surely the same (1)"
    assert desk.button("aloneTab").text() == "No partner (2)"
    assert desk.button("lookTab").text() == "Please look (2)"
    desk.press("lookTab")
    desk.press("nextPairButton")
    desk.press("nextPairButton")
    assert "You said: not the same" in desk.said()
    desk.key(Qt.Key.Key_Return)
    assert desk.button("linkButton").text() == "Link 2 listings"
    assert on_disk(desk) == {("90001", "CN-1"): "same"}


def test_where_every_pair_was_answered_it_can_be_looked_at_again(desk: LinkDesk) -> None:
    desk.office.ledger.keep_pair_answers(
        {(str(number), f"CN-{row}"): PairAnswer.NOT for number in range(90001, 90007) for row in range(1, 7)}
    )
    desk.to_check()
    assert "None of them seems to be in your file." in desk.said()
    desk.pair()
    desk.press("lookTab")
    assert "What you said is kept, and can be looked at again and taken back." in desk.said()
    desk.press("lookAgainButton")
    assert "You said: not the same" in desk.said()


def test_answers_that_cannot_be_written_are_told_and_the_window_closes_all_the_same(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    keep, full = desk.office.ledger.keep_pair_answers, AppError(Code.DISK_FULL, Cause.ENVIRONMENT, path="ledger")

    def fail(_: object) -> None:
        raise full

    desk.office.ledger.keep_pair_answers = fail  # type: ignore[assignment, method-assign]
    untick(desk, "CN-1")
    assert desk.window.page.error.isVisible()
    desk.office.ledger.keep_pair_answers = keep  # type: ignore[method-assign]
    untick(desk, "CN-6")
    assert sorted(on_disk(desk).values()) == ["left", "left"]  # with the next one, both
    desk.office.ledger.keep_pair_answers = fail  # type: ignore[assignment, method-assign]
    untick(desk, "CN-6")
    desk.window.close()
    desk.qtbot.waitUntil(lambda: not desk.window.isVisible())
