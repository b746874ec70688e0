"""The shape of the file of decisions. Imported when one is read or written: pydantic takes 60 ms to load."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rentix_desktop.mapping.decisions import ValueDecision


class DecisionFile(BaseModel):
    """Version 1: (field, folded text, portal value or null = left out). A newer version is not guessed at."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    version: Literal[1] = 1
    values: tuple[tuple[str, str, str | None], ...] = ()

    def plain(self) -> tuple[ValueDecision, ...]:
        return tuple(ValueDecision(*value) for value in self.values)

    @classmethod
    def of(cls, decisions: Sequence[ValueDecision]) -> DecisionFile:
        return cls(values=tuple((decision.field, decision.text, decision.value) for decision in decisions))
