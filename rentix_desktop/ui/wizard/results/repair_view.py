"""The repair table with what stands around it: the causes and their fixes, search, find and replace, undo and redo, the
way through Excel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from rentix_desktop.catalog.fields import Kind
from rentix_desktop.mapping.parse.photos import photo_addresses
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.causes import CausesModel
from rentix_desktop.ui.models.cells import CellColumn, Editor
from rentix_desktop.ui.models.failures import LISTING, TICK, USUAL, FailuresModel
from rentix_desktop.ui.models.grouping import FailedRow, FailureCause
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import button, row, search_field
from rentix_desktop.ui.widgets.editors import FailuresView
from rentix_desktop.ui.widgets.faces import fit_columns, table_view
from rentix_desktop.ui.widgets.wrapping import WrappingRow
from rentix_desktop.ui.wizard.results.change_bar import ChangeBar
from rentix_desktop.ui.wizard.results.fix_card import FixCard
from rentix_desktop.ui.wizard.results.photo_editor import Edit

_ROW = 66
_SIDE = 238
_CAUSE = 40
_FIX_PAD = 28
_FIXED = {TICK: 40, LISTING: 170}
_WHY = 220
_WIDE = 240
_WIDEST = 250
_SEARCH = 190
_NARROW = 150
_NARROWEST = 104


class RepairView(QWidget):
    """`changed` = a cell was corrected, or a row ticked; `open_pressed` = this address is to be shown."""

    changed = Signal()
    open_pressed = Signal(str)
    export_pressed = Signal()
    import_pressed = Signal()

    def __init__(self, desk: Desk, edit_photos: Edit) -> None:
        super().__init__()
        self.desk = desk
        self._edit_photos = edit_photos
        self._tr = desk.tr
        self._model: FailuresModel | None = None
        self._filtering = True
        self._widths: dict[str, int] = {}  # of columns, by their names; the person's where one was pulled
        self._arranging = False
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SIZES.block)
        left.addWidget(self._build_causes(), 1)
        self._fixes = FixCard(desk.tr)
        self._fixes.done.connect(self._on_fix_pressed)
        left.addWidget(self._fixes)
        left.addLayout(self._build_excel())
        side = QWidget()
        side.setLayout(left)
        self._side = side
        self._fit_side()
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
        self._bar.work_on(None, [])
        if former is not None:
            former.deleteLater()
        if model is None:
            self._fixes.show_cause(None, None)
            return
        model.setParent(self)
        model.corrected.connect(self._on_corrected)
        model.ticked.connect(self.changed)
        model.working.connect(self._on_working)
        model.undo.canUndoChanged.connect(self._undo.setEnabled)
        model.undo.canRedoChanged.connect(self._redo.setEnabled)
        model.undo.undoTextChanged.connect(self._on_undo_text)
        self._table.selectionModel().selectionChanged.connect(self._on_selected)
        self._table.selectionModel().currentRowChanged.connect(self._on_row)
        self._fit_once()
        self._filtering = False
        self._causes.show_causes(model)
        self._search.clear()
        self._cause_list.setCurrentIndex(self._causes.index(0, 0))
        self._filtering = True
        self._filter()

    def take_focus(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    # building -----------------------------------------------------------------------------------------------------------
    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # it came into the window
            self._fit_side()

    def _fit_side(self) -> None:
        """As narrow as its longest button lets it be."""
        for made in (self._export, self._import):
            made.ensurePolished()
        width = max(_SIDE, self._export.sizeHint().width() + self._import.sizeHint().width() + 6)
        self._side.setFixedWidth(width)
        self._fixes.room = width - 2 * _FIX_PAD

    def _build_causes(self) -> QWidget:
        tr = self._tr
        self._causes = CausesModel(tr)
        self._cause_list = table_view("causesTable", tr("Causes"), self.desk.tokens, _CAUSE)
        self._cause_list.setModel(self._causes)
        header = self._cause_list.horizontalHeader()
        header.hide()
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self._cause_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cause_list.selectionModel().currentRowChanged.connect(self._on_cause)
        self._cause_list.setMinimumHeight(3 * _CAUSE - 12)
        return self._cause_list

    def _build_excel(self) -> QHBoxLayout:
        tr = self._tr
        self._export = button(
            tr("To Excel ⇩"),
            "exportFailuresButton",
            hint=tr("Save these rows with their reasons as an Excel file, to correct them there"),
            small=True,
        )
        self._export.clicked.connect(self.export_pressed)
        self._import = button(
            tr("From Excel ⇧"),
            "importFixedButton",
            hint=tr("Take over what was corrected in a saved Excel file; it can be dropped into the window, too"),
            small=True,
        )
        self._import.clicked.connect(self.import_pressed)
        both = row(self._export, self._import, gap=6)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        return both

    def _build_table(self) -> QWidget:
        tr = self._tr
        self._search = search_field(tr("Search address or code"), "searchFailuresEdit")
        self._search.setMinimumWidth(_SEARCH)
        self._search.textChanged.connect(self._on_search)
        self._replace = self._tool(tr("Find and replace"), "findReplaceButton", self._on_replace, "Ctrl+H")
        self._set = self._tool(tr("Set a value"), "setValueButton", self._on_set, "Ctrl+E")
        self._open = self._tool(tr("Open ↗"), "openListingButton", self._on_open, "Ctrl+O")
        self._open.setToolTip(tr("Open the listing on the portal (Ctrl+O)"))
        self._open.setAccessibleName(tr("Open the listing on the portal"))
        self._undo = self._tool("↶", "undoButton", self._on_undo)
        self._undo.setAccessibleName(tr("Undo"))
        self._redo = self._tool("↷", "redoButton", self._on_redo)
        self._redo.setAccessibleName(tr("Redo"))
        self._redo.setToolTip(tr("Redo"))
        self._bar = ChangeBar(tr)
        self._bar.left.connect(self.take_focus)
        self._table = FailuresView(self.desk.tokens, tr, _ROW)
        self._table.own_editor = self._own_editor
        self._table.horizontalHeader().sectionResized.connect(self._on_pulled)
        view = QWidget()
        box = QVBoxLayout(view)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.gap)
        bar = WrappingRow(gap=6)
        for part in (self._search, self._replace, self._set, self._open, self._undo, self._redo):
            bar.addWidget(part)
        box.addLayout(bar)
        box.addWidget(self._bar)
        box.addWidget(self._table, 1)
        return view

    def _tool(self, text: str, name: str, pressed: Callable[[], None], keys: str = "") -> QPushButton:
        made = button(text, name, small=True)
        if keys:
            made.setShortcut(QKeySequence(keys))
            made.setToolTip(f"{text} ({keys})")
        made.clicked.connect(pressed)
        return made

    @Slot()
    def _on_undo(self) -> None:
        if self._model is not None:
            self._model.undo.undo()

    @Slot()
    def _on_redo(self) -> None:
        if self._model is not None:
            self._model.undo.redo()

    @Slot(str)
    def _on_undo_text(self, text: str) -> None:
        self._undo.setToolTip(self._tr("Undo: {step}", step=text) if text else self._tr("Undo"))

    # corrections --------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_corrected(self) -> None:
        self._causes.count_again()
        self._fixes.count_again()
        self.changed.emit()

    @Slot(bool)
    def _on_working(self, working: bool) -> None:
        """Many rows are being corrected: what would change others waits."""
        for part in (self._fixes, self._bar, self._undo, self._redo):
            part.setEnabled(not working)
        if not working and self._model is not None:
            self._undo.setEnabled(self._model.undo.canUndo())
            self._redo.setEnabled(self._model.undo.canRedo())

    @Slot()
    def _on_fix_pressed(self) -> None:
        """Its button may be gone: the keyboard is on the causes, where the next one is."""
        self._cause_list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_replace(self) -> None:
        self._open_bar(replacing=True)

    @Slot()
    def _on_set(self) -> None:
        self._open_bar(replacing=False)

    def _open_bar(self, *, replacing: bool) -> None:
        model = self._model
        if model is None:
            return
        if self._bar.isVisible() and self._bar.replacing is replacing:
            self._bar.setVisible(False)
            return
        section = self._table.currentIndex().column()
        column = model.column_at(section) if section >= 0 else None
        self._bar.open_for(model, self._meant(model), column, replacing=replacing)

    def _meant(self, model: FailuresModel) -> list[FailedRow]:
        """The selected rows where there are several, else all that are shown."""
        lines = self._selected_lines()
        return [model.row_at(line) for line in (lines if len(lines) > 1 else range(model.rowCount()))]

    def selected_seqs(self) -> list[int]:
        """The rows in which something is selected."""
        model = self._model
        return [model.row_at(line).seq for line in self._selected_lines()] if model is not None else []

    def _selected_lines(self) -> list[int]:
        chosen = self._table.selectionModel().selection()
        parts = [chosen.at(place) for place in range(chosen.size())]
        return sorted({line for part in parts for line in range(part.top(), part.bottom() + 1)})

    @property
    def cause(self) -> FailureCause | None:
        """The one whose rows are shown; None = all of them."""
        return self._causes.cause_at(self._cause_list.currentIndex().row())

    @Slot()
    def _on_selected(self) -> None:
        if self._model is not None and self._bar.isVisible():
            self._bar.work_on(self._model, self._meant(self._model))

    # the portal ---------------------------------------------------------------------------------------------------------
    def _address(self) -> str | None:
        here = self._table.currentIndex()
        return self._model.row_at(here.row()).url if self._model is not None and here.isValid() else None

    @Slot()
    def _on_row(self) -> None:
        self._open.setEnabled(self._address() is not None)

    @Slot()
    def _on_open(self) -> None:
        address = self._address()
        if address is not None:
            self.open_pressed.emit(address)

    def _own_editor(self, index: QModelIndex, column: CellColumn) -> bool:
        """Photos are seen, not typed; a cell that is pasted into, or typed over, takes addresses all the same."""
        model = self._model
        if model is None or column.field.kind is not Kind.PHOTOS:
            return False
        now = photo_addresses(str(index.data(Qt.ItemDataRole.EditRole) or ""))
        photos = self._edit_photos(column.field, now)
        if photos is not None:
            model.put_texts({(index.row(), index.column()): "\n".join(photos)}, self._tr("Photos"))
        self._table.setFocus()
        return True

    # causes and search --------------------------------------------------------------------------------------------------
    @Slot(QModelIndex)
    def _on_cause(self, _: QModelIndex) -> None:
        self._filter()

    @Slot(str)
    def _on_search(self, _: str) -> None:
        self._filter()

    def _filter(self) -> None:
        if self._model is None or not self._filtering:
            return
        line = self._cause_list.currentIndex().row()
        room = self._table.viewport().width() - sum(_FIXED.values()) - _WHY
        self._model.show_only(self._causes.key_at(line), self._search.text(), room, self._widths)
        self._fixes.show_cause(self._model, self._causes.cause_at(line))
        self._arrange_columns()
        self._table.show_sorted()
        if self._model.rowCount():
            self._to_first_cell()
        self._on_row()
        self._on_selected()
        QTimer.singleShot(0, self._show_cause)

    @Slot()
    def _show_cause(self) -> None:
        """The chosen one stays in sight, whatever room the fixes take."""
        self._cause_list.scrollTo(self._cause_list.currentIndex())

    def _to_first_cell(self) -> None:
        """The first faulty cell, unless the reasons would be scrolled out of sight for it."""
        if self._model is None:
            return
        first = self._model.first_wrong(0)
        near = first <= self._model.why_column + 1
        self._table.setCurrentIndex(self._model.index(0, first if near else self._model.why_column))
        self._table.horizontalScrollBar().setValue(0)

    # widths -------------------------------------------------------------------------------------------------------------
    def _fit_once(self) -> None:
        """To what is in the first rows; then they are the person's."""
        model = self._model
        if model is None:
            return
        self._arranging = True
        fit_columns(self._table, widest=_WIDEST, rows=12)
        for section in range(model.columnCount()):
            column = model.column_at(section)
            if column is not None and column.name not in self._widths:
                wide = column.editor is Editor.MEMO
                self._widths[column.name] = _WIDE if wide else min(self._table.columnWidth(section), _WIDEST)
        self._arranging = False

    def _arrange_columns(self) -> None:
        model = self._model
        if model is None:
            return
        self._arranging = True
        self._table.horizontalScrollBar().setValue(0)
        widths = self._as_wide_as_they_may(model)
        for section in range(model.columnCount()):
            self._table.setColumnWidth(section, widths[section])
        self._table.hold_columns()
        self._arranging = False

    def _as_wide_as_they_may(self, model: FailuresModel) -> list[int]:
        """Of each column. In a narrow window the faulty cells and the reason share the room there is."""
        widths = []
        for section in range(model.columnCount()):
            column = model.column_at(section)
            known = self._widths.get(column.name, USUAL) if column is not None else _FIXED.get(section, _WHY)
            widths.append(known)
        why = model.why_column
        room = self._table.viewport().width() - sum(_FIXED.values())
        before = sum(widths[LISTING + 1 : why])
        if before and before + _WHY > room > 0:
            widths[why] = max(_NARROW, min(_WHY, room * 11 // 20))
            for section in range(LISTING + 1, why):
                widths[section] = max(
                    _NARROWEST, min(widths[section], widths[section] * (room - widths[why]) // before)
                )
        return widths

    @Slot(int, int, int)
    def _on_pulled(self, section: int, _: int, width: int) -> None:
        column = self._model.column_at(section) if self._model is not None and not self._arranging else None
        if column is not None:
            self._widths[column.name] = width
