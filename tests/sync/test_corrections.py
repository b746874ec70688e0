"""Corrections that are kept: today's file is corrected, tomorrow's comes with the same cells, or with others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.destination import Operation
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, State
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.sync.repair.corrections import KeptCorrection, apply, repairs
from rentix_desktop.sync.repair.repair import FAILED, Correction, plan_retry
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.problems import describe
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import FakeLedger
from tests.sync.runs import RUN, mapped, send

PRICE, TEXT, STREET = "announcementValue", "announcementDescription", "propertyAddress"
TODAY, LATER = 1_000.0, 2_000.0
CHECK = Checker(CATALOGUE)


def refuse_all(_: Operation) -> str:
    return "not today"


def run_of(ledger: Ledger, rows: list[MappedRow], portal: FakeDestination | None = None) -> Forecast:
    """Plans and sends."""
    portal = portal or FakeDestination()
    planned = plan(rows, ledger, CATALOGUE, portal, RUN)
    send(ledger, portal, planned.run)
    return planned


def correct(ledger: Ledger, run: int, fields: Mapping[str, Record], at: float = TODAY) -> int:
    """Sends what failed again, corrected: id in the file → new values."""
    rows = [row.planned for row in ledger.rows(run, FAILED)]
    corrections = [Correction(row.seq, dict(fields[row.external_id])) for row in rows if row.external_id in fields]
    portal = FakeDestination(refuse=refuse_all)
    again = plan_retry(ledger, run, corrections, CATALOGUE, portal, clock=lambda: at)
    send(ledger, portal, again.run)
    return again.run


def by_id(ledger: Ledger, run: int) -> dict[str, LedgerRow]:
    return {row.planned.external_id: row for row in ledger.rows(run)}


def overtaken(row: LedgerRow) -> list[str]:
    return sorted(p.field for p in row.planned.problems if p.code is ProblemCode.CORRECTION_OVERTAKEN)


# against a simple model -----------------------------------------------------------------------------------------------
IDS = ("CN-1", "CN-2", "CN-3")
VALUES: dict[str, list[JsonValue]] = {
    PRICE: [None, 1, 2, 3.5],
    TEXT: [None, "a", "b", "a "],
    STREET: [None, "str. Ismail", "bd. Moscova"],
}
CELLS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
FILES = st.dictionaries(st.sampled_from(IDS), CELLS, max_size=3)
CORRECTIONS = st.dictionaries(
    st.sampled_from(IDS),
    st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}),
)


def rows_of(file: Mapping[str, Mapping[str, JsonValue]]) -> list[MappedRow]:
    """Checked, as the mapping does it."""
    found: list[Record] = [
        {"externalId": key, **{name: value for name, value in cells.items() if value is not None}}
        for key, cells in file.items()
    ]
    return [replace(row, problems=CHECK(row.record)) for row in mapped(found)]


@settings(deadline=None)
@given(FILES.filter(bool), CORRECTIONS, st.lists(FILES, min_size=1, max_size=3))
def test_each_cell_is_corrected_as_long_as_it_says_what_it_said(
    today: dict[str, dict[str, JsonValue]],
    corrections: dict[str, dict[str, JsonValue]],
    days: list[dict[str, dict[str, JsonValue]]],
) -> None:
    ledger = FakeLedger()
    run = run_of(ledger, rows_of(today), FakeDestination(refuse=refuse_all)).run
    correct(ledger, run, corrections)
    kept = {
        (key, name): (today[key][name], now)
        for key, fields in corrections.items()
        if key in today
        for name, now in fields.items()
        if now != today[key][name]
    }
    for tomorrow in days:
        told = 0
        planned = run_of(ledger, rows_of(tomorrow))
        found = by_id(ledger, planned.run)
        for key, cells in tomorrow.items():
            marked, warned = [], []
            for name, says in cells.items():
                was, now = kept.get((key, name), (says, says))
                if (key, name) in kept and says == was:
                    marked.append(name)
                    assert found[key].planned.record.get(name) == now
                    continue
                assert found[key].planned.record.get(name) == says
                if (key, name) in kept:
                    del kept[key, name]
                    warned += [name] if says != now else []
            assert found[key].planned.corrected == dict.fromkeys(marked, TODAY)
            assert overtaken(found[key]) == sorted(warned)
            told += len(warned)
        assert planned.overtaken == told
        assert planned.corrected == sum(bool(row.planned.applied) for row in found.values())
        assert ledger.correction_count() == len(kept)


# one by one, on both ledgers ------------------------------------------------------------------------------------------
def test_the_same_file_tomorrow_is_sent_as_it_was_corrected_and_then_unchanged(ledger: Ledger) -> None:
    rows = rows_of({"CN-1": {PRICE: 13}, "CN-2": {PRICE: 5}})
    portal = FakeDestination(refuse=lambda sent: "no" if sent.fields.get(PRICE) == 13 else None)
    run = run_of(ledger, rows, portal).run
    again = plan_retry(ledger, run, [Correction(0, {PRICE: 90})], CATALOGUE, portal, clock=lambda: TODAY)
    send(ledger, portal, again.run)
    [sent] = ledger.rows(again.run)
    assert sent.planned.corrected == {PRICE: TODAY}
    tomorrow = run_of(ledger, rows, portal)
    assert (tomorrow.unchanged, tomorrow.corrected, tomorrow.overtaken) == (2, 1, 0)
    assert by_id(ledger, tomorrow.run)["CN-1"].planned.applied == (KeptCorrection("CN-1", PRICE, 13, 90, TODAY),)
    assert portal.portal["CN-1"][PRICE] == 90


def test_a_cell_that_could_not_be_read_is_recognised_by_its_text(ledger: Ledger) -> None:
    def file(text: str) -> list[MappedRow]:
        problem = Problem(PRICE, ProblemCode.UNREADABLE, params={"text": text}, column="Preț")
        return [MappedRow(0, 2, {"externalId": "CN-1"}, (problem,))]

    run = run_of(ledger, file("la cerere")).run
    correct(ledger, run, {"CN-1": {PRICE: 90}})
    same_again = run_of(ledger, file("la cerere"))
    assert (same_again.blocked, same_again.create, same_again.corrected) == (0, 1, 1)
    changed = run_of(ledger, file("negociabil"))
    assert (changed.blocked, changed.corrected, changed.overtaken) == (1, 0, 1)
    [row] = ledger.rows(changed.run)
    [told] = [p for p in row.planned.problems if p.code is ProblemCode.CORRECTION_OVERTAKEN]
    assert (told.severity, dict(told.params)) == (Severity.WARNING, {"was": "", "now": 90, "text": "negociabil"})
    assert run_of(ledger, file("la cerere")).corrected == 0  # given up for good


def test_a_correction_that_does_not_pass_leaves_the_row_blocked_and_stays(ledger: Ledger) -> None:
    rows = rows_of({"CN-1": {PRICE: -5}})
    run = run_of(ledger, rows).run
    correct(ledger, run, {"CN-1": {PRICE: -6}})
    tomorrow = run_of(ledger, rows)
    assert (tomorrow.blocked, tomorrow.corrected) == (1, 1)
    [row] = ledger.rows(tomorrow.run)
    assert (row.planned.record[PRICE], [p.code for p in row.planned.problems]) == (-6, [ProblemCode.TOO_SMALL])
    again = correct(ledger, tomorrow.run, {"CN-1": {PRICE: 6}}, LATER)  # the value of the file is still -5
    assert ledger.corrections(["CN-1"]) == {"CN-1": (KeptCorrection("CN-1", PRICE, -5, 6, LATER),)}
    [sent] = ledger.rows(again)
    assert sent.planned.corrected == {PRICE: LATER}
    assert run_of(ledger, rows).create == 1


def test_a_retry_of_a_retry_still_knows_the_file(ledger: Ledger) -> None:
    rows = rows_of({"CN-1": {PRICE: 1}})
    run = run_of(ledger, rows, FakeDestination(refuse=refuse_all)).run
    first = correct(ledger, run, {"CN-1": {PRICE: 2, TEXT: "b"}})
    correct(ledger, first, {"CN-1": {PRICE: 3}}, LATER)
    assert run_of(ledger, rows).corrected == 1
    assert ledger.corrections(["CN-1"])["CN-1"] == (
        KeptCorrection("CN-1", TEXT, None, "b", TODAY),
        KeptCorrection("CN-1", PRICE, 1, 3, LATER),
    )
    third = correct(ledger, first, {"CN-1": {PRICE: 1}}, LATER)  # the value of the file again: taken back
    [row] = ledger.rows(third)
    assert row.planned.corrected == {TEXT: TODAY}
    assert ledger.correction_count() == 1


def test_a_corrected_code_is_applied_to_the_row_with_the_code_of_the_file(ledger: Ledger) -> None:
    portal = FakeDestination(refuse=lambda sent: "no such code" if " " in sent.external_id else None)
    rows = rows_of({"CN 1": {PRICE: 1}, "CN-2": {PRICE: 2}})
    run = run_of(ledger, rows, portal).run
    again = plan_retry(ledger, run, [Correction(0, {"externalId": "CN-1", PRICE: 3})], CATALOGUE, portal)
    send(ledger, portal, again.run)
    assert portal.portal.keys() == {"CN-1", "CN-2"}
    options = PlanOptions(hide_missing=True)
    tomorrow = plan(rows, ledger, CATALOGUE, portal, RUN, options)
    assert (tomorrow.unchanged, tomorrow.hide, tomorrow.corrected) == (2, 0, 1)
    taken = plan([*rows, *rows_of({"CN-1": {PRICE: 9}})], ledger, CATALOGUE, portal, RUN, options)
    [blocked] = ledger.rows(taken.run, (State.BLOCKED,))
    assert (taken.blocked, blocked.planned.record[PRICE]) == (1, 9)  # the code is the other row's by now


def test_rows_that_their_id_does_not_name_are_not_recognised(ledger: Ledger) -> None:
    """One without an id, and one whose id another row has: their corrections last with the run."""
    rows = mapped([{"externalId": "CN-1", PRICE: 1}, {"externalId": "CN-1", PRICE: 1}, {PRICE: 1}])
    run = run_of(ledger, rows).run
    first, second = (row.planned for row in ledger.rows(run, FAILED))
    corrections = [
        Correction(first.seq, {PRICE: 2, "externalId": "CN-8"}),
        Correction(second.seq, {"externalId": "CN-9"}),
    ]
    portal = FakeDestination(refuse=refuse_all)
    again = plan_retry(ledger, run, corrections, CATALOGUE, portal)
    send(ledger, portal, again.run)
    assert [row.planned.record for row in ledger.rows(again.run)] == [
        {"externalId": "CN-8", PRICE: 2},
        {"externalId": "CN-9", PRICE: 1},
    ]
    plan_retry(ledger, again.run, [Correction(0, {PRICE: 3})], CATALOGUE, portal)
    kept = {c for found in ledger.corrections([f"\n{run}/1", f"\n{run}/2"]).values() for c in found}
    assert {(c.field, c.now) for c in kept} == {("externalId", "CN-8"), ("externalId", "CN-9"), (PRICE, 3)}
    tomorrow = run_of(ledger, rows)
    assert (tomorrow.corrected, tomorrow.overtaken, tomorrow.blocked) == (0, 0, 2)


def test_neither_of_two_rows_with_one_code_is_taken_for_the_other(ledger: Ledger) -> None:
    """Tomorrow they may stand the other way round: what was corrected of the first is not the second's."""
    first, second = mapped(
        [{"externalId": "CN-1", STREET: "a", PRICE: 1}, {"externalId": "CN-1", STREET: "b", PRICE: 1}]
    )
    run = run_of(ledger, [first, second], FakeDestination(refuse=refuse_all)).run
    again = correct(ledger, run, {"CN-1": {"externalId": "CN-8", PRICE: 2}})
    assert [row.planned.record[PRICE] for row in ledger.rows(again)] == [2, 2]
    turned = run_of(ledger, [second, first])
    assert (turned.corrected, turned.create, turned.blocked) == (0, 1, 1)
    assert ledger.correction_count() == 0


