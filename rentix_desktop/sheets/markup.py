"""Workbooks that are none: a page with a table under the name .xls, and the one-file XML of Excel 2003. Both are read
piece by piece with the parsers of the standard library, in the child process; nothing outside the file is opened."""

from __future__ import annotations

import codecs
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Final
from xml.parsers import expat

from rentix_desktop.sheets.cells import tidy_row
from rentix_desktop.sheets.encoding import detect_encoding, fits
from rentix_desktop.sheets.header import Region
from rentix_desktop.sheets.parts import LINK_COLUMNS, MAX_LINKS
from rentix_desktop.sheets.probe import is_web_archive
from rentix_desktop.sheets.table import Cell, Format, SheetInfo
from rentix_desktop.sheets.webarchive import CHARSET, pages
from rentix_desktop.sheets.workbook import Sheet, WorkbookError

_PIECE: Final = 64 << 10
_START: Final = 4 << 10
_MOST_SPANNED: Final = 2_000
_MOST_SHEETS: Final = 50
_LONGEST_CELL: Final = 1 << 20
_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet "
_WEB: Final = ("http://", "https://")


class _Grid:
    """The rows of one table as they come, cell by cell; merged cells keep the others in their places."""

    def __init__(self, name: str, *, hidden: bool = False) -> None:
        self.name, self.hidden = name, hidden
        self.rows: list[tuple[Cell, ...]] = []  # those not yet handed over
        self.merged: list[Region] = []
        self.links: dict[int, str] = {}
        self._cells: dict[int, object] = {}
        self._reaching: dict[int, int] = {}  # column to the last row that a merged cell above reaches
        self._row = self._column = 0
        self._in_row = False
        self._text: list[str] = []
        self._length = 0
        self.open = False

    def start_row(self, index: int | None = None) -> None:
        self.end_row()  # a page need not end its rows
        for _ in range(self._row, min(index or 0, self._row + _MOST_SPANNED)):
            self.rows.append(())
            self._row += 1
        self._cells, self._column, self._in_row = {}, 0, True

    def end_row(self) -> None:
        if not self._in_row:
            return
        self._in_row = False
        width = max(self._cells, default=-1) + 1
        self.rows.append(tidy_row([self._cells.get(column) for column in range(width)]))
        self._row += 1

    def start_cell(self, across: int, down: int, column: int | None = None) -> None:
        self._column = column if column is not None else self._column
        self._in_row = True
        while self._reaching.get(self._column, -1) >= self._row:
            self._column += 1
        across, down = min(max(across, 1), _MOST_SPANNED), min(max(down, 1), _MOST_SPANNED)
        self._span = across
        if across > 1 or down > 1:
            self.merged.append(((self._row, self._column), (self._row + down - 1, self._column + across - 1)))
            for place in range(self._column, self._column + across) if down > 1 else ():
                self._reaching[place] = self._row + down - 1
        self._text, self._length, self.open = [], 0, True

    def text(self, data: str) -> None:
        self._length += len(data)
        if self.open and self._length <= _LONGEST_CELL:
            self._text.append(data)

    def link(self, address: str) -> None:
        if self.open and address.lower().startswith(_WEB) and len(self.links) < MAX_LINKS:
            self.links.setdefault(self._row * LINK_COLUMNS + self._column, address)

    def end_cell(self, made: Callable[[str], object]) -> None:
        if self.open:
            self._cells[self._column] = made("".join(self._text))
            self._column += self._span
            self.open = False

    def taken(self) -> Iterator[tuple[Cell, ...]]:
        rows, self.rows = self.rows, []
        yield from rows


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[_Grid] = []
        self._open: list[_Grid] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table" and len(self.grids) < _MOST_SHEETS:
            self.grids.append(_Grid(str(len(self.grids) + 1)))
            self._open.append(self.grids[-1])
        if not self._open:
            return
        grid, named = self._open[-1], {name: value or "" for name, value in attrs}
        if tag == "tr":
            grid.end_cell(_spaced)
            grid.start_row()
        elif tag in ("td", "th"):
            grid.end_cell(_spaced)
            grid.start_cell(_number(named.get("colspan")), _number(named.get("rowspan")))
        elif tag in ("br", "p", "div", "li"):
            grid.text("\v")
        elif tag == "a":
            grid.link(named.get("href", ""))
        elif tag == "img":
            grid.link(named.get("src", ""))

    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            return
        grid = self._open[-1]
        if tag in ("td", "th"):
            grid.end_cell(_spaced)
        elif tag == "tr":
            grid.end_cell(_spaced)
            grid.end_row()
        elif tag == "table":
            grid.end_cell(_spaced)
            grid.end_row()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text(data)


def _spaced(text: str) -> str:
    """Blanks as a browser shows them; line breaks where the page has them."""
    lines = [" ".join(line.split()) for line in text.split("\v")]
    return "\n".join(line for line in lines if line)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1


