"""Codes that other properties have on the service, in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from rentix_desktop.sync.books.conflicts import Conflict


class FakeConflicts:
    """Implements `sync.books.conflicts.ConflictBook`. What settles them is looked at when they are asked for."""

    _known: dict[str, Any]

    def __init__(self) -> None:
        self._conflicts: dict[str, Conflict] = {}

    def conflicts(self) -> Mapping[str, Conflict]:
        for external_id in [name for name in self._conflicts if name in self._known]:
            del self._conflicts[external_id]
        return dict(sorted(self._conflicts.items()))

    def keep_conflicts(self, looked_at: Collection[str], found: Collection[Conflict]) -> None:
        for external_id in looked_at:
            self._conflicts.pop(external_id, None)
        self._conflicts |= {each.external_id: each for each in found}

    def unlinked(self, external_id: str) -> None:
        self._conflicts.pop(external_id, None)
