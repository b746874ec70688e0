"""Pages saved as one file (.mht), often under the name .xls: a letter with the pages as its parts."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email import message_from_binary_file
from email.message import Message
from pathlib import Path
from typing import Final

from rentix_desktop.errors import Code
from rentix_desktop.sheets.encoding import detect_start
from rentix_desktop.sheets.probe import problem

MAX_SIZE: Final = 64 << 20
"""Bytes; a larger archive is refused, since its parts are decoded whole."""
CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_META: Final = 4 << 10


def pages(path: Path) -> Iterator[str]:
    """The pages of the archive, in its order. Raises `AppError` FILE_TOO_BIG; OSError."""
    if path.stat().st_size > MAX_SIZE:
        raise problem(Code.FILE_TOO_BIG, path, "web archive")
    with path.open("rb") as stream:
        letter = message_from_binary_file(stream)
    for part in letter.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload.decode(_encoding(part, payload), "replace")


def _encoding(part: Message, page: bytes) -> str:
    said = CHARSET.search(page[:_META])
    for name in (part.get_content_charset(), said and said[1].decode("ascii", "replace")):
        try:
            return codecs.lookup(name or "").name
        except LookupError:
            continue
    return detect_start(page).name
