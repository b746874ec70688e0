"""What a file is sent with although it is only probable: said aloud, with the option that settles it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from rentix_desktop.mapping import roles
from rentix_desktop.mapping.decide import option_name
from rentix_desktop.mapping.model import LEAVE_OUT, ColumnSuggestion, Level, ReasonCode, Standing, Suggestion
from rentix_desktop.texts.columns import column_titles, quoted
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name, standing_name, value_name

_SHOWN: Final = 20
_TEXTS: Final = 4


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
    names = column_titles(suggestion.columns, tr)
    for column in suggestion.columns:
        beside = _sent_beside(column, suggestion)
        if beside is not None:
            yield tr(
                "“{field}” is one text on the portal: the column “{sent}” is sent, “{column}” is not. The other one: {option}",
                field=field_name(beside.target or "", tr),
                sent=names[beside.index],
                column=names[column.index],
                option=f'--map "{option_name(suggestion.columns, column.index)}={beside.target}"',
            )
        if column.level is Level.CHECK and column.target is not None:
            yield tr(
                "The column “{column}” is taken for “{field}”, which is not sure. What settles it: {option}",
                column=names[column.index],
                field=field_name(column.target, tr),
                option=f'--map "{option_name(suggestion.columns, column.index)}={column.target}"',
            )
    yield from _not_on_offer(suggestion, tr)
    for value in suggestion.values:
        if value.level is Level.CHECK and value.target is not None and value.standing is None:
            yield tr.plural(
                "{field}: “{text}” ({n} row) is taken for “{value}”, which is not sure. What settles it: {option}",
                "{field}: “{text}” ({n} rows) is taken for “{value}”, which is not sure. What settles it: {option}",
                value.count,
                field=field_name(value.field, tr),
                text=value.value,
                value=value_name(value.field, value.taken or value.target, tr),
                option=f'--value "{value.field}:{value.value}={value.target}"',
            )


def _sent_beside(column: ColumnSuggestion, suggestion: Suggestion) -> ColumnSuggestion | None:
    """The column that is sent instead of this one, where both hold the description, in two languages perhaps."""
    for reason in column.reasons:
        if (
            column.target is None
            and reason.code is ReasonCode.TAKEN
            and reason.params.get("field") == roles.DESCRIPTION
        ):
            return next((other for other in suggestion.columns if other.target == roles.DESCRIPTION), None)
    return None


def used_layout(suggestion: Suggestion, tr: Texts) -> Iterator[str]:
    """Which remembered layout is used, and how the file differs from it."""
    if suggestion.layout is None:
        return
    yield tr("The remembered layout “{name}” is used.", name=suggestion.layout)
    if suggestion.layout_extra:
        yield tr("New in this file, not in the layout: {names}", names=quoted(suggestion.layout_extra, tr))
    if suggestion.layout_missing:
        yield tr("In the layout, not in this file: {names}", names=quoted(suggestion.layout_missing, tr))


def _not_on_offer(suggestion: Suggestion, tr: Texts) -> Iterator[str]:
    """Sold, reserved and withdrawn listings of which nobody has said what becomes of them: they are hidden."""
    for standing in Standing:
        values = [value for value in suggestion.values if value.standing is standing and value.level is Level.CHECK]
        if values:
            option = f'--value "{values[0].field}:{standing}='
            likely = (each for value in values for each in (value.target, value.until_confirmed) if each)
            answers = dict.fromkeys((*likely, LEAVE_OUT))
            yield tr.plural(
                "{what} ({texts}; {n} row) are hidden, because nobody has said what happens with them. "
                "What settles it: {options}",
                "{what} ({texts}; {n} rows) are hidden, because nobody has said what happens with them. "
                "What settles it: {options}",
                sum(value.count for value in values),
                what=standing_name(standing, tr),
                texts=", ".join(value.value for value in values[:_TEXTS]),
                options=tr(" or ").join(f'{option}{answer}"' for answer in answers),
            )