def test_a_row_left_out_is_not_looked_at(ledger: Ledger) -> None:
    rows = rows_of({"CN-1": {PRICE: -5}})
    run = run_of(ledger, rows).run
    correct(ledger, run, {"CN-1": {PRICE: 5}})
    sold = replace(rows[0], record={"externalId": "CN-1", PRICE: 7}, problems=(Problem(PRICE, ProblemCode.LEFT_OUT),))
    planned = run_of(ledger, [sold])
    assert (planned.skipped, planned.overtaken) == (1, 0)
    assert run_of(ledger, rows).corrected == 1


def test_a_plan_that_is_not_sent_gives_nothing_up(ledger: Ledger) -> None:
    """The columns may have been mapped wrongly, and are mapped again."""
    rows = rows_of({"CN-1": {PRICE: -5}})
    correct(ledger, run_of(ledger, rows).run, {"CN-1": {PRICE: 5}})
    wrong = rows_of({"CN-1": {PRICE: 7}})
    for _ in range(2):
        assert plan(wrong, ledger, CATALOGUE, FakeDestination(), RUN).overtaken == 1
    assert run_of(ledger, rows).corrected == 1
    assert run_of(ledger, wrong).overtaken == 1
    assert (run_of(ledger, wrong).overtaken, ledger.correction_count()) == (0, 0)


