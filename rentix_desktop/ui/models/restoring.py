"""The tables of taking back: what stays as it is, and the uploads so far. Models over tuples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.ledger import LedgerRow, RunInfo, RunKind
from rentix_desktop.sync.progress import Summary
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.problems import describe
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import FACE, Face

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class FacesModel(QAbstractTableModel):
    """A table of faces that is only read; a subclass names its columns and makes the faces of a row."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        super().__init__()
        self._titles = titles
        self._size = 0

    def show_size(self, rows: int) -> None:
        self.beginResetModel()
        self._size = rows
        self.endResetModel()

    def face(self, row: int, column: int) -> Face:
        raise NotImplementedError

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else self._size

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._titles)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._titles[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (FACE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        face = self.face(index.row(), index.column())
        return face if role == FACE else f"{face.text}\n{face.below}".strip() or None


class StaysModel(FacesModel):
    """What an undo does not put back: a row a listing."""

    def __init__(self, tr: Texts, rows: tuple[LedgerRow, ...]) -> None:
        super().__init__((tr("Listing"), tr("What stays"), tr("Why")))
        self._tr = tr
        self._rows = rows
        self.show_size(len(rows))

    def face(self, row: int, column: int) -> Face:
        planned = self._rows[row].planned
        if column == 0:
            address = planned.record.get(ADDRESS)
            known = isinstance(address, str)
            return Face(
                str(address) if known else planned.external_id, planned.external_id if known else "", strong=True
            )
        texts = [describe(problem, self._tr) for problem in planned.problems]
        if column == 1:
            return Face(", ".join(text.field for text in texts), lines=2)
        return Face(" ".join(dict.fromkeys(text.message for text in texts)), tone=Tone.MUTED, lines=2)


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run of the history. `can` = it can still be taken back; `was` = it was."""

    info: RunInfo
    summary: Summary
    can: bool
    was: bool = False


class PastModel(FacesModel):
    """The uploads so far, newest first."""

    def __init__(self, tr: Texts) -> None:
        super().__init__((tr("File"), tr("When"), tr("What was sent"), tr("Not sent")))
        self._tr = tr
        self.runs: Sequence[PastRun] = ()

    def show_runs(self, runs: Sequence[PastRun]) -> None:
        self.runs = runs
        self.show_size(len(runs))

    def face(self, row: int, column: int) -> Face:
        tr, run = self._tr, self.runs[row]
        summary = run.summary
        match column:
            case 0:
                kinds = {
                    RunKind.UPLOAD: tr("Upload"),
                    RunKind.RETRY: tr("Sent again after corrections"),
                    RunKind.UNDO: tr("Taken back"),
                }
                kind = kinds[run.info.kind]
                below = tr("{kind}; taken back since", kind=kind) if run.was else kind
                return Face(run.info.file_name, below=below, strong=True)
            case 1:
                at = dt.datetime.fromtimestamp(run.info.started_at or run.info.created_at).astimezone()
                return Face(at.strftime("%d.%m.%Y %H:%M"), tone=Tone.MUTED)
            case 2:
                words = (
                    (summary.created, tr.plural("{n} created", "{n} created", summary.created)),
                    (summary.updated, tr.plural("{n} updated", "{n} updated", summary.updated)),
                    (summary.hidden, tr.plural("{n} hidden", "{n} hidden", summary.hidden)),
                )
                return Face(", ".join(text for count, text in words if count) or tr("Nothing"), lines=2)
            case _:
                left = summary.refused + summary.blocked + summary.not_sent + summary.in_doubt
                return Face(tr.number(left) if left else "", tone=Tone.WRONG if left else Tone.PLAIN)
