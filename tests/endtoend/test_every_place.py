"""The places outside the wizard over the real parts, without a screen: names, keyboard, languages, texts that are whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rentix_desktop.bootstrap.parts import open_parts
from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.ui.window import Opening, Window
from tests.endtoend.inspection import Inspector
from tests.endtoend.places import every_place, messy
from tests.ui.conftest import garbage_stays_on_this_thread, nothing_of_qt_is_left

__all__ = ["garbage_stays_on_this_thread", "nothing_of_qt_is_left"]  # fixtures of the tests of single pages


@pytest.mark.parametrize("language", ["ro", "ru", "en"])
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_every_place_is_named_reached_by_keyboard_and_whole(
    qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest, language: str
) -> None:
    album: Path | None = request.config.getoption("--album")
    file = messy(tmp_path / "oferte.xlsx")
    options = DemoOptions(limits="off", job_seconds=0.0, typed_in="sample")
    with start_demo(options) as portal, open_parts("rentix-desktop", data_dir=tmp_path / "data") as ports:
        window = Window(ports, Opening(language, portal.base_url))
        with qtbot.waitActive(window):
            window.show()
        clerk = Inspector(window, album and album / f"every-place-{language}")
        clerk.words = (portal.key, str(file))
        try:
            every_place(clerk)
        finally:
            window.close()
            qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
            window.deleteLater()
    assert not clerk.findings, "\n".join(clerk.findings)
