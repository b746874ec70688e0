"""Photos of people in a table: round, or where there is none the initials; and the cell that shows one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView, QWidget

from rentix_desktop.ui.theme import Tokens
from rentix_desktop.ui.widgets.faces import FaceDelegate, Index

PORTRAIT: Final = int(Qt.ItemDataRole.UserRole) + 70
SIDE: Final = 36
_SHARP: Final = 3
"""Pixels kept for each of a point: the screen may be that dense."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """`picture` None = the initials of the name stand for it."""

    name: str
    picture: QPixmap | None = None


class Album:
    """Pictures by their address, cut square and small."""

    def __init__(self) -> None:
        self._pictures: dict[str, QPixmap | None] = {}

    def lacks(self, addresses: Iterable[str]) -> list[str]:
        """Those that were not asked for yet."""
        return [address for address in dict.fromkeys(addresses) if address not in self._pictures]

    def take(self, images: Mapping[str, QImage | None]) -> bool:
        """Whether one of them is new; None = there is no picture at this address."""
        new = {address: image for address, image in images.items() if address not in self._pictures}
        for address, image in new.items():
            self._pictures[address] = _square(image) if image is not None else None
        return bool(new)

    def picture(self, address: str | None) -> QPixmap | None:
        return self._pictures.get(address) if address else None


def _square(image: QImage) -> QPixmap:
    side = min(image.width(), image.height())
    cut = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    most = SIDE * _SHARP
    return QPixmap.fromImage(
        cut.scaled(most, most, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    )


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "?"


def paint_portrait(
    painter: QPainter, area: QRect, portrait: Portrait, tokens: Tokens, *, selected: bool = False
) -> None:
    """In the middle of `area`, as large as it allows up to SIDE; `selected`: it stands on the ground of a selection."""
    side = min(SIDE, area.width(), area.height())
    circle = QRectF(0, 0, side, side)
    circle.moveCenter(QRectF(area).center())
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    path = QPainterPath()
    path.addEllipse(circle)
    painter.setClipPath(path)
    painter.fillRect(circle, QColor(tokens.surface if selected else tokens.accent_soft))
    if portrait.picture is not None:
        painter.drawPixmap(circle, portrait.picture, QRectF(portrait.picture.rect()))
    else:
        font = QFont()
        font.setPixelSize(max(9, side * 12 // SIDE))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(tokens.accent))
        painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), initials(portrait.name))
    painter.restore()


class PortraitDelegate(FaceDelegate):
    def __init__(self, tokens: Tokens, view: QTableView) -> None:
        super().__init__(tokens, view)
        self._of = tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        portrait = index.data(PORTRAIT)
        if not isinstance(portrait, Portrait):
            super().paint(painter, option, index)
            return
        self.paint_ground(painter, option)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_portrait(painter, option.rect, portrait, self._of, selected=selected)


class PortraitView(QWidget):
    """One of them, alone."""

    def __init__(self, tokens: Tokens, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._tokens = tokens
        self._portrait = Portrait("")
        self.setFixedSize(QSize(SIDE + 4, SIDE + 4))

    @property
    def portrait(self) -> Portrait:
        return self._portrait

    def show_portrait(self, portrait: Portrait) -> None:
        self._portrait = portrait
        self.update()

    def paintEvent(self, _: object) -> None:  # noqa: N802 - Qt's name
        paint_portrait(QPainter(self), self.rect(), self._portrait, self._tokens)
