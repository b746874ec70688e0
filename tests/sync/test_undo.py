"""An upload is taken back: from what the ledger knew before it, and what it did not know is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    Accepted,
    JobNews,
    JobState,
    Lost,
)
from rentix_desktop.sync.ledger import Ledger, NewRun, RunKind
from rentix_desktop.sync.planning.plan import plan
from rentix_desktop.sync.planning.undo import plan_undo
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.steps import resume
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT, FakeLedger
from tests.sync.runs import RUN, mapped, planned, records, send, upload
from tests.sync.undoing import HIDING, STATUS, Telling, copied, forecast, listing, put, stays, take_back

pytestmark = pytest.mark.usefixtures("_quick")


def test_new_ones_are_hidden_former_values_return_and_hidden_ones_come_back(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(number, announcementStatus="active") for number in range(10)])
    before = copied(portal)
    changed = [listing(number, 200.0 if number < 4 else 100.0, announcementStatus="active") for number in range(8)]
    done = put(ledger, portal, [*changed, listing(20), listing(21)], HIDING)
    assert (done.created, done.updated, done.hidden, done.unchanged) == (2, 4, 2, 4)

    told = forecast(ledger, portal, done.run)
    assert (told.hide, told.restore, told.show, told.unchanged, told.left) == (2, 4, 2, 0, 0)
    assert (told.total, told.partly, told.requests, told.taken_back.id) == (8, 0, 1, done.run)
    assert copied(portal) != before  # nothing was sent yet
    summary = take_back(ledger, portal, done.run)
    after = copied(portal)
    assert (after.pop("CN-20")[STATUS], after.pop("CN-21")[STATUS]) == ("hidden", "hidden")
    assert after == before
    assert stays(ledger, summary.run) == {}
    info = ledger.run(summary.run)
    assert (info.kind, info.parent, info.source) == (RunKind.UNDO, done.run, RUN.source)
    assert next(found.id for found in ledger.runs()) == summary.run  # in the history as any other


def test_the_same_file_would_send_all_of_it_again(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, records(4))
    file = records(6, price=200.0)
    done = put(ledger, portal, file)
    sent = copied(portal)
    take_back(ledger, portal, done.run)
    again = planned(ledger, portal, file)
    assert (again.create + again.update, again.unchanged) == (6, 0)
    send(ledger, portal, again.run)
    assert {name: fields["announcementValue"] for name, fields in portal.portal.items()} == {
        name: fields["announcementValue"] for name, fields in sent.items()
    }


def test_taking_back_twice_changes_nothing_more(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, records(4))
    done = put(ledger, portal, [*records(3, price=200.0), listing(7)], HIDING)
    take_back(ledger, portal, done.run)
    there, requests = copied(portal), len(portal.requests)
    told = forecast(ledger, portal, done.run)
    assert (told.total, told.unchanged, told.to_send) == (5, 5, 0)
    send(ledger, portal, told.run)
    assert (copied(portal), len(portal.requests)) == (there, requests)


def test_an_undo_is_undone_as_any_run(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(number, announcementStatus="active") for number in range(4)])
    first = copied(portal)
    done = put(ledger, portal, [*(listing(n, 200.0) for n in range(3)), listing(7)], HIDING)
    second = copied(portal)
    undo = take_back(ledger, portal, done.run)
    told = forecast(ledger, portal, undo.run)
    assert (told.hide, told.restore, told.show, told.left) == (1, 3, 1, 0)
    redo = take_back(ledger, portal, undo.run)
    assert copied(portal) == second  # what was new is what it was, what had been hidden is hidden again
    assert ledger.listings(["CN-3"])["CN-3"].shown is False
    take_back(ledger, portal, redo.run)
    assert {name: fields for name, fields in copied(portal).items() if name != "CN-7"} == first


# what is not known ----------------------------------------------------------------------------------------------------
def test_a_field_that_had_no_value_here_is_named_and_stays(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(0), listing(1)])
    done = put(
        ledger, portal, [listing(0, 200.0, announcementDescription="new"), listing(1, announcementDescription="new")]
    )
    told = forecast(ledger, portal, done.run)
    assert (told.restore, told.left, told.partly) == (1, 1, 1)
    summary = take_back(ledger, portal, done.run)
    unknown = {"announcementDescription": ProblemCode.FORMER_UNKNOWN}
    assert stays(ledger, summary.run) == {"CN-0": unknown, "CN-1": unknown}
    assert (portal.portal["CN-0"]["announcementValue"], portal.portal["CN-0"]["announcementDescription"]) == (
        100,
        "new",
    )


def test_a_listing_that_was_there_before_this_ledger_is_never_hidden(ledger: Ledger) -> None:
    portal = FakeDestination(portal={"CN-0": {"announcementValue": 5, STATUS: "active"}})
    done = put(ledger, portal, [listing(0), listing(1)])
    summary = take_back(ledger, portal, done.run)
    assert stays(ledger, summary.run) == {"CN-0": {"externalId": ProblemCode.WAS_THERE_BEFORE}}
    assert (portal.portal["CN-0"][STATUS], portal.portal["CN-1"][STATUS]) == ("active", "hidden")


def test_a_listing_the_portal_had_lost_and_that_was_made_anew_is_hidden(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(0)])
    portal.portal.clear()
    done = put(ledger, portal, [listing(0, 200.0)])
    assert done.created == 1
    assert take_back(ledger, portal, done.run).hidden == 1


def test_runs_of_an_older_program_are_taken_back_as_far_as_they_tell(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    shutil.copy(Path(__file__).parents[1] / "store" / "older" / "version-4.db", path)
    with closing(SqliteLedger(path, ACCOUNT)) as ledger:
        known = ledger.listings([f"CN-{number}" for number in range(12)])
        portal = Telling(portal={name: dict(found.fields) for name, found in known.items()})
        portal.portal["CN-7"] = {}
        told = plan_undo(ledger, 2, CATALOGUE, portal, ledger.runs()[0].started_at or 0)
        assert stays(ledger, told.run) == {
            "CN-1": {"announcementValue": ProblemCode.FORMER_UNKNOWN},
            "CN-2": {"announcementValue": ProblemCode.FORMER_UNKNOWN},
            "CN-3": {STATUS: ProblemCode.FORMER_UNKNOWN},
        }
        summary = send(ledger, portal, told.run)
        assert {name for name, fields in portal.portal.items() if fields.get(STATUS) == "hidden"} == {
            "CN-3",
            "CN-4",
            "CN-7",  # the answer of these was lost, and this one is there
        }
        assert (summary.hidden, summary.updated, summary.unchanged, summary.skipped) == (2, 0, 2, 3)
        assert ledger.interrupted() is None
        told = plan_undo(ledger, 1, CATALOGUE, portal, ledger.runs()[0].started_at or 0)
        assert (told.hide, told.unchanged, told.left) == (1, 1, 2)  # the others were changed since


# what a later run changed ---------------------------------------------------------------------------------------------
def test_what_a_later_run_changed_stays_as_that_left_it(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(number) for number in range(4)])
    done = put(
        ledger, portal, [listing(n, 200.0, propertyAddress="str. noua") for n in range(4)] + [listing(8), listing(9)]
    )
    put(ledger, portal, [listing(0, 300.0, propertyAddress="str. noua"), listing(8, 300.0)])
    assert portal.portal["CN-0"]["announcementValue"] == 300
    summary = take_back(ledger, portal, done.run)
    assert stays(ledger, summary.run) == {
        "CN-0": {"announcementValue": ProblemCode.CHANGED_SINCE},
        "CN-8": {"announcementValue": ProblemCode.CHANGED_SINCE},
    }
    assert portal.portal["CN-0"] == {"announcementValue": 300, "propertyAddress": "str. 0"}
    assert portal.portal["CN-1"] == {"announcementValue": 100, "propertyAddress": "str. 1"}
    assert (portal.portal["CN-8"].get(STATUS), portal.portal["CN-9"][STATUS]) == (None, "hidden")


def test_a_later_answer_that_was_lost_counts_as_a_change(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(0)])
    done = put(ledger, portal, [listing(0, 200.0)])
    later = planned(ledger, portal, [listing(0, 300.0)])
    ledger.start(later.run)
    ledger.intend(later.run, [0])
    ledger.settle(later.run, [(0, Lost())])
    ledger.finish(later.run, 1, complete=False)
    told = forecast(ledger, portal, done.run)
    assert stays(ledger, told.run) == {"CN-0": {"announcementValue": ProblemCode.CHANGED_SINCE}}
    assert told.to_send == 0


def test_what_an_older_run_sent_after_it_was_resumed_counts_as_later(ledger: Ledger) -> None:
    portal = FakeDestination()
    upload(ledger, portal, [listing(0)])
    older = planned(ledger, portal, [listing(0, 300.0), listing(1)])
    ledger.start(older.run)
    ledger.finish(older.run, 1, complete=False)
    other = NewRun(RUN.account, RUN.kind, "/files/other.xlsx", "other.xlsx")
    done = plan(mapped([listing(0, 200.0)]), ledger, CATALOGUE, portal, other)
    send(ledger, portal, done.run)
    resume(Engine(ledger, portal, RunControl()), ledger)
    assert portal.portal["CN-0"]["announcementValue"] == 300
    told = forecast(ledger, portal, done.run)
    assert stays(ledger, told.run) == {"CN-0": {"announcementValue": ProblemCode.CHANGED_SINCE}}


def test_photos_that_the_portal_could_not_take_are_put_back(ledger: Ledger) -> None:
    portal = FakeDestination()
    old: list[JsonValue] = [{"url": "https://x.example/1"}]
    put(ledger, portal, [listing(0, files=old)])
    portal.script = lambda _request, number: (Accepted(job="7"),) if number == 1 else None
    done = put(ledger, portal, [listing(0, files=[{"url": "https://x.example/2"}])])
    ledger.tell_job(done.run, 0, "7", JobNews(JobState.FAILED), ["files"])
    take_back(ledger, portal, done.run)
    assert portal.portal["CN-0"]["files"] == old


# answers that were lost -----------------------------------------------------------------------------------------------
def lose(ledger: Ledger, portal: FakeDestination, found: Iterable[Record], applied: Iterable[str]) -> int:
    """A run whose answers were all lost; of these the portal did what it was told."""
    told = planned(ledger, portal, found)
    ledger.start(told.run)
    rows = ledger.pending(told.run, -1, 100)
    ledger.intend(told.run, [row.planned.seq for row in rows])
    for row in rows:
        if row.planned.external_id in set(applied):
            portal.portal.setdefault(row.planned.external_id, {}).update(row.planned.fields)
    ledger.settle(told.run, [(row.planned.seq, Lost()) for row in rows])
    ledger.finish(told.run, 1, complete=False)
    return told.run


def test_rows_in_doubt_are_taken_back_whether_or_not_they_were_done(ledger: Ledger) -> None:
    portal = Telling()
    put(ledger, portal, [listing(0), listing(1)])
    before = copied(portal)
    run = lose(ledger, portal, [listing(n, 200.0) for n in range(4)], ["CN-0", "CN-2"])
    summary = take_back(ledger, portal, run)
    after = copied(portal)
    assert after.pop("CN-2")[STATUS] == "hidden"
    assert after == before  # and CN-3 was not made in order to be hidden
    assert (summary.hidden, summary.updated, summary.unchanged) == (1, 2, 1)
    assert ledger.interrupted() is None
    assert list(ledger.maybe_there(RUN.source)) == []


def test_where_the_service_does_not_tell_a_new_listing_in_doubt_is_named(ledger: Ledger) -> None:
    portal = FakeDestination()
    run = lose(ledger, portal, [listing(0)], ["CN-0"])
    summary = take_back(ledger, portal, run)
    assert stays(ledger, summary.run) == {"CN-0": {"externalId": ProblemCode.MAYBE_THERE}}
    assert portal.portal["CN-0"].get(STATUS) is None


def test_a_row_that_was_in_doubt_and_was_sent_again_gets_its_former_values(ledger: Ledger) -> None:
    portal = Telling()
    put(ledger, portal, [listing(0)])
    run = lose(ledger, portal, [listing(0, 200.0), listing(1)], ["CN-0", "CN-1"])
    send(ledger, portal, run)
    summary = take_back(ledger, portal, run)
    assert (summary.updated, summary.hidden) == (1, 1)
    assert portal.portal["CN-0"]["announcementValue"] == 100


FILES = st.dictionaries(
    st.integers(0, 3),
    st.fixed_dictionaries(
        {"announcementValue": st.sampled_from([1.0, 2.0]), "propertyAddress": st.sampled_from(["a", "b"])}
    ),
)


@settings(max_examples=300, deadline=None)
@given(first=FILES, second=FILES, third=FILES)
def test_of_the_middle_one_of_three_uploads_nothing_newer_is_overwritten(
    first: dict[int, Record], second: dict[int, Record], third: dict[int, Record]
) -> None:
    ledger, portal = FakeLedger(), FakeDestination()
    runs = [
        put(ledger, portal, [{"externalId": f"CN-{n}", **fields} for n, fields in file.items()])
        for file in (first, second, third)
    ]
    if not runs[1].created + runs[1].updated:
        return
    summary = take_back(ledger, portal, runs[1].run)
    named = stays(ledger, summary.run)
    for number in first.keys() | second.keys() | third.keys():
        one, two, three = (file.get(number) for file in (first, second, third))
        now = portal.portal[f"CN-{number}"]
        if one is None and two is not None:
            changed_since = three is not None and three != two
            assert (now.get(STATUS) == "hidden") is not changed_since
            assert (f"CN-{number}" in named) is changed_since
            continue
        expected = {**(one or {}), **(two or {}), **(three or {})}
        for name in expected:
            if one and two and two[name] != one[name] and (three or two)[name] == two[name]:
                expected[name] = one[name]
        assert now == expected
