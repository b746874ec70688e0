"""Databases written by the programs of every older version, as they left them when they were killed."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from rentix_desktop.store.ledger import schema
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.ledger import State
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT
from tests.sync.runs import send

OLDER = sorted((Path(__file__).parent / "older").glob("version-*.db"), key=lambda file: int(file.stem.split("-")[1]))
"""Each holds a finished run, and one that was killed with rows in every state. Made by the program of its time, never
changed: a new step of the schema needs one more."""
KILLED = 2


def test_there_is_one_of_every_older_version() -> None:
    assert [file.name for file in OLDER] == [f"version-{number}.db" for number in range(1, len(schema.STEPS))]


@pytest.mark.parametrize("file", OLDER, ids=lambda file: str(file.stem))
def test_it_is_brought_up_to_date_and_its_run_goes_on(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    shutil.copy(file, path)
    with closing(SqliteLedger(path, ACCOUNT)) as ledger:
        assert ledger._writer.execute("PRAGMA user_version").fetchone() == (len(schema.STEPS),)
        assert ledger.counts(KILLED).by_state == {
            State.ACCEPTED: 3,
            State.REFUSED: 1,
            State.UNCHANGED: 1,
            State.BLOCKED: 1,
            State.IN_DOUBT: 4,
            State.NOT_SENT: 1,
        }
        known = ledger.listings([f"CN-{number}" for number in range(12)])
        assert known.keys() == {"CN-0", "CN-1", "CN-2", "CN-3", "CN-4"}
        assert known["CN-1"].fields["announcementValue"] == 7
        assert "announcementValue" not in known["CN-2"].fields  # its answer was lost
        assert known["CN-3"].shown is False
        source = ledger.run(KILLED).source
        assert list(ledger.maybe_there(source)) == ["CN-6", "CN-7", "CN-8"]

        left = ledger.interrupted()
        assert left is not None
        portal = FakeDestination(portal={name: dict(listing.fields) for name, listing in known.items()})
        summary = send(ledger, portal, left.id)
        assert (summary.in_doubt, summary.not_sent, summary.refused, summary.total) == (0, 0, 1, 11)
        assert portal.portal.keys() == known.keys() | {"CN-6", "CN-7", "CN-8", "CN-9"}
        assert list(ledger.maybe_there(source)) == []
