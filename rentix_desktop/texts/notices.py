"""What a person should know about a file, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rentix_desktop.sheets.table import Notice, NoticeCode
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.texts.message import Message, fill, mark_plural

ENTRIES: Final[Mapping[NoticeCode, Message]] = {
    NoticeCode.ERROR_CELLS: mark_plural(
        "{n} cell shows an Excel error (#N/A and the like) and counts as empty.",
        "{n} cells show an Excel error (#N/A and the like) and count as empty.",
    ),
    NoticeCode.FORMULAS_WITHOUT_VALUE: mark_plural(
        "{n} cell has a formula that was never calculated and counts as empty. Open the file in Excel and save it.",
        "{n} cells have formulas that were never calculated and count as empty. Open the file in Excel and save it.",
    ),
    NoticeCode.SECOND_READER: mark("The file is unusual and was read in a slower way. Look at the first rows."),
    NoticeCode.LETTERS_DAMAGED: mark(
        "Some letters of the file are damaged and stand as “�” in the rows. Each of these rows says so."
    ),
    NoticeCode.ENCODING_DOUBTFUL: mark_plural(
        "Only {n} letter tells that the encoding is {encoding}. Check that the text below looks right.",
        "Only {n} letters tell that the encoding is {encoding}. Check that the text below looks right.",
    ),
    NoticeCode.ROWS_WIDER: mark_plural(
        "{n} row has more cells than the header. What stands beyond the header is not used.",
        "{n} rows have more cells than the header. What stands beyond the header is not used.",
    ),
    NoticeCode.HEADERS_REPEATED: mark("Several columns have the same name: {names}. A number tells them apart."),
    NoticeCode.HIDDEN_SHEET: mark("This sheet is hidden in Excel. Check that it is the right one."),
    NoticeCode.NO_HEADER: mark("No header row was found; the columns are named by number."),
    NoticeCode.NUL_BYTES: mark("The file has empty characters in it, which were left out. Look at the first rows."),
    NoticeCode.SECTION_ROWS: mark_plural(
        "{n} row is a title between the rows. It is no listing; it became a column of its own for the rows below it.",
        "{n} rows are titles between the rows. They are no listings; they became a column for the rows below them.",
    ),
    NoticeCode.TOTAL_ROWS: mark_plural(
        "{n} row with totals or with the header again was left out.",
        "{n} rows with totals or with the header again were left out.",
    ),
    NoticeCode.NOTE_ROWS: mark_plural(
        "{n} row with a note, a page number or a signature was left out.",
        "{n} rows with notes, page numbers or signatures were left out.",
    ),
    NoticeCode.TABLES_BELOW: mark_plural(
        "{n} table further down has other columns. Its rows were brought under the same column names.",
        "{n} tables further down have other columns. Their rows were brought under the same column names.",
    ),
    NoticeCode.TABLES_BESIDE: mark(
        "Another table with the same columns stands beside the first one. Only the first one is read: move the other "
        "one below it in the file."
    ),
    NoticeCode.ON_ITS_SIDE: mark(
        "This table lies on its side: the names of the columns stand below one another, and each listing has a column. In "
        "Excel copy it, choose Paste Special and Transpose on a new sheet, save, and open the file again."
    ),
    NoticeCode.MERGED_FILLED: mark_plural(
        "{n} cell is merged over several rows. Its value counts for each of them.",
        "{n} cells are merged over several rows. Their values count for each of them.",
    ),
    NoticeCode.HIDDEN_ROWS: mark_plural(
        "{n} row is hidden in the file, by hand or by a filter. It is read like the others.",
        "{n} rows are hidden in the file, by hand or by a filter. They are read like the others.",
    ),
    NoticeCode.LOSSES_UNKNOWN: mark(
        "In a file of this kind, links behind cells and currencies shown by the cell format cannot be read, and error "
        "cells count as empty. If you need them, save the file as .xlsx."
    ),
    NoticeCode.ROWS_SHIFTED: mark_plural(
        "In {n} row the values do not stand under their columns (line {row}). It will not be sent.",
        "In {n} rows the values do not stand under their columns (the first is line {row}). They will not be sent.",
    ),
    NoticeCode.QUOTE_OPEN: mark_plural(
        "A quotation mark is opened and never closed in {n} place. The lines after it were read one by one.",
        "Quotation marks are opened and never closed in {n} places. The lines after them were read one by one.",
    ),
    NoticeCode.DECIMALS_JOINED: mark_plural(
        "In {n} column the decimal comma also parts the cells. Its numbers were put together again: look at them.",
        "In {n} columns the decimal comma also parts the cells. Their numbers were put together again: look at them.",
    ),
    NoticeCode.DISGUISED: mark(
        "This is not a real Excel file, though its name says so: only its texts could be read. Look at the first rows."
    ),
    NoticeCode.LINKS_LEFT_OUT: mark("The sheet has too many links: only the first {limit} were read."),
}


def describe(notice: Notice, tr: Texts) -> str:
    """The notice in the person's language."""
    return fill(tr, ENTRIES[notice.code], notice.params)
