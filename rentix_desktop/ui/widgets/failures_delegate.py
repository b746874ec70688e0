"""How the cells of the repair table are painted and edited."""

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
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.cells import Editor, allowed_values
from rentix_desktop.ui.models.failures import TICK, FailuresModel
from rentix_desktop.ui.theme import Tokens
from rentix_desktop.ui.widgets.cell_editors import Memo, UnitLine, value_list
from rentix_desktop.ui.widgets.faces import FaceDelegate

Index = QModelIndex | QPersistentModelIndex
_MEMO = QSize(360, 168)
_BOX = 18
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FailuresDelegate(FaceDelegate):
    """`filled` = this text is for every selected cell."""

    filled = Signal(str)

    def __init__(self, tokens: Tokens, tr: Texts, parent: QTableView) -> None:
        super().__init__(tokens, parent)
        self._tr = tr
        self._view = parent
        self.entered = False  # the editor was closed by Enter: the next row is meant
        self.fills = False  # by Ctrl+Enter: all selected cells are meant

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
        if column.editor is Editor.CHOICE and isinstance(model, FailuresModel):
            record = model.record(model.row_at(index.row()))
            combo = value_list(parent, column, allowed_values(column, record, model.repairs.catalogue))
            combo.activated.connect(self._on_chosen)
            return combo
        if column.field.unit:
            return UnitLine(parent, column, self._tr)
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
        else:
            line = editor.line if isinstance(editor, UnitLine) else editor
            if isinstance(line, QLineEdit):
                line.setText(text)
                line.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802 - Qt's name
        if isinstance(editor, Memo):
            text = editor.text.toPlainText()
        elif isinstance(editor, QComboBox):
            text = editor.currentText()
        elif isinstance(editor, UnitLine):
            text = editor.line.text()
        elif isinstance(editor, QLineEdit):
            text = editor.text()
        else:
            return
        if self.fills and isinstance(model, FailuresModel):
            self.fills = False
            self.filled.emit(text)
        else:
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
            self.entered = event.key() in _ENTER
            self.fills = self.entered and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if self.fills and isinstance(watched, QWidget):
                self.entered = False
                self._close(watched, QAbstractItemDelegate.EndEditHint.NoHint)
                return True
        return super().eventFilter(watched, event)

    def _memo_key(self, memo: Memo, event: QKeyEvent) -> bool:
        hint = QAbstractItemDelegate.EndEditHint
        if event.key() in _ENTER:
            self.fills = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier):
                memo.text.insertPlainText("\n")
                return True
            self.entered = not self.fills
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
