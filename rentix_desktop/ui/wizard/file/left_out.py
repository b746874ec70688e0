"""What is said of the rows that are left out, and which of them can be looked at. No Qt."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from rentix_desktop.sheets.table import AsideKind, NoticeCode, TableInfo
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.notices import describe


class Shown(StrEnum):
    """Which rows of the file stand in the table of the page."""

    FIRST = "first"
    LEFT_OUT = "left_out"
    DOUBTFUL = "doubtful"


KINDS: Final = {
    Shown.LEFT_OUT: (AsideKind.TITLE, AsideKind.TOTAL, AsideKind.HEADER, AsideKind.NOTE),
    Shown.DOUBTFUL: (AsideKind.SHIFTED, AsideKind.WIDER),
}
_LEFT_OUT: Final = (NoticeCode.SECTION_ROWS, NoticeCode.TOTAL_ROWS, NoticeCode.NOTE_ROWS)
_DOUBTFUL: Final = (NoticeCode.ROWS_SHIFTED, NoticeCode.ROWS_WIDER)


def has_aside(info: TableInfo) -> bool:
    """Whether there are rows to be looked at beside the first ones."""
    return bool(left_out(info) or doubtful(info))


def left_out(info: TableInfo) -> int:
    return sum(_count(info, code) for code in _LEFT_OUT)


def doubtful(info: TableInfo) -> int:
    return sum(_count(info, code) for code in _DOUBTFUL)


def left_out_sentence(info: TableInfo, tr: Texts) -> str:
    """One sentence on everything that is no listing; empty where nothing was left out."""
    titles, totals, notes = (_count(info, code) for code in _LEFT_OUT)
    parts = []
    if titles:
        parts.append(tr.plural("{n} title between the rows", "{n} titles between the rows", titles))
    if totals:
        parts.append(tr.plural("{n} row of totals or column names", "{n} rows of totals or column names", totals))
    if notes:
        parts.append(tr.plural("{n} row with a note", "{n} rows with notes", notes))
    if info.empty_rows:
        parts.append(tr.plural("{n} empty line", "{n} empty lines", info.empty_rows))
    if not parts:
        return ""
    rows = ", ".join(parts)
    if titles:
        return tr("Not counted as listings: {rows}. The titles are kept as a column of their own.", rows=rows)
    return tr("Not counted as listings: {rows}.", rows=rows)


def notice_sentences(info: TableInfo, tr: Texts, *, without: tuple[NoticeCode, ...] = ()) -> list[str]:
    """What else a person should know about the file, a sentence each: first what concerns the rows themselves."""
    said = (*_LEFT_OUT, *without)
    notices = sorted(info.notices, key=lambda notice: notice.code not in _DOUBTFUL)
    return [describe(notice, tr) for notice in notices if notice.code not in said]


def _count(info: TableInfo, code: NoticeCode) -> int:
    counts = (notice.params.get("count") for notice in info.notices if notice.code is code)
    return sum(count for count in counts if isinstance(count, int))
