"""The file of the wizard, as places that need its rows see it."""

from __future__ import annotations

from dataclasses import dataclass

from rentix_desktop.mapping.model import ColumnMapping
from rentix_desktop.sheets.table import TableInfo
from rentix_desktop.ui.session import Session


@dataclass(frozen=True, slots=True)
class OpenFile:
    """As far as it is decided what its columns mean."""

    table: TableInfo
    mapping: ColumnMapping


def open_file_of(session: Session) -> OpenFile | None:
    """None where none is open, or its columns were not looked at yet."""
    flow = session.flow
    if session.table is None or flow.table is None or flow.mapping is None:
        return None
    return OpenFile(flow.table, flow.mapping)