def test_whoever_watches_the_plan_sees_the_rows_as_they_are_sent(ledger: Ledger) -> None:
    rows = rows_of({"CN-1": {PRICE: -5}, "CN-2": {PRICE: -5}})
    correct(ledger, run_of(ledger, rows).run, {"CN-1": {PRICE: 5}, "CN-2": {PRICE: 5}})
    seen: list[MappedRow] = []
    tomorrow = rows_of({"CN-1": {PRICE: -5}, "CN-2": {PRICE: 8}})
    plan(tomorrow, ledger, CATALOGUE, FakeDestination(), RUN, seen=seen.append)
    assert [(row.record[PRICE], [p.code for p in row.problems]) for row in seen] == [
        (5, []),
        (8, [ProblemCode.CORRECTION_OVERTAKEN]),
    ]


def test_what_follows_from_a_corrected_field_follows_again(ledger: Ledger) -> None:
    record: Record = {"externalId": "CN-1", "propertySecondaryType": "office", "propertyType": "commercial"}
    portal = FakeDestination(refuse=refuse_all)
    run = run_of(ledger, mapped([record]), portal).run
    correct(ledger, run, {"CN-1": {"propertySecondaryType": "apartment"}})
    [row] = ledger.rows(run_of(ledger, mapped([record])).run)
    assert row.planned.record["propertyType"] == "residential"
    assert (row.planned.action, list(row.planned.corrected)) == (Action.CREATE, ["propertySecondaryType"])


