"""The shape of the file of decisions. Imported when one is read or written: pydantic takes 60 ms to load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rentix_desktop.mapping.decisions import ValueDecision


class Entry(BaseModel):
    """`value` null = the field is left empty; `said` = the day."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    field: str
    text: str
    value: str | None
    said: date | None = None


class DecisionFile(BaseModel):
    """Version 1. A newer version is not guessed at."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    version: Literal[1] = 1
    values: tuple[Entry, ...] = ()

    def plain(self) -> tuple[ValueDecision, ...]:
        return tuple(ValueDecision(each.field, each.text, each.value, each.said) for each in self.values)

    @classmethod
    def of(cls, decisions: Sequence[ValueDecision]) -> DecisionFile:
        entries = (Entry(field=each.field, text=each.text, value=each.value, said=each.said) for each in decisions)
        return cls(values=tuple(entries))
