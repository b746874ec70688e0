"""What needs a person, one bar each: a sentence, what it means, and one or two things to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, clear, label, set_property


@dataclass(frozen=True, slots=True)
class Doing:
    """A button of a bar: its object name and its words."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class NeedFace:
    """What a bar shows. `key` tells it from all others, so that the one that stays keeps the keyboard."""

    key: str
    strong: str
    more: str = ""
    doings: tuple[Doing, ...] = ()
    tone: Tone = Tone.LOOK


class NeedBar(QFrame):
    """One of them. `pressed` tells the face's key and the button's name."""

    pressed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("needBar")
        self.setProperty("kind", "need")
        self._face: NeedFace | None = None
        self._strong = label(kind="strong", wrap=True, name="needStrong")
        self._more = label(tone=Tone.MUTED, wrap=True, name="needMore")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._strong)
        words.addWidget(self._more)
        self._doings = QHBoxLayout()
        self._doings.setSpacing(10)
        box = QHBoxLayout(self)
        box.setContentsMargins(SIZES.pad, 14, SIZES.pad + 2, 14)
        box.setSpacing(14)
        box.addLayout(words, 1)
        box.addLayout(self._doings)
        box.setAlignment(self._doings, Qt.AlignmentFlag.AlignVCenter)

    @property
    def key(self) -> str:
        return self._face.key if self._face is not None else ""

    def show_face(self, face: NeedFace, why: str = "") -> None:
        """`why`: its buttons cannot be pressed just now, and the reason."""
        former, self._face = self._face, face
        self._strong.setText(face.strong)
        self._more.setText(face.more)
        self._more.setVisible(bool(face.more))
        set_property(self, "tone", face.tone.value)
        self.setAccessibleName(f"{face.strong} {face.more}".strip())
        if former is None or former.doings != face.doings:
            clear(self._doings)
            for doing in face.doings:
                made = button(doing.text, doing.name, small=True)
                made.clicked.connect(self._on_pressed)
                self._doings.addWidget(made)
        for made in self.buttons:
            made.setEnabled(not why)
            made.setToolTip(why)

    @property
    def buttons(self) -> list[QPushButton]:
        items = (self._doings.itemAt(index) for index in range(self._doings.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, QPushButton)]

    @Slot()
    def _on_pressed(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            self.pressed.emit(self.key, sender.objectName())


class NeedBars(QVBoxLayout):
    """All of them, one under the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(10)
        self._bars: list[NeedBar] = []

    @property
    def buttons(self) -> list[QPushButton]:
        """Of all bars, from the top."""
        return [made for bar in self._bars for made in bar.buttons]

    def show_faces(self, faces: Sequence[NeedFace], why: str, pressed: Callable[[str, str], None]) -> None:
        """`pressed` is a method that is told the key and the button of what was pressed."""
        wanted = [face.key for face in faces]
        for bar in [bar for bar in self._bars if bar.key not in wanted]:
            self._bars.remove(bar)
            self.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        there = {bar.key: bar for bar in self._bars}
        for at, face in enumerate(faces):
            bar = there.get(face.key) or self._new_bar(pressed)
            bar.show_face(face, why)
            self.insertWidget(at, bar)
        self._bars.sort(key=self.indexOf)

    def _new_bar(self, pressed: Callable[[str, str], None]) -> NeedBar:
        bar = NeedBar()
        bar.pressed.connect(pressed)
        self._bars.append(bar)
        return bar
