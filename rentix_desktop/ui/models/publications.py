"""What became of each accepted listing: a model over a tuple, filtered by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.destination import Publication
from rentix_desktop.sync.ledger import LedgerRow
from rentix_desktop.sync.states import publication_of
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import publication_name, status_name
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import FACE, Face

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
OPEN_COLUMN: Final = 4


class PublicationsModel(QAbstractTableModel):
    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self._rows: tuple[LedgerRow, ...] = ()
        self._shown: list[LedgerRow] = []
        self._only: Publication | None = None
        self._search = ""

    def show_rows(self, rows: tuple[LedgerRow, ...]) -> None:
        self._rows = rows
        self._filter()

    def show_only(self, publication: Publication | None, search: str = "") -> None:
        """None = all; `search` is looked for in address and code."""
        self._only, self._search = publication, search.casefold().strip()
        self._filter()

    def address_of(self, row: int) -> str | None:
        """Where the listing is seen on the portal."""
        return self._shown[row].public_url if 0 <= row < len(self._shown) else None

    def _filter(self) -> None:
        self.beginResetModel()
        self._shown = [row for row in self._rows if self._fits(row)]
        self.endResetModel()

    def _fits(self, row: LedgerRow) -> bool:
        if self._only is not None and publication_of(row) is not self._only:
            return False
        address = row.planned.record.get(ADDRESS)
        return not self._search or self._search in f"{row.planned.external_id} {address or ''}".casefold()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else 5

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        tr = self._tr
        return (tr("Listing"), tr("On the portal"), tr("What the portal says"), tr("Asked"), "")[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (FACE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            face = self._face(self._shown[index.row()], index.column())
            if role == FACE:
                return face
            return f"{face.text}\n{face.below}".strip() or None
        return None

    def _face(self, row: LedgerRow, column: int) -> Face:
        tr = self._tr
        match column:
            case 0:
                address, code = row.planned.record.get(ADDRESS), row.planned.external_id
                return Face(address, below=code, strong=True) if isinstance(address, str) else Face(code, strong=True)
            case 1:
                return _standing(row, tr)
            case 2:
                return Face(row.job_news.message if row.job_news else "", lines=2)
            case 3:
                asked = row.seen_at and dt.datetime.fromtimestamp(row.seen_at).astimezone()
                return Face(asked.strftime("%d.%m. %H:%M") if asked else "", tone=Tone.MUTED)
            case _:
                return Face(tr("Open ↗") if row.public_url else "", tone=Tone.ACCENT)


def _standing(row: LedgerRow, tr: Texts) -> Face:
    publication = publication_of(row) or Publication.ACCEPTED
    text = publication_name(publication, tr)
    if publication is Publication.ACCEPTED and row.portal_status:
        text = status_name(row.portal_status, tr)
    tone = Tone.MUTED
    if publication.failed:
        tone = Tone.WRONG
    elif publication is Publication.PUBLISHED:
        tone = Tone.GOOD
    return Face(text, tone=tone, chip=True)
