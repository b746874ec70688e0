"""The repair table's view: cells edited, copied, pasted and filled as in a spreadsheet program."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.cells import CellColumn, Editor, measure
from rentix_desktop.ui.models.clipboard import from_text, to_text
from rentix_desktop.ui.models.failures import LISTING, TICK, FailuresModel
from rentix_desktop.ui.theme import Tokens
from rentix_desktop.ui.widgets.basics import label
from rentix_desktop.ui.widgets.faces import FaceDelegate, dress

Index = QModelIndex | QPersistentModelIndex
_MEMO = QSize(360, 168)
_BOX = 18


class Memo(QWidget):
    """Several lines with their live length. Enter is done, Shift+Enter or Alt+Enter a new line, as in Excel."""

    def __init__(self, parent: QWidget, column: CellColumn, tr: Texts) -> None:
        super().__init__(parent)
        self._column = column
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("memoEditor")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(column.title)
        self._count = label(kind="caption", name="memoCount")
        self._hint = label(tr("Enter: done  ·  Shift+Enter: new line"), kind="caption")
        box = QVBoxLayout(self)
        box.setContentsMargins(6, 6, 6, 6)
        box.setSpacing(2)
        box.addWidget(self.text, 1)
        box.addWidget(self._count)
        box.addWidget(self._hint)
        self.setFocusProxy(self.text)
        self.text.textChanged.connect(self._on_text)
        self._on_text()

    def _on_text(self) -> None:
        text = self.text.toPlainText()
        self._count.setText(measure(self._column, text) or str(len(text)))


class FailuresDelegate(FaceDelegate):
    def __init__(self, tokens: Tokens, tr: Texts, parent: QTableView) -> None:
        super().__init__(tokens, parent)
        self._tr = tr
        self._view = parent
        self.entered = False  # the editor was closed by Enter: the next row is meant

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.column() != TICK:
            super().paint(painter, option, index)
            return
        self.paint_ground(painter, option)
        box = QStyleOptionButton()
        box.rect = self._box(option.rect)
        checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        box.state = QStyle.StateFlag.State_Enabled | (
            QStyle.StateFlag.State_On if checked else QStyle.StateFlag.State_Off
        )
        self._view.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, box, painter, self._view
        )

    @staticmethod
    def _box(area: QRect) -> QRect:
        box = QRect(0, 0, _BOX, _BOX)
        box.moveCenter(area.center())
        return box

    def createEditor(  # type: ignore[override]  # noqa: N802 - Qt's name; None = not edited here, as in Qt
        self,
        parent: QWidget,
        _: QStyleOptionViewItem,
        index: Index,
    ) -> QWidget | None:
        model = index.model()
        column = model.column_at(index.column()) if isinstance(model, FailuresModel) else None
        if column is None:
            return None
        if column.editor is Editor.MEMO:
            memo = Memo(parent, column, self._tr)
            memo.text.installEventFilter(self)
            return memo
        if column.editor is Editor.CHOICE:
            combo = QComboBox(parent)
            combo.addItem("")
            for choice in column.choices:
                combo.addItem(choice[1])
            combo.setAccessibleName(column.title)
            combo.activated.connect(self._on_chosen)
            return combo
        line = QLineEdit(parent)
        line.setAccessibleName(column.title)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, Memo):
            editor.text.setPlainText(text)
            editor.text.selectAll()
        elif isinstance(editor, QComboBox):
            if text and editor.findText(text) < 0:
                editor.insertItem(1, text)  # what the file says stays until another value is chosen
            editor.setCurrentText(text)
            editor.showPopup()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802 - Qt's name
        if isinstance(editor, Memo):
            text = editor.text.toPlainText()
        elif isinstance(editor, QComboBox):
            text = editor.currentText()
        elif isinstance(editor, QLineEdit):
            text = editor.text()
        else:
            return
        model.setData(model.index(index.row(), index.column()), text)

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, _: Index
    ) -> None:
        area = QRect(option.rect)
        parent = editor.parentWidget()
        if isinstance(editor, Memo) and parent is not None:
            area.setSize(area.size().expandedTo(_MEMO))
            area.moveTop(max(0, min(area.top(), parent.height() - area.height())))
        else:
            height = min(area.height(), 36)
            if isinstance(editor, QComboBox):
                area.setWidth(max(area.width(), min(editor.sizeHint().width(), 260)))
            area.setTop(area.top() + (area.height() - height) // 2)
            area.setHeight(height)
        if parent is not None:
            area.moveLeft(max(0, min(area.left(), parent.width() - area.width())))
        editor.setGeometry(area)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        memo = watched.parent()
        if isinstance(memo, Memo):
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._memo_key(memo, event)
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return super().eventFilter(watched, event)

    def _memo_key(self, memo: Memo, event: QKeyEvent) -> bool:
        hint = QAbstractItemDelegate.EndEditHint
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier):
                memo.text.insertPlainText("\n")
                return True
            self.entered = True
            self._close(memo, hint.NoHint)
            return True
        if event.key() == Qt.Key.Key_Tab:
            self._close(memo, hint.EditNextItem)
            return True
        if event.key() == Qt.Key.Key_Backtab:
            self._close(memo, hint.EditPreviousItem)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.closeEditor.emit(memo, hint.RevertModelCache)
            return True
        return False

    def _close(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, hint)

    def _on_chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, QComboBox):
            self._close(sender, QAbstractItemDelegate.EndEditHint.NoHint)


class _Held(QTableView):
    """Tick and listing over the left edge of the table: they stay while the other columns are scrolled."""

    def __init__(self, table: FailuresView, tokens: Tokens, tr: Texts, row_height: int) -> None:
        super().__init__(table)
        self._table = table
        dress(self, "heldColumns", tr("Listings that did not go through"), row_height)
        self.setItemDelegate(FailuresDelegate(tokens, tr, table))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("held", True)
        self.horizontalHeader().setStretchLastSection(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.clicked.connect(table.on_held_clicked)

    def place(self) -> None:
        table = self._table
        frame = table.frameWidth()
        width = table.columnWidth(TICK) + table.columnWidth(LISTING)
        height = table.viewport().height() + table.horizontalHeader().height()
        self.setGeometry(frame, frame, width, height)
        self.horizontalHeader().setFixedHeight(table.horizontalHeader().height())
        self.raise_()


class FailuresView(QTableView):
    """F2 or typing edits, Enter goes down, Ctrl+C, Ctrl+V, Ctrl+D, Delete, Ctrl+Z, Ctrl+Y; space ticks."""

    def __init__(self, tokens: Tokens, tr: Texts, row_height: int) -> None:
        super().__init__()
        self._tr = tr
        dress(self, "failuresTable", tr("Listings that did not go through"), row_height)
        self.setItemDelegate(FailuresDelegate(tokens, tr, self))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._held = _Held(self, tokens, tr, row_height)
        self.horizontalHeader().sectionResized.connect(self._on_section_resized)

    # the first columns stay in view -------------------------------------------------------------------------------------
    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802 - Qt's name
        super().setModel(model)
        self._held.setModel(model)
        if model is not None:
            self._held.setSelectionModel(self.selectionModel())
            self._hold()

    def hold_columns(self) -> None:
        """After the model's columns are others."""
        self._hold()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._held.place()

    def scrollTo(  # noqa: N802 - Qt's name
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        super().scrollTo(index, hint)
        if index.column() > LISTING:
            covered = self.visualRect(index).left() - self._held.width()
            if covered < 0:
                bar = self.horizontalScrollBar()
                bar.setValue(bar.value() + covered)

    def _hold(self) -> None:
        for column in range(self.model().columnCount()):
            self._held.setColumnHidden(column, column > LISTING)
            if column <= LISTING:
                self._held.setColumnWidth(column, self.columnWidth(column))
        self._held.place()

    @Slot(int, int, int)
    def _on_section_resized(self, section: int, _: int, width: int) -> None:
        if section <= LISTING:
            self._held.setColumnWidth(section, width)
            self._held.place()

    @Slot(QModelIndex)
    def on_held_clicked(self, index: QModelIndex) -> None:
        self._tick(index)

    @property
    def failures(self) -> FailuresModel | None:
        model = self.model()
        return model if isinstance(model, FailuresModel) else None

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:  # noqa: N802 - Qt's name
        super().closeEditor(editor, hint)
        delegate = self.itemDelegate()
        if isinstance(delegate, FailuresDelegate) and delegate.entered:
            delegate.entered = False
            self._move_down()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        model = self.failures
        if model is None or self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
            return
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy(model)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste(model)
        elif event.matches(QKeySequence.StandardKey.Undo):
            model.undo.undo()
        elif event.matches(QKeySequence.StandardKey.Redo) or (
            key == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            model.undo.redo()
        elif key == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._fill_down(model)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            model.put_texts(dict.fromkeys(self._selected(), ""), self._tr("Empty cells"))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._move_down()
        elif key == Qt.Key.Key_Space and self._tick(self.currentIndex()):
            pass
        elif key == Qt.Key.Key_F2:
            self._edit_at(self.currentIndex(), model)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.column() == TICK:
            self._tick(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        model, index = self.failures, self.indexAt(event.position().toPoint())
        if model is not None and index.isValid() and index.column() != TICK:
            self._edit_at(index, model)
        else:
            super().mouseDoubleClickEvent(event)

    def _edit_at(self, index: QModelIndex, model: FailuresModel) -> None:
        """Edits a cell; of one that cannot be edited (the reason, the listing) the faulty cell of its row is meant."""
        if index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsEditable:
            index = index.siblingAtColumn(model.first_wrong(index.row()))
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit(index)

    def _tick(self, index: QModelIndex) -> bool:
        if not index.isValid() or index.column() != TICK:
            return False
        checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
        return self.model().setData(index, state, Qt.ItemDataRole.CheckStateRole)

    def _move_down(self) -> None:
        here = self.currentIndex()
        below = here.siblingAtRow(here.row() + 1)
        if below.isValid():
            self.setCurrentIndex(below)

    def _selected(self) -> list[tuple[int, int]]:
        """(row, section) of the selected cells, else of the current one."""
        chosen = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        return sorted((index.row(), index.column()) for index in chosen if index.isValid())

    def _copy(self, model: FailuresModel) -> None:
        chosen = self._selected()
        if not chosen:
            return
        rows = range(chosen[0][0], chosen[-1][0] + 1)
        sections = sorted({section for _, section in chosen if section != TICK})
        lines = [[model.text_at(model.index(at, section)) for section in sections] for at in rows]
        QGuiApplication.clipboard().setText(to_text(lines))

    def _paste(self, model: FailuresModel) -> None:
        """One text goes into every selected cell; a block goes in from the current one on."""
        block = from_text(QGuiApplication.clipboard().text())
        here = self.currentIndex()
        if not block or not here.isValid():
            return
        if len(block) == 1 and len(block[0]) == 1:
            texts = dict.fromkeys(self._selected(), block[0][0])
        else:
            texts = {
                (here.row() + down, here.column() + right): text
                for down, line in enumerate(block)
                for right, text in enumerate(line)
            }
        model.put_texts(texts, self._tr("Paste"))

    def _fill_down(self, model: FailuresModel) -> None:
        """The topmost selected cell of each column goes into those under it; of one cell, the one above it."""
        chosen = self._selected()
        if len(chosen) == 1 and chosen[0][0] > 0:
            chosen = [(chosen[0][0] - 1, chosen[0][1]), *chosen]
        tops: dict[int, str] = {}
        texts: dict[tuple[int, int], str] = {}
        for at, section in chosen:
            if section in tops:
                texts[at, section] = tops[section]
            else:
                tops[section] = model.text_at(model.index(at, section))
        model.put_texts(texts, self._tr("Fill down"))
