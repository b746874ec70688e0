"""What an .ods says of its cells that the reader does not give: how numbers are shown, links, error cells, hidden rows.
Its XML is parsed once more, piece by piece, while the reader's rows go by."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

from rentix_desktop.sheets.formats import Shown, shown_as
from rentix_desktop.sheets.guard import SheetFacts
from rentix_desktop.sheets.header import Region
from rentix_desktop.sheets.parts import LINK_COLUMNS, MAX_LINKS

_CONTENT: Final = "content.xml"
_PIECE: Final = 256 << 10
_MOST_REPEATED: Final = 1_000
_NUMBERS: Final = frozenset(("float", "currency", "percentage"))
_MOST_MERGED: Final = 100_000
_SPAN = re.compile(rb'-spanned="(?!1")')
_SPAN_LENGTH: Final = 12
_LINK_FORMULA = re.compile(r'of:=HYPERLINK\("([^"]{1,2000})"', re.IGNORECASE)
_ERROR = re.compile(r"#[A-ZА-Я/0-9!?]+[!?]?|Err:\d+")


class OpenDocument:
    """The sheet `sheet` of the .ods at `path`. `facts` are complete when `cells` has come to its end; `known` is False
    where not everything could be found."""

    def __init__(self, path: Path, sheet: str) -> None:
        self._path, self._sheet = path, sheet
        self._found: list[tuple[int, int, Shown]] = []
        self._links: dict[int, str] = {}
        self._errors = self._hidden = 0
        self._inside = self._in_cell = self._over = False
        self._row = self._column = 0
        self._rows = self._columns = 1  # how often the row and the cell are repeated
        self._row_hidden = self._row_filled = False
        self._kind, self._link, self._currency = "", "", ""
        self._text: list[str] = []
        self._cut = False
        self.regions: list[Region] = []
        self.known = False

    @property
    def facts(self) -> SheetFacts:
        return SheetFacts(
            errors=self._errors, hidden_rows=self._hidden, links=dict(sorted(self._links.items())), links_cut=self._cut
        )

    def merged(self) -> list[Region]:
        """The merged cells, from a pass of its own where there are any."""
        try:
            with zipfile.ZipFile(self._path) as archive, archive.open(_CONTENT) as stream:
                tail = b""
                while piece := stream.read(_PIECE):
                    if _SPAN.search(tail + piece):
                        break
                    tail = piece[-_SPAN_LENGTH:]
                else:
                    return []
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError):
            return []
        other = OpenDocument(self._path, self._sheet)
        for _ in other.cells():
            pass
        return other.regions

    def cells(self) -> Iterator[tuple[int, int, Shown]]:
        """Row and column (from 0) of the cells that show more than their number, in the order of the sheet."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        try:
            with zipfile.ZipFile(self._path) as archive, archive.open(_CONTENT) as stream:
                while (piece := stream.read(_PIECE)) and not self._over:
                    parser.Parse(piece, False)
                    found, self._found = self._found, []
                    yield from found
            self.known = self._over
        except (expat.ExpatError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError):
            return

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._inside = not self._inside and attributes.get("table:name") == self._sheet
        elif not self._inside:
            return
        elif tag == "table:table-row":
            self._rows = _times(attributes.get("table:number-rows-repeated"))
            self._column, self._row_filled = 0, False
            self._row_hidden = attributes.get("table:visibility") in ("collapse", "filter")
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._columns = _times(attributes.get("table:number-columns-repeated"))
            self._kind = attributes.get("calcext:value-type") or attributes.get("office:value-type", "")
            self._currency = attributes.get("office:currency", "")
            formula = _LINK_FORMULA.match(attributes.get("table:formula", ""))
            self._in_cell, self._link, self._text = True, formula[1] if formula else "", []
            if "table:number-rows-spanned" in attributes:
                self._span(attributes)
        elif tag == "text:a":
            self._link = attributes.get("xlink:href", "") or self._link

    def _span(self, attributes: dict[str, str]) -> None:
        down, across = (_times(attributes.get(f"table:number-{what}-spanned")) for what in ("rows", "columns"))
        if (down > 1 or across > 1) and len(self.regions) < _MOST_MERGED:
            self.regions.append(((self._row, self._column), (self._row + down - 1, self._column + across - 1)))

    def _end(self, tag: str) -> None:
        if not self._inside:
            return
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell("".join(self._text))
            self._column += self._columns
            self._in_cell = False
        elif tag == "table:table-row":
            self._hidden += self._rows if self._row_hidden and self._row_filled else 0
            self._row += self._rows
        elif tag == "table:table":
            self._inside, self._over = False, True

    def _data(self, text: str) -> None:
        if self._in_cell:
            self._text.append(text)

    def _cell(self, text: str) -> None:
        if not text:
            return
        self._row_filled = True
        if self._kind == "error" or (self._kind in ("string", "float") and _ERROR.fullmatch(text)):
            self._errors += 1
        times = range(min(self._rows, _MOST_REPEATED)), range(min(self._columns, _MOST_REPEATED))
        if self._kind in _NUMBERS and (how := shown_as(text, self._currency, percent=self._kind == "percentage")):
            self._found += [(self._row + down, self._column + across, how) for down in times[0] for across in times[1]]
        if self._link.lower().startswith(("http://", "https://")):
            for down in times[0]:
                if len(self._links) >= MAX_LINKS:
                    self._cut = True
                    return
                self._links[(self._row + down) * LINK_COLUMNS + self._column] = self._link


def _times(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
