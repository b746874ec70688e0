"""The home page of a window under test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import KnownAccount
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.ui.window import Window
from tests.ui.conftest import settle
from tests.ui.kept import a_source
from tests.ui.parts import ACCOUNT, KEY, World

Open = Callable[..., Window]
OTHER = AccountKey(ACCOUNT.base_url, "999")


def keep(world: World, *sources: Source) -> None:
    folder = world.folder / "sources"
    folder.mkdir(exist_ok=True)
    for source in sources:
        JsonSourceStore(folder).save(source)


def shown(window: Window, name: str) -> list[str]:
    return [found.text() for found in window.findChildren(QLabel, name) if found.isVisible()]


def home(qtbot: QtBot, open_window: Open) -> Window:
    window = open_window()
    qtbot.waitUntil(lambda: window.standing.facts is not None)
    settle(qtbot, window)
    return window


def two_agencies(world: World) -> None:
    world.keys.put(OTHER, KEY)
    known = KnownAccount(OTHER, "Casa Sud")
    settings = world.settings.load()
    world.settings.save(replace(settings, accounts=(*settings.accounts, known)))
    keep(world, replace(a_source(world.folder, "Sud"), account=OTHER))
