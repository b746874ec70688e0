"""A blank workbook to start from: a column for each field of the catalogue, with the allowed values to choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, Field, Kind
from rentix_desktop.sheets.write import Marked, Sheet, write_workbook
from rentix_desktop.sync.repair.sheet_columns import Word, choices_of, columns_of, field_of

_ROWS: Final = 2_000
"""Rows that have the lists and the formats."""
_WIDTHS: Final = {Kind.TEXT: 30.0, Kind.PHOTOS: 44.0, Kind.CHOICE: 22.0}
_USUAL: Final = 14.0
_AS_TYPED: Final = frozenset({Kind.TEXT, Kind.AGENT, Kind.UNKNOWN, Kind.PHOTOS})


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """In the person's language. `header` names fields and parts of fields, `hint` says what to write in a field."""

    title: str
    header: Callable[[str], str]
    value: Word
    hint: Callable[[Field], str]


def write_template(path: Path, catalogue: Catalogue, words: TemplateWords) -> None:
    """Raises AppError FILE_NOT_WRITABLE, DISK_FULL."""
    columns = columns_of(None, catalogue, (), words.header)
    fields = [field_of(column, catalogue) or catalogue.fields[column.fields[0]] for column in columns]
    kinds = [field.kind for field in fields]
    choices = {
        index: [words.value(column.target or "", value) for value in values]
        for index, column in enumerate(columns)
        if (values := choices_of(column, catalogue))
    }
    header = [Marked(column.header, words.hint(field)) for column, field in zip(columns, fields, strict=True)]
    widths = {index: _WIDTHS.get(kind, _USUAL) for index, kind in enumerate(kinds)}
    texts = [index for index, kind in enumerate(kinds) if kind in _AS_TYPED]
    write_workbook(path, Sheet(words.title, header, (), widths=widths, choices=choices, texts=texts, room=_ROWS))
