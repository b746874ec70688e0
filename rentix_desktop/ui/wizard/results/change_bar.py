"""Over the repair table, when it is asked for: one value for many cells, find and replace."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout

from rentix_desktop.catalog.fields import Record
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.cells import CellColumn
from rentix_desktop.ui.models.failures import FailuresModel
from rentix_desktop.ui.models.grouping import FailedRow
from rentix_desktop.ui.models.many import Many
from rentix_desktop.ui.widgets.basics import Card, button, label, row


class ChangeBar(Card):
    """Works on the rows that are shown, or on the selected ones where more than one is. `left` = done with it."""

    left = Signal()

    def __init__(self, tr: Texts) -> None:
        super().__init__(pad=8, gap=6)
        self.setObjectName("changeBar")
        self._tr = tr
        self._model: FailuresModel | None = None
        self._rows: list[FailedRow] = []
        self._replacing = False
        self._column = self._combo("changeColumnCombo", tr("Column"))
        self._column.currentIndexChanged.connect(self._on_column)
        self._find = self._line("findEdit", tr("Find"))
        self._instead = self._line("replaceEdit", tr("Replace with"))
        self._text = self._line("changeTextEdit", tr("New value"))
        self._choice = self._combo("changeValueCombo", tr("New value"))
        self._value = QStackedWidget()
        self._value.addWidget(self._text)
        self._value.addWidget(self._choice)
        self._value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._go = button(tr("Replace"), "changeManyButton", small=True)
        self._go.clicked.connect(self._on_go)
        self._close = button(tr("Close"), "closeChangeBarButton", look="flat", small=True)
        self._close.clicked.connect(self._on_close)
        self._where = label(kind="caption", name="changeWhereLabel")
        parts = QVBoxLayout()
        parts.setSpacing(6)
        parts.addLayout(row(self._column, self._find, self._instead, self._value, gap=6))
        parts.addLayout(row(self._where, None, self._go, self._close, gap=6))
        self.box.addLayout(parts)
        for line in (self._find, self._instead, self._text):
            line.textChanged.connect(self._on_typed)
            line.returnPressed.connect(self._on_go)
        self._choice.activated.connect(self._on_typed)
        self.setVisible(False)

    @staticmethod
    def _combo(name: str, spoken: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(9)
        return made

    @staticmethod
    def _line(name: str, spoken: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setPlaceholderText(spoken)
        made.setMinimumWidth(60)
        return made

    # opening ------------------------------------------------------------------------------------------------------------
    def open_for(
        self, model: FailuresModel, rows: list[FailedRow], column: CellColumn | None, *, replacing: bool
    ) -> None:
        """`rows` are those it works on, `column` the one that is meant."""
        tr = self._tr
        self._model, self._rows, self._replacing = model, rows, replacing
        self._column.blockSignals(True)
        self._column.clear()
        if replacing:
            self._column.addItem(tr("All columns"), None)
        for each in model.columns:
            self._column.addItem(each.title, each.name)
        place = self._column.findData(column.name) if column is not None and not replacing else 0
        self._column.setCurrentIndex(max(0, place))
        self._column.blockSignals(False)
        self._find.setVisible(replacing)
        self._instead.setVisible(replacing)
        self._value.setVisible(not replacing)
        self._show_value()
        self.setVisible(True)
        value = self._choice if self._value.currentWidget() is self._choice else self._text
        (self._find if replacing else value).setFocus(Qt.FocusReason.OtherFocusReason)

    def work_on(self, model: FailuresModel | None, rows: list[FailedRow]) -> None:
        """Other rows, as the selection goes."""
        self._model, self._rows = model, rows
        if model is None:
            self.setVisible(False)
        else:
            self._on_typed()

    @property
    def replacing(self) -> bool:
        return self._replacing

    def _chosen(self) -> CellColumn | None:
        name = self._column.currentData()
        columns = self._model.columns if self._model is not None else []
        return next((column for column in columns if column.name == name), None)

    @Slot(int)
    def _on_column(self, _: int) -> None:
        self._show_value()

    def _show_value(self) -> None:
        column = self._chosen()
        self._choice.clear()
        for _, words in column.choices if column is not None else ():
            self._choice.addItem(words)
        self._value.setCurrentWidget(self._choice if self._choice.count() else self._text)
        self._on_typed()

    # working ------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_typed(self) -> None:
        tr, rows = self._tr, len(self._rows)
        self._where.setText(tr.plural("In {n} listing", "In {n} listings", rows))
        ready = bool(self._find.text()) if self._replacing else self._chosen() is not None
        self._go.setEnabled(ready and rows > 0)
        self._go.setText(
            tr("Replace") if self._replacing else tr.plural("Put in {n} listing", "Put in {n} listings", rows)
        )
        self._go.setAccessibleName(self._go.text())

    def _work(self, model: FailuresModel) -> Callable[[], Mapping[int, Record]]:
        """What is to be done, with all that it needs: it may be done on a worker."""
        many, rows, column = Many(model.repairs, self._tr), list(self._rows), self._chosen()
        if self._replacing:
            columns = model.columns if column is None else [column]
            find, instead = self._find.text(), self._instead.text()
            return lambda: many.replaced(rows, columns, find, instead)
        by_choice = self._value.currentWidget() is self._choice
        text = self._choice.currentText() if by_choice else self._text.text()
        return lambda: many.put_text(rows, column, text) if column is not None else {}

    @Slot()
    def _on_go(self) -> None:
        model = self._model
        if model is not None and self._go.isEnabled():
            name = self._tr("Find and replace") if self._replacing else self._tr("Set a value")
            model.change(len(self._rows), self._work(model), name)

    @Slot()
    def _on_close(self) -> None:
        self.setVisible(False)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self._on_close()
        else:
            super().keyPressEvent(event)
