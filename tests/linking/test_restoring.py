"""What the portal has under the codes of a file is known again; what plainly is another property is held for a person."""

from __future__ import annotations

from typing import Any

import pytest

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.linking.evidence import Subject, Verdict
from rentix_desktop.linking.proposing import OnPortal, Proposal, propose, read_portal
from rentix_desktop.linking.restoring import Restored, restore, rows_of_plan
from rentix_desktop.linking.runs import plan_unlinks
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.books.conflicts import Conflict
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Op, Operation
from rentix_desktop.sync.ledger import Action, NewRun, RunKind, State
from rentix_desktop.sync.planning.plan import plan
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.sync.repair.repair import Correction, plan_retry
from tests.destinations.conftest import NoWaiting
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT, FakeLedger
from tests.linking.test_pairing import listing, row
from tests.proofs.world import Office, Portal
from tests.sync.runs import mapped

SOURCE = "/files/a.xlsx"
UPLOAD = NewRun(ACCOUNT, RunKind.UPLOAD, SOURCE, "a.xlsx")
CHISINAU = "Chișinău, str. 31 August 1989, 42/1"
UNGHENI = "Ungheni, bd. Ștefan cel Mare 69"
RENT: Record = {"propertyAddress": UNGHENI, "announcementType": "rent", "announcementValue": 300}
HELD = Conflict("A-2", "90013", UNGHENI)


def rows() -> list[MappedRow]:
    return [row(1, propertyAddress="str. Ismail 1"), row(2, propertyAddress=CHISINAU), row(3)]


def restored(ledger: FakeLedger, found: list[MappedRow] | None = None, *, complete: bool = True) -> Restored:
    there = [listing(90011, "A-1", propertyAddress="str. Ismail 1"), listing(90013, "A-2", **RENT), listing(90014)]
    return restore(there, found or rows(), ledger, CATALOGUE, SOURCE, complete=complete)


def forecast(ledger: FakeLedger) -> Forecast:
    return plan(rows(), ledger, CATALOGUE, FakeDestination(), UPLOAD)


def test_what_is_the_same_is_known_again_and_what_is_another_is_held() -> None:
    ledger = FakeLedger()
    assert forecast(ledger).create == 3
    assert restored(ledger) == Restored(1, (HELD,))
    planned = forecast(ledger)
    assert (planned.create, planned.unchanged, planned.blocked) == (1, 1, 1)
    (held,) = ledger.rows(planned.run, (State.BLOCKED,))
    assert [(each.code, each.params) for each in held.planned.problems] == [
        (ProblemCode.CODE_OF_ANOTHER, {"text": f"{UNGHENI} (90013)"})
    ]
    assert restored(ledger) == Restored(0, (HELD,))  # as often as it is looked at


def test_the_rows_of_a_plan_are_restored_as_those_of_the_file() -> None:
    ledger = FakeLedger()
    run = forecast(ledger).run
    assert restored(ledger, list(rows_of_plan(ledger, run))) == Restored(1, (HELD,))
    assert [each.record["externalId"] for each in rows_of_plan(ledger, forecast(ledger).run)] == ["A-2", "A-3"]


def test_of_two_rows_with_a_code_the_first_is_meant() -> None:
    ledger = FakeLedger()
    twice = [row(2, **RENT), row(2, propertyAddress=CHISINAU)]
    assert restored(ledger, twice) == Restored(1)


def test_a_code_that_no_other_listing_has_any_more_is_free() -> None:
    ledger = FakeLedger()
    restored(ledger)
    restore([listing(90014)], rows(), ledger, CATALOGUE, SOURCE, complete=False)
    assert ledger.conflicts() == {"A-2": HELD}  # nobody knows what was not shown
    restore([listing(90014)], [row(9)], ledger, CATALOGUE, SOURCE)
    assert ledger.conflicts() == {"A-2": HELD}  # it was not asked about
    restore([listing(90014)], rows(), ledger, CATALOGUE, SOURCE)
    assert ledger.conflicts() == {}


def test_what_the_ledger_knows_is_in_no_conflict_whatever_was_changed() -> None:
    ledger = FakeLedger()
    restore([listing(90013, "A-2", propertyAddress=CHISINAU)], rows(), ledger, CATALOGUE, SOURCE)
    assert restored(ledger) == Restored(1)
    assert forecast(ledger).blocked == 0


