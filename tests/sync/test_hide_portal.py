"""Hiding on request against the strict demo portal: by the portal's own ids, answers lost, the program killed."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.sync.destination import Accepted, Later, Op, Operation, PortalListing
from rentix_desktop.sync.planning.hides import Hides, hides_of, plan_hides
from rentix_desktop.sync.planning.undo import plan_undo
from tests.destinations.conftest import NoWaiting
from tests.fakes.catalogue import CATALOGUE
from tests.proofs.kills import program
from tests.proofs.world import Fault, Office, Portal, office, open_portal, short_waits

FIELDS: Record = {
    "announcementType": "sale",
    "propertyType": "residential",
    "propertySecondaryType": "apartment",
    "announcementValue": 50_000,
    "announcementCurrency": "EUR",
    "propertyAddress": "Chișinău, str. Ismail 1",
    "announcementStatus": "active",
    "files": [{"url": f"https://photos.example/{number}.jpg"} for number in range(3)],
}
LOST: list[Fault] = [{"kind": kind, "method": "PUT", "path": "/listings"} for kind in ("drop", "cut", "not_json")]
ROWS = 60


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with open_portal(DemoOptions(limits="off", faults=True, job_seconds=0.0)) as running, short_waits():
        yield running


@pytest.fixture
def desk(portal: Portal, tmp_path: Path) -> Iterator[Office]:
    portal.reset()
    with office(tmp_path, portal) as made:
        yield made


def typed_in(desk: Office, count: int, *, linked: int = 0) -> list[PortalListing]:
    """Listings of the portal: the first `linked` have an id that no file here has, the others none of ours."""
    names = [f"by-hand-{number}" for number in range(count)]
    for start in range(0, count, 100):
        part = names[start : start + 100]
        outcomes = desk.destination.send([Operation(Op.UPSERT, name, FIELDS) for name in part], NoWaiting())
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    seen = {name: desk.destination.listing(name, None, NoWaiting()) for name in names}
    for name in names[linked:]:
        desk.destination.send_one(Operation(Op.UNLINK, name, portal_id=seen[name].portal_id), NoWaiting())
    return [each for page in desk.destination.list_listings(NoWaiting()) for each in page.listings]


def planned(desk: Office, listings: list[PortalListing]) -> int:
    return plan_hides(listings, desk.ledger, CATALOGUE, desk.destination, desk.account)


def hide(desk: Office, listings: list[PortalListing]) -> Hides:
    return hides_of(desk.ledger, desk.send(planned(desk, listings)))


def there(portal: Portal) -> dict[str, dict[str, Any]]:
    return {str(listing["id"]): listing for listing in portal.state()["listings"]}


def writes(portal: Portal) -> list[str]:
    return [each["path"] for each in portal.state()["log"] if each["method"] == "PUT"]


def test_with_and_without_a_code_by_the_portals_own_number(desk: Office, portal: Portal) -> None:
    listings = typed_in(desk, 4, linked=2)
    before = there(portal)
    done = hide(desk, listings)
    assert (set(done.hidden), done.left) == ({each.portal_id for each in listings}, 0)
    after = there(portal)
    assert {listing["status"] for listing in after.values()} == {"hidden"}
    assert [after[name]["externalId"] for name in before] == [each["externalId"] for each in before.values()]
    assert len(writes(portal)) == 4
    for listing in listings:  # it tells of each whether it is so
        look = Operation(Op.UPSERT, listing.external_id or "", {"announcementStatus": "hidden"}, listing.portal_id)
        assert isinstance(desk.destination.look_up(look, NoWaiting()), Accepted)
        shown = Operation(Op.UPSERT, listing.external_id or "", {"announcementStatus": "active"}, listing.portal_id)
        assert desk.destination.look_up(shown, NoWaiting()) == Later()


def test_it_is_taken_back(desk: Office, portal: Portal) -> None:
    done = hide(desk, typed_in(desk, 3, linked=1))
    told = plan_undo(desk.ledger, done.summary.run, CATALOGUE, desk.destination, time.time())
    assert (told.show, told.total) == (3, 3)
    assert desk.send(told.run).updated == 3
    assert {listing["status"] for listing in there(portal).values()} <= {"active", "pending_active"}


def test_answers_that_are_lost_hide_nothing_twice_and_say_nothing_wrong(desk: Office, portal: Portal) -> None:
    listings = typed_in(desk, 6, linked=2)
    before = {name: listing["applied"] for name, listing in there(portal).items()}
    portal.faults(LOST)
    done = hide(desk, listings)
    assert (len(done.hidden), done.refused, done.summary.in_doubt) == (6, {}, 0)
    after = there(portal)
    assert {listing["status"] for listing in after.values()} == {"hidden"}
    assert {name: listing["applied"] - before[name] for name, listing in after.items()} == dict.fromkeys(before, 1)


def test_one_that_was_deleted_meanwhile_is_refused_and_none_is_made(desk: Office, portal: Portal) -> None:
    listings = [*typed_in(desk, 2, linked=1), PortalListing("999999", "CN-9", FIELDS, "active")]
    done = hide(desk, listings)
    assert (len(done.hidden), list(done.refused)) == (2, ["999999"])
    assert len(there(portal)) == 2


def test_killed_again_and_again_it_ends_whole(portal: Portal, tmp_path: Path) -> None:
    portal.reset()
    with office(tmp_path, portal) as desk:
        listings = typed_in(desk, ROWS, linked=10)
        run = planned(desk, listings)
        desk.ledger.start(run)
        desk.ledger.finish(run, 0, complete=False)
        before = {name: listing["applied"] for name, listing in there(portal).items()}
    kills = 0
    for _ in range(4):
        with program(tmp_path, portal, run) as killed:
            time.sleep(random.uniform(0, 0.06))
            kills += killed.is_alive()
            killed.kill()
            killed.join()
    assert kills
    with office(tmp_path, portal) as desk:
        done = hides_of(desk.ledger, desk.send(run))
        assert (len(done.hidden), done.refused, done.left) == (ROWS, {}, 0)
        assert desk.ledger.interrupted() is None
        twice = sum(row.attempts > 1 for row in desk.ledger.rows(run))
    after = there(portal)
    assert {listing["status"] for listing in after.values()} == {"hidden"}
    applied = [listing["applied"] - before[name] for name, listing in after.items()]
    assert (min(applied), sum(times > 1 for times in applied) <= twice, len(after)) == (1, True, ROWS)
