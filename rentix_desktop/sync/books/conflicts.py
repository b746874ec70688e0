"""The port to codes that other properties have on the service; the ledger implements it beside its own.

An upsert is by externalId: a row whose code another property has there would be written over it. Nothing plans or sends
such a row until a person has decided: the code is taken off that listing, the row gets another one in its file, or it is
the same property all the same, and is known from then on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Conflict:
    """A listing of the service that has the externalId of a row, and plainly is another property (`linking.another`).
    `told` is its address there, or what else names it for a person; "" = nothing does."""

    external_id: str
    portal_id: str
    told: str = ""


class ConflictBook(Protocol):
    """What an account's ledger keeps of them. What becomes known of a listing, because it was adopted, linked or
    accepted, and a link that is taken off, settles the conflict of its code."""

    def conflicts(self) -> Mapping[str, Conflict]:
        """Those that are not settled, by externalId."""
        ...

    def keep_conflicts(self, looked_at: Collection[str], found: Collection[Conflict]) -> None:
        """Of the codes that were looked at, these are in conflict by now and no others; what is said of other codes
        stays. On disk when it returns."""
        ...
