"""Links go to the portal as a run: kept, resumed, refused in the portal's words, and taken off again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rentix_desktop.catalog.fields import Record
from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.linking.runs import Link, LinkPlan, links_of, plan_links, plan_unlinks
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.ledger import Action, NewRun, RunKind, State
from rentix_desktop.sync.planning.plan import plan
from rentix_desktop.sync.repair.refusals import understand
from tests.fakes.catalogue import CATALOGUE
from tests.linking.by_hand import FIELDS, typed_in
from tests.proofs.world import Office, Portal, office
from tests.sync.runs import mapped


def linked(desk: Office, listings: list[PortalListing], first: int = 0) -> LinkPlan:
    links = [Link(listing, f"CN-{first + n}", first + n, first + n + 2) for n, listing in enumerate(listings)]
    return plan_links(links, desk.ledger, CATALOGUE, desk.destination, desk.account, "/files/a.xlsx", "a.xlsx")


def on_portal(portal: Portal) -> dict[str | None, dict[str, Any]]:
    return {str(listing["id"]): listing for listing in portal.state()["listings"]}


def test_linked_listings_are_changed_by_the_next_upload_and_no_double_is_made(desk: Office, portal: Portal) -> None:
    listings = typed_in(desk, 3)
    planned = linked(desk, listings)
    assert (planned.total, planned.link, planned.blocked) == (3, 3, 0)
    summary = desk.send(planned.run)
    assert (summary.total, summary.updated, summary.requests) == (3, 3, 1)
    assert [listing["externalId"] for listing in on_portal(portal).values()] == ["CN-0", "CN-1", "CN-2"]
    rows: list[Record] = [{"externalId": f"CN-{n}", **FIELDS} for n in range(3)]
    rows[1]["announcementValue"] = 49_000
    upload = NewRun(desk.account, RunKind.UPLOAD, "/files/a.xlsx", "a.xlsx")
    forecast = plan(mapped(rows), desk.ledger, CATALOGUE, desk.destination, upload)
    assert (forecast.create, forecast.update, forecast.unchanged) == (0, 1, 2)
    assert forecast.changed_fields == {"announcementValue": 1}
    desk.send(forecast.run)
    assert len(on_portal(portal)) == 3


def test_two_links_of_one_listing_or_with_one_id_are_never_sent(desk: Office) -> None:
    one, other = typed_in(desk, 2)
    links = [Link(one, "CN-0"), Link(other, "CN-0"), Link(one, "CN-1")]
    planned = plan_links(links, desk.ledger, CATALOGUE, desk.destination, desk.account, "s", "a.xlsx")
    assert (planned.link, planned.blocked) == (1, 2)
    held = list(desk.ledger.rows(planned.run, (State.BLOCKED,)))
    assert {problem.code for row in held for problem in row.planned.problems} == {ProblemCode.CODE_TAKEN}
    assert desk.send(planned.run).updated == 1


def test_what_the_portal_says_against_a_link_is_understood(desk: Office) -> None:
    one, other = typed_in(desk, 2)
    desk.send(linked(desk, [one]).run)
    gone = PortalListing("999999", None, FIELDS)
    links = [Link(other, "CN-0"), Link(one, "CN-5"), Link(gone, "CN-6")]
    planned = plan_links(links, desk.ledger, CATALOGUE, desk.destination, desk.account, "s", "a.xlsx")
    assert desk.send(planned.run).refused == 3
    codes = [
        problem.code if (problem := understand(row.messages[0], row.planned.record, CATALOGUE)) else None
        for row in desk.ledger.rows(planned.run, (State.REFUSED,))
    ]
    assert codes == [ProblemCode.CODE_TAKEN, ProblemCode.HAS_OTHER_CODE, ProblemCode.NOT_ON_PORTAL]


def test_a_lost_answer_is_looked_up_and_not_sent_again(desk: Office, portal: Portal) -> None:
    listings = typed_in(desk, 3)
    portal.faults([{"kind": "drop", "path": "/listings/bulk"}])
    summary = desk.send(linked(desk, listings).run)
    assert (summary.updated, summary.refused, summary.in_doubt) == (3, 0, 0)
    assert {listing["externalId"] for listing in on_portal(portal).values()} == {"CN-0", "CN-1", "CN-2"}
    assert {listing["applied"] for listing in on_portal(portal).values()} == {1}


def test_where_bulk_takes_no_links_each_goes_by_its_own_path(desk: Office, portal: Portal) -> None:
    listings = typed_in(desk, 3)
    refusal = {"statusCode": 400, "message": ["op must be one of the following values: upsert, delete"]}
    portal.faults([{"kind": "status", "status": 400, "body": refusal, "path": "/listings/bulk", "times": 9}])
    summary = desk.send(linked(desk, listings).run)
    assert (summary.updated, summary.refused, summary.requests) == (3, 0, 4)
    assert {listing["externalId"] for listing in on_portal(portal).values()} == {"CN-0", "CN-1", "CN-2"}


def test_links_are_taken_off_one_by_one_or_all_of_a_run(desk: Office, portal: Portal) -> None:
    listings = typed_in(desk, 4)
    run = linked(desk, listings).run
    desk.send(run)
    one = plan_unlinks(["CN-0", "CN-99"], desk.ledger, CATALOGUE, desk.destination, desk.account)
    assert (one.link, one.blocked) == (1, 1)
    assert desk.send(one.run).updated == 1
    assert [listing["externalId"] for listing in on_portal(portal).values()] == [None, "CN-1", "CN-2", "CN-3"]
    rest = [each for each in links_of(desk.ledger, run) if each in desk.ledger.listings([each])]
    assert rest == ["CN-1", "CN-2", "CN-3"]
    off = plan_unlinks(rest, desk.ledger, CATALOGUE, desk.destination, desk.account)
    assert desk.send(off.run).updated == 3
    assert {listing["externalId"] for listing in on_portal(portal).values()} == {None}
    assert len(on_portal(portal)) == 4
    assert desk.ledger.listings([f"CN-{n}" for n in range(4)]) == {}


def test_a_link_that_this_computer_knows_nothing_of_is_asked_for(desk: Office, portal: Portal, tmp_path: Path) -> None:
    desk.send(linked(desk, typed_in(desk, 1)).run)
    with office(tmp_path / "elsewhere", portal) as other:
        off = plan_unlinks(["CN-0"], other.ledger, CATALOGUE, other.destination, other.account)
        assert other.send(off.run).updated == 1
        assert [row.planned.action for row in other.ledger.rows(off.run)] == [Action.UNLINK]
    assert [listing["externalId"] for listing in on_portal(portal).values()] == [None]


def test_a_run_without_links_has_none_to_take_off(desk: Office) -> None:
    off = plan_unlinks(["CN-1"], desk.ledger, CATALOGUE, desk.destination, desk.account)
    assert list(links_of(desk.ledger, off.run)) == []
