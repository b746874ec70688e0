"""What a file is sent with although it is only probable: said aloud, with the option that settles it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from rentix_desktop.mapping.model import Level, Suggestion
from rentix_desktop.sheets.table import column_names
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name, value_name

_SHOWN: Final = 20


def guesses(suggestion: Suggestion, tr: Texts) -> Iterator[str]:
    """A sentence for each column and each cell text that is taken for something without being sure (design, section 4);
    not more of them than a person reads."""
    found = _all(suggestion, tr)
    yield from islice(found, _SHOWN)
    left = sum(1 for _ in found)
    if left:
        yield tr.plural(
            "{n} more is not sure: “rentix-sync inspect” shows all.",
            "{n} more are not sure: “rentix-sync inspect” shows all.",
            left,
        )


def _all(suggestion: Suggestion, tr: Texts) -> Iterator[str]:
    names = column_names([column.header for column in suggestion.columns])
    for column in suggestion.columns:
        if column.level is Level.CHECK and column.target is not None:
            yield tr(
                "The column “{column}” is taken for “{field}”, which is not sure. What settles it: {option}",
                column=names[column.index],
                field=field_name(column.target, tr),
                option=f'--map "{names[column.index]}={column.target}"',
            )
    for value in suggestion.values:
        if value.level is Level.CHECK and value.target is not None:
            yield tr.plural(
                "{field}: “{text}” ({n} row) is taken for “{value}”, which is not sure. What settles it: {option}",
                "{field}: “{text}” ({n} rows) is taken for “{value}”, which is not sure. What settles it: {option}",
                value.count,
                field=field_name(value.field, tr),
                text=value.value,
                value=value_name(value.field, value.target, tr),
                option=f'--value "{value.field}:{value.value}={value.target}"',
            )
