"""Numbers as the cells of a workbook show them, where the number alone says less: codes with zeros in front, and the
currency, the unit or the percent sign that stands in the cell's number format and nowhere else."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.parts import LARGEST_PART, attributes, column_number, sheet_parts
from rentix_desktop.sheets.table import Cell

Row = tuple[Cell, ...]

_STYLES: Final = "xl/styles.xml"
_SHOWN: Final = (int, float, dt.date)
_CHUNK: Final = 4 << 20
_LONGEST_FORMAT: Final = 255
_LONGEST_UNIT: Final = 20
_BUILT_IN: Final = {"9": "0%", "10": "0.00%", "17": "mmm-yy"}
"""Those that a file need not spell out and that say the same everywhere; its currencies are those of the computer."""
_FORMAT_TAG = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)>")
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData\b")
_STYLE_TAG = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|([0#?][0#?.,\s/]*|General)|(.)', re.DOTALL)
_NUMBER_IN_TEXT = re.compile(r"\d(?:[\d\s.,'’]*\d)?")
_ZEROS = re.compile(r"0{2,15}")
_DATE: Final = frozenset("dmyhsDMYHSgGeEbB@")
_MONTH_AND_YEAR = re.compile(r"(?:\[\$[^\]]*\])?m{3}[-.\\ /]{1,2}yy(?:;@)?", re.IGNORECASE)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SAYS = re.compile(r"[^\W\d_]|[€$£¥₽₴₺₸₼₾%‰]")
_CONDITION = re.compile(r"\[[<>=]")
_CURRENCY = re.compile(r"[€$£¥₽₴₺₸₼₾]|[A-Z]{3}\Z")


@dataclass(frozen=True, slots=True)
class Shown:
    """How a number is shown: as a code of so many digits, or with something before and after it."""

    digits: int = 0
    before: str = ""
    after: str = ""
    percent: bool = False
    month: bool = False  # a date of which only month and year are shown: "5/16" that was taken for May 2016

    def text(self, number: int | float | dt.date) -> Cell:
        """The text of the cell; what it holds itself where the format has nothing to add."""
        if type(number) is int and not (self.digits or self.percent or self.month):
            return f"{self.before} {number} {self.after}".strip()  # most cells of most files that come here
        if isinstance(number, dt.date):
            return f"{_MONTHS[number.month - 1]}-{number.year % 100:02}" if self.month else number
        if self.month:
            return number
        if self.digits:
            return str(number).zfill(self.digits) if isinstance(number, int) and number >= 0 else number
        text = cell_text(round(number * 100, 10) if self.percent else number)
        whole, point, decimals = text.partition(".")
        if point and len(decimals) == 3 and len(whole.lstrip("-")) <= 3:
            text += "0"  # 1.234 could be read as a thousand and more
        return " ".join(part for part in (self.before, text + ("%" if self.percent else ""), self.after) if part)


def shown(code: str) -> Shown | None:
    """What a number format adds to a positive number; None where it is of dates or adds nothing that says anything.

    A currency is put behind the number wherever the format has it. Formats that show thousands as ones, and those
    with conditions, say nothing here.
    """
    if _MONTH_AND_YEAR.fullmatch(code):
        return Shown(month=True)
    before: list[str] = []
    after: list[str] = []
    digits, percent = "", False
    for match in _TOKEN.finditer(code[:_LONGEST_FORMAT]):
        quoted, escaped, currency, number, other = match.groups()
        if number and not digits:
            digits = number.strip()
        elif other == ";":
            break
        elif other == "%":
            percent = True
        elif other in _DATE if other else False:
            return None
        else:
            (after if digits else before).append(quoted or escaped or currency or other or "")
    if not digits or digits.endswith(",") or _CONDITION.search(code):
        return None
    ahead, behind = (_said("".join(parts)) for parts in (before, after))
    if _CURRENCY.search(ahead) and not behind:
        ahead, behind = "", ahead
    if ahead or behind or percent:
        return Shown(0, ahead, behind, percent)
    return (
        Shown(len(digits))
        if _ZEROS.fullmatch(digits) and not _said("".join((*before, *after)), any_sign=True)
        else None
    )


def shown_as(text: str, currency: str = "", *, percent: bool = False) -> Shown | None:
    """The same from a number as a cell shows it, "45 000,00 €", and the currency that the cell names; None where that
    adds nothing."""
    match = _NUMBER_IN_TEXT.search(text)
    if match is None:
        return None
    ahead, behind = (_said(part.replace("%", "")) for part in (text[: match.start()], text[match.end() :]))
    if _CURRENCY.search(ahead) and not behind:
        ahead, behind = "", ahead
    behind = behind or currency
    if ahead or behind or percent:
        return Shown(0, ahead, behind, percent)
    return Shown(len(text)) if text.isascii() and text.isdigit() and text[0] == "0" and len(text) > 1 else None


def _said(text: str, *, any_sign: bool = False) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_UNIT and (any_sign or _SAYS.search(text)) else ""


def as_shown(rows: Iterator[Row], path: Path, sheet: str) -> Iterator[Row]:
    """The rows of `sheet` of an .xlsx with such numbers as the texts they are shown as; most files have none, and cost
    nothing. What the archive does not say plainly is left as the reader gave it."""
    try:
        with zipfile.ZipFile(path) as archive:
            styles = _styles(archive)
            part = sheet_parts(archive).get(sheet) if styles else None
            if part is None:
                yield from rows
                return
            with archive.open(part) as stream:
                yield from replaced(rows, _cells(stream, styles))
    except (KeyError, zipfile.BadZipFile):
        yield from rows  # damaged, but not for the reader


def _styles(archive: zipfile.ZipFile) -> dict[str, Shown]:
    """Cell styles whose number format adds something."""
    if _STYLES not in archive.namelist() or archive.getinfo(_STYLES).file_size > LARGEST_PART:
        return {}
    text = archive.read(_STYLES)
    codes = dict(_BUILT_IN)
    for tag in _FORMAT_TAG.finditer(text):
        one = attributes(tag[1])
        codes[one.get("numFmtId", "")] = one.get("formatCode", "")
    formats = {name: found for name, code in codes.items() if (found := shown(code))}
    styles = _CELL_STYLES.search(text)
    if styles is None:
        return {}
    used = (attributes(tag[1]).get("numFmtId", "") for tag in _STYLE_TAG.finditer(styles[0]))
    return {str(index): formats[name] for index, name in enumerate(used) if name in formats}


def _cells(stream: IO[bytes], styles: Mapping[str, Shown]) -> Iterator[tuple[int, int, Shown]]:
    """Row and column (from 0) of every cell with such a style, in the order of the sheet."""
    by_name = {style.encode(): how for style, how in styles.items()}
    columns: dict[bytes, int] = {}
    rest, cell = b"", None
    while chunk := stream.read(_CHUNK):
        chunk = rest + chunk
        if cell is None:
            # with the prefix of this file alone: a pattern that begins with plain letters is found twice as fast
            named = _SHEET_DATA.search(chunk)
            if named is None:
                rest = chunk[-_CHUNK:]
                continue
            cell = re.compile(rb'<%sc r="([A-Z]{1,3})([0-9]{1,7})"[^>]*? s="(%s)"' % (named[1], b"|".join(by_name)))
        cut = chunk.rfind(b">") + 1
        piece, rest = chunk[:cut], chunk[cut:][-_CHUNK:]
        for match in cell.finditer(piece):
            letters, row, style = match.groups()
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = column_number(letters) - 1
            yield int(row) - 1, column, by_name[style]


def replaced(rows: Iterator[Row], cells: Iterator[tuple[int, int, Shown]]) -> Iterator[Row]:
    """The rows with the numbers at these places, which are in the order of the sheet, as they are shown."""
    end = (1 << 62, 0, Shown())
    at, column, how = next(cells, end)
    for number, row in enumerate(rows):
        if at > number:
            yield row
            continue
        changed = list(row)
        while at <= number:
            cell = changed[column] if at == number and column < len(changed) else None
            if type(cell) in _SHOWN:
                changed[column] = how.text(cast("int | float | dt.date", cell))
            at, column, how = next(cells, end)
        yield tuple(changed)
