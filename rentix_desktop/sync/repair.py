"""Failed rows are corrected and sent again: a new run over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import Ledger, LedgerRow
from rentix_desktop.sync.progress import Forecast


@dataclass(frozen=True, slots=True)
class Correction:
    """New values of fields of the row `seq` of a run, in the portal's shape. None takes a field out of the record."""

    seq: int
    fields: Record


def recheck(row: LedgerRow, correction: Correction | None, catalogue: Catalogue) -> tuple[Problem, ...]:
    """What is (still) wrong with a row once it is corrected."""
    raise NotImplementedError


def plan_retry(
    ledger: Ledger,
    run: int,
    corrections: Iterable[Correction] | Mapping[int, Correction],
    catalogue: Catalogue,
    destination: Destination,
    selected: Sequence[int] | None = None,
) -> Forecast:
    """A new run (kind RETRY, `run` its parent) over the refused and blocked rows, or those of them in `selected` (seqs).

    Raises AppError NOTHING_TO_RETRY.
    """
    raise NotImplementedError
