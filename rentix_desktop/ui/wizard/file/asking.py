"""The question which encoding a text file has, where few of its bytes tell: each choice with what it makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from rentix_desktop.sheets.encoding import EncodingChoice
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.messages import announce
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import ElidedLabel, Tone, button, label
from rentix_desktop.ui.wizard.file.reading import encoding_name

_OFFERED: Final = 4
"""Choices that fit beside the rows of the file; the list of all encodings has the others."""


class EncodingQuestion(QFrame):
    """A click on a choice, Enter on it, or its number settles it. The first one is how the file is shown already."""

    settled = Signal(str)  # the encoding

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("encodingQuestion")
        self.setProperty("kind", "bar")
        self.setProperty("tone", "look")
        self._tr = tr = desk.tr
        self._asked = 0  # choices of the question that is open
        title = label(tr("Which of these reads right?"), kind="strong", tone=Tone.LOOK, wrap=True)
        sentence = label(
            tr("The file does not say how its letters were saved. The first one fits best and is shown below."),
            wrap=True,
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QPushButton, _Sample]] = []  # made once, so that Tab comes to them in their place
        for place in range(_OFFERED):
            made = button("", "encodingChoice", small=True)
            made.setProperty("wide", True)
            made.clicked.connect(self._on_clicked)
            line = _Sample(made)
            grid.addWidget(made, place, 0)
            grid.addWidget(line, place, 1)
            self._rows.append((made, line))
        box = QVBoxLayout(self)
        box.setContentsMargins(SIZES.pad, 10, SIZES.pad, 12)
        box.setSpacing(2)
        box.addWidget(title)
        box.addWidget(sentence)
        box.addSpacing(4)
        box.addLayout(grid)
        self.setAccessibleName(f"{title.text()} {sentence.text()}")
        self.hide()

    def ask(self, choices: Sequence[EncodingChoice]) -> None:
        """Shows the choices, the likeliest first."""
        tr = self._tr
        self._asked = min(len(choices), _OFFERED)
        for place, (made, line) in enumerate(self._rows):
            made.setVisible(place < self._asked)
            line.setVisible(place < self._asked)
            if place >= self._asked:
                continue
            choice = choices[place]
            name = tr(encoding_name(choice.name))
            sample = " · ".join(choice.sample.split("\n"))
            made.setText(f"{place + 1}   {tr('{name}: fits best', name=name) if place == 0 else name}")
            made.setAccessibleName(f"{name}: {sample}")
            made.setProperty("encoding", choice.name)
            line.setText(sample)
            line.setToolTip(choice.sample)
        self.show()
        announce(self)

    def first_choice(self) -> QWidget | None:
        """Where the keyboard is while the question is open."""
        return self._rows[0][0] if self._asked else None

    def close_question(self) -> None:
        self._asked = 0
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        place = event.key() - Qt.Key.Key_1.value
        if 0 <= place < self._asked and not event.isAutoRepeat():
            self._rows[place][0].click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            self.settled.emit(sender.property("encoding"))


class _Sample(ElidedLabel):
    """What a choice makes of the letters; a click on it is a click on the choice."""

    def __init__(self, choice: QPushButton) -> None:
        super().__init__()
        self.setObjectName("encodingSample")
        self._choice = choice

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._choice.click()