@pytest.mark.parametrize(
    ("field", "was", "now", "text", "sentence"),
    [
        (TEXT, None, "a", "b", "You had corrected “empty” to “a”; the file says “b” by now, and that is sent."),
        (PRICE, 13, 45_000, 1.5, "You had corrected “13” to “45,000”; the file says “1.5” by now, and that is sent."),
        ("propertySecondaryType", "office", "apartment", None, "You had corrected “Office” to “Apartment”; the file"),
        (
            "files",
            [{"url": "http://x/1"}, {"url": "http://x/2"}],
            None,
            [],
            "corrected “http://x/1, http://x/2” to “empty”",
        ),
        ("propertyCoordinates", {"lat": 47.5, "lng": 28.25}, None, {"lat": 1, "lng": 2}, "“47.5, 28.25” to “empty”"),
    ],
)
def test_what_was_overtaken_is_said_in_the_clerks_words(
    field: str, was: JsonValue, now: JsonValue, text: JsonValue, sentence: str
) -> None:
    row = MappedRow(0, 2, {"externalId": "CN-1"} if text is None else {"externalId": "CN-1", field: text})
    [told] = apply(row, [KeptCorrection("CN-1", field, was, now, TODAY)], CATALOGUE, CHECK).row.problems
    assert sentence in describe(told, Texts("en")).message


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ([KeptCorrection("CN-1", PRICE, 1, 5, TODAY)], {PRICE: 5}),  # made since
        ([KeptCorrection("CN-1", PRICE, 2, 5, TODAY)], {}),  # of another file
        ([KeptCorrection("CN-1", PRICE, 1, 1.0, TODAY)], {}),
        ([KeptCorrection("CN-1", TEXT, None, "a", TODAY)], {TEXT: "a"}),
        ([], {}),
    ],
)
def test_what_was_corrected_since_is_found_in_what_is_kept(kept: list[KeptCorrection], expected: Record) -> None:
    ledger = FakeLedger()
    [row] = ledger.rows(run_of(ledger, rows_of({"CN-1": {PRICE: 1}})).run)
    assert repairs(row.planned, kept) == expected
    planned = replace(row.planned, applied=(KeptCorrection("CN-1", STREET, "a", "b", TODAY),))
    assert repairs(planned, kept) == expected | {STREET: "a"}  # taken back since
