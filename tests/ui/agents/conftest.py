"""A window over a real ledger and a demo portal with people."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rentix_desktop.ui.window import Window
from tests.proofs.world import Portal, office, open_portal, short_waits
from tests.ui.agents.desk import AgentsDesk, agents_desk

_numbers = itertools.count()


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with open_portal() as running, short_waits():
        yield running


@pytest.fixture
def desk(portal: Portal, open_window: Callable[..., Window], qtbot: QtBot, tmp_path: Path) -> Iterator[AgentsDesk]:
    portal.reset()
    with office(tmp_path / f"{next(_numbers)}", portal) as made:
        desk = agents_desk(open_window(), made, portal, qtbot, tmp_path)
        yield desk
        desk.window.session.change(desk.window.session.flow.again())
        desk.window.session.unsaved.clear()  # nobody is there to be asked
        desk.window.session._live.connection = None  # the office closes it
