"""Failed rows as a workbook that can be corrected in a spreadsheet program and comes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.sync.ledger import Ledger, LedgerRow
from rentix_desktop.sync.repair import Correction


def export_failures(
    path: Path,
    ledger: Ledger,
    run: int,
    catalogue: Catalogue,
    *,
    title: str,
    header: Callable[[str], str],
    reason: Callable[[LedgerRow], str],
) -> int:
    """Writes the refused and blocked rows of `run`; returns how many.

    `header` gives the text of a column: of "externalId", "reason", and of each field or part of one
    ("propertyCoordinates.lat"). `reason` gives the words beside a row. Raises AppError FILE_NOT_WRITABLE, DISK_FULL.
    """
    raise NotImplementedError


def read_corrections(
    path: Path, ledger: Ledger, catalogue: Catalogue, *, spool_folder: Path
) -> tuple[int, list[Correction]]:
    """The run a workbook came from, and what was changed in it; rows deleted from it stay as they were.

    Raises AppError FIXED_FILE_FOREIGN for a file of another run or account, and what reading a file raises.
    """
    raise NotImplementedError
