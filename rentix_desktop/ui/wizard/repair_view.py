"""The repair table with what stands around it: the causes, the search, undo and redo, the way through Excel."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QVBoxLayout, QWidget

from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.causes import CausesModel
from rentix_desktop.ui.models.cells import Editor
from rentix_desktop.ui.models.failures import LISTING, TICK, FailuresModel
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, button, label, row
from rentix_desktop.ui.widgets.editors import FailuresView
from rentix_desktop.ui.widgets.faces import fit_columns, table_view

_ROW = 66
_SIDE = 238


class RepairView(QWidget):
    """`changed` = a cell was corrected, or a row ticked."""

    changed = Signal()
    export_pressed = Signal()
    import_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._tr = desk.tr
        self._model: FailuresModel | None = None
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SIZES.block)
        left.addWidget(self._build_causes(), 1)
        left.addWidget(self._build_excel())
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(self._side_width())
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.block)
        box.addWidget(side)
        box.addWidget(self._build_table(), 1)

    @property
    def model(self) -> FailuresModel | None:
        return self._model

    def show_failures(self, model: FailuresModel | None) -> None:
        """Another table to work on, or none; the former one is let go with its corrections."""
        former, self._model = self._model, model
        for made in (self._undo, self._redo):
            made.setEnabled(False)
        self._table.setModel(model)
        if former is not None:
            former.deleteLater()
        if model is None:
            return
        model.setParent(self)
        model.corrected.connect(self.changed)
        model.ticked.connect(self.changed)
        model.undo.canUndoChanged.connect(self._undo.setEnabled)
        model.undo.canRedoChanged.connect(self._redo.setEnabled)
        self._causes.show_causes(model)
        self._search.clear()
        self._cause_list.setCurrentIndex(self._causes.index(0, 0))
        self._filter()

    def take_focus(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    # building -----------------------------------------------------------------------------------------------------------
    def _side_width(self) -> int:
        """As narrow as its longest button lets it be."""
        for made in (self._export, self._import):
            made.ensurePolished()
        widest = max(self._export.sizeHint().width(), self._import.sizeHint().width())
        return max(_SIDE, widest + 2 * SIZES.pad + 2)

    def _build_causes(self) -> QWidget:
        tr = self._tr
        self._causes = CausesModel(tr)
        self._cause_list = table_view("causesTable", tr("Causes"), self.desk.tokens, 44)
        self._cause_list.setModel(self._causes)
        header = self._cause_list.horizontalHeader()
        header.hide()
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self._cause_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cause_list.selectionModel().currentRowChanged.connect(self._on_cause)
        return self._cause_list

    def _build_excel(self) -> QWidget:
        tr = self._tr
        card = Card(gap=8)
        card.box.addWidget(label(tr("Rather in Excel?"), kind="strong"))
        self._export = button(
            tr("Save as Excel file…"),
            "exportFailuresButton",
            hint=tr("Save these rows with their reasons as an Excel file, to correct them there"),
            small=True,
        )
        self._export.clicked.connect(self.export_pressed)
        self._import = button(
            tr("Bring back a fixed file…"),
            "importFixedButton",
            hint=tr("Take over what was corrected in a saved Excel file; it can be dropped into the window, too"),
            small=True,
        )
        self._import.clicked.connect(self.import_pressed)
        card.box.addWidget(self._export)
        card.box.addWidget(self._import)
        return card

    def _build_table(self) -> QWidget:
        tr = self._tr
        self._search = QLineEdit()
        self._search.setObjectName("searchFailuresEdit")
        self._search.setAccessibleName(tr("Search address or code"))
        self._search.setPlaceholderText(tr("Search address or code"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._on_search)
        self._undo = button(tr("Undo"), "undoButton", small=True)
        self._undo.clicked.connect(self._on_undo)
        self._redo = button(tr("Redo"), "redoButton", small=True)
        self._redo.clicked.connect(self._on_redo)
        self._table = FailuresView(self.desk.tokens, tr, _ROW)
        view = QWidget()
        box = QVBoxLayout(view)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.gap)
        bar = row(self._search, self._undo, self._redo)
        bar.setStretch(0, 1)
        box.addLayout(bar)
        box.addWidget(self._table, 1)
        return view

    @Slot()
    def _on_undo(self) -> None:
        if self._model is not None:
            self._model.undo.undo()

    @Slot()
    def _on_redo(self) -> None:
        if self._model is not None:
            self._model.undo.redo()

    # causes and search --------------------------------------------------------------------------------------------------
    @Slot(QModelIndex)
    def _on_cause(self, _: QModelIndex) -> None:
        self._filter()

    @Slot(str)
    def _on_search(self, _: str) -> None:
        self._filter()

    def _filter(self) -> None:
        if self._model is None:
            return
        self._model.show_only(self._causes.key_at(self._cause_list.currentIndex().row()), self._search.text())
        self._arrange_columns()
        if self._model.rowCount():
            self._to_first_cell()

    def _to_first_cell(self) -> None:
        """The first faulty cell, unless the reasons would be scrolled out of sight for it."""
        if self._model is None:
            return
        first = self._model.first_wrong(0)
        near = first <= self._model.why_column + 1
        self._table.setCurrentIndex(self._model.index(0, first if near else self._model.why_column))
        self._table.horizontalScrollBar().setValue(0)

    def _arrange_columns(self) -> None:
        fit_columns(self._table, widest=250)
        self._table.horizontalScrollBar().setValue(0)
        self._table.setColumnWidth(TICK, 40)
        self._table.setColumnWidth(LISTING, 170)
        if self._model is not None:
            self._table.setColumnWidth(self._model.why_column, 220)
            for section in range(LISTING + 1, self._model.columnCount()):
                column = self._model.column_at(section)
                if column is not None and column.editor is Editor.MEMO:
                    self._table.setColumnWidth(section, 240)
        self._table.hold_columns()
