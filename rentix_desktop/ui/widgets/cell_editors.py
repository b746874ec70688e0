"""What a cell of the repair table is edited with: lines of text, a number with its unit, a list of values."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.cells import CellColumn, measure
from rentix_desktop.ui.widgets.basics import label


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


class UnitLine(QWidget):
    """A line with its unit behind it."""

    def __init__(self, parent: QWidget, column: CellColumn, tr: Texts) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("unitEditor")
        self.line = QLineEdit()
        self.line.setAccessibleName(column.title)
        self._unit = label(tr(column.field.unit or ""), kind="caption", name="unitLabel")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 4, 0)
        box.setSpacing(4)
        box.addWidget(self.line, 1)
        box.addWidget(self._unit)
        self.setFocusProxy(self.line)


def value_list(parent: QWidget, column: CellColumn, allowed: frozenset[str] | None) -> QComboBox:
    """The values in the clerk's words; those that do not go with the rest of the listing are left out."""
    combo = QComboBox(parent)
    combo.addItem("")
    for value, words in column.choices:
        if allowed is None or value in allowed:
            combo.addItem(words)
    combo.setAccessibleName(column.title)
    combo.setMaxVisibleItems(14)
    return combo
