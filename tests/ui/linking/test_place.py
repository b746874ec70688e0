"""The place of linking without a file, in another language, and in trouble."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from rentix_desktop.ui.places.entries import LINKING
from rentix_desktop.ui.places.linking.place import LinkingPlace
from rentix_desktop.ui.places.linking.state import known_of
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.check.linking_offer import LinkingOffer
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.conftest import settle
from tests.ui.kept import a_source
from tests.ui.linking_desk import LinkDesk, link_by_hand
from tests.ui.parts import World
from tests.ui.ways import at_check, listing


def test_without_a_file_the_place_says_what_it_needs(desk: LinkDesk) -> None:
    desk.open()
    assert "Which file are the listings in?" in desk.said()
    assert desk.writes() == []
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


def test_reading_again_that_fails_loses_no_pair_and_speaks_of_no_sending(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    desk.press("lookTab")
    desk.key(Qt.Key.Key_Return)
    desk.portal.faults([{"kind": "drop", "path": "/listings", "method": "GET", "times": 60}])
    desk.press("readAgainButton")
    assert desk.window.page.error.isVisible()
    assert "goes on where it stopped" not in desk.said()
    assert desk.button("linkButton").text() == "Link 3 listings"
    assert desk.sees("lookPairTable")
    desk.portal.faults([])
    desk.press("readAgainButton")
    assert not desk.window.page.error.isVisible()
    assert desk.button("linkButton").text() == "Link 3 listings"


def test_where_every_listing_has_its_code_nothing_is_asked(desk: LinkDesk) -> None:
    for number in range(90001, 90007):
        link_by_hand(desk, str(number), f"XX-{number}")
    desk.to_check()
    desk.open()
    assert "Every listing on the portal has its code" in desk.said()
    assert "There is nothing to pair." in desk.said()
    assert "0 listings" not in desk.said()
    assert not desk.sees("linkButton")


def test_what_is_there_twice_is_counted_before_anybody_asks(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    assert desk.sees("sureTable")
    assert desk.button("twiceTab").text() == "Twice on the portal (1)"


def test_after_linking_the_main_button_leads_to_what_waits(desk: LinkDesk) -> None:
    desk.to_check()
    desk.pair()
    focused: list[str] = []
    page = desk.window.page
    assert isinstance(page, LinkingPlace)
    page._sending.begun.connect(lambda: focused.append((QApplication.focusWidget() or page).objectName()))
    desk.press("linkButton")
    assert focused == ["stopLinkingButton"]
    waits = desk.button("lookAtPairsButton")
    assert (waits.text(), waits.property("main")) == ("Look at 2 pairs", True)
    assert waits.hasFocus()
    assert not desk.button("backToCheckButton").property("main")
    desk.press("backToCheckButton")
    desk.press("pairFirstButton")  # and whoever comes back is there, too
    assert desk.sees("lookPairTable")


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


def test_the_file_of_the_last_upload_is_offered(desk: LinkDesk) -> None:
    desk.to_check()
    desk.press("sendButton")
    desk.press("sendAllTheSameButton")
    file = desk.window.session.file
    desk.window.session.again()
    desk.open()
    assert desk.button("linkLastFileButton").text() == "The file of the last upload: listings.csv"
    desk.press("linkLastFileButton")
    assert desk.window.page.STEP is Step.FILE
    assert desk.window.session.file == file


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
