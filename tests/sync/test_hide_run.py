"""Listings are hidden on request by a run as any other: kept, resumed, told of, and taken back."""

from __future__ import annotations

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.errors import AppError, Code
from rentix_desktop.sync.books.conflicts import Conflict
from rentix_desktop.sync.comparing.drift import DriftKind
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.ledger import Ledger, RunKind, State
from rentix_desktop.sync.planning.hides import Hides, hides_of, listing_of, plan_hides
from rentix_desktop.sync.repair.needing import needing
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.steps import resume, run_to_retry
from rentix_desktop.sync.telling.life import LifeCode, life_of
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import failure
from tests.fakes.ledger import ACCOUNT, FakeLedger
from tests.fakes.listing_portal import ListingPortal
from tests.sync.drifting import compared, flat, upload
from tests.sync.runs import send
from tests.sync.undoing import STATUS, forecast, stays, take_back

pytestmark = pytest.mark.usefixtures("_quick")


def typed_in(*names: str, status: str = "active") -> ListingPortal:
    return ListingPortal(typed_in={name: {STATUS: status, "propertyAddress": f"str. {name}"} for name in names})


def planned(ledger: Ledger, portal: ListingPortal, *only: str) -> int:
    listings = [each for each in portal.everything() if not only or each.portal_id in only]
    return plan_hides(listings, ledger, CATALOGUE, portal, ACCOUNT)


def hide(ledger: Ledger, portal: ListingPortal, *only: str) -> Hides:
    return hides_of(ledger, send(ledger, portal, planned(ledger, portal, *only)))


def statuses(portal: ListingPortal) -> dict[str, object]:
    return {each.portal_id: each.fields[STATUS] for each in portal.everything()}


def test_with_and_without_an_id_of_ours(ledger: Ledger) -> None:
    portal = typed_in("501", "502")
    upload(ledger, portal, map(flat, range(2)))
    portal.portal["OTHER"] = {STATUS: "active"}
    done = hide(ledger, portal, "501", "p-CN-1", "p-OTHER")
    assert (set(done.hidden), done.refused, done.left) == ({"501", "p-CN-1", "p-OTHER"}, {}, 0)
    assert statuses(portal) == {
        "p-CN-0": flat(0)[STATUS],
        "p-CN-1": "hidden",
        "p-OTHER": "hidden",
        "501": "hidden",
        "502": "active",
    }
    info = ledger.run(done.summary.run)
    assert (info.kind, ledger.counts(info.id).hidden) == (RunKind.HIDE, 3)
    assert {request.ids for request in portal.requests[-3:]} == {("",), ("CN-1",), ("OTHER",)}
    assert all(request.alone for request in portal.requests[-3:])  # by their own ids, so that none is ever made


def test_what_is_hidden_already_and_what_is_named_twice_is_not_sent_again(ledger: Ledger) -> None:
    portal = typed_in("501", "502")
    portal.typed_in["502"][STATUS] = "hidden"
    listings = [*portal.everything(), *portal.everything()]
    done = hides_of(ledger, send(ledger, portal, plan_hides(listings, ledger, CATALOGUE, portal, ACCOUNT)))
    assert (set(done.hidden), done.summary.total, done.summary.unchanged) == ({"501", "502"}, 2, 1)
    assert portal.applied == {"501": 1}


def test_one_that_is_gone_meanwhile_is_not_made(ledger: Ledger) -> None:
    portal = typed_in("501")
    portal.portal["OTHER"] = {STATUS: "active"}
    run = planned(ledger, portal)
    portal.typed_in.clear()
    portal.portal.clear()
    done = hides_of(ledger, send(ledger, portal, run))
    assert done.refused == {"501": "Listing not found", "p-OTHER": "Listing not found"}
    assert portal.everything() == []


def test_a_refusal_is_told_in_the_portals_words_and_waits_for_nobody(ledger: Ledger) -> None:
    portal = typed_in("501")
    portal.refuse = lambda _: "Invalid status"
    assert hide(ledger, portal).refused == {"501": "Invalid status"}
    with pytest.raises(AppError) as raised:  # nothing of it can be corrected
        run_to_retry(ledger)
    assert (raised.value.code, needing(ledger)) == (Code.NOTHING_TO_RETRY, None)


