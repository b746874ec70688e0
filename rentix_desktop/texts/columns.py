"""The columns of a file as a person calls them, and what speaks for what a column was taken for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import ColumnSuggestion, Reason, ReasonCode, Suggestion, Target
from rentix_desktop.sheets.table import SECTION, column_names
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.message import Counted, fill, mark_plural
from rentix_desktop.texts.names import field_name, value_name
from rentix_desktop.texts.reasons import describe

_LONGEST: Final = 24
_NAMED: Final = 6


def column_titles(columns: Sequence[ColumnSuggestion], tr: Texts) -> tuple[str, ...]:
    """A name for each column: its header, told apart from others of the same text; the titles that stand between the
    rows of a file are a column without a header, and are named by what they are."""
    names = column_names([column.header for column in columns])
    return tuple(
        section_title(column.samples, tr) if column.header == SECTION else name
        for column, name in zip(columns, names, strict=True)
    )


def section_title(samples: Sequence[str], tr: Texts) -> str:
    """ "Section title (rows like ETAJ 1)"."""
    if not samples:
        return tr("Section title")
    text = " ".join(samples[0].split())
    return tr(
        "Section title (rows like {text})", text=text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
    )


def column_title(header: str, tr: Texts) -> str:
    """One header where nothing else of the column is known."""
    name, _, number = header.partition(" (")
    if name != SECTION:
        return header
    return f"{tr('Section title')} ({number}" if number else tr("Section title")


def for_deal(name: str, deal: str, tr: Texts) -> str:
    """What one of two columns of prices means: "Price (Rent)"."""
    return tr("{field} ({value})", field=name, value=value_name(roles.DEAL, deal, tr))


@dataclass(frozen=True, slots=True)
class Fit:
    """How many of a column's cells can be read as what it was taken for. `whole` False: not all were looked at."""

    fit: int
    count: int
    whole: bool = True


VALUES: Final[Mapping[str, Counted]] = {
    roles.PRICE: mark_plural("{fit} of {n} value is a price", "{fit} of {n} values are prices"),
    roles.CURRENCY: mark_plural("{fit} of {n} value is a currency", "{fit} of {n} values are currencies"),
    roles.AREA: mark_plural("{fit} of {n} value is an area", "{fit} of {n} values are areas"),
    roles.ROOMS: mark_plural("{fit} of {n} value is a number of rooms", "{fit} of {n} values are numbers of rooms"),
    roles.FLOOR_NUMBER: mark_plural("{fit} of {n} value is a floor", "{fit} of {n} values are floors"),
    roles.FLOORS_TOTAL: mark_plural("{fit} of {n} value counts floors", "{fit} of {n} values count floors"),
    Target.FLOOR: mark_plural("{fit} of {n} value is a floor", "{fit} of {n} values are floors"),
    roles.ADDRESS: mark_plural("{fit} of {n} value is an address", "{fit} of {n} values are addresses"),
    Target.ADDRESS_PART: mark_plural(
        "{fit} of {n} value is part of an address", "{fit} of {n} values are parts of an address"
    ),
    roles.COORDINATES: mark_plural("{fit} of {n} value is a place", "{fit} of {n} values are places"),
    Target.LATITUDE: mark_plural("{fit} of {n} value is a latitude", "{fit} of {n} values are latitudes"),
    Target.LONGITUDE: mark_plural("{fit} of {n} value is a longitude", "{fit} of {n} values are longitudes"),
    Target.PHOTOS: mark_plural("{fit} of {n} value is a photo address", "{fit} of {n} values are photo addresses"),
    "externalId": mark_plural("{fit} of {n} value is a code", "{fit} of {n} values are codes"),
    "announcementDescription": mark_plural("{fit} of {n} value is a text", "{fit} of {n} values are texts"),
}
_FITTING: Final = mark_plural("{fit} of {n} value fits", "{fit} of {n} values fit")


def values_text(target: str, fit: Fit, tr: Texts) -> str:
    """ "498 of 500 values are prices"."""
    said = fill(tr, VALUES.get(target, _FITTING), {"fit": fit.fit, "count": fit.count})
    return said if fit.whole else tr("Looked at: {said}", said=said)


def explain(column: ColumnSuggestion, tr: Texts, fit: Fit | None = None) -> list[str]:
    """Why a column was taken for what it was taken for, or left out, in the clerk's words; `fit` = what was counted
    since it was suggested. Each is a part of one sentence."""
    target, found = column.target, []
    counted = fit is not None and target is not None
    for reason in column.reasons:
        if reason.code in _COUNTING and counted:
            continue
        said = _explained(reason, target, tr)
        if said:
            found.append(said)
    if counted and fit is not None and target is not None and fit.count:
        found.append(values_text(target, fit, tr))
    return found


_COUNTING: Final = frozenset({ReasonCode.VALUES_FIT, ReasonCode.VALUES_ONLY})


def _explained(reason: Reason, target: str | None, tr: Texts) -> str:
    params, code = reason.params, reason.code
    meant = str(params.get("field") or target or "")
    name = field_name(meant, tr)
    name = name[:1].lower() + name[1:]
    if code is ReasonCode.HEADER_KNOWN and meant:
        return tr("Header “{header}” means {field}", header=_header(params, tr), field=name)
    if code is ReasonCode.HEADER_SIMILAR and meant:
        return tr(
            "Header “{header}” resembles “{word}”: {field}",
            header=_header(params, tr),
            word=str(params.get("word", "")),
            field=name,
        )
    if code in (ReasonCode.VALUES_FIT, ReasonCode.VALUES_ONLY, ReasonCode.VALUES_DISAGREE) and meant:
        fit = Fit(_number(params.get("fit")), _number(params.get("count")), whole=False)
        said = values_text(meant, fit, tr)
        if code is ReasonCode.VALUES_DISAGREE:
            return tr("but the cells do not say so. {said}", said=said)
        return said
    if code is ReasonCode.FOR_DEAL:
        deal = value_name(roles.DEAL, str(params.get("deal", "")), tr)
        return tr("It is the price where the deal is “{deal}”", deal=deal)
    if code is ReasonCode.TAKEN and meant:
        return tr("“{header}” is sent as {field}", header=_header(params, tr), field=name)
    return describe(reason, tr)


def _header(params: Mapping[str, object], tr: Texts) -> str:
    return column_title(str(params.get("header", "")), tr)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def used_layout(suggestion: Suggestion, tr: Texts) -> tuple[str, str]:
    """Which remembered layout is used for a file, and how the file differs from it."""
    new, gone, name = suggestion.layout_extra, suggestion.layout_missing, suggestion.layout or ""
    if new:
        said = tr.plural(
            "This file is known as “{name}”; {n} column is new in it.",
            "This file is known as “{name}”; {n} columns are new in it.",
            len(new),
            name=name,
        )
    elif gone:
        said = tr("This file is known as “{name}”.", name=name)
    else:
        said = tr("This file is known as “{name}”: this page is already done.", name=name)
    more = [tr("New: {names}.", names=quoted(new, tr))] if new else []
    more += [tr("Not in this file: {names}.", names=quoted(gone, tr))] if gone else []
    return said, " ".join(more)


def quoted(headers: Sequence[str], tr: Texts) -> str:
    """The first of several headers, and how many more there are."""
    named = [tr("“{text}”", text=column_title(header, tr) or "…") for header in headers[:_NAMED]]
    more = len(headers) - len(named)
    return ", ".join([*named, tr.plural("{n} more", "{n} more", more)] if more else named)
