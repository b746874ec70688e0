"""The place of linking without a file, in another language, and in trouble."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rentix_desktop.ui.places.entries import LINKING
from rentix_desktop.ui.places.linking.note import known_of
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.check.linking_offer import LinkingOffer
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.conftest import settle
from tests.ui.kept import a_source
from tests.ui.linking_desk import LinkDesk
from tests.ui.parts import World
from tests.ui.ways import at_check, listing


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
