"""Whether a file stops in the middle: what its last bytes say, whatever a reader made of it."""

from __future__ import annotations

import codecs
import csv
import io
import struct
from collections import Counter
from pathlib import Path
from typing import Final

from rentix_desktop.sheets.table import AsideKind, Format, Table

_TAIL: Final = 66_000
"""Bytes at the end that are looked at: the directory of an archive ends there, and many lines of a text."""
_ARCHIVE: Final = b"PK\x03\x04"
_ARCHIVE_END: Final = b"PK\x05\x06"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE: Final = 0xFFFFFFFF
_LAST_TABLE: Final = 109
"""Places of allocation tables in the header of a compound file."""
_CLOSED: Final = {Format.HTML: (b"</table", b"</html"), Format.XML: (b"workbook>",)}


def workbook_cut_short(path: Path) -> bool:
    """Whether a workbook ends before its own end: an archive without its directory, a compound file with tables that
    name sectors beyond it. Of no other file anything is known. Raises OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(512)
        if start.startswith(_COMPOUND):
            return _compound_cut(file, start, size)
        if not start.startswith(_ARCHIVE):
            return False
        file.seek(max(0, size - _TAIL))
        return _ARCHIVE_END not in file.read()


def table_cut_short(table: Table) -> bool:
    """Whether a table that was read to the end of its file is not all of it: a last line without a line end that has
    fewer cells than the others, half a letter, a page that is not closed. Raises OSError."""
    info = table.info
    size = info.path.stat().st_size
    with info.path.open("rb") as file:
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    if info.format in _CLOSED:
        low = tail.replace(b"\0", b"").lower()  # of two bytes a letter
        return not any(end in low for end in _CLOSED[info.format])
    if info.format is not Format.TEXT or info.encoding is None or info.delimiter is None:
        return False
    if not _text_cut(tail, info.encoding, info.delimiter, whole=size <= _TAIL):
        return False
    last = table.set_aside()[-1:]
    return not (last and last[0].kind is AsideKind.TOTAL)  # "Total;120" is a line like this, and stands at the end


def _text_cut(tail: bytes, encoding: str, delimiter: str, *, whole: bool) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    if not whole and encoding.startswith("utf-16"):
        tail = tail[len(tail) % 2 :]
    text = decoder.decode(tail)
    if decoder.getstate()[0]:
        return True  # the rest of its last letter is missing
    if not text or text[-1] in "\r\n":
        return False
    if not whole:
        text = text.partition("\n")[2]
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return False
    widths = Counter(map(len, rows[:-1]))
    if not widths:
        return False
    usual, count = widths.most_common(1)[0]
    return len(rows[-1]) < usual and count * 2 > len(rows)


def _compound_cut(file: io.BufferedReader, header: bytes, size: int) -> bool:
    if len(header) < 512:
        return True
    shift: int = struct.unpack_from("<H", header, 30)[0]
    if not 9 <= shift <= 12:
        return False
    sector = 1 << shift
    tables = struct.unpack_from(f"<{_LAST_TABLE}I", header, 76)
    highest = -1
    for number, place in enumerate(each for each in tables if each != _FREE):
        file.seek((place + 1) * sector)
        entries = file.read(sector)
        if len(entries) < sector:
            return True
        used = [i for i, entry in enumerate(struct.unpack(f"<{sector // 4}I", entries)) if entry != _FREE]
        if used:
            highest = number * (sector // 4) + used[-1]
    return (highest + 1) * sector >= size
