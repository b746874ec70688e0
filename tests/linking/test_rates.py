"""Prices in two currencies: compared where the service tells what they are worth, and only there."""

from __future__ import annotations

import pytest

from rentix_desktop.linking.evidence import Fact, Subject, Verdict
from rentix_desktop.linking.proposing import propose, read_portal
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Op, Operation
from tests.destinations.conftest import NoWaiting
from tests.fakes.catalogue import CATALOGUE
from tests.linking.by_hand import typed_in
from tests.linking.test_pairing import FLAT
from tests.proofs.world import Office, Portal
from tests.sync.runs import mapped

RATES = "/reference/currencies"


def price(desk: Office) -> Fact:
    """Of the one listing in euro, and a row with the same price in lei."""
    (made,) = typed_in(desk, 1)
    desk.destination.send([Operation(Op.UPSERT, "", FLAT, made.portal_id)], NoWaiting())
    lei = {**FLAT, "externalId": "CN-0", "announcementValue": 61_500 * 20, "announcementCurrency": "MDL"}
    on_portal = read_portal(desk.destination, RunControl())
    proposal = propose(on_portal, mapped([lei]), desk.ledger, CATALOGUE, "/files/a.xlsx", RunControl())
    (pair,) = proposal.pairing.pairs
    (found,) = (fact for fact in pair.evidence if fact.subject is Subject.PRICE)
    return found


def test_with_rates_the_same_price_in_lei_agrees(desk: Office) -> None:
    found = price(desk)
    assert found.verdict is Verdict.AGREES
    assert found.currencies == ("MDL", "EUR")


@pytest.mark.parametrize("status", [404, 500])
def test_a_service_that_does_not_tell_its_rates_costs_the_comparison_alone(
    desk: Office, portal: Portal, status: int
) -> None:
    portal.faults([{"kind": "status", "status": status, "path": RATES, "method": "GET", "times": 9}])
    assert price(desk).verdict is Verdict.UNKNOWN
    portal.faults([])


def test_where_every_listing_is_linked_no_rates_are_asked_for(desk: Office, portal: Portal) -> None:
    portal.faults([{"kind": "status", "status": 500, "path": RATES, "method": "GET"}])
    assert dict(read_portal(desk.destination, RunControl()).rates) == {}
    typed_in(desk, 1)
    assert dict(read_portal(desk.destination, RunControl()).rates) == {}  # the fault waited until now
    assert set(read_portal(desk.destination, RunControl()).rates) == {"EUR", "USD", "MDL"}
