"""A run as a workbook for the manager: a sheet with the counts and their chart, one with what failed, one with what was
changed. All rows are in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rentix_desktop.sheets.table import Cell
from rentix_desktop.sheets.write import Sheet, write_workbook
from rentix_desktop.sync.telling.account_of_run import AccountOfRun
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import state_name
from rentix_desktop.texts.report_words import (
    cause_words,
    change_words,
    counts_of,
    done_words,
    facts_of,
    failure_words,
    later_of,
    title_of,
)


def write_book(path: Path, account: AccountOfRun, tr: Texts) -> None:
    """Raises AppError FILE_NOT_WRITABLE, DISK_FULL."""
    write_workbook(path, _summary(account, tr), _failures(account, tr), _changes(account, tr))


def _summary(account: AccountOfRun, tr: Texts) -> Sheet:
    counts = counts_of(account.info, account.summary, tr)
    rows: list[list[Cell]] = [[words, count] for _, words, count in counts]
    rows += [[tr("Rows in all"), account.summary.total], []]
    rows += [[name, value] for name, value in facts_of(account, tr)]
    if account.causes:
        rows += [[], [tr("Why listings failed"), tr("Listings")]]
        rows += [[cause_words(cause, tr), cause.rows] for cause in account.causes]
    if account.later:
        rows += [[], [tr("Since then")]]
        rows += [[when, how] for when, how in later_of(account, tr)]
    header = (title_of(account, tr), tr("Listings"))
    return Sheet(tr("Summary"), header, rows, widths={0: 46, 1: 26}, bars=(0, 1, len(counts)))


def _failures(account: AccountOfRun, tr: Texts) -> Sheet:
    def rows() -> Iterator[list[Cell]]:
        for row in account.failed():
            planned = row.planned
            reason, advice = failure_words(row, account.catalogue, tr)
            yield [planned.known_as, planned.sheet_row, state_name(row.state, tr), reason, advice]

    header = (tr("Listing code"), tr("Row"), tr("State"), tr("What is wrong"), tr("What to do"))
    return Sheet(
        tr("What did not go through"), header, rows(), widths={0: 16, 2: 22, 3: 70, 4: 60}, texts=(0,), wrapped=(3, 4)
    )


def _changes(account: AccountOfRun, tr: Texts) -> Sheet:
    def rows() -> Iterator[list[Cell]]:
        for each in account.changed():
            first: list[Cell] = [each.code, each.address, each.sheet_row, done_words(each.action, tr)]
            if not each.changes:
                yield [*first, None, None, None, each.public_url]
            for change in each.changes:
                yield [*first, *change_words(change, account.catalogue, tr), each.public_url]

    header = (
        tr("Listing code"),
        tr("Address"),
        tr("Row"),
        tr("What was done"),
        tr("Field"),
        tr("Before"),
        tr("After"),
        tr("On the portal"),
    )
    widths = {0: 16, 1: 36, 3: 16, 4: 24, 5: 36, 6: 36, 7: 40}
    return Sheet(tr("What was changed"), header, rows(), widths=widths, texts=(0,))