# the answer is lost -----------------------------------------------------------------------------------------------------
def test_a_lost_answer_is_looked_up_and_nothing_is_hidden_twice(ledger: Ledger) -> None:
    portal = typed_in("501", "502")
    portal.lose_after_applying = frozenset({0})
    done = hide(ledger, portal)
    assert (set(done.hidden), portal.applied, len(portal.looked_up)) == ({"501", "502"}, {"501": 1, "502": 1}, 1)


def test_one_that_did_not_arrive_is_sent_again(ledger: Ledger) -> None:
    portal = typed_in("501")
    portal.script = lambda _, number: failure(maybe_applied=True) if number == 0 else None
    done = hide(ledger, portal)
    assert (set(done.hidden), portal.applied, portal.looked_up) == ({"501"}, {"501": 1}, ["501"])


def test_it_is_resumed_after_the_program_was_killed() -> None:
    ledger, portal = FakeLedger(), typed_in("501", "502", "503")
    run = planned(ledger, portal)
    ledger.start(run)
    ledger.intend(run, [0, 1])
    portal.typed_in["501"][STATUS] = "hidden"  # it arrived
    ledger.die()
    assert [row.state for row in ledger.rows(run)] == [State.IN_DOUBT, State.IN_DOUBT, State.NOT_SENT]
    summary = resume(Engine(ledger, portal, RunControl()), ledger)
    assert (summary.run, summary.hidden) == (run, 3)
    assert portal.applied == {"502": 1, "503": 1}
    assert sorted(portal.looked_up) == ["501", "502"]


def test_many_go_within_one_run_and_a_stop_keeps_the_rest(ledger: Ledger) -> None:
    portal = typed_in(*(str(number) for number in range(500, 730)))
    control = RunControl()

    def stop(*_: object) -> None:
        if len(portal.applied) == 100:
            control.cancel()

    portal.before = stop
    run = planned(ledger, portal)
    first = hides_of(ledger, Engine(ledger, portal, control).run(run))
    assert first.summary.stopped is not None
    assert (first.left, len(first.hidden)) == (230 - len(first.hidden), len(portal.applied))
    portal.before = lambda *_: None
    assert resume(Engine(ledger, portal, RunControl()), ledger).hidden == 230
    assert set(portal.applied.values()) == {1}


# what is known of them ----------------------------------------------------------------------------------------------------
def test_figures_forecast_and_brake_of_a_file_are_as_before(ledger: Ledger) -> None:
    portal = typed_in("501", "502")
    upload(ledger, portal, map(flat, range(10)))
    before = (ledger.statuses(), ledger.shown("/files/export.xlsx#Sheet1"), len(ledger.known("", 100)))
    hide(ledger, portal, "501", "502")
    assert (ledger.statuses(), ledger.shown("/files/export.xlsx#Sheet1"), len(ledger.known("", 100))) == before
    assert upload(ledger, portal, map(flat, range(10))) == []


def test_one_of_the_file_is_shown_again_with_the_next_upload_as_it_was_said(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(3)))
    hide(ledger, portal, "p-CN-1")
    assert compared(ledger, portal).counts == {}
    assert upload(ledger, portal, map(flat, range(3))) == ["CN-1"]


def test_a_difference_tells_enough_to_hide_by(ledger: Ledger) -> None:
    portal = typed_in("501")
    portal.portal["OTHER"] = {STATUS: "active", "propertyAddress": "str. Ismail 9"}
    found = compared(ledger, portal).differences
    assert {drift.kind for drift in found} == {DriftKind.UNKNOWN}
    listings = [listing_of(drift, CATALOGUE) for drift in found]
    fields: Record = {STATUS: "active", "propertyAddress": "str. Ismail 9"}
    assert PortalListing("p-OTHER", "OTHER", fields, "active", "https://portal.example/p-OTHER") in listings
    run = plan_hides(listings, ledger, CATALOGUE, portal, ACCOUNT)
    assert hides_of(ledger, send(ledger, portal, run)).hidden == {"501", "p-OTHER"}
    assert [drift.portal_id for drift in compared(ledger, portal).differences] == ["501"]


