"""The fakes keep to the contracts that the real parts keep to."""

from __future__ import annotations

import pytest

from rentix_desktop.sync.destination import Op, Operation
from rentix_desktop.sync.ledger import Ledger
from tests.contracts.agents import AgentsContract
from tests.contracts.befores import BeforesContract
from tests.contracts.conflicts import ConflictsContract
from tests.contracts.destination import DestinationContract, MakeOperation
from tests.contracts.hides import HidesContract
from tests.contracts.history import Clock, HistoryContract
from tests.contracts.learning import LearningContract
from tests.contracts.ledger import ACCOUNT, LedgerContract, Reopen
from tests.contracts.links import LinksContract
from tests.contracts.pairs import PairsContract
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import FakeLedger


class TestFakeLedger(
    LedgerContract,
    BeforesContract,
    LinksContract,
    HidesContract,
    LearningContract,
    AgentsContract,
    PairsContract,
    ConflictsContract,
):
    @pytest.fixture
    def ledger(self) -> Ledger:
        return FakeLedger(ACCOUNT)

    @pytest.fixture
    def reopened(self) -> Reopen:
        def reopen(ledger: Ledger) -> Ledger:
            assert isinstance(ledger, FakeLedger)
            ledger.die()
            return ledger

        return reopen


class TestFakeHistory(HistoryContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest.fixture
    def ledger(self, clock: Clock) -> Ledger:
        return FakeLedger(ACCOUNT, clock)


class TestFakeDestination(DestinationContract):
    @pytest.fixture
    def destination(self) -> FakeDestination:
        return FakeDestination(refuse=lambda o: "too cheap" if o.fields.get("announcementValue") == -1 else None)

    @pytest.fixture
    def bad(self) -> MakeOperation:
        return lambda external_id: Operation(Op.UPSERT, external_id, {"announcementValue": -1})
