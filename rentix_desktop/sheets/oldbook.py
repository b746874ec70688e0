"""What an .xls (Excel 97 and later) says of its cells that the reader does not give: number formats, links, error
cells, hidden rows. Its records are looked through as they stand in the file, once, while the reader's rows go by.

Layout of the container and of the records: [MS-CFB], [MS-XLS].
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from rentix_desktop.sheets.formats import Shown, shown
from rentix_desktop.sheets.guard import SheetFacts
from rentix_desktop.sheets.parts import LINK_COLUMNS, MAX_LINKS

_BOF: Final = 0x0809
_EOF: Final = 0x000A
_BOUND_SHEET: Final = 0x0085
_FORMAT: Final = 0x041E
_XF: Final = 0x00E0
_ROW: Final = 0x0208
_NUMBER: Final = 0x0203
_RK: Final = 0x027E
_MULRK: Final = 0x00BD
_FORMULA: Final = 0x0006
_BOOL_OR_ERROR: Final = 0x0205
_HYPERLINK: Final = 0x01B8
_VERSION_8: Final = 0x0600
_HIDDEN: Final = 0x20
_URL_MONIKER: Final = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
_TEXT_TOKEN: Final = 0x17
_HYPERLINK_FUNCTION: Final = struct.pack("<H", 359)
_BUILT_IN: Final = {9: "0%", 10: "0.00%"}
_FREE: Final = 0xFFFFFFFA
_ROOT: Final = 5
_SMALL_SECTOR: Final = 64
_SMALL_STREAM: Final = 4096
"""Bytes. Shorter streams lie in the small sectors."""
_AT_ONCE: Final = 256
"""Sectors read together, where they follow one another."""
_MOST_SECTORS: Final = 1 << 20
_MOST_FORMATS: Final = 4_096


class NotKnownError(Exception):
    """The file is of an older kind, or its container does not hold together: the reader gets along with it alone."""


class OldBook:
    """The sheet `sheet` of the .xls at `path`. `facts` are complete when `cells` has come to its end; `known` is False
    where nothing, or not everything, could be found."""

    def __init__(self, path: Path, sheet: str) -> None:
        self._path, self._sheet = path, sheet
        self._links: dict[int, str] = {}
        self._errors = self._hidden = 0
        self._cut = False
        self.known = False

    @property
    def facts(self) -> SheetFacts:
        return replace(
            SheetFacts(errors=self._errors, hidden_rows=self._hidden),
            links=dict(sorted(self._links.items())),
            links_cut=self._cut,
        )

    def cells(self) -> Iterator[tuple[int, int, Shown]]:
        """Row and column (from 0) of the cells whose number format adds something, in the order of the sheet."""
        try:
            with self._path.open("rb") as stream:
                yield from self._look(stream)
            self.known = True
        except (NotKnownError, struct.error, IndexError, ValueError, OSError):
            return

    def _look(self, stream: BinaryIO) -> Iterator[tuple[int, int, Shown]]:
        formats: dict[int, str] = dict(_BUILT_IN)
        styles: list[int] = []
        start = -1
        records = _records(stream)
        for position, kind, data in records:
            if kind == _BOF and position == 0 and struct.unpack_from("<H", data)[0] != _VERSION_8:
                raise NotKnownError("an older kind")
            if kind == _FORMAT and len(formats) < _MOST_FORMATS:
                formats[struct.unpack_from("<H", data)[0]] = _text(data[4:], struct.unpack_from("<H", data, 2)[0])
            elif kind == _XF:
                styles.append(struct.unpack_from("<H", data, 2)[0])
            elif kind == _BOUND_SHEET and _text(data[7:], data[6]) == self._sheet:
                start = struct.unpack_from("<I", data)[0]
            elif kind == _EOF:
                break
        codes = {number: found for number, code in formats.items() if (found := shown(code))}
        adding = {index: codes[number] for index, number in enumerate(styles) if number in codes}
        depth = 0  # a chart may stand in the sheet, as a sheet of its own
        for position, kind, data in records:
            if position < start or start < 0:
                continue
            depth += (kind == _BOF) - (kind == _EOF)
            if depth == 0:
                return
            if depth == 1:
                yield from self._record(kind, data, adding)
        raise NotKnownError("no end")

    def _record(self, kind: int, data: bytes, adding: dict[int, Shown]) -> Iterator[tuple[int, int, Shown]]:
        if kind in (_NUMBER, _RK, _FORMULA):
            row, column, style = struct.unpack_from("<HHH", data)
            if kind == _FORMULA and data[22] == _TEXT_TOKEN and _HYPERLINK_FUNCTION in data:
                self._keep(row, column, _text(data[24:], data[23]))
            if kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
                self._errors += 1
            elif style in adding:
                yield row, column, adding[style]
        elif kind == _MULRK:
            row, first = struct.unpack_from("<HH", data)
            for place in range((len(data) - 6) // 6):
                style = struct.unpack_from("<H", data, 4 + 6 * place)[0]
                if style in adding:
                    yield row, first + place, adding[style]
        elif kind == _BOOL_OR_ERROR:
            self._errors += data[7]
        elif kind == _ROW:
            first, end = struct.unpack_from("<HH", data, 2)
            self._hidden += end > first and bool(data[12] & _HIDDEN)
        elif kind == _HYPERLINK:
            self._link(data)

    def _link(self, data: bytes) -> None:
        row, _, column, _ = struct.unpack_from("<HHHH", data)
        at = data.find(_URL_MONIKER, 28)
        if at < 0:
            return
        size = struct.unpack_from("<I", data, at + 16)[0]
        self._keep(row, column, data[at + 20 : at + 20 + size].decode("utf-16-le", "replace").partition("\0")[0])

    def _keep(self, row: int, column: int, address: str) -> None:
        if len(self._links) >= MAX_LINKS:
            self._cut = True
        elif address.lower().startswith(("http://", "https://")):
            self._links[row * LINK_COLUMNS + column] = address


def _text(data: bytes, length: int) -> str:
    """A text of the file: whether its letters take two bytes, then the letters."""
    return data[1 : 1 + 2 * length].decode("utf-16-le") if data[0] & 1 else data[1 : 1 + length].decode("latin-1")


def _records(stream: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Position, kind and data of every record of the workbook."""
    rest, position = b"", 0
    for chunk in _book(stream):
        chunk = rest + chunk
        place, end = 0, len(chunk)
        while place + 4 <= end:
            kind, size = struct.unpack_from("<HH", chunk, place)
            if place + 4 + size > end:
                break
            yield position + place, kind, chunk[place + 4 : place + 4 + size]
            place += 4 + size
        rest, position = chunk[place:], position + place


