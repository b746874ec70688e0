"""How the cells of our tables look: a model gives a `Face` by FACE, the delegate paints it from the tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from rentix_desktop.ui.theme import SIZES, Tokens
from rentix_desktop.ui.widgets.basics import Tone

FACE: Final = int(Qt.ItemDataRole.UserRole) + 40
Index = QModelIndex | QPersistentModelIndex
_PAD: Final = 12
_GIVES_WAY: Final = 120  # a column narrower than this is left alone
_LONGEST: Final = 600  # characters that are laid out; the tooltip has the whole


@dataclass(frozen=True, slots=True)
class Face:
    """text    the main line, or up to `lines` lines of it
    below   a quiet line under it
    beside  quiet, in the last line: the limit "14/40"
    chip    the text stands on the soft ground of `tone`
    ground  the whole cell does: WRONG with an outline, GOOD for a change
    middle  where there is no room, its middle is left out: what tells an address from others is its end
    """

    text: str = ""
    below: str = ""
    beside: str = ""
    tone: Tone = Tone.PLAIN
    strong: bool = False
    lines: int = 1
    chip: bool = False
    ground: Tone = Tone.PLAIN
    middle: bool = False


class FaceDelegate(QStyledItemDelegate):
    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._font = QFont()
        self._font.setPixelSize(SIZES.table)
        self._bold = QFont(self._font)
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._small = QFont(self._font)
        self._small.setPixelSize(SIZES.caption)
        self._chip = QFont(self._small)
        self._chip.setWeight(QFont.Weight.DemiBold)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        face = index.data(FACE)
        if not isinstance(face, Face):
            super().paint(painter, option, index)
            return
        painter.save()
        area = QRect(option.rect)
        self.paint_ground(painter, option, face.ground)
        inner = area.adjusted(_PAD, 4, -_PAD, -5)
        if face.chip:
            self._paint_chip(painter, inner, face)
        else:
            self._paint_text(painter, inner, face)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        face = index.data(FACE)
        if not isinstance(face, Face):
            return super().sizeHint(option, index)
        main = QFontMetrics(self._bold if face.strong else self._chip if face.chip else self._font)
        width = main.horizontalAdvance(face.text[:_LONGEST])
        if face.lines > 1:
            width = min(width, 260)
        if face.chip:
            width += 18
        elif face.beside:
            width += 8 + QFontMetrics(self._small).horizontalAdvance(face.beside)
        width = max(width, QFontMetrics(self._small).horizontalAdvance(face.below))
        return QSize(width + 2 * _PAD + 2, SIZES.row)

    def paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, ground: Tone = Tone.PLAIN) -> None:
        """Ground, line under the row, outline of a marked cell, and where the keyboard is."""
        tokens, area, state = self._tokens, QRect(option.rect), option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if ground:
            painter.fillRect(area, QColor(getattr(tokens, f"{ground.value}_soft")))
        elif selected:
            painter.fillRect(area, QColor(tokens.accent_soft))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), QColor(tokens.line))
        frame = QRectF(area).adjusted(0.75, 0.75, -0.75, -1.75)
        if ground is Tone.WRONG:
            painter.setPen(QPen(QColor(tokens.wrong), 1.5))
            painter.drawRect(frame)
        if selected and ground:
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.drawRect(frame)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(QRectF(area).adjusted(1, 1, -1, -2))

    def _paint_chip(self, painter: QPainter, area: QRect, face: Face) -> None:
        if not face.text:
            return
        metrics = QFontMetrics(self._chip)
        text = metrics.elidedText(face.text, Qt.TextElideMode.ElideRight, max(0, area.width() - 18))
        width = metrics.horizontalAdvance(text) + 18
        box = QRectF(area.left(), area.center().y() - 10.5, width, 22)
        tone = face.tone.value
        soft = tone and tone != Tone.MUTED
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(self._tokens, f"{tone}_soft") if soft else self._tokens.hover))
        painter.drawRoundedRect(box, 11, 11)
        painter.setFont(self._chip)
        painter.setPen(QColor(getattr(self._tokens, tone) if soft else self._tokens.muted))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_text(self, painter: QPainter, area: QRect, face: Face) -> None:
        font = self._bold if face.strong else self._font
        below = QFontMetrics(self._small).height() + 1 if face.below else 0
        beside = QFontMetrics(self._small).horizontalAdvance(face.beside) + 8 if face.beside else 0
        height = QFontMetrics(font).height()
        under = bool(face.beside) and face.lines > 1  # below the text, where it has several lines
        room = area.height() - below - (QFontMetrics(self._small).height() + 1 if under else 0)
        most = min(face.lines, max(1, room // height))  # in a lower row fewer lines
        cut = Qt.TextElideMode.ElideMiddle if face.middle else Qt.TextElideMode.ElideRight
        lines = _laid(face.text[:_LONGEST], font, area.width() - (beside if face.lines == 1 else 0), most, cut)
        needed = height * len(lines) + below + (QFontMetrics(self._small).height() + 1 if under else 0)
        top = area.top() + max(0, (area.height() - needed) // 2)
        painter.setFont(font)
        colour = getattr(self._tokens, face.tone.value or "text")
        painter.setPen(QColor(colour))
        metrics = QFontMetrics(font)
        for line in lines:
            painter.drawText(QPointF(area.left(), top + metrics.ascent()), line)
            top += height
        painter.setFont(self._small)
        small = QFontMetrics(self._small)
        quiet = self._tokens.wrong if face.ground is Tone.WRONG else self._tokens.muted
        painter.setPen(QColor(quiet))
        if under:
            painter.drawText(QPointF(area.left(), top + 1 + small.ascent()), face.beside)
            top += small.height() + 1
        elif face.beside:
            left = area.left() + metrics.horizontalAdvance(lines[0] if lines else "") + 8
            painter.drawText(QPointF(left, top - height + metrics.ascent()), face.beside)
        if face.below:
            painter.setPen(QColor(self._tokens.muted))
            text = small.elidedText(face.below, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(QPointF(area.left(), top + 1 + small.ascent()), text)


def _laid(text: str, font: QFont, width: int, most: int, cut: Qt.TextElideMode) -> list[str]:
    """The text in at most `most` lines of `width` pixels, the last one elided."""
    if not text:
        return []
    metrics = QFontMetrics(font)
    if most == 1:
        return [metrics.elidedText(" ".join(text.split("\n")), cut, width)]
    lines: list[str] = []
    paragraphs = text.split("\n")
    for number, paragraph in enumerate(paragraphs):
        layout = QTextLayout(paragraph, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start = line.textStart()
            last = len(lines) == most - 1
            ends_here = start + line.textLength() >= len(paragraph) and number == len(paragraphs) - 1
            if last and not ends_here:
                rest = f"{paragraph[start:]} …" if number < len(paragraphs) - 1 else paragraph[start:]
                lines.append(metrics.elidedText(rest, cut, width))
                layout.endLayout()
                return lines
            lines.append(paragraph[start : start + line.textLength()].rstrip())
        layout.endLayout()
    return lines


def table_view(name: str, spoken: str, tokens: Tokens, row_height: int = SIZES.row) -> QTableView:
    """A table of faces that is read, a row at a time."""
    made = QTableView()
    dress(made, name, spoken, row_height)
    made.setItemDelegate(FaceDelegate(tokens, made))
    made.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    return made


def dress(made: QTableView, name: str, spoken: str, row_height: int) -> None:
    """A table in our look: fixed row heights, no grid of Qt's, columns moved by the person."""
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    made.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    made.setTabKeyNavigation(False)
    made.setCornerButtonEnabled(False)
    rows = made.verticalHeader()
    rows.hide()
    rows.setMinimumSectionSize(row_height)
    rows.setDefaultSectionSize(row_height)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header = made.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setStretchLastSection(True)


def fit_columns(
    view: QTableView, narrowest: int = 64, widest: int = 320, rows: int = 30, within: int | None = None, first: int = 0
) -> None:
    """To their content once, looked at in the first rows; then they are the person's.

    `within` pixels: where that is too little, the widest columns give way, as texts of two lines can. Columns before
    `first` are left alone.
    """
    model = view.model()
    delegate = view.itemDelegate()
    option = QStyleOptionViewItem()
    header = view.horizontalHeader()
    widths: list[int] = []
    for column in range(first, model.columnCount()):
        width = header.sectionSizeHint(column) + 8
        for row in range(min(rows, model.rowCount())):
            width = max(width, delegate.sizeHint(option, model.index(row, column)).width())
        widths.append(min(widest, max(narrowest, width)))
    if within is not None:
        widths = _narrowed(widths, within)
    for column, width in enumerate(widths, first):
        view.setColumnWidth(column, width)


def _narrowed(widths: list[int], room: int) -> list[int]:
    """The widest ones cut to one width, so that all together take no more than `room`; none below _GIVES_WAY."""
    most = max(widths, default=0)
    while most > _GIVES_WAY and sum(min(width, most) for width in widths) > room:
        most -= 4
    return [min(width, most) for width in widths]
