"""A table from the clipboard: what of it is taken, and how it is kept as a small file. No Qt.

The file is read like any other from then on, so that going on after a break, trying again and sending the same rows
tomorrow work as with a file. `store.paths` deletes it after `PASTED_DAYS`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from rentix_desktop.errors import AppError, Cause, Code, no_room_left
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.clipboard import lines_of, to_text

_TABLE: Final = re.compile(r"<table\b", re.IGNORECASE)
_LINK: Final = re.compile(r"<a\b[^>]*\bhref=", re.IGNORECASE)
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LINES: Final = 2_000
"""Lines written at a time: a range of a hundred thousand rows is not held twice as lists."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A table as it was on the clipboard: as a page (`html`), or as lines of text."""

    text: str
    html: bool = False


def table_of(text: str, html: str) -> Pasted | None:
    """The table of what was copied, None where there is none.

    The lines of cells are taken as the spreadsheet program shows them; the page only where it alone has the table, or
    where it has addresses behind the cells, which the lines have lost.
    """
    page = bool(_TABLE.search(html))
    lines = text.strip("\r\n")
    cells = "\t" in lines
    if page and (not cells or _LINK.search(html)):
        return Pasted(html, html=True)
    return Pasted(text) if cells or "\n" in lines.replace("\r", "\n") else None


def keep(pasted: Pasted, folder: Path, title: str) -> Path:
    """Write the table as a file of this title, or of the next one that is free.

    Raises AppError DISK_FULL, DATA_FOLDER_NOT_WRITABLE.
    """
    name = _NOT_IN_NAMES.sub("-", title)
    suffix = ".html" if pasted.html else ".tsv" if "\t" in pasted.text else ".csv"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in count(1):
            path = folder / (f"{name}{suffix}" if number == 1 else f"{name} ({number}){suffix}")
            try:
                with path.open("x", encoding="utf-8", errors="replace", newline="") as stream:
                    stream.writelines(_written(pasted))
            except FileExistsError:
                continue
            break
    except OSError as error:
        code = Code.DISK_FULL if no_room_left(error) else Code.DATA_FOLDER_NOT_WRITABLE
        raise AppError(code, Cause.ENVIRONMENT, detail=str(error), path=str(folder)) from error
    return path


def _written(pasted: Pasted) -> Iterator[str]:
    if pasted.html:
        yield "<html><meta charset='utf-8'>\n"  # what the clipboard holds may begin with a comment
        yield pasted.text
    elif "\t" not in pasted.text:
        yield pasted.text
    else:
        yield "sep=\t\n"  # nothing has to be guessed when it is opened again
        block: list[list[str]] = []
        for line in lines_of(pasted.text):
            block.append(line)
            if len(block) == _LINES:
                yield to_text(block) + "\n"
                block = []
        yield to_text(block) + "\n"


def title_of(moment: dt.datetime, tr: Texts) -> str:
    """ "Pasted 21.11.2026 14.05": a colon may not stand in a name."""
    return tr("Pasted {when}", when=moment.strftime("%d.%m.%Y %H.%M"))


def shown_name(path: Path, pasted_folder: Path) -> str:
    """What a file is called in the window."""
    return path.stem if path.parent == pasted_folder else path.name