def _book(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of the workbook, out of the sectors that it has in the container, in pieces."""
    head = stream.read(512)
    sector = 1 << struct.unpack_from("<H", head, 30)[0]
    if sector not in (512, 4096):
        raise NotKnownError("sectors")
    table = _Sectors(stream, sector, head)
    root = _FREE
    for entry_sector in table.chain(struct.unpack_from("<I", head, 48)[0]):
        entries = table.read(entry_sector, 1)
        for at in range(0, sector, 128):
            length = struct.unpack_from("<H", entries, at + 64)[0]
            name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace") if length <= 64 else ""
            if entries[at + 66] == _ROOT:
                root = struct.unpack_from("<I", entries, at + 116)[0]
            if name in ("Workbook", "Book"):
                start, size = struct.unpack_from("<II", entries, at + 116)
                small = size < _SMALL_STREAM
                yield from (
                    table.small(root, struct.unpack_from("<I", head, 60)[0], start, size)
                    if small
                    else (table.pieces(start, size))
                )
                return
    raise NotKnownError("no workbook")


class _Sectors:
    """The sectors of a container and in which order they follow one another."""

    def __init__(self, stream: BinaryIO, size: int, head: bytes) -> None:
        self._stream, self._size = stream, size
        tables = [number for number in struct.unpack_from("<109I", head, 76) if number < _FREE]
        more = struct.unpack_from("<I", head, 68)[0]
        for _ in range(struct.unpack_from("<I", head, 72)[0]):
            if more >= _FREE or len(tables) > _MOST_SECTORS:
                break
            numbers = struct.unpack(f"<{size // 4}I", self.read(more, 1))
            tables += [number for number in numbers[:-1] if number < _FREE]
            more = numbers[-1]
        self._next: list[int] = []
        sectors = stream.seek(0, os.SEEK_END) // size + 1
        for number in tables:
            if len(self._next) > sectors + size:
                break  # more than the file has
            self._next += struct.unpack(f"<{size // 4}I", self.read(number, 1))

    def read(self, first: int, count: int) -> bytes:
        self._stream.seek((first + 1) * self._size)
        return self._stream.read(count * self._size).ljust(self._size, b"\0")

    def chain(self, first: int) -> Iterator[int]:
        for _ in range(len(self._next)):
            if first >= _FREE:
                return
            yield first
            first = self._next[first]
        if first < _FREE:
            raise NotKnownError("a ring of sectors")

    def small(self, root: int, table: int, first: int, size: int) -> Iterator[bytes]:
        """A stream of a few kB: it lies in sectors of 64 bytes, in a stream that belongs to the root entry."""
        after = [n for number in self.chain(table) for n in struct.unpack(f"<{self._size // 4}I", self.read(number, 1))]
        sectors = list(self.chain(root))
        each = self._size // _SMALL_SECTOR
        found = bytearray()
        while first < _FREE and len(found) < size:
            place = first % each * _SMALL_SECTOR
            found += self.read(sectors[first // each], 1)[place : place + _SMALL_SECTOR]
            first = after[first]
        yield bytes(found[:size])

    def pieces(self, first: int, size: int) -> Iterator[bytes]:
        start, count = first, 0
        left = size
        for number in self.chain(first):
            if number != start + count or count == _AT_ONCE:
                yield self.read(start, count)[:left]
                left -= count * self._size
                start, count = number, 0
            count += 1
        yield self.read(start, count)[: max(left, 0)]
