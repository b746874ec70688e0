"""A table in which each row gets one meaning: what stands in the file, the combo with what it means, how sure that is.

The cells are painted; a combo is made only while one is being chosen. Enter, F2 or Alt+Down choose, Space says that the
suggestion is right, Ctrl+C copies the row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from rentix_desktop.ui.theme import SIZES, Tokens, mixed, pixmap
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import Face, FaceDelegate

Index = QModelIndex | QPersistentModelIndex
CHOICE: Final = int(Qt.ItemDataRole.UserRole) + 50
VALUE: Final = int(Qt.ItemDataRole.UserRole) + 51  # what is chosen: a target, or NOT_CHOSEN
LEVEL: Final = int(Qt.ItemDataRole.UserRole) + 52
MARKED: Final = int(Qt.ItemDataRole.UserRole) + 53
NOT_CHOSEN: Final = ""
"""The data of the option that means: not used, left empty. A combo's data of None is not found by findData."""
MEANS: Final = 1
SURE: Final = 2
_COMBO: Final = 32
_PAD: Final = 12
_CHIP: Final = 180
_LOOKED_AT: Final = 40  # rows that say how wide the chips are
_CHIP_NARROW: Final = 124
_NARROW: Final = 600
"""Under this width the last column, the reasons, is left out; they are told elsewhere."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A combo as it is painted. `open` False: nothing to be chosen (a heading's row)."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Sureness:
    """A chip, and where the person is asked, the words that confirm it."""

    text: str
    tone: Tone
    confirm: str = ""


def options_model(groups: list[tuple[str, list[tuple[str, str]]]]) -> QStandardItemModel:
    """The entries of a combo, (text, data) under headings that cannot be chosen; a heading of "" is left out."""
    made = QStandardItemModel()
    for heading, options in groups:
        if not options:
            continue
        if heading:
            item = QStandardItem(heading)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            font = QFont()
            font.setPixelSize(SIZES.caption)
            font.setWeight(QFont.Weight.DemiBold)
            item.setFont(font)
            made.appendRow(item)
        for text, data in options:
            item = QStandardItem(text)
            item.setData(data, Qt.ItemDataRole.UserRole)
            made.appendRow(item)
    return made


class Chooser(QComboBox):
    """The combo of a cell: open from the start, gone once something was chosen or the list was left."""

    closed = Signal(bool)  # whether something was chosen
    _opening = Signal()
    _hidden = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._told = False
        self.setMaxVisibleItems(14)
        self._opening.connect(self._on_opening, Qt.ConnectionType.QueuedConnection)
        self._hidden.connect(self._on_hidden, Qt.ConnectionType.QueuedConnection)
        self.activated.connect(self._on_activated)
        self.view().window().installEventFilter(self)  # the list is left by Escape, or by a click elsewhere
        self._opening.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Hide:
            self._hidden.emit()  # queued: what was chosen is told first
        return super().eventFilter(watched, event)

    @Slot()
    def _on_opening(self) -> None:
        if self.isVisible():
            self.showPopup()

    @Slot()
    def _on_activated(self) -> None:
        self._tell(chosen=True)

    @Slot()
    def _on_hidden(self) -> None:
        self._tell(chosen=False)

    def _tell(self, *, chosen: bool) -> None:
        if not self._told:
            self._told = True
            self.closed.emit(chosen)

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        widest = self.view().sizeHintForColumn(0) + 48
        self.view().setMinimumWidth(min(420, max(self.width(), widest)))
        super().showPopup()


class ChoosingDelegate(FaceDelegate):
    """Paints the combo of MEANS and the chip of SURE; `options_of` gives the entries of a row's combo."""

    def __init__(self, tokens: Tokens, options_of: Callable[[Index], QAbstractItemModel], parent: QWidget) -> None:
        super().__init__(tokens, parent)
        self._options_of = options_of
        self._marked = QColor(mixed(tokens.look_soft, tokens.surface, 0.45))
        self._arrow = pixmap("chevron-down", tokens.muted, 14, 2.0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.data(MARKED):
            painter.fillRect(option.rect, self._marked)
        choice, level = index.data(CHOICE), index.data(LEVEL)
        if not isinstance(choice, Choice) and not isinstance(level, Sureness):
            super().paint(painter, option, index)
            return
        painter.save()
        self.paint_ground(painter, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(choice, Choice):
            self._paint_choice(painter, option, choice)
        else:
            self._paint_level(painter, option, level)
        painter.restore()

    def paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, ground: Tone = Tone.PLAIN) -> None:
        """The row that is chosen is known by its edge and its combo: its ground may be the yellow one."""
        area, tokens = QRect(option.rect), self._tokens
        if ground:
            super().paint_ground(painter, option, ground)
            return
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), QColor(tokens.line))
        if option.state & QStyle.StateFlag.State_Selected and not area.left():
            painter.fillRect(QRect(0, area.top(), 3, area.height() - 1), QColor(tokens.accent))

    def _paint_choice(self, painter: QPainter, option: QStyleOptionViewItem, choice: Choice) -> None:
        tokens = self._tokens
        box = QRectF(choice_box(option.rect))
        active = bool(option.state & QStyle.StateFlag.State_Selected and option.state & QStyle.StateFlag.State_Active)
        painter.setPen(QPen(QColor(tokens.accent if active else tokens.control), 2 if active else 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), SIZES.button_radius, SIZES.button_radius)
        painter.drawPixmap(int(box.right()) - 24, int(box.center().y()) - 7, self._arrow)
        painter.setFont(self._font)
        painter.setPen(QColor(tokens.muted if choice.quiet else tokens.text))
        area = box.adjusted(10, 0, -28, 0)
        text = QFontMetrics(self._font).elidedText(choice.text, Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_level(self, painter: QPainter, option: QStyleOptionViewItem, level: Sureness) -> None:
        chip = QRect(option.rect).adjusted(_PAD, 0, -4, 0)
        if level.confirm:
            chip.setBottom(option.rect.center().y() + 2)
            chip.setTop(chip.bottom() - 24)
        self._paint_chip(painter, chip, Face(text=level.text, tone=level.tone, chip=True))
        if level.confirm:
            painter.setFont(self._chip)
            painter.setPen(QColor(self._tokens.accent))
            area = confirm_box(option.rect)
            text = QFontMetrics(self._chip).elidedText(level.confirm, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), text)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        choice, level = index.data(CHOICE), index.data(LEVEL)
        if isinstance(choice, Choice):
            return QSize(QFontMetrics(self._font).horizontalAdvance(choice.text) + 2 * _PAD + 42, _COMBO)
        if isinstance(level, Sureness):
            metrics = QFontMetrics(self._chip)
            width = max(metrics.horizontalAdvance(level.text) + 18, metrics.horizontalAdvance(level.confirm))
            return QSize(width + _PAD + 8, _COMBO)
        return super().sizeHint(option, index)

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        made = Chooser(parent)
        made.setModel(self._options_of(index))
        made.setCurrentIndex(made.findData(index.data(VALUE)))
        made.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))
        made.closed.connect(self._on_closed)
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Set once, when it was made: what the person is choosing is not to be overwritten."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802 - Qt's name
        if isinstance(editor, Chooser) and editor.currentData() is not None:
            model.setData(index, editor.currentData(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        editor.setGeometry(choice_box(option.rect))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.FocusOut:
            return False  # the popup takes the focus; the combo is closed by a choice or by Escape
        return super().eventFilter(editor, event)

    @Slot(bool)
    def _on_closed(self, chosen: bool) -> None:
        editor = self.sender()
        if isinstance(editor, QWidget) and editor.isVisible():  # else the table was filled anew meanwhile
            if chosen:
                self.commitData.emit(editor)
            self.closeEditor.emit(editor)


def choice_box(cell: QRect) -> QRect:
    """Where the combo stands in its cell."""
    return QRect(cell.left() + 4, cell.center().y() - _COMBO // 2, cell.width() - 12, _COMBO)


def confirm_box(cell: QRect) -> QRect:
    """Where the words that confirm stand under their chip."""
    return QRect(cell.left() + _PAD + 2, cell.center().y() + 3, cell.width() - _PAD - 4, 20)


class ChoosingTable(QTableView):
    confirm_pressed = Signal(int)  # the row
    fitted = Signal()  # the columns got other widths
    moved = Signal()  # another row is the current one

    def __init__(
        self,
        name: str,
        spoken: str,
        tokens: Tokens,
        options_of: Callable[[Index], QAbstractItemModel],
        row_height: int,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setItemDelegate(ChoosingDelegate(tokens, options_of, self))
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(28)
        rows.setDefaultSectionSize(row_height)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.sectionResized.connect(self._on_section_resized)
        self._by_person = False
        self._chips = 0  # what the chips need, once there are any

    def fit_sections(self) -> None:
        """The chips get what they need, the names and the combos their share, the last column the rest; until the
        person has drawn a column to another width."""
        model = self.model()
        if self._by_person or not model.rowCount():
            return
        delegate, option = self.itemDelegate(), QStyleOptionViewItem()
        chips = (
            delegate.sizeHint(option, model.index(line, SURE)).width()
            for line in range(min(_LOOKED_AT, model.rowCount()))
        )
        self._chips = max(chips) + 8
        self._share()

    def _share(self) -> None:
        """The width as it is now; what the chips need was measured before."""
        last = self.model().columnCount() - 1
        narrow = self.viewport().width() < _NARROW
        self.setColumnHidden(last, narrow)
        sure = min(self._chips, _CHIP_NARROW if narrow else _CHIP)
        left = max(300, self.viewport().width() - sure)
        means = left * 55 // 100 if narrow else min(280, left * 40 // 100)
        for section, width in ((0, left - means if narrow else left * 27 // 100), (MEANS, means), (SURE, sure)):
            self.setColumnWidth(section, width)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if not self._chips:
            self.fit_sections()
        elif not self._by_person and event.size().width() != event.oldSize().width():
            self._share()
        self.fitted.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        super().currentChanged(current, previous)
        self.moved.emit()

    @Slot()
    def _on_section_resized(self) -> None:
        if QApplication.mouseButtons() & Qt.MouseButton.LeftButton and self.horizontalHeader().underMouse():
            self._by_person = True

    @property
    def narrow(self) -> bool:
        """Whether the last column was left out."""
        return self.isColumnHidden(self.model().columnCount() - 1)

    def choose(self, row: int) -> None:
        """Opens the combo of a row."""
        if self.state() is QAbstractItemView.State.EditingState:
            return
        index = self.model().index(row, MEANS)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        row, key = self.currentIndex().row(), Qt.Key(event.key())
        opens = key == Qt.Key.Key_Down and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if row >= 0 and (opens or key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)):
            self.choose(row)
        elif row >= 0 and key == Qt.Key.Key_Space:
            if self.model().index(row, 0).data(MARKED):
                self.confirm_pressed.emit(row)
        elif row >= 0 and event.matches(QKeySequence.StandardKey.Copy):
            model = self.model()
            texts = (model.index(row, column).data() for column in range(model.columnCount()))
            QApplication.clipboard().setText("\t".join(str(text or "") for text in texts))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return
        if index.column() == MEANS:
            self.choose(index.row())
        elif self._confirms(index, event):
            self.confirm_pressed.emit(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        hand = index.isValid() and (
            (index.column() == MEANS and bool(index.flags() & Qt.ItemFlag.ItemIsEditable))
            or self._confirms(index, event)
        )
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def _confirms(self, index: Index, event: QMouseEvent) -> bool:
        level = index.data(LEVEL)
        where = confirm_box(self.visualRect(index)) if isinstance(index, QModelIndex) else QRect()
        return isinstance(level, Sureness) and bool(level.confirm) and where.contains(event.position().toPoint())
