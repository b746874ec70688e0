"""`inspect` and `preview`: what a file means. Nothing is sent; neither key nor network nor the ledger is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, JsonValue
from rentix_desktop.catalog.problems import Problem, Severity
from rentix_desktop.cli.connect import known_account
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.file import MappedFile, opened, understood
from rentix_desktop.cli.output import EXIT_OK
from rentix_desktop.mapping.model import ColumnSuggestion, Level, MappedRow, ReasonCode
from rentix_desktop.mapping.prices import deal_of_column
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.photos import PhotoCheck
from rentix_desktop.sync.planning.plan import chunks
from rentix_desktop.texts.columns import column_titles, for_deal
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name, level_name, meaning_name
from rentix_desktop.texts.problems import describe

_PHOTO_ROWS: Final = 20


def inspect(context: Context) -> int:
    """What the file is, and what its columns and values are suggested to mean."""
    with opened(context) as table:
        file = understood(context, table, context.ports.builtin_catalogue(), known_account(context))
    context.output.data(_inspected(file))
    _show(file, context)
    return EXIT_OK


def preview(context: Context) -> int:
    """Every row as the portal would get it, with what is wrong with it; a line a row."""
    output = context.output
    catalogue = context.ports.builtin_catalogue()
    good = bad = left_out = 0
    with opened(context) as table:
        file = understood(context, table, catalogue, known_account(context))
        for row in _looked_at(mapped_rows(table, Mapper(file.mapping, catalogue, file.vocabulary)), context, catalogue):
            held = any(problem.severity is Severity.ERROR for problem in row.problems)
            if row.left_out:
                left_out += 1
            else:
                good, bad = good + (not held), bad + held
            output.data(_previewed(row, output.tr), flush=False)
            if row.problems:
                _show_problems(row, context)
        if context.arguments.save_layout:
            file.remember(context.arguments.save_layout, context.ports)
    tr = output.tr
    output.line(tr.plural("{n} row can be sent.", "{n} rows can be sent.", good))
    if bad:
        output.line(tr.plural("{n} row cannot be sent.", "{n} rows cannot be sent.", bad))
    if left_out:
        output.line(tr.plural("{n} row is left out.", "{n} rows are left out.", left_out))
    return EXIT_OK


def _looked_at(rows: Iterator[MappedRow], context: Context, catalogue: Catalogue) -> Iterator[MappedRow]:
    """With --check-photos each row with the warnings about its photos."""
    if not context.arguments.check_photos:
        yield from rows
        return
    with PhotoCheck(context.ports.look_at_photo, catalogue, RunControl()) as check:
        for page in chunks(rows, _PHOTO_ROWS):
            for row, problems in zip(page, check.problems([row.record for row in page]), strict=True):
                yield replace(row, problems=(*row.problems, *problems))


def _inspected(file: MappedFile) -> dict[str, JsonValue]:
    info, suggestion = file.table.info, file.suggestion
    return {
        "sheet": info.sheet,
        "encoding": info.encoding,
        "delimiter": info.delimiter,
        "header_row": info.header_row,
        "rows": info.rows,
        "columns": [
            {
                "index": column.index,
                "header": column.header,
                "target": column.target,
                "confidence": round(column.confidence, 3),
                "level": column.level.value,
            }
            for column in suggestion.columns
        ],
        "values": [
            {
                "field": value.field,
                "value": value.value,
                "target": value.target,
                "confidence": round(value.confidence, 3),
                "level": value.level.value,
                "count": value.count,
            }
            for value in suggestion.values
        ],
    }


def _previewed(row: MappedRow, tr: Texts) -> dict[str, JsonValue]:
    return {
        "row": row.row,
        "sheet_row": row.sheet_row,
        "record": row.record,
        "problems": [_problem(problem, tr) for problem in row.problems],
    }


def _problem(problem: Problem, tr: Texts) -> dict[str, JsonValue]:
    return {
        "field": problem.field,
        "code": problem.code.value,
        "message": describe(problem, tr).sentence,
        "severity": problem.severity.value,
    }


def _show(file: MappedFile, context: Context) -> None:
    output, info, tr = context.output, file.table.info, context.output.tr
    if info.sheet is not None:
        output.line(tr("Sheet: {name}", name=info.sheet))
    if info.encoding is not None:
        output.line(tr("Encoding: {name}", name=info.encoding))
    output.line(tr.plural("{n} row", "{n} rows", info.rows))
    output.line()
    names = column_titles(file.suggestion.columns, tr)
    output.table(
        (tr("Column"), tr("Means"), "", tr("For example")),
        [
            (
                names[column.index],
                _means(column, file, tr),
                "" if column.level is Level.NONE else level_name(column.level, tr),
                " | ".join(sample[:30] for sample in column.samples[:2]).replace("\n", " "),
            )
            for column in file.suggestion.columns
        ],
    )
    if not file.suggestion.values:
        return
    output.line()
    output.table(
        (tr("Field"), tr("In the file"), tr("Count"), tr("On the portal"), ""),
        [
            (
                field_name(value.field, tr),
                value.value[:40],
                tr.number(value.count),
                "?" if value.target is None else meaning_name(value.field, value.target, tr),
                "" if value.target is None else level_name(value.level, tr),
            )
            for value in file.suggestion.values
        ],
    )


def _means(column: ColumnSuggestion, file: MappedFile, tr: Texts) -> str:
    if column.target is not None:
        name, deal = field_name(column.target, tr), deal_of_column(file.suggestion, column.index, file.vocabulary)
        return name if deal is None else for_deal(name, deal, tr)
    private = any(reason.code is ReasonCode.PRIVATE for reason in column.reasons)
    return tr("not used: internal") if private else tr("not used")


def _show_problems(row: MappedRow, context: Context) -> None:
    tr = context.output.tr
    for problem in row.problems:
        mark = tr("error") if problem.severity is Severity.ERROR else tr("note")
        where = tr("Row {row}", row=row.sheet_row)
        context.output.line(f"{where} ({mark}) {describe(problem, tr).sentence}")
