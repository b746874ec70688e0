"""What an .xlsx says in its parts and a reader does not give: its sheets by part, the links behind cells.

The XML is looked over by patterns, piece by piece, never built as a tree; the caller sees to it that no piece ends
inside an element.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rentix_desktop.sheets.header import Region

LINK_COLUMNS: Final = 1 << 14
"""A link is kept under sheet row * this + column, both from 0."""
MAX_LINKS: Final = 300_000
LARGEST_PART: Final = 128 << 20
"""Bytes of a part that is read whole."""
_SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION_TAG = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_LINK_TAG = re.compile(rb"<(?:\w+:)?hyperlink\b([^>]*)>")
_LINK_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*><f(?: [^>]*)?>HYPERLINK\((?:"|&quot;)([^"<]{1,2000}?)(?:"|&quot;)',
    re.IGNORECASE,
)
_MERGED_TAG = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*? ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"[^>]*>')
_CHUNK: Final = 4 << 20
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_WEB: Final = ("http://", "https://")
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"


def sheet_parts(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """Sheet names to the parts of the archive that hold them. Raises KeyError, BadZipFile of a damaged one."""
    targets = _targets(archive, _RELATIONS)
    parts = {}
    names = set(archive.namelist())
    for tag in _SHEET_TAG.finditer(archive.read(_WORKBOOK)):
        sheet = attributes(tag[1])
        target = targets.get(next((value for key, value in sheet.items() if key.endswith(":id")), ""), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if part in names:
            parts[sheet.get("name", "")] = part
    return parts


def merged_regions(path: Path, sheet: str) -> list[Region]:
    """The merged cells of a sheet, where a reader does not tell of them; none of a damaged file."""
    regions: list[Region] = []
    try:
        with zipfile.ZipFile(path) as archive, archive.open(sheet_parts(archive)[sheet]) as stream:
            rest = b""
            while chunk := stream.read(_CHUNK):
                chunk = rest + chunk
                regions += (
                    ((int(tag[2]) - 1, column_number(tag[1]) - 1), (int(tag[4]) - 1, column_number(tag[3]) - 1))
                    for tag in _MERGED_TAG.finditer(chunk)
                )
                rest = chunk[chunk.rfind(b">") + 1 :][-_CHUNK:]
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError):
        pass
    return regions


def attributes(tag: bytes) -> dict[str, str]:
    return {
        match[1].decode(): html.unescape((match[2] or match[3] or b"").decode("utf-8", "replace"))
        for match in _ATTRIBUTE.finditer(tag)
    }


def column_number(letters: bytes) -> int:
    """A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    if archive.getinfo(part).file_size > LARGEST_PART:
        return {}
    relations = (attributes(tag[1]) for tag in _RELATION_TAG.finditer(archive.read(part)))
    return {relation.get("Id", ""): relation.get("Target", "") for relation in relations}


# links ----------------------------------------------------------------------------------------------------------------
class Links:
    """The web addresses behind the cells of one sheet, by hyperlinks and by HYPERLINK formulas."""

    def __init__(self) -> None:
        self._by_key: dict[int, str] = {}
        self._by_relation: dict[int, str] = {}
        self.cut = False

    def look(self, piece: bytes) -> None:
        if b"HYPERLINK(" in piece:
            for match in _LINK_FORMULA.finditer(piece):
                self._keep(self._by_key, match[1], match[2], html.unescape(match[3].decode("utf-8", "replace")))
        if b"hyperlink " in piece:
            for tag in _LINK_TAG.finditer(piece):
                link = attributes(tag[1])
                place = _REFERENCE.match(link.get("ref", ""))
                relation = next((value for key, value in link.items() if key.endswith(":id")), None)
                if place and relation:
                    self._keep(self._by_relation, place[1].encode(), place[2].encode(), relation)

    def resolved(self, archive: zipfile.ZipFile, part: str) -> dict[int, str]:
        """Every link in the order of the sheet; those that lead to the web alone."""
        if self._by_relation:
            folder, name = posixpath.split(part)
            targets = _targets(archive, f"{folder}/_rels/{name}.rels")
            self._by_key |= {key: targets.get(relation, "") for key, relation in self._by_relation.items()}
        web = ((key, target) for key, target in self._by_key.items() if target.lower().startswith(_WEB))
        return dict(sorted(web))

    def _keep(self, links: dict[int, str], letters: bytes, row: bytes, value: str) -> None:
        if len(links) >= MAX_LINKS:
            self.cut = True
            return
        links[(int(row) - 1) * LINK_COLUMNS + column_number(letters) - 1] = value
