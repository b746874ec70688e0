"""Differences between the portal and what it was sent, in the clerk's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, JsonValue, Kind
from rentix_desktop.sync.comparing.drift import Drift, DriftKind, Side
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.texts.names import field_name, status_name
from rentix_desktop.texts.values import photos_text, value_text

_KINDS: Final[Mapping[DriftKind, str]] = {
    DriftKind.FIELD: mark("Other values"),
    DriftKind.STATUS: mark("Other status"),
    DriftKind.GONE: mark("Not on the portal any more"),
    DriftKind.UNLINKED: mark("Link taken off"),
    DriftKind.UNKNOWN: mark("Only on the portal"),
}


def kind_name(kind: DriftKind, tr: Texts) -> str:
    return tr(_KINDS[kind])


def what(drift: Drift, tr: Texts) -> str:
    """What of the listing differs: the field, or the listing itself."""
    if drift.kind in (DriftKind.FIELD, DriftKind.STATUS):
        return field_name(drift.field, tr)
    return tr("The listing")


def ours_text(drift: Drift, catalogue: Catalogue, tr: Texts) -> str:
    match drift.kind:
        case DriftKind.FIELD:
            return _value(drift, drift.ours, catalogue, tr)
        case DriftKind.STATUS:
            return status_name(str(drift.ours), tr)
        case DriftKind.GONE | DriftKind.UNLINKED:
            return tr("sent from here")
    return tr("in no file")


def theirs_text(drift: Drift, catalogue: Catalogue, tr: Texts) -> str:
    match drift.kind:
        case DriftKind.FIELD if drift.theirs is None:
            return tr("nothing")
        case DriftKind.FIELD:
            return _value(drift, drift.theirs, catalogue, tr)
        case DriftKind.GONE:
            return tr("not there")
        case DriftKind.UNLINKED:
            return tr("there, without our code")
    return status_name(drift.status, tr) if drift.status else tr("there")


def _value(drift: Drift, value: JsonValue, catalogue: Catalogue, tr: Texts) -> str:
    field = catalogue.fields.get(drift.field)
    if field is not None and field.kind is Kind.PHOTOS and value is drift.theirs:
        return photos_text(drift.ours, value, tr)
    return value_text(drift.field, value, catalogue, tr)


def side_name(side: Side, tr: Texts) -> str:
    return tr("Our file") if side is Side.FILE else tr("The portal")


def next_step(drift: Drift, tr: Texts) -> str:
    """What can be done elsewhere about a difference that no side settles; "" = nothing."""
    match drift.kind:
        case DriftKind.UNLINKED:
            return tr("Link it again: the next upload would not find it.")
        case DriftKind.UNKNOWN:
            return tr("Link it with its row, hide it, or leave it.")
        case DriftKind.STATUS if Side.FILE not in drift.sides:
            return tr("Rentix took it down: ask their support.")
    return ""
