"""What stands on the columns page: what is missing, the table with why, and the cards beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.columns import ColumnsModel
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import ElidedLabel, button, label, row, scrolled
from rentix_desktop.ui.widgets.choosing import ChoosingTable
from rentix_desktop.ui.widgets.constants import ConstantsCard, LayoutNameCard
from rentix_desktop.ui.widgets.listing_code import ListingCodeCard
from rentix_desktop.ui.widgets.missing import MissingBar
from rentix_desktop.ui.widgets.preview import PreviewCard

Index = QModelIndex | QPersistentModelIndex
_ROW: Final = 60
_RIGHT: Final = 280
_RIGHT_NARROW: Final = 256
_NARROW: Final = 840
_SAID: Final = 34  # two lines


class ColumnsView(QWidget):
    def __init__(self, desk: Desk, model: ColumnsModel, options_of: Callable[[Index], QAbstractItemModel]) -> None:
        super().__init__()
        tr = desk.tr
        self.table = ChoosingTable("columnsTable", tr("The columns of your file"), desk.tokens, options_of, _ROW)
        self.table.setModel(model)
        self.missing = MissingBar(desk)
        self.code = ListingCodeCard(desk)
        self.preview = PreviewCard(desk)
        self.constants = ConstantsCard(desk)
        self.name = LayoutNameCard(desk)
        self.apart = button(tr("Photo columns one by one"), "photosApartButton", look="link")
        self._said = label(kind="caption", wrap=True, name="columnReason")
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._said.setFixedHeight(_SAID)
        self._hint = ElidedLabel(tr("Enter: choose · Space: it is right"))
        self._hint.setObjectName("columnHint")
        self._hint.setProperty("kind", "caption")
        right = QVBoxLayout()
        right.setSpacing(SIZES.block)
        for card in (self.code, self.preview, self.constants, self.name):
            right.addWidget(card)
        right.addStretch(1)
        self._area = scrolled(right)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.table, 1)
        left.addWidget(self._said)
        left.addLayout(row(self._hint, self.apart))
        both = QHBoxLayout()
        both.setSpacing(SIZES.block)
        both.addLayout(left, 1)
        both.addWidget(self._area)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.block)
        box.addWidget(self.missing)
        box.addLayout(both, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A wide window gives the space to the table, a narrow one takes none from it."""
        super().resizeEvent(event)
        self._area.setFixedWidth(_RIGHT if self.width() > _NARROW else _RIGHT_NARROW)

    def show_reason(self, text: str) -> None:
        """Why the column the keyboard is on was taken for what it was."""
        self._said.setText(text)
        self._said.setToolTip(text)

    @Slot(str)
    def show_editor(self, field: str) -> None:
        """The keyboard goes to where the value of a field for all rows is chosen."""
        editor = self.constants.editor_of(field)
        if editor is not None:
            self._area.ensureWidgetVisible(editor, 0, SIZES.block)
            editor.setFocus()

    @Slot()
    def show_code(self) -> None:
        """The keyboard goes to where the code of the listings is settled."""
        self._area.ensureWidgetVisible(self.code, 0, 0)
        self.code.first_focus().setFocus()