def test_its_life_says_that_it_was_chosen(ledger: Ledger) -> None:
    portal = typed_in("501")
    upload(ledger, portal, map(flat, range(1)))
    run = hide(ledger, portal).summary.run
    for name in ("CN-0", "501"):
        assert life_of(ledger, name).events[-1].code is LifeCode.HIDDEN_ON_REQUEST
    take_back(ledger, portal, run)
    assert [event.code for event in life_of(ledger, "501").events] == [
        LifeCode.HIDDEN_ON_REQUEST,
        LifeCode.TAKEN_BACK,
    ]


# taken back ---------------------------------------------------------------------------------------------------------------
def test_it_is_taken_back_and_that_again(ledger: Ledger) -> None:
    portal = typed_in("501", "502")
    portal.portal["OTHER"] = {STATUS: "active"}
    upload(ledger, portal, map(flat, range(2)))
    before = statuses(portal)
    run = hide(ledger, portal, "501", "p-OTHER", "p-CN-1").summary.run
    told = forecast(ledger, portal, run)
    assert (told.show, told.total, told.left, told.to_send) == (3, 3, 0, 3)
    back = take_back(ledger, portal, run)
    assert (statuses(portal), back.updated, stays(ledger, back.run)) == (before, 3, {})
    again = take_back(ledger, portal, back.run)
    assert again.hidden == 3
    assert {name for name, status in statuses(portal).items() if status == "hidden"} == {"501", "p-OTHER", "p-CN-1"}


def test_a_draft_that_cannot_be_one_again_stays_hidden_and_is_named(ledger: Ledger) -> None:
    portal = typed_in("501", status="draft")
    run = hide(ledger, portal).summary.run
    told = forecast(ledger, portal, run)
    expected = (0, 1) if "draft" in CATALOGUE.visibility.until_public else (1, 0)
    assert (told.to_send, told.left) == expected


def test_what_was_done_to_it_since_is_left(ledger: Ledger) -> None:
    portal = typed_in("501", "502")
    run = hide(ledger, portal).summary.run
    portal.typed_in["501"][STATUS] = "active"
    hide(ledger, portal, "501")
    told = forecast(ledger, portal, run)
    assert (told.show, told.left) == (1, 1)


def test_in_doubt_ones_are_put_back_too(ledger: Ledger) -> None:
    portal = typed_in("501")
    run = planned(ledger, portal)
    ledger.start(run)
    ledger.intend(run, [0])
    portal.typed_in["501"][STATUS] = "hidden"
    ledger.finish(run, 1.0, complete=False)
    ledger.start(run)
    ledger.finish(run, 1.0, complete=False)
    take_back(ledger, portal, run)
    assert statuses(portal) == {"501": "active"}
    assert ledger.interrupted() is None


def test_another_upload_of_the_source_is_taken_back_apart(ledger: Ledger) -> None:
    """A listing without an id of ours has nothing to do with rows of a file that have none."""
    portal = typed_in("501")
    upload(ledger, portal, [flat(0), {**flat(1), "externalId": ""}])
    (newest,) = ledger.runs(1)
    hide(ledger, portal, "501")
    told = forecast(ledger, portal, newest.id)
    assert (told.hide, told.total) == (1, 1)


def test_one_that_has_the_code_of_a_row_is_hidden_and_shown_again_and_the_row_is_held(ledger: Ledger) -> None:
    """Known by that code, it would be written over by the row."""
    portal = typed_in()
    portal.portal["OTHER"] = {STATUS: "active"}
    ledger.keep_conflicts([], [Conflict("OTHER", "p-OTHER")])
    done = hide(ledger, portal)
    assert (set(done.hidden), done.left) == ({"p-OTHER"}, 0)
    assert statuses(portal) == {"p-OTHER": "hidden"}
    assert (set(ledger.conflicts()), ledger.listings(["OTHER"])) == ({"OTHER"}, {})
    take_back(ledger, portal, done.summary.run)
    assert statuses(portal) == {"p-OTHER": "active"}
    assert set(ledger.conflicts()) == {"OTHER"}