class _Workbook2003:
    def __init__(self) -> None:
        self.grids: list[_Grid] = []
        self._kind, self._in_data = "", False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, data: bytes) -> None:
        self._parser.Parse(data, False)

    def _refuse(self, *_: object) -> None:
        raise WorkbookError("a document type of its own")

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        tag = name.removeprefix(_SPREADSHEET)
        named = {key.removeprefix(_SPREADSHEET): value for key, value in attrs.items()}
        if tag == "Worksheet" and len(self.grids) < _MOST_SHEETS:
            self.grids.append(_Grid(named.get("Name") or str(len(self.grids) + 1)))
        if not self.grids:
            return
        grid = self.grids[-1]
        if tag == "Row":
            grid.start_row(_number(named["Index"]) - 1 if "Index" in named else None)
        elif tag == "Cell":
            column = _number(named["Index"]) - 1 if "Index" in named else None
            grid.start_cell(
                _number(named.get("MergeAcross", "0")) + 1, _number(named.get("MergeDown", "0")) + 1, column
            )
            grid.link(named.get("HRef", ""))
            self._kind = "String"
        elif tag == "Data":
            self._kind, self._in_data = named.get("Type", "String"), True

    def _end(self, name: str) -> None:
        tag = name.removeprefix(_SPREADSHEET)
        if not self.grids:
            return
        if tag == "Data":
            self._in_data = False
        elif tag == "Cell":
            self.grids[-1].end_cell(self._made)
        elif tag == "Row":
            self.grids[-1].end_row()

    def _data(self, data: str) -> None:
        if self._in_data:
            self.grids[-1].text(data)

    def _made(self, text: str) -> object:
        with suppress(ValueError, OverflowError):
            match self._kind:
                case "Number":
                    return float(text)
                case "DateTime":
                    moment = dt.datetime.fromisoformat(text)
                    return moment if moment.time() != dt.time() else moment.date()
                case "Boolean":
                    return text.strip() in ("1", "true")
                case "Error":
                    return None
        return text


class MarkupBook:
    """A workbook over such a file; every sheet is read from the file anew. Raises WorkbookError."""

    def __init__(self, path: Path, kind: Format) -> None:
        self._path, self._kind = path, kind
        self._encoding = _encoding(path) if kind is Format.HTML else ""
        grids = self._parsed()
        for _ in grids:  # to the end: every sheet is known then
            pass
        self.sheets = [SheetInfo(grid.name) for grid in self._grids if grid.merged or self._filled[grid.name]]

    def sheet(self, name: str) -> Sheet:
        return _MarkupSheet(self, name)

    def close(self) -> None:
        pass

    def rows(self, name: str, into: _MarkupSheet) -> Iterator[tuple[Cell, ...]]:
        for grid, rows in self._parsed():
            if grid.name == name:
                into.merged, into.links = grid.merged, grid.links
                yield from rows

    def _parsed(self) -> Iterator[tuple[_Grid, list[tuple[Cell, ...]]]]:
        """The rows of each table as they come."""
        self._grids: list[_Grid] = []
        self._filled: dict[str, int] = {}
        for grids in self._fed():
            self._grids = grids
            for grid in grids:
                rows = list(grid.taken())
                self._filled[grid.name] = self._filled.get(grid.name, 0) + len(rows)
                if rows:
                    yield grid, rows

    def _fed(self) -> Iterator[list[_Grid]]:
        try:
            with self._path.open("rb") as stream:
                if self._kind is Format.XML:
                    book = _Workbook2003()
                    while data := stream.read(_PIECE):
                        book.feed(data)
                        yield book.grids
                    return
                page = _Page()
                if is_web_archive(stream.read(_START)):
                    for text in pages(self._path):
                        page.feed(text)
                        yield page.grids
                    return
                stream.seek(0)
                decoder = codecs.getincrementaldecoder(self._encoding)(errors="replace")
                while data := stream.read(_PIECE):
                    page.feed(decoder.decode(data))
                    yield page.grids
                page.close()
                yield page.grids
        except (expat.ExpatError, AssertionError) as error:
            raise WorkbookError(str(error)) from error


class _MarkupSheet:
    size = (0, 0)

    def __init__(self, book: MarkupBook, name: str) -> None:
        self._book, self._name = book, name
        self.links: Mapping[int, str] = {}
        self.merged: list[Region] = []
        for _ in islice(self.rows(), 1):  # the merged cells of the first rows are known with them
            pass

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        return self._book.rows(self._name, self)


def _encoding(path: Path) -> str:
    """What the page says of itself, where that is so, else what its bytes say."""
    with path.open("rb") as stream:
        start = stream.read(_START)
    said = CHARSET.search(start)
    if said and not start.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = said[1].decode("ascii", "replace")
        if fits(path, name):
            return name
    return detect_encoding(path).name
