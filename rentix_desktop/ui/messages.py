"""What is said to a person in the page: errors, notices, and why Next waits. Never a box over the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.texts.errors import describe
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.theme import SIZES, pixmap
from rentix_desktop.ui.widgets.basics import Tone, button, label, set_property
from rentix_desktop.ui.wizard.flow import Block

_BLOCKS: Final[Mapping[Block, str]] = {
    Block.NOT_CONNECTED: mark("Check the key first."),
    Block.NO_FILE: mark("Choose a file first."),
    Block.NO_ROWS: mark("This sheet has no listings. Choose another sheet or another file."),
    Block.COLUMNS_UNREAD: mark("The columns are still being looked at."),
    Block.NO_KEY_COLUMN: mark("Choose the column with the listing code."),
    Block.COLUMNS_IN_DOUBT: mark("Confirm the columns marked yellow first."),
    Block.VALUES_UNREAD: mark("The values are still being looked at."),
    Block.VALUES_IN_DOUBT: mark("Decide the values marked yellow first."),
    Block.NO_FORECAST: mark("What will happen is still being worked out."),
    Block.NOTHING_TO_SEND: mark("There is nothing to send."),
    Block.NOT_SENT: mark("Nothing is sent yet."),
    Block.SENDING: mark("The upload is still going on."),
}


def block_text(block: Block, tr: Texts) -> str:
    """Why Next waits, in a sentence."""
    return tr(_BLOCKS[block])


def announce(widget: QWidget) -> None:
    """Tells a screen reader that this widget has something new to say."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))


class ErrorPanel(QFrame):
    """An error in the page: title, sentence, what to do. Hidden while there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("errorPanel")
        self._tr = desk.tr
        self.setProperty("kind", "bar")
        self.setProperty("tone", "wrong")
        self.error: AppError | None = None
        sign = QLabel()
        sign.setPixmap(pixmap("cross", desk.tokens.wrong, 16, 2.0))
        sign.setFixedSize(QSize(16, 20))
        self._title = label(kind="strong", tone=Tone.WRONG, wrap=True, name="errorTitle")
        self._message = label(wrap=True, name="errorMessage")
        self._hint = label(wrap=True, name="errorHint")
        words = QVBoxLayout()
        words.setSpacing(2)
        for part in (self._title, self._message, self._hint):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.addWidget(part)
        box = QHBoxLayout(self)
        box.setContentsMargins(SIZES.pad, 12, SIZES.pad, 12)
        box.setSpacing(12)
        box.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(words, 1)
        self.hide()

    @Slot(object)
    def show_error(self, error: AppError, hint: str = "") -> None:
        """`hint` in place of the error's own."""
        self.error = error
        text = describe(error, self._tr)
        hint = hint or text.hint
        for part, words in ((self._title, text.title), (self._message, text.message), (self._hint, hint)):
            part.setText(words)
            part.setVisible(bool(words))
        self.setAccessibleName(f"{text.title}. {text.message} {hint}")
        self.show()
        announce(self)

    def clear(self) -> None:
        self.error = None
        self.hide()


class NoticeBar(QFrame):
    """A sentence the person should see, with up to two things to do about it. Hidden while there is none."""

    pressed = Signal(str)  # the object name of the button

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("noticeBar")
        self.setProperty("kind", "bar")
        self._strong = label(kind="strong", wrap=True)
        self._sentence = label(wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._strong)
        words.addWidget(self._sentence)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SIZES.gap)
        box = QHBoxLayout(self)
        box.setContentsMargins(SIZES.pad, 12, SIZES.pad, 12)
        box.setSpacing(12)
        box.addLayout(words, 1)
        box.addLayout(self._buttons)
        self._box = box
        self.hide()

    def show_notice(
        self, strong: str, sentence: str = "", tone: Tone = Tone.LOOK, actions: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """`actions` are (object name, text); pressing one emits `pressed` with the name."""
        self._strong.setText(strong)
        self._strong.setVisible(bool(strong))
        set_property(self._strong, "tone", tone.value)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        set_property(self, "tone", tone.value)
        above = 12 if strong and sentence else 4
        self._box.setContentsMargins(SIZES.pad, above, SIZES.pad, above)
        self._clear_buttons()
        for name, text in actions:
            made = button(text, name, small=True)
            made.clicked.connect(self._on_clicked)
            self._buttons.addWidget(made)
        self.setAccessibleName(f"{strong} {sentence}".strip())
        self.show()
        announce(self)

    def clear(self) -> None:
        self._clear_buttons()
        self.hide()

    def take_focus(self, name: str) -> None:
        """To one of its buttons."""
        made = self.findChildren(QPushButton, name)  # one that was shown before may not be gone yet
        if made:
            made[-1].setFocus()

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            self.pressed.emit(sender.objectName())

    def _clear_buttons(self) -> None:
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
