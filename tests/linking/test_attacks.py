"""Attempts to make doubles, to lose a link, or to name the wrong person."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.errors import AppError, Code
from rentix_desktop.linking.people.agents import file_agents
from rentix_desktop.linking.people.pairing import pair_of, pair_people
from rentix_desktop.linking.people.staff import link_people
from rentix_desktop.linking.proposing import OnPortal, propose
from rentix_desktop.linking.runs import Link, links_of, plan_links, plan_unlinks
from rentix_desktop.mapping.model import Level
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.books.agents import AgentForm
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    Lost,
    Op,
    Operation,
    PersonSeen,
    PortalListing,
    Refused,
)
from rentix_desktop.sync.ledger import NewRun, RunKind
from rentix_desktop.sync.people import WhyNot
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from rentix_desktop.sync.planning.undo import plan_undo
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.sync.repair.repair import Correction, plan_retry
from rentix_desktop.sync.sending.engine import Engine
from tests.destinations.conftest import NoWaiting
from tests.fakes.catalogue import CATALOGUE
from tests.linking.by_hand import FIELDS, typed_in
from tests.linking.test_runs import linked, on_portal
from tests.proofs.world import Fault, Office, Portal, office
from tests.sync.runs import mapped

SOURCE = "/files/a.xlsx"


def forecast(desk: Office, rows: list[Record], options: PlanOptions | None = None) -> Forecast:
    upload = NewRun(desk.account, RunKind.UPLOAD, SOURCE, "a.xlsx")
    return plan(mapped(rows), desk.ledger, CATALOGUE, desk.destination, upload, options)


def rows(count: int, **changed: JsonValue) -> list[Record]:
    return [{"externalId": f"CN-{n}", **FIELDS, **changed} for n in range(count)]


def ids(portal: Portal) -> list[str | None]:
    return [listing["externalId"] for listing in on_portal(portal).values()]


LINK = {"path": "/listings/bulk", "method": "POST"}
FAULTS: list[list[Fault]] = [
    [{"kind": "bare_422", **LINK}],
    [{"kind": "cut", **LINK}],
    [{"kind": "not_json", **LINK}],
    [{"kind": "results", "change": "none", **LINK}],
    [{"kind": "results", "change": "missing", **LINK}],
    [{"kind": "results", "change": "nameless", **LINK}],
    [{"kind": "results", "change": "reversed", **LINK}],
    [{"kind": "results", "change": "twice", **LINK}],
    [{"kind": "drop", **LINK}, {"kind": "status", "status": 500, "method": "GET", "times": 2}],
    [{"kind": "drop", **LINK}, {"kind": "drop", "method": "GET", "times": 2}],
    [{"kind": "status", "status": 502, "body": "<html>Bad Gateway</html>", **LINK}],
    [{"kind": "status", "status": 429, **LINK}],
    [{"kind": "status", "status": 422, "body": {"statusCode": 422, "message": "all failed"}, **LINK}],
    [
        {"kind": "status", "status": 422, "body": {"statusCode": 422, "message": "all failed"}, **LINK},
        {"kind": "drop", "path": "/link", "times": 2},
    ],
    [{"kind": "items", "positions": [1], **LINK}],
]


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: "-".join(str(each["kind"]) for each in faults))
def test_whatever_becomes_of_the_answers_each_is_linked_once(desk: Office, portal: Portal, faults: list[Fault]) -> None:
    run = linked(desk, typed_in(desk, 3)).run
    portal.faults(faults)
    summary = desk.send(run)
    portal.faults([])
    assert (summary.updated, summary.refused, summary.in_doubt, summary.not_sent) == (3, 0, 0, 0)
    assert ids(portal) == ["CN-0", "CN-1", "CN-2"]
    assert len(desk.ledger.listings(["CN-0", "CN-1", "CN-2"])) == 3
    assert forecast(desk, rows(3)).unchanged == 3


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: "-".join(str(each["kind"]) for each in faults))
def test_whatever_becomes_of_the_answers_each_link_is_taken_off(
    desk: Office, portal: Portal, faults: list[Fault]
) -> None:
    desk.send(linked(desk, typed_in(desk, 3)).run)
    off = plan_unlinks(["CN-0", "CN-1", "CN-2"], desk.ledger, CATALOGUE, desk.destination, desk.account)
    portal.faults(faults)
    summary = desk.send(off.run)
    portal.faults([])
    assert (summary.updated, summary.refused, summary.in_doubt, summary.not_sent) == (3, 0, 0, 0)
    assert ids(portal) == [None, None, None]
    assert desk.ledger.listings(["CN-0", "CN-1", "CN-2"]) == {}


def test_what_was_hidden_on_the_portal_stays_so_after_a_link(desk: Office) -> None:
    (listing,) = typed_in(desk, 1)
    by_hand = Operation(Op.UPSERT, "", {"announcementStatus": "hidden"}, listing.portal_id)
    desk.destination.send([by_hand], NoWaiting())
    (page,) = desk.destination.list_listings(RunControl())
    desk.send(linked(desk, list(page.listings)).run)
    assert forecast(desk, rows(1)).unchanged == 1
    hide = PlanOptions(hide_missing=True, hide_confirmed=True)
    assert forecast(desk, [{"externalId": "other", **FIELDS}], hide).hide == 0


def test_what_was_hidden_on_the_portal_stays_so_after_a_lost_ledger(desk: Office) -> None:
    there = PortalListing("1", "CN-0", {**FIELDS, "announcementStatus": "hidden"}, "hidden")
    found = propose(OnPortal((there,), True), mapped(rows(1)), desk.ledger, CATALOGUE, SOURCE, RunControl())
    assert found.adopted == 1
    assert forecast(desk, rows(1)).unchanged == 1


def test_an_undo_after_a_link_was_taken_off_makes_no_listing(desk: Office, portal: Portal) -> None:
    desk.send(linked(desk, typed_in(desk, 1)).run)
    upload = forecast(desk, rows(1, announcementValue=49_000))
    desk.send(upload.run)
    off = plan_unlinks(["CN-0"], desk.ledger, CATALOGUE, desk.destination, desk.account)
    desk.send(off.run)
    undo = plan_undo(desk.ledger, upload.run, CATALOGUE, desk.destination, 0.0)
    desk.send(undo.run)
    assert ids(portal) == [None]


def test_an_undo_does_not_hide_the_listing_that_took_the_code_since(desk: Office, portal: Portal) -> None:
    upload = forecast(desk, rows(1))
    desk.send(upload.run)
    off = plan_unlinks(["CN-0"], desk.ledger, CATALOGUE, desk.destination, desk.account)
    desk.send(off.run)
    other = typed_in(desk, 1)
    desk.send(linked(desk, other).run)
    undo = plan_undo(desk.ledger, upload.run, CATALOGUE, desk.destination, 0.0)
    desk.send(undo.run)
    assert on_portal(portal)[other[0].portal_id]["formData"].get("announcementStatus") != "hidden"
    assert undo.to_send == 0


def test_an_upload_that_goes_on_after_a_link_was_taken_off_makes_no_double(desk: Office, portal: Portal) -> None:
    desk.send(linked(desk, typed_in(desk, 2)).run)
    upload = forecast(desk, rows(2, announcementValue=49_000))
    Engine(desk.ledger, desk.destination, RunControl()).run(upload.run, 1)
    off = plan_unlinks(["CN-1"], desk.ledger, CATALOGUE, desk.destination, desk.account)
    desk.send(off.run)
    desk.send(upload.run)
    assert ids(portal) == ["CN-0", None]


def test_links_of_a_run_that_were_made_anew_by_another_stay(desk: Office, portal: Portal) -> None:
    one, other, third = typed_in(desk, 3)
    first = linked(desk, [one, third]).run
    desk.send(first)
    off = plan_unlinks(["CN-0"], desk.ledger, CATALOGUE, desk.destination, desk.account)
    desk.send(off.run)
    desk.send(linked(desk, [other]).run)
    off = plan_unlinks(links_of(desk.ledger, first), desk.ledger, CATALOGUE, desk.destination, desk.account)
    desk.send(off.run)
    assert ids(portal) == [None, "CN-0", None]


def test_a_linked_listing_that_may_have_been_new_is_hidden_once(desk: Office, portal: Portal) -> None:
    listings = typed_in(desk, 1)
    upload = forecast(desk, rows(1))
    desk.ledger.start(upload.run)
    desk.ledger.intend(upload.run, [0])
    desk.ledger.settle(upload.run, [(0, Lost())])
    desk.ledger.finish(upload.run, 0, complete=False)
    desk.send(linked(desk, listings).run)
    hide = PlanOptions(hide_missing=True, hide_confirmed=True)
    assert forecast(desk, [{"externalId": "other", **FIELDS}], hide).hide == 1


def sure(texts: dict[str, int], *people: PersonSeen) -> dict[str, str]:
    """Text → account of what would be linked without a question."""
    pairs = pair_people(people, file_agents(texts)).of(Level.SURE)
    return {text: pair.portal_id for pair in pairs for text, _ in pair.agent.texts}


def test_the_number_of_the_office_alone_is_nobody() -> None:
    texts = {"022 234 567": 9, "022234567": 1, "Ion Rusu 022234567": 3, "Elena Popa 022234567": 2}
    ion, elena = (
        PersonSeen("1", None, "Ion Rusu", "022234567"),
        PersonSeen("2", None, "Elena Popa", "022234567"),
    )
    assert sure(texts, ion, elena) == {"Ion Rusu 022234567": "1", "Elena Popa 022234567": "2"}
    assert sure(texts, ion) == {"Ion Rusu 022234567": "1"}


@pytest.mark.parametrize("shared", ["office@casa.md", "(oficiul 2)", "24-7", "022234567"])
def test_what_two_agents_share_does_not_make_them_one(shared: str) -> None:
    texts = {f"Ion Rusu {shared}": 5, f"Elena Popa {shared}": 4}
    assert len({agent.external_id for agent in file_agents(texts)}) == 2
    assert sure(texts, PersonSeen("1", None, "Ion Rusu")) == {f"Ion Rusu {shared}": "1"}


def test_a_name_that_two_have_is_nobody_without_a_phone() -> None:
    texts = {"Ion Rusu": 9, "Ion Rusu 069111111": 3, "Ion Rusu 069222222": 2}
    people = [PersonSeen(str(n), None, "Ion Rusu", f"069{n}{n}{n}{n}{n}{n}") for n in (1, 2)]
    assert sure(texts, *people) == {"Ion Rusu 069111111": "1", "Ion Rusu 069222222": "2"}


def test_two_agents_of_one_cell_do_not_become_one() -> None:
    texts = {"Ion Rusu 069111111, Elena Popa 069222222": 1, "Ion Rusu 069111111": 5, "Elena Popa 069222222": 4}
    found = sure(texts, PersonSeen("1", None, "Ion Rusu", "069111111"))
    assert found.get("Elena Popa 069222222") is None


def test_two_phones_of_one_agent_are_still_one() -> None:
    texts = {"Ion Rusu 069111111, 069222222": 1, "Ion Rusu 069111111": 5, "Rusu Ion 069222222": 4, "069222222": 2}
    assert len(file_agents(texts)) == 1


def test_a_number_in_a_name_is_not_the_id_of_somebody_else(desk: Office) -> None:
    vera = PersonSeen("7", "2", "Vera Ciobanu")
    assert pair_people([vera], file_agents({"Ion Rusu (of. 2)": 3})).linked == {}
    for text in ("2", "Vera C., 2"):
        agents = file_agents({text: 3})
        assert pair_people([vera], agents).linked == {"7": agents}


def test_reasons_of_refused_people_are_asked_for_one_by_one(desk: Office, portal: Portal) -> None:
    people = {each.portal_id: each for each in desk.destination.list_people(RunControl())}
    linked_one = next(each for each in people.values() if each.external_id)
    free = next(each for each in people.values() if not each.external_id)
    portal.faults(
        [{"kind": "status", "status": 422, "body": {"statusCode": 422, "message": "all failed"}, "path": "/users/bulk"}]
    )
    pairs = [pair_of(free, agent) for agent in file_agents({linked_one.external_id or "": 1})]
    (outcome,) = link_people(desk.destination, pairs, people, desk.ledger, RunControl())
    assert outcome == Refused(("External ID already linked",), why=WhyNot.CODE_TAKEN)
    assert desk.ledger.agents() == {}


def test_an_agent_who_left_meanwhile_costs_no_listing_for_good(desk: Office, portal: Portal) -> None:
    (elena,) = (each for each in desk.destination.list_people(RunControl()) if each.external_id == "A-1")
    agent: Record = {"user": {"externalUserId": "A-1"}}
    upload = forecast(desk, [row | agent for row in rows(2)])
    desk.destination.send_people([Operation(Op.UNLINK, "A-1", portal_id=elena.portal_id)], RunControl())
    summary = desk.send(upload.run)
    assert summary.refused == 2
    again = forecast(desk, [row | agent for row in rows(2)])
    assert (again.create, again.warned) == (2, 2)
    assert desk.send(again.run).created == 2


def go(folder: Path, base_url: str, key: str, run: int, told: Connection) -> None:
    """A program of its own that sends a run."""
    with contextlib.closing(Portal(base_url, key)) as portal, office(folder, portal) as desk:
        told.send("started")
        told.send(desk.send(run).updated)


def test_a_link_run_that_is_killed_again_and_again_links_each_once(portal: Portal, tmp_path: Path) -> None:
    portal.reset()
    folder, dice, context = tmp_path / "killed", random.Random(7), multiprocessing.get_context("spawn")
    with office(folder, portal) as desk:
        listings = [*typed_in(desk, 100), *typed_in(desk, 100), *typed_in(desk, 100)]
        run = linked(desk, listings).run
        desk.ledger.start(run)
    portal.faults([{"kind": "delay", "seconds": 0.05, "path": "/listings/bulk", "times": 99}])
    for _ in range(3):
        ours, theirs = context.Pipe()
        process = context.Process(target=go, args=(folder, portal.base_url, portal.key, run, theirs))
        process.start()
        assert ours.recv() == "started"
        time.sleep(dice.random() * 0.25)
        process.kill()
        process.join()
    portal.faults([])
    with office(folder, portal) as desk:
        summary = desk.send(run)
        assert (summary.updated, summary.in_doubt, summary.refused) == (300, 0, 0)
        assert sorted(map(str, ids(portal))) == sorted(f"CN-{n}" for n in range(300))
        assert {listing["applied"] for listing in on_portal(portal).values()} == {1}
        assert forecast(desk, rows(300)).unchanged == 300


def test_what_a_killed_link_run_may_have_linked_is_not_sent_and_cannot_be_hidden(desk: Office, portal: Portal) -> None:
    listings = typed_in(desk, 1)
    killed_link(desk, linked(desk, listings).run, listings[0])
    upload = forecast(desk, rows(1))
    desk.send(upload.run)
    with pytest.raises(AppError) as caught:
        plan_undo(desk.ledger, upload.run, CATALOGUE, desk.destination, 0.0)
    assert caught.value.code is Code.NOTHING_TO_UNDO
    assert on_portal(portal)[listings[0].portal_id]["formData"].get("announcementStatus") != "hidden"


def test_an_undo_does_not_hide_what_a_killed_link_run_may_have_linked(
    desk: Office, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload that was sent all the same: by a version that did not wait for links."""
    listings = typed_in(desk, 1)
    killed_link(desk, linked(desk, listings).run, listings[0])
    monkeypatch.setattr(SqliteLedger, "unsettled_links", lambda _: frozenset())
    upload = forecast(desk, rows(1))
    assert desk.send(upload.run).created == 1
    monkeypatch.undo()
    undo = plan_undo(desk.ledger, upload.run, CATALOGUE, desk.destination, 0.0)
    assert (undo.to_send, undo.left) == (0, 1)