def test_a_proposal_tells_of_it_with_the_evidence_and_pairs_neither_side() -> None:
    ledger = FakeLedger()
    there = OnPortal((listing(90013, "A-2", **RENT), listing(90014, propertyAddress=CHISINAU)), complete=True)
    found = propose(there, rows(), ledger, CATALOGUE, SOURCE, RunControl())
    assert found.adopted == 0
    (conflict,) = found.conflicts
    assert (conflict.portal_id, conflict.row, conflict.external_id) == ("90013", 2, "A-2")
    verdicts = {fact.subject: fact.verdict for fact in conflict.evidence}
    assert {verdicts[each] for each in (Subject.TOWN, Subject.STREET, Subject.DEAL)} == {Verdict.DIFFERS}
    assert found.rows[2].record["propertyAddress"] == CHISINAU
    assert all(pair.row != 2 for pair in found.pairing.pairs)


# over HTTP ----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def desk(desk: Office) -> Office:
    desk.destination.send([Operation(Op.UPSERT, "CV-102", RENT | {"propertyAddress": UNGHENI})], NoWaiting())
    return desk


def ours(**changed: JsonValue) -> list[MappedRow]:
    return mapped([{"externalId": "CV-102", "propertyAddress": CHISINAU, "announcementType": "sale",
                    "announcementValue": 61_500, **changed}])  # fmt: skip


def planned(desk: Office, found: list[MappedRow]) -> Forecast:
    run = NewRun(desk.account, RunKind.UPLOAD, SOURCE, "a.xlsx")
    return plan(found, desk.ledger, CATALOGUE, desk.destination, run)


def proposed(desk: Office, found: list[MappedRow]) -> Proposal:
    control = RunControl()
    return propose(read_portal(desk.destination, control), found, desk.ledger, CATALOGUE, SOURCE, control)


def on_portal(portal: Portal) -> list[dict[str, Any]]:
    return [{"externalId": each["externalId"], **each["formData"]} for each in portal.state()["listings"]]


def test_nothing_is_ever_written_over_another_property_and_once_its_code_is_off_the_row_is_new(
    desk: Office, portal: Portal
) -> None:
    before = on_portal(portal)
    assert len(proposed(desk, ours()).conflicts) == 1
    upload = planned(desk, ours())
    assert (upload.create, upload.update, upload.blocked) == (0, 0, 1)
    summary = desk.send(upload.run)
    assert (summary.blocked, summary.created, summary.updated) == (1, 0, 0)
    assert on_portal(portal) == before
    off = plan_unlinks(["CV-102"], desk.ledger, CATALOGUE, desk.destination, desk.account)
    assert desk.send(off.run).updated == 1
    assert desk.ledger.conflicts() == {}
    again = planned(desk, ours())
    assert desk.send(again.run).created == 1
    assert {each["propertyAddress"]: each["externalId"] for each in on_portal(portal)} == {
        UNGHENI: None,
        CHISINAU: "CV-102",
    }


def test_a_run_that_was_planned_before_leaves_the_row_to_be_sent(desk: Office, portal: Portal) -> None:
    before = on_portal(portal)
    early = planned(desk, ours())
    assert early.create == 1
    desk.ledger.start(early.run)
    proposed(desk, ours())
    summary = desk.send(early.run)
    assert (summary.not_sent, summary.created, summary.updated) == (1, 0, 0)
    assert on_portal(portal) == before


def test_another_code_for_the_row_lets_it_go(desk: Office, portal: Portal) -> None:
    proposed(desk, ours())
    upload = planned(desk, ours())
    desk.send(upload.run)
    retry = plan_retry(desk.ledger, upload.run, [Correction(0, {"externalId": "CV-502"})], CATALOGUE, desk.destination)
    assert desk.send(retry.run).created == 1
    assert [each["externalId"] for each in on_portal(portal)] == ["CV-102", "CV-502"]
    assert planned(desk, mapped([{**ours()[0].record, "externalId": "CV-502"}])).unchanged == 1


def test_a_retry_of_the_row_as_it_is_stays_held(desk: Office, portal: Portal) -> None:
    before = on_portal(portal)
    proposed(desk, ours())
    upload = planned(desk, ours())
    desk.send(upload.run)
    retry = plan_retry(
        desk.ledger, upload.run, [Correction(0, {"announcementValue": 62_000})], CATALOGUE, desk.destination
    )
    assert desk.send(retry.run).blocked == 1
    assert on_portal(portal) == before
    (held,) = desk.ledger.planned(retry.run, (Action.BLOCKED,), -1, 9)
    assert [each.code for each in held.planned.problems] == [ProblemCode.CODE_OF_ANOTHER]
