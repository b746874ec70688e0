"""What a file is, by its bytes: the name may say anything. The child process looks before it reads."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sheets.encoding import utf16_without_bom
from rentix_desktop.sheets.table import Format

MAX_UNPACKED: Final = 1_000_000_000
"""Bytes. What a workbook unpacks to, all parts together; more is refused before anything is unpacked."""

_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL: Final = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
"""The first record of an .xls without a container (Excel 2 to 5)."""
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_FOREIGN: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"MZ",
    b"{\\rtf",
)
_LETTER: Final = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?mime-version\s*:", re.IGNORECASE)
"""A page saved as one file, an .mht."""
_MARKUP: Final = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<meta")
_START: Final = 64 << 10
_CONTROL: Final = bytes(set(range(1, 32)) - {9, 10, 11, 12, 13, 26, 27})
_LARGEST_NOTE: Final = 4 << 20


def sniff(path: Path) -> Format:
    """The format of the file. Raises `AppError` FILE_EMPTY, FILE_FORMAT_UNKNOWN, FILE_ENCRYPTED, FILE_DAMAGED,
    FILE_TOO_BIG; OSError."""
    with path.open("rb") as stream:
        start = stream.read(_START)
    if start.startswith(_ZIP):
        return _archive(path)
    if start.startswith(_OLE2):
        return _container(path)
    if start.startswith(_OLD_EXCEL) and b"\0" in start[:16]:
        return Format.XLS
    return _text(path, start)


def is_web_archive(start: bytes) -> bool:
    """Whether these first bytes are of a page saved as one file."""
    return _LETTER.match(start.lstrip()) is not None


def sniff_text(path: Path, start: bytes) -> bool:
    """Whether these first bytes are of a text file. Raises `AppError` as `sniff` does."""
    if start.startswith((*_ZIP, _OLE2)) or (start.startswith(_OLD_EXCEL) and b"\0" in start[:16]):
        return False
    return _text(path, start[:_START]) is Format.TEXT


def _archive(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
            if sum(parts.values()) > MAX_UNPACKED:
                raise problem(Code.FILE_TOO_BIG, path, "unpacked size")
            if "mimetype" in parts:
                return _open_document(archive, path, parts)
            if "[Content_Types].xml" not in parts:
                raise problem(Code.FILE_FORMAT_UNKNOWN, path, "zip")
            types = _note(archive, "[Content_Types].xml", parts)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise problem(Code.FILE_DAMAGED, path, f"{type(error).__name__}: {error}") from error
    if b"sheet.binary" in types:
        return Format.XLSB
    if b"spreadsheetml" in types or b"ms-excel" in types:
        return Format.XLSX
    raise problem(Code.FILE_FORMAT_UNKNOWN, path, "zip of another kind")


def _open_document(archive: zipfile.ZipFile, path: Path, parts: dict[str, int]) -> Format:
    if b"opendocument.spreadsheet" not in _note(archive, "mimetype", parts):
        raise problem(Code.FILE_FORMAT_UNKNOWN, path, "OpenDocument of another kind")
    manifest = "META-INF/manifest.xml"
    if manifest in parts and b"encryption-data" in _note(archive, manifest, parts):
        raise problem(Code.FILE_ENCRYPTED, path)
    return Format.ODS


def _note(archive: zipfile.ZipFile, name: str, parts: dict[str, int]) -> bytes:
    return archive.read(name) if parts[name] <= _LARGEST_NOTE else b""


def _container(path: Path) -> Format:
    """An OLE2 container: an old workbook, a new one behind a password, or a document of another program."""
    if _contains(path, "EncryptedPackage".encode("utf-16-le")):
        raise problem(Code.FILE_ENCRYPTED, path)
    if _contains(path, "Workbook".encode("utf-16-le")) or _contains(path, "Book\0".encode("utf-16-le")):
        return Format.XLS
    raise problem(Code.FILE_FORMAT_UNKNOWN, path, "OLE2 of another kind")


def _text(path: Path, start: bytes) -> Format:
    if not start.strip() and path.stat().st_size <= len(start):
        raise problem(Code.FILE_EMPTY, path)
    if start.startswith(_FOREIGN):
        raise problem(Code.FILE_FORMAT_UNKNOWN, path, repr(start[:4]))
    if is_web_archive(start):
        return Format.HTML
    marked = start.replace(b"\0", b"") if start.startswith((b"\xff\xfe", b"\xfe\xff")) else start
    marked = marked.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if marked.startswith(_MARKUP):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in marked and b"<html" not in marked:
            return Format.XML
        if (b"<table" in marked and not marked.startswith(b"<?xml")) or b"<html" in marked:
            return Format.HTML
        raise problem(Code.FILE_FORMAT_UNKNOWN, path, "markup")
    strange = len(start) - len(start.translate(None, _CONTROL))
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_bom(start) is not None
    if strange * 50 > len(start) and not wide:  # UTF-16 has bytes of all kinds
        raise problem(Code.FILE_FORMAT_UNKNOWN, path, "control characters")
    return Format.TEXT


def _contains(path: Path, needle: bytes) -> bool:
    tail = b""
    for chunk in _chunks(path):
        if needle in tail + chunk:
            return True
        tail = chunk[-len(needle) :]
    return False


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            yield chunk


def problem(code: Code, path: Path, detail: str = "", **params: str | int) -> AppError:
    """An error about the file; `path` in the params is its name."""
    return AppError(code, Cause.DATA, detail=detail, path=path.name, **params)