def killed_link(desk: Office, run: int, listing: PortalListing) -> None:
    """The link of the run's only row was made, and the program killed before it knew."""
    desk.ledger.start(run)
    desk.ledger.intend(run, [0])
    desk.destination.send([Operation(Op.LINK, "CN-0", portal_id=listing.portal_id)], NoWaiting())
    desk.ledger.settle(run, [(0, Lost())])
    desk.ledger.finish(run, 1.0, complete=False)


AS_READ: Record = {"announcementValue": "50000", "propertyAddress": " Chișinău,  str. Ismail 1", "announcementDescription": {"ro": "Lumină", "ru": "Свет"}}  # fmt: skip
OF_FILE: Record = {
    **FIELDS,
    "announcementDescription": "Lumină",
    "files": [{"url": "https://x.example/1.jpg", "externalFileId": "p1"}],
    "user": {"externalUserId": "A-1"},
}


def read_back(external_id: str | None) -> PortalListing:
    return PortalListing(
        "1", external_id, AS_READ, "active", user=PersonSeen("11", "A-1"), photo_ids=("p1",), photo_count=1, whole=True
    )


def test_what_the_portal_says_in_its_own_way_is_not_sent_again_after_a_lost_ledger(desk: Office) -> None:
    row: Record = {"externalId": "CN-0", **OF_FILE}
    propose(OnPortal((read_back("CN-0"),), True), mapped([row]), desk.ledger, CATALOGUE, SOURCE, RunControl())
    assert forecast(desk, [row]).changed_fields == {}
    assert forecast(desk, [row | {"announcementDescription": "Alta"}]).changed_fields == {"announcementDescription": 1}


