"""Why a column was taken for a field, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rentix_desktop.mapping.model import Reason, ReasonCode
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.texts.message import Message, fill, mark_plural

ENTRIES: Final[Mapping[ReasonCode, Message]] = {
    ReasonCode.HEADER_KNOWN: mark("The header “{header}” says so"),
    ReasonCode.HEADER_SIMILAR: mark("The header “{header}” resembles “{word}”"),
    ReasonCode.VALUES_FIT: mark("Cells looked at: {count}, fitting: {fit}"),
    ReasonCode.VALUES_ONLY: mark("The header says nothing. Cells looked at: {count}, fitting: {fit}"),
    ReasonCode.VALUES_DISAGREE: mark("The header says so, but the cells do not. Looked at: {count}, fitting: {fit}"),
    ReasonCode.UNIQUE_AND_FULL: mark_plural("Different in the only row", "Different in each of {n} rows"),
    ReasonCode.NOT_UNIQUE: mark_plural("{n} cell repeats another", "{n} cells repeat others"),
    ReasonCode.NOT_FULL: mark_plural("{n} cell is empty", "{n} cells are empty"),
    ReasonCode.CODES_DAMAGED: mark_plural(
        "{n} code is damaged (“{text}”): letters or digits of it are lost",
        "{n} codes are damaged (like “{text}”): letters or digits of them are lost",
    ),
    ReasonCode.FOR_DEAL: mark("Taken for listings with this deal: {deal}"),
    ReasonCode.FLOORS_FROM_DATES: mark_plural(
        "Excel made a date of {n} floor (“{text}”), read as {floor}: check it",
        "Excel made dates of {n} floors: “{text}” is read as {floor}. Check them",
    ),
    ReasonCode.REMEMBERED: mark("Remembered from the layout “{name}”"),
    ReasonCode.CHOSEN: mark("You chose it"),
    ReasonCode.UNKNOWN_HEADER: mark("The header is not known"),
    ReasonCode.NO_FIELD: mark("The portal has no field for it"),
    ReasonCode.PRIVATE: mark("Internal: clients, fees and notes stay with you"),
    ReasonCode.TAKEN: mark("The column “{header}” fits better"),
}


def describe(reason: Reason, tr: Texts) -> str:
    """The reason in the person's language."""
    return fill(tr, ENTRIES[reason.code], reason.params)
