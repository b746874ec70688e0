"""The pages of the window, one over the other."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget

_SIZE: Final = QSize(600, 400)


class Stack(QStackedWidget):
    """Takes the room there is. Qt's own asks every page in it, hidden ones, too, what it would like, and at every change
    of the frame around it again: a button that comes into the footer then costs as much as all pages together."""

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return False

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return _SIZE

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(0, 0)