def test_what_the_portal_says_in_its_own_way_is_not_sent_again_after_a_link(desk: Office, portal: Portal) -> None:
    (there,) = typed_in(desk, 1)
    row: Record = {"externalId": "CN-0", **OF_FILE}
    link = Link(replace(read_back(None), portal_id=there.portal_id), "CN-0", 0, 2, row)
    planned = plan_links([link], desk.ledger, CATALOGUE, desk.destination, desk.account, SOURCE, "a.xlsx")
    desk.send(planned.run)
    assert forecast(desk, [row]).changed_fields == {}


@pytest.mark.parametrize("form", AgentForm)
def test_an_agent_is_known_in_the_form_in_which_the_account_names_agents(
    desk: Office, portal: Portal, form: AgentForm
) -> None:
    desk.ledger.keep_agent_form(form)
    desk.ledger.keep_agents({"elena": "A-1"})
    of_file: Record = {"externalId": "CN-0", **OF_FILE, "user": {"externalUserId": "Elena"}}
    propose(OnPortal((read_back("CN-0"),), True), mapped([of_file]), desk.ledger, CATALOGUE, SOURCE, RunControl())
    assert forecast(desk, [of_file]).changed_fields == {}
    (there,) = typed_in(desk, 1)
    of_file |= {"externalId": "CN-1"}
    link = Link(replace(read_back(None), portal_id=there.portal_id), "CN-1", 0, 2, of_file)
    planned = plan_links([link], desk.ledger, CATALOGUE, desk.destination, desk.account, SOURCE, "a.xlsx")
    desk.send(planned.run)
    assert forecast(desk, [of_file]).changed_fields == {}


