"""Rentix keeps to the contract of destinations, against the demo portal."""

from __future__ import annotations

import httpx
import pytest

from rentix_desktop.demo.launch import DemoPortal
from rentix_desktop.destinations.rentix.destination import RentixDestination
from rentix_desktop.sync.destination import Op, Operation
from tests.contracts.destination import DestinationContract, MakeOperation
from tests.destinations.conftest import Connect


class TestRentix(DestinationContract):
    @pytest.fixture
    def destination(self, demo: DemoPortal, connected: Connect) -> RentixDestination:
        httpx.post(demo.base_url.removesuffix("api/v1") + "_demo/reset", json={}, trust_env=False).raise_for_status()
        return connected(demo.base_url, demo.key)

    @pytest.fixture
    def bad(self) -> MakeOperation:
        return lambda external_id: Operation(Op.UPSERT, external_id, {"announcementStatus": "no such status"})
