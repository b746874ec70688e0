"""A window over an office and a portal with listings that people typed in."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.ui.window import Window
from tests.proofs.world import Portal, office, open_portal, short_waits
from tests.ui.linking_desk import LinkDesk, desk_of, write_typed_in

_numbers = itertools.count()


@pytest.fixture(scope="package")
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