BAD: Record = {"announcementDescription": "scurt"}


@pytest.mark.parametrize("said", ["Elena", "Vasile"])
def test_a_corrected_agent_stays_corrected_in_the_next_plan(desk: Office, said: str) -> None:
    desk.ledger.keep_agents({"elena": "A-1", "olga": "A-3"})
    olga = next(each for each in desk.destination.list_people(RunControl()) if not each.external_id)
    desk.destination.send_people([Operation(Op.LINK, "A-3", portal_id=olga.portal_id)], RunControl())
    of_file: list[Record] = [row | BAD | {"user": {"externalUserId": said}} for row in rows(1)]
    upload = forecast(desk, of_file)
    assert desk.send(upload.run).refused == 1
    repaired: Record = {
        "announcementDescription": "O descriere destul de lungă pentru portal.",
        "user": {"externalUserId": "Olga"},
    }
    retry = plan_retry(desk.ledger, upload.run, [Correction(0, repaired)], CATALOGUE, desk.destination)
    assert desk.send(retry.run).created == 1
    again = forecast(desk, of_file)
    assert (again.unchanged, again.overtaken, again.corrected) == (1, 0, 1)
    (page,) = desk.destination.list_listings(RunControl())
    assert [each.user and each.user.external_id for each in page.listings] == ["A-3"]


def test_who_is_linked_after_a_refusal_is_named_by_the_retry(desk: Office) -> None:
    of_file: list[Record] = [row | BAD | {"user": {"externalUserId": "Elena"}} for row in rows(1)]
    upload = forecast(desk, of_file)
    desk.send(upload.run)
    desk.ledger.keep_agents({"elena": "A-1"})
    longer: Record = {"announcementDescription": "O descriere destul de lungă pentru portal."}
    retry = plan_retry(desk.ledger, upload.run, [Correction(0, longer)], CATALOGUE, desk.destination)
    assert retry.warned == 0
    desk.send(retry.run)
    (page,) = desk.destination.list_listings(RunControl())
    assert [each.user and each.user.external_id for each in page.listings] == ["A-1"]
