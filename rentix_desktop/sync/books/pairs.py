"""The port to what a person said of listings of the service and rows of a file; the ledger implements it beside its own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol, TypeAlias

PairName: TypeAlias = tuple[str, str]
"""The service's own id of a listing, and the externalId of a row: whatever the file is called tomorrow."""


class PairAnswer(StrEnum):
    SAME = "same"  # not linked yet
    NOT = "not"  # two properties: never proposed again
    LEFT = "left"  # surely the same, and not to be linked for now; and whose link was taken off


Two: TypeAlias = frozenset[str]
"""The service's own ids of two listings."""


class PairBook(Protocol):
    """What an account's ledger keeps of pairs."""

    def pair_answers(self) -> Mapping[PairName, PairAnswer]:
        """In the order in which they were given. What was linked since has none."""
        ...

    def keep_pair_answers(self, answers: Mapping[PairName, PairAnswer | None]) -> None:
        """On disk when it returns; None = it is taken back."""
        ...

    def apart(self) -> frozenset[Two]:
        """Listings of the service that look like one property, and of which a person said that they are two."""
        ...

    def keep_apart(self, one: str, other: str, *, apart: bool) -> None:
        """On disk when it returns; `apart` False = it is taken back."""
        ...
