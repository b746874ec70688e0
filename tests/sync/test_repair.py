"""Failed rows: checked again as they are corrected, sent again as a run of their own, out to a workbook and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.errors import AppError, Code
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Operation
from rentix_desktop.sync.engine import Engine
from rentix_desktop.sync.ledger import AccountKey, Action, Ledger, LedgerRow, PlannedRow, RunKind, State
from rentix_desktop.sync.plan import PlanOptions, plan
from rentix_desktop.sync.repair import Correction, corrected, plan_retry, recheck
from rentix_desktop.sync.steps import resume, run_to_retry, source_of
from rentix_desktop.sync.summary import NOTHING, failures
from rentix_desktop.sync.workbook import columns_of, export_failures, read_corrections
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT
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
    (wrong,) = recheck(row, Correction(0, {"propertyType": "castle", "announcementValue": 1}), CATALOGUE)
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
    corrections = [Correction(2, {"announcementValue": 1, "externalId": "CN-0"})]
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


# workbook -------------------------------------------------------------------------------------------------------------
def romanian(column: str) -> str:
    return {"externalId": "Cod", "reason": "Motiv", "announcementValue": "Preț"}.get(column, column)


def exported(ledger: Ledger, run: int, path: Path, header: Callable[[str], str] = romanian) -> None:
    export_failures(
        path, ledger, run, CATALOGUE, title="Erori", header=header, reason=lambda row: "; ".join(row.messages) or "?"
    )


def edited(path: Path, *changes: tuple[str, str, object]) -> None:
    """(code of the row, header, new value); the value None empties the cell, the header "" deletes the row."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    code = header.index("Cod")
    for who, column, value in changes:
        (row,) = [row for row in sheet.iter_rows(min_row=2) if row[code].value == who]
        if column:
            row[header.index(column)].value = value  # type: ignore[assignment]  # cells of a plain sheet
        else:
            sheet.delete_rows(row[0].row)  # type: ignore[arg-type]  # as above
    book.save(path)


def test_failures_go_out_and_come_back_corrected(ledger: Ledger, tmp_path: Path) -> None:
    portal = FakeDestination(refuse=cheap)
    run = failed_run(ledger, portal)
    path = tmp_path / "erori.xlsx"
    exported(ledger, run, path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.column_dimensions["A"].hidden
    assert [cell.value for cell in sheet[1]][1:4] == ["Cod", "propertyAddress", "announcementStatus"]
    assert [row[-1].value for row in sheet.iter_rows(min_row=2)] == ["announcementValue is not believed"] * 2 + ["?"]
    assert read_corrections(path, ledger, ACCOUNT, CATALOGUE, spool_folder=tmp_path) == (run, [])
    edited(path, ("CN-2", "Preț", "61 500,5"), ("CN-5", "", None), ("CN-7", "propertyType", "Residential"))
    edited(path, ("CN-7", "propertyAddress", None), ("CN-7", "propertyCoordinates.lat", 47.01))
    edited(path, ("CN-7", "propertyCoordinates.lng", "28,85"), ("CN-7", "files", "http://x/1.jpg\nhttp://x/2.jpg"))
    found, corrections = read_corrections(path, ledger, ACCOUNT, CATALOGUE, spool_folder=tmp_path)
    assert found == run
    assert corrections[0] == Correction(2, {"announcementValue": 61500.5})
    fields = dict(corrections[1].fields)
    photos = fields.pop("files")
    assert isinstance(photos, list)
    assert [photo["url"] for photo in photos if isinstance(photo, dict)] == ["http://x/1.jpg", "http://x/2.jpg"]
    assert fields == {
        "propertyType": "residential",
        "propertyAddress": None,
        "propertyCoordinates": {"lat": 47.01, "lng": 28.85},
    }
    assert len(corrections) == 2


def test_texts_stay_texts_on_the_way_out_and_back(ledger: Ledger, tmp_path: Path) -> None:
    portal = FakeDestination(refuse=lambda _: "no")
    texts = ["=1+1", "+373 60 000 111", "007", "a\nb", "Кишинёв ț", " x "]
    found: list[Record] = [
        {"externalId": f"00{n}", "announcementDescription": text, "user": {"externalUserId": "0012"}}
        for n, text in enumerate(texts)
    ]
    run = planned(ledger, portal, found).run
    send(ledger, portal, run)
    path = tmp_path / "erori.xlsx"
    exported(ledger, run, path)
    assert read_corrections(path, ledger, ACCOUNT, CATALOGUE, spool_folder=tmp_path) == (run, [])


def test_columns_that_have_the_same_words_are_told_apart(ledger: Ledger, tmp_path: Path) -> None:
    run = failed_run(ledger, FakeDestination(refuse=cheap))
    path = tmp_path / "erori.xlsx"
    exported(ledger, run, path, lambda column: "Cod" if column == "externalId" else "Câmp")
    edited(path, ("CN-2", f"Câmp ({columns_of(CATALOGUE).index('announcementValue')})", 5))
    _, corrections = read_corrections(path, ledger, ACCOUNT, CATALOGUE, spool_folder=tmp_path)
    assert corrections == [Correction(2, {"announcementValue": 5})]


def test_a_file_of_another_account_or_run_or_none_of_ours_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    run = failed_run(ledger, FakeDestination(refuse=cheap))
    path = tmp_path / "erori.xlsx"
    exported(ledger, run, path)
    other = AccountKey(ACCOUNT.base_url, "2")
    plain = tmp_path / "plain.csv"
    plain.write_text("Cod,Preț\nCN-1,5\n", encoding="utf-8")
    for file, account in ((path, other), (plain, ACCOUNT)):
        with pytest.raises(AppError) as caught:
            read_corrections(file, ledger, account, CATALOGUE, spool_folder=tmp_path)
        assert caught.value.code is Code.FIXED_FILE_FOREIGN
        assert caught.value.params == {"path": file.name}
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2):
        row[0].value = str(row[0].value).replace(f"/{run}/", "/4711/")
    book.save(path)
    with pytest.raises(AppError) as caught:
        read_corrections(path, ledger, ACCOUNT, CATALOGUE, spool_folder=tmp_path)
    assert caught.value.code is Code.FIXED_FILE_FOREIGN


def test_failures_are_told_in_the_order_of_the_file(ledger: Ledger) -> None:
    run = failed_run(ledger, FakeDestination(refuse=cheap))
    assert [failure.row.planned.row for failure in failures(ledger, run)] == [2, 5, 7]
