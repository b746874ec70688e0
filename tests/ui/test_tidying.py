"""Old rows go when an account is connected and after an upload, without anybody noticing."""

from __future__ import annotations

import time
from contextlib import closing

from pytestqt.qtbot import QtBot

from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.sources.book import Visit, VisitEnd
from rentix_desktop.ui.window import Window
from tests.contracts.history import DAY, sent, update
from tests.contracts.ledger import row
from tests.ui.parts import ACCOUNT, Service, World
from tests.ui.test_undoing import send
from tests.ui.ways import listing


def test_what_is_too_old_goes_and_the_upload_is_not_disturbed(qtbot: QtBot, window: Window, world: World) -> None:
    account = AccountKey(ACCOUNT.base_url, ACCOUNT.id)
    with closing(SqliteLedger(world.folder / "ledger.sqlite", account, lambda: time.time() - 100 * DAY)) as past:
        sent(past, row(0), row(1))
        sent(past, update(0, a=1))
        past.add_visit(Visit("a", time.time() - 50 * DAY, VisitEnd.SAME))  # the clock went on as it should
    send(qtbot, window, world, [listing(0), listing(1)], Service())
    connection, summary = window.session.connection, window.session.flow.summary
    assert connection is not None
    ledger = connection.ledger
    qtbot.waitUntil(lambda: ledger.run(1).rows_removed)
    assert (ledger.counts(1).created, ledger.run(2).rows_removed) == (2, False)
    assert summary is not None
    assert (summary.run, summary.total) == (3, 2)
