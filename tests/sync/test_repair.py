"""Failed rows: checked again as they are corrected, sent again as a run of their own, out to a workbook and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.errors import AppError, Code
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Operation
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, PlannedRow, RunKind, State
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from rentix_desktop.sync.repair.repair import Correction, corrected, plan_retry, recheck
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.steps import resume, run_to_retry, source_of
from rentix_desktop.sync.summary import NOTHING, failures
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.sync.runs import RUN, mapped, planned, records, send, upload


def cheap(operation: Operation) -> str | None:
    return "announcementValue is not believed" if operation.fields.get("announcementValue") == 13 else None


def failed_run(ledger: Ledger, portal: FakeDestination) -> int:
    """Ten rows: CN-2 and CN-5 refused for their price, CN-7 blocked for a text that is no type."""
    found = records(10)
    found[2]["announcementValue"] = found[5]["announcementValue"] = 13
    rows = mapped(found)
    unknown = Problem("propertyType", ProblemCode.VALUE_UNKNOWN, params={"text": "casă"}, column="Tip")
    rows[7] = MappedRow(7, 9, rows[7].record, (unknown,))
    run = plan(rows, ledger, CATALOGUE, portal, RUN).run
    summary = send(ledger, portal, run)
    assert (summary.created, summary.refused, summary.blocked) == (7, 2, 1)
    return run


def failing(*problems: Problem, **fields: JsonValue) -> LedgerRow:
    record: Record = {"externalId": "CN-1", **fields}
    return LedgerRow(PlannedRow(0, 0, 2, "CN-1", Action.BLOCKED, record, {}, problems), State.BLOCKED)


# recheck --------------------------------------------------------------------------------------------------------------
def test_what_was_wrong_with_a_cell_stays_until_its_field_is_corrected() -> None:
    row = failing(Problem("propertyType", ProblemCode.VALUE_UNKNOWN, column="Tip"), announcementValue=5)
    assert [p.code for p in recheck(row, None, CATALOGUE)] == [ProblemCode.VALUE_UNKNOWN]
    other = Correction(0, {"announcementValue": 6})
    assert [p.code for p in recheck(row, other, CATALOGUE)] == [ProblemCode.VALUE_UNKNOWN]
    assert recheck(row, Correction(0, {"propertyType": "residential"}), CATALOGUE) == ()


def test_what_is_wrong_with_the_record_is_found_afresh_with_its_column() -> None:
    row = failing(Problem("announcementValue", ProblemCode.TOO_SMALL, column="Preț"), announcementValue=-5)
    (still,) = recheck(row, Correction(0, {"announcementValue": -6}), CATALOGUE)
    assert (still.code, still.column) == (ProblemCode.TOO_SMALL, "Preț")
    assert recheck(row, Correction(0, {"announcementValue": 6}), CATALOGUE) == ()
    (wrong,) = recheck(row, Correction(0, {"propertyType": "castle", "announcementValue": 60_000}), CATALOGUE)
    assert wrong.field == "propertyType"


def test_shifted_cells_are_believed_once_the_row_was_corrected() -> None:
    row = failing(Problem("externalId", ProblemCode.ROW_SHIFTED))  # as `read_row` says it
    assert recheck(row, None, CATALOGUE)
    assert recheck(row, Correction(0, {"announcementValue": 6}), CATALOGUE) == ()


def test_a_field_that_followed_follows_again_and_an_own_value_stays() -> None:
    record: Record = {"propertySecondaryType": "office", "propertyType": "commercial"}
    assert corrected(record, {"propertySecondaryType": "apartment"}, CATALOGUE)["propertyType"] == "residential"
    own: Record = {"propertySecondaryType": "office", "propertyType": "residential"}
    assert corrected(own, {"propertySecondaryType": "apartment"}, CATALOGUE)["propertyType"] == "residential"
    assert corrected(own, {"propertyType": None}, CATALOGUE)["propertyType"] == "commercial"


# retry ----------------------------------------------------------------------------------------------------------------
def test_a_retry_is_a_run_over_the_failed_rows_and_sends_what_was_corrected(ledger: Ledger) -> None:
    portal = FakeDestination(refuse=cheap)
    run = failed_run(ledger, portal)
    sent = len(portal.requests)
    corrections = [Correction(2, {"announcementValue": 90}), Correction(7, {"propertyType": "residential"})]
    forecast = plan_retry(ledger, run_to_retry(ledger), corrections, CATALOGUE, portal)
    assert (forecast.total, forecast.create, forecast.blocked) == (3, 3, 0)
    summary = send(ledger, portal, forecast.run)
    assert (summary.total, summary.created, summary.refused) == (3, 2, 1)
    assert [r.ids for r in portal.requests[sent:]] == [("CN-2", "CN-5", "CN-7")]
    info = ledger.run(summary.run)
    assert (info.kind, info.parent, info.source) == (RunKind.RETRY, run, RUN.source)
    assert ledger.listings(["CN-2"])["CN-2"].fields["announcementValue"] == 90
    again = plan_retry(ledger, run_to_retry(ledger), [Correction(1, {"announcementValue": 80})], CATALOGUE, portal)
    assert send(ledger, portal, again.run).created == 1
    with pytest.raises(AppError) as caught:
        run_to_retry(ledger)
    assert caught.value.code is Code.NOTHING_TO_RETRY


def test_a_retry_of_selected_rows(ledger: Ledger) -> None:
    portal = FakeDestination(refuse=cheap)
    run = failed_run(ledger, portal)
    forecast = plan_retry(ledger, run, [Correction(5, {"announcementValue": 1})], CATALOGUE, portal, selected=[5])
    assert (forecast.total, forecast.create) == (1, 1)
    with pytest.raises(AppError) as caught:
        plan_retry(ledger, run, [], CATALOGUE, portal, selected=[0])
    assert caught.value.code is Code.NOTHING_TO_RETRY


def test_an_uncorrected_row_stays_blocked_and_an_id_that_is_taken_is_not_given(ledger: Ledger) -> None:
    portal = FakeDestination(refuse=cheap)
    run = failed_run(ledger, portal)
    corrections = [Correction(2, {"announcementValue": 60_000, "externalId": "CN-0"})]
    forecast = plan_retry(ledger, run, corrections, CATALOGUE, portal)
    assert (forecast.create, forecast.blocked) == (1, 2)
    problems = {row.planned.row: row.planned.problems for row in ledger.rows(forecast.run, (State.BLOCKED,))}
    assert [p.code for p in problems[2]] == [ProblemCode.KEY_REPEATED]
    assert problems[2][0].params == {"other_row": 2}
    assert [p.code for p in problems[7]] == [ProblemCode.VALUE_UNKNOWN]


def test_a_refused_hide_is_hidden_again(ledger: Ledger) -> None:
    portal = FakeDestination()
    upload(ledger, portal, records(20))
    portal.refuse = lambda o: "not now" if "announcementStatus" in o.fields else None
    run = planned(ledger, portal, records(19), PlanOptions(hide_missing=True)).run
    assert send(ledger, portal, run).refused == 1
    portal.refuse = lambda _: None
    forecast = plan_retry(ledger, run, [], CATALOGUE, portal)
    assert (forecast.hide, forecast.total) == (1, 1)
    assert send(ledger, portal, forecast.run).hidden == 1


def test_nothing_to_resume_is_a_summary_of_zeros(ledger: Ledger) -> None:
    portal = FakeDestination()
    engine = Engine(ledger, portal, RunControl())
    assert resume(engine, ledger) == NOTHING
    run = planned(ledger, portal, records(9)).run
    engine.run(run, trial=4)
    assert resume(engine, ledger).created == 9
    assert resume(engine, ledger) == NOTHING


def test_a_source_is_the_file_and_its_sheet_or_its_name(tmp_path: Path) -> None:
    path = tmp_path / "x" / ".." / "a.xlsx"
    assert source_of(path, "Foaie1") == f"{tmp_path.resolve() / 'a.xlsx'}#Foaie1"
    assert source_of(path, None) == str(tmp_path.resolve() / "a.xlsx")
    assert source_of(path, "Foaie1", "crm") == "crm"


def test_failures_are_told_in_the_order_of_the_file(ledger: Ledger) -> None:
    run = failed_run(ledger, FakeDestination(refuse=cheap))
    assert [failure.row.planned.row for failure in failures(ledger, run)] == [2, 5, 7]
