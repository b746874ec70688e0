"""The forecast: what is created, updated, left, hidden, held and blocked; and that it is what then happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.destination import BatchLimits, Cancelled, Op, Operation
from rentix_desktop.sync.ledger import Action, Ledger, Listing
from rentix_desktop.sync.planning.diff import changes, same, sendable
from rentix_desktop.sync.planning.plan import PlanOptions, held_by_brake, plan
from rentix_desktop.sync.sending.batches import batches
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import ENVELOPE, LIMITS, FakeDestination
from tests.fakes.ledger import FakeLedger
from tests.sync.runs import RUN, mapped, planned, records, send, upload

HIDE = PlanOptions(hide_missing=True)


# batches --------------------------------------------------------------------------------------------------------------
@given(
    texts=st.lists(st.text(max_size=60), max_size=60),
    most=st.integers(1, 10),
    room=st.integers(0, 400),
)
def test_no_request_is_over_its_limits_and_none_could_take_one_more(texts: list[str], most: int, room: int) -> None:
    portal = FakeDestination()
    operations = [Operation(Op.UPSERT, f"CN-{n}", {"text": text}) for n, text in enumerate(texts)]
    sizes = [len(portal.encode(operation)) for operation in operations]
    limits = BatchLimits(most, len(ENVELOPE) + max(sizes, default=0) + room, len(ENVELOPE))
    cut = list(batches(operations, lambda o: len(portal.encode(o)), limits))
    assert [operation for batch in cut for operation in batch] == operations

    def body(batch: list[Operation]) -> bytes:
        found = {"operations": [json.loads(portal.encode(o)) for o in batch]}
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()

    for batch in cut:
        assert 0 < len(batch) <= most
        assert len(body(batch)) <= limits.max_bytes
    for batch, following in pairwise(cut):
        assert len(batch) == most or len(body([*batch, following[0]])) > limits.max_bytes


# diff -----------------------------------------------------------------------------------------------------------------
json_values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["announcementValue", "propertyAddress", "files", "announcementStatus"])
bodies = st.dictionaries(names, json_values, max_size=4)


@given(bodies, bodies)
def test_what_changes_makes_the_portal_equal_to_the_file_and_blanks_keep(old: Record, new: Record) -> None:
    accepted = Listing("CN-1", sendable(old, CATALOGUE))
    record: Record = {"externalId": "CN-1", **new}
    changed = changes(record, accepted, CATALOGUE)
    assert "externalId" not in changed
    after = {**accepted.fields, **changed}
    for name, value in new.items():
        if value is None:
            assert after.get(name) == accepted.fields.get(name)
        else:
            assert same(after[name], value)
    assert changes(record, Listing("CN-1", after), CATALOGUE) == {}
    for name, value in changed.items():  # nothing is sent that the portal has
        assert name not in accepted.fields or not same(accepted.fields[name], value)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (3, 3.0, True),
        (1, True, False),
        ([1], [True], False),
        ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}, True),
        ([{"url": "x"}], [{"url": "y"}], False),
        ("3", 3, False),
        ([], {}, False),
    ],
)
def test_what_is_the_same(one: JsonValue, other: JsonValue, equal: bool) -> None:
    assert same(one, other) is equal
    assert same(other, one) is equal


def test_a_hidden_listing_that_comes_back_is_shown_as_the_file_says() -> None:
    hidden = Listing("CN-1", {"announcementValue": 5, "announcementStatus": "hidden"}, shown=False)
    assert changes({"externalId": "CN-1"}, hidden, CATALOGUE) == {"announcementStatus": "active"}
    draft: Record = {"externalId": "CN-1", "announcementStatus": "draft"}
    assert changes(draft, hidden, CATALOGUE) == {"announcementStatus": "draft"}


# plan -----------------------------------------------------------------------------------------------------------------
def test_errors_block_a_row_and_warnings_do_not(ledger: Ledger) -> None:
    rows = mapped(records(3))
    bad = Problem("files", ProblemCode.TOO_FEW_PHOTOS)
    odd = Problem("propertyCoordinates", ProblemCode.COORDINATES_OUTSIDE, Severity.WARNING)
    rows[0] = MappedRow(0, 2, rows[0].record, (bad,))
    rows[1] = MappedRow(1, 3, rows[1].record, (odd,))
    forecast = plan(rows, ledger, CATALOGUE, FakeDestination(), RUN)
    assert (forecast.blocked, forecast.create, forecast.total) == (1, 2, 3)
    assert [row.planned.action for row in ledger.rows(forecast.run)] == [Action.BLOCKED, Action.CREATE, Action.CREATE]


def test_one_id_is_never_sent_twice_and_a_row_without_one_not_at_all(ledger: Ledger) -> None:
    found: list[Record] = [*records(2), *records(1, price=7), {"announcementValue": 1}]
    forecast = planned(ledger, FakeDestination(), found)
    assert (forecast.create, forecast.blocked) == (2, 2)
    problems = [row.planned.problems for row in ledger.rows(forecast.run)]
    assert [p.code for p in problems[2]] == [ProblemCode.KEY_REPEATED]
    assert problems[2][0].params == {"other_row": 2}
    assert [p.code for p in problems[3]] == [ProblemCode.KEY_MISSING]


def test_of_a_repeated_id_the_person_may_leave_one_out(ledger: Ledger) -> None:
    found = [*records(1), *records(1, price=7)]
    forecast = planned(ledger, FakeDestination(), found, PlanOptions(skip=frozenset({0})))
    assert (forecast.skipped, forecast.create, forecast.blocked) == (1, 1, 0)


def test_a_row_over_the_size_of_a_request_is_blocked_and_named(ledger: Ledger) -> None:
    found = records(2)
    found[1]["announcementDescription"] = "ш" * 300
    portal = FakeDestination(limits=BatchLimits(100, 500, len(ENVELOPE)))
    forecast = planned(ledger, portal, found)
    assert (forecast.blocked, forecast.create) == (1, 1)
    (problem,) = list(ledger.rows(forecast.run))[1].planned.problems
    assert problem.code is ProblemCode.ROW_TOO_BIG
    assert problem.field == problem.params["field"] == "announcementDescription"
    assert problem.params["limit"] == 500
    assert int(problem.params["size"]) > 600
    assert send(ledger, portal, forecast.run).created == 1


def test_all_sends_equal_rows_too_with_all_they_have(ledger: Ledger) -> None:
    portal = FakeDestination()
    upload(ledger, portal, records(3))
    assert planned(ledger, portal, records(3)).unchanged == 3
    forecast = planned(ledger, portal, records(3), PlanOptions(all_rows=True))
    assert (forecast.update, forecast.unchanged) == (3, 0)
    portal.portal.clear()
    send(ledger, portal, forecast.run)
    assert portal.portal["CN-1"] == {"announcementValue": 100.0, "propertyAddress": "str. Ismail 1"}


@pytest.mark.parametrize(
    ("vanished", "shown", "held"),
    [(1, 1, True), (1, 2, False), (2, 2, True), (3, 4, False), (3, 3, True), (4, 15, True), (4, 20, False), (5, 20, True),
     (20, 100, False), (21, 100, True)],
)  # fmt: skip
def test_the_brake(vanished: int, shown: int, held: bool) -> None:
    assert held_by_brake(vanished, shown) is held


def test_over_the_brake_none_is_hidden_and_a_yes_hides_all(ledger: Ledger) -> None:
    portal = FakeDestination()
    upload(ledger, portal, records(30))
    forecast = planned(ledger, portal, records(20), HIDE)
    assert (forecast.hide, forecast.hide_held, forecast.total, forecast.unchanged) == (0, 10, 20, 20)
    assert send(ledger, portal, forecast.run).hide_held == 10
    sure = planned(ledger, portal, records(20), PlanOptions(hide_missing=True, hide_confirmed=True))
    assert (sure.hide, sure.hide_held, sure.total) == (10, 0, 30)
    assert planned(ledger, portal, records(20)).hide == 0


def test_listings_of_other_sources_and_hidden_ones_are_no_candidates(ledger: Ledger) -> None:
    portal = FakeDestination()
    upload(ledger, portal, records(20))
    hidden = records(5, first=100)
    for record in hidden:
        record["announcementStatus"] = "hidden"
    upload(ledger, portal, hidden)
    other = type(RUN)(RUN.account, RUN.kind, "/files/other.csv", "other.csv")
    forecast = plan(mapped(records(1)), ledger, CATALOGUE, portal, other, HIDE)
    assert (forecast.hide, forecast.hide_held) == (0, 0)
    assert planned(ledger, portal, records(18), HIDE).hide == 2


def test_a_blocked_or_left_out_row_has_not_vanished(ledger: Ledger) -> None:
    portal = FakeDestination()
    upload(ledger, portal, records(20))
    rows = mapped(records(20))
    rows[0] = MappedRow(0, 2, rows[0].record, (Problem("files", ProblemCode.TOO_FEW_PHOTOS),))
    options = PlanOptions(hide_missing=True, skip=frozenset({1}))
    forecast = plan(rows, ledger, CATALOGUE, portal, RUN, options)
    assert (forecast.blocked, forecast.skipped, forecast.hide) == (1, 1, 0)


def test_a_file_that_breaks_off_leaves_no_plan(ledger: Ledger) -> None:
    def broken() -> Iterator[MappedRow]:
        yield from mapped(records(700))
        raise OSError("the file vanished")

    with pytest.raises(OSError, match="vanished"):
        plan(broken(), ledger, CATALOGUE, FakeDestination(), RUN)
    assert ledger.runs() == []
    with pytest.raises(Cancelled):
        plan(mapped(records(700)), ledger, CATALOGUE, FakeDestination(), RUN, progress=lambda done: done < 500)


prices = st.none() | st.integers(0, 3)
files = st.lists(st.tuples(st.integers(0, 12), prices), max_size=15)


@settings(max_examples=60, deadline=None)
@given(days=st.lists(st.tuples(files, st.booleans(), st.booleans()), min_size=1, max_size=4))
def test_where_nothing_is_refused_the_result_is_the_forecast(
    days: list[tuple[list[tuple[int, int | None]], bool, bool]],
) -> None:
    ledger, portal = FakeLedger(), FakeDestination(limits=BatchLimits(3, 500_000, LIMITS.envelope_bytes))
    wanted: dict[str, int] = {}
    for rows, hide, everything in days:
        found: list[Record] = [{"externalId": f"CN-{n}", "announcementValue": price} for n, price in rows]
        forecast = planned(ledger, portal, found, PlanOptions(all_rows=everything, hide_missing=hide))
        summary = send(ledger, portal, forecast.run)
        assert (summary.created, summary.updated, summary.unchanged, summary.hidden) == (
            forecast.create,
            forecast.update,
            forecast.unchanged,
            forecast.hide,
        )
        assert (summary.blocked, summary.hide_held, summary.total, summary.requests) == (
            forecast.blocked,
            forecast.hide_held,
            forecast.total,
            forecast.requests,
        )
        first: dict[int, int | None] = {}
        for number, price in rows:
            first.setdefault(number, price)
        wanted |= {f"CN-{number}": price for number, price in first.items() if price is not None}
        assert {i: f["announcementValue"] for i, f in portal.portal.items() if "announcementValue" in f} == wanted
        assert all(portal.portal[f"CN-{n}"].get("announcementStatus") != "hidden" for n in first)
