"""Looking over the XML of an .xlsx beside the reader: how far its cells reach, and what a reader loses in silence.

Everything here is done at C speed on unpacked chunks (a fraction of the time the reading takes), in a thread of the
child process: the reader gives up the GIL while it parses.
"""

from __future__ import annotations

import os
import re
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Final

from rentix_desktop.sheets.parts import Links, column_number, sheet_parts

MAX_CELLS: Final = 20_000_000
"""Rows times columns that a sheet may span."""
MAX_ROWS: Final = 1_048_576
"""Rows that Excel itself can have. A sheet whose cells do not say where they stand can hold any number in few bytes."""

SPANS_TOO_FAR: Final = 74
"""Exit code of a child whose guard found cells too far away while the reader was at work on their sheet."""
_QUICK_LOOK: Final = 0.05
"""Seconds: a small workbook is looked over before it is read, a large one meanwhile."""
_SMALL: Final = 2 << 20
"""Bytes of a workbook that may be looked over so quickly; for a larger one nobody waits in vain."""
_LONGEST_WAIT: Final = 120.0
_CHUNK: Final = 4 << 20
_LONGEST_ROW: Final = 16 << 20
_ROW_END: Final = b"</row>"
_REFERENCE = re.compile(rb' r="([A-Z]{1,3})([0-9]{1,7})"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]* hidden="(?:1|true)"[^>]*(?<!/)>(?!</)')
"""Rows with cells; empty ones are none to anybody."""
_ERROR: Final = b' t="e"'
_FORMULA: Final = b"</f>"
_NO_VALUE: Final = (b"</f></c>", b"</f><v/></c>", b"</f><v></v></c>", b"</f><v /></c>")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """`rows` and `columns`: the furthest cell. `errors`, `no_value`: cells that a reader gives as empty. `links`: the
    web addresses behind cells, as `parts.Links` keeps them; `links_cut`: there are more."""

    rows: int = 0
    columns: int = 0
    errors: int = 0
    no_value: int = 0
    links: Mapping[int, str] = field(default_factory=dict)
    links_cut: bool = False
    hidden_rows: int = 0

    @property
    def too_big(self) -> bool:
        return self.rows > MAX_ROWS or self.rows * self.columns > MAX_CELLS


class Guard:
    """Looks the sheets of an .xlsx over in a thread. Other formats have no facts: the child's limits guard them."""

    def __init__(self, path: Path, *, zipped_xml: bool, patient: bool = False) -> None:
        """`patient`: after a quick look it waits for `go_on`, so that the first rows are not held up on a busy machine;
        what a sheet does to the reader meanwhile is caught by the child's limits."""
        self._may_go_on = threading.Event()
        if not patient:
            self._may_go_on.set()
        quick = _QUICK_LOOK if not zipped_xml or path.stat().st_size < _SMALL else 0.0
        self._quick_until = time.monotonic() + quick
        self._path = path
        self._facts: dict[str, SheetFacts] = {}
        self._current = ""
        self.too_big: set[str] = set()
        self._thread: threading.Thread | None = None
        if zipped_xml:
            self._thread = threading.Thread(target=self._look, daemon=True, name="guard")
            self._thread.start()
            self._thread.join(quick)

    def go_on(self) -> None:
        self._may_go_on.set()

    def _pace(self) -> None:
        """Called between pieces."""
        if time.monotonic() > self._quick_until:
            self._may_go_on.wait(_LONGEST_WAIT)

    def enter(self, sheet: str) -> bool:
        """Called before `sheet` is read: False where it is too big. Should that be found later, the process ends."""
        self._current = sheet
        return sheet not in self.too_big

    def facts(self, sheet: str) -> SheetFacts:
        """What was found about a sheet, once it was looked over."""
        self.go_on()
        if self._thread is not None:
            self._thread.join()
        return self._facts.get(sheet, SheetFacts())

    def _look(self) -> None:
        try:
            for name, facts in sheet_facts(self._path, self._pace):
                self._facts[name] = facts
                if facts.too_big:
                    self.too_big.add(name)
                    if self._current == name:
                        os._exit(SPANS_TOO_FAR)  # the reader cannot be stopped in any other way
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, NotImplementedError, RuntimeError):
            return  # damaged: the reader beside will say so, or get along with it


def sheet_facts(path: Path, pace: Callable[[], None] = lambda: None) -> Iterator[tuple[str, SheetFacts]]:
    """The sheets of an .xlsx by name, each with its facts. Raises BadZipFile, OSError, KeyError of a damaged one."""
    with zipfile.ZipFile(path) as archive:
        for name, part in sheet_parts(archive).items():
            links = Links()
            with archive.open(part) as stream:
                facts = scan_sheet(stream, links, pace)
            yield name, replace(facts, links=links.resolved(archive, part), links_cut=links.cut)


def scan_sheet(stream: IO[bytes], links: Links, pace: Callable[[], None] = lambda: None) -> SheetFacts:
    """One sheet's XML, unpacked chunk by chunk and cut at the ends of rows, so that no cell falls into two pieces."""
    rows = columns = errors = no_value = hidden = ended = 0
    rest = b""
    while chunk := stream.read(_CHUNK):
        pace()
        chunk = rest + chunk
        cut = chunk.rfind(_ROW_END) + len(_ROW_END)
        if cut < len(_ROW_END):
            if len(chunk) < _LONGEST_ROW:
                rest = chunk
                continue
            cut = chunk.rfind(b">") + 1 or len(chunk)
        piece, rest = chunk[:cut], chunk[cut:]
        errors += piece.count(_ERROR)
        no_value += _count_no_value(piece)
        hidden += len(_HIDDEN_ROW.findall(piece)) if b' hidden="' in piece else 0
        links.look(piece)
        rows, columns = _furthest(piece, rows, columns)
        ended += piece.count(_ROW_END)
        rows = max(rows, ended)
        if ended > MAX_ROWS:
            break  # whatever else stands there, nobody will read it
    rows, columns = _furthest(rest, rows, columns)
    links.look(rest)
    hidden += len(_HIDDEN_ROW.findall(rest))
    return SheetFacts(rows, columns, errors + rest.count(_ERROR), no_value + _count_no_value(rest), hidden_rows=hidden)


def _count_no_value(piece: bytes) -> int:
    return sum(map(piece.count, _NO_VALUE)) if _FORMULA in piece else 0


def _furthest(piece: bytes, rows: int, columns: int) -> tuple[int, int]:
    """The last cell of each row is the furthest of it: only these are looked at."""
    start = 0
    while True:
        end = piece.find(_ROW_END, start)
        last = piece.rfind(b' r="', start, end if end >= 0 else len(piece))
        if last >= 0 and (match := _REFERENCE.match(piece, last)):
            rows = max(rows, int(match[2]))
            columns = max(columns, column_number(match[1]))
        if end < 0:
            return rows, columns
        start = end + len(_ROW_END)
