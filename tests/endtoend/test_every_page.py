"""Every page of the window over the real parts, without a screen: names, keyboard, languages, long texts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rentix_desktop.bootstrap.parts import open_parts
from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.sync.ports import RunningDemo
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.window import Opening, Window
from tests.endtoend import scenarios
from tests.endtoend.inspection import Inspector
from tests.ui.conftest import garbage_stays_on_this_thread, nothing_of_qt_is_left

# design, section 5
NAMES = {
    "connectPage": {"apiKeyEdit", "checkKeyButton", "agencyLabel"},
    "filePage": {"filePathEdit", "browseButton", "sheetCombo", "rawTable"},
    "columnsPage": {"columnsTable"},
    "valuesPage": {"valuesTable"},
    "checkPage": {"forecastLabel", "problemsTable", "trialButton", "sendButton"},
    "uploadPage": {"uploadProgress", "pauseButton", "cancelButton"},
    "resultsPage": {"failuresTable", "retryButton", "exportFailuresButton", "importFixedButton"},
}
EVERYWHERE = {"backButton", "nextButton"}


__all__ = ["garbage_stays_on_this_thread", "nothing_of_qt_is_left"]  # fixtures of the tests of single pages


@contextmanager
def slow_demo() -> Iterator[RunningDemo]:
    """So that the upload page can be looked at before the upload is over."""
    with start_demo(DemoOptions(answer_seconds=0.4)) as portal:
        yield RunningDemo(portal.base_url, portal.key, portal.page_url)


@contextmanager
def inspector(qtbot: QtBot, folder: Path, language: str, album: Path | None) -> Iterator[Inspector]:
    with open_parts("rentix-desktop", data_dir=folder) as ports:
        window = Window(replace(ports, start_demo=slow_demo), Opening(language))
        with qtbot.waitActive(window):
            window.show()
        try:
            yield Inspector(window, album and album / f"every-page-{language}")
        finally:
            window.close()
            qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
            window.deleteLater()


@pytest.fixture
def inspect(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Inspector]:
    """Walks the whole way in a language and says what was found."""

    def walk(language: str) -> Inspector:
        with inspector(qtbot, tmp_path, language, request.config.getoption("--album")) as clerk:
            clerk.settled()
            clerk.press("settingsButton")
            clerk.settled()
            clerk.picture("settings")
            clerk.press("place_upload")
            scenarios.whole_way(clerk)
            return clerk

    return walk


@pytest.mark.parametrize("language", ["ro", "ru", "en"])
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_every_page_is_named_reached_by_keyboard_and_whole(inspect: Callable[[str], Inspector], language: str) -> None:
    seen = inspect(language)
    assert not seen.findings, "\n".join(seen.findings)
    missing = {page: names - seen.names[page] for page, names in NAMES.items() if names - seen.names[page]}
    assert missing == {}
    assert set().union(*seen.names.values()) >= EVERYWHERE


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_texts_may_be_longer_by_two_fifths(
    inspect: Callable[[str], Inspector], monkeypatch: pytest.MonkeyPatch
) -> None:
    said, counted = Texts.__call__, Texts.plural
    monkeypatch.setattr(Texts, "__call__", lambda tr, *words, **params: _longer(said(tr, *words, **params)))
    monkeypatch.setattr(Texts, "plural", lambda tr, *words, **params: _longer(counted(tr, *words, **params)))
    findings = inspect("en").findings
    assert not findings, "\n".join(findings)


def _longer(text: str) -> str:
    """Every word of it, as in a language with longer ones; names of files and addresses stay."""
    return re.sub(
        r"(?<![\w./])[^\W\d_]{3,}(?![\w./])", lambda word: word[0] + "o" * math.ceil(len(word[0]) * 0.4), text
    )
