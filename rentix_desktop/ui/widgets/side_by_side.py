"""A listing of the portal and a row of the file side by side, with what speaks for and against them, and two keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from rentix_desktop.linking.evidence import Fact
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.messages import announce
from rentix_desktop.ui.models.linking import EvidenceModel, Side
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, Tone, button, chip, clear, label, row, set_property
from rentix_desktop.ui.widgets.ticks import DecidingTable
from rentix_desktop.ui.widgets.web import open_on_the_web
from rentix_desktop.ui.widgets.wrapping import WrappingRow

_ROW: Final = 26
_NAMES: Final = 0.21


class SideHead(Card):
    """Whose side it is, the address, what stands under it, and the way to its page."""

    def __init__(self, desk: Desk, whose: str, name: str) -> None:
        super().__init__(pad=12, gap=2)
        tr = desk.tr
        self._url: str | None = None
        self._title = label(kind="strong", wrap=True, name=f"{name}Title")
        self._below = label(tone=Tone.MUTED, wrap=True, name=f"{name}Below")
        self._open = button(
            tr("Open"), f"{name}OpenButton", hint=tr("Open its page"), look="link", sign="open", tokens=desk.tokens
        )
        self._open.clicked.connect(self._on_open)
        self.last = self._open  # where the keyboard leaves it
        policy = self._open.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the lines of two heads beside each other stay level
        self._open.setSizePolicy(policy)
        head = row(label(whose, kind="caption"), None, self._open)
        self.box.addLayout(head)
        self.box.addWidget(self._title)
        self.box.addWidget(self._below)
        self.box.addStretch(1)

    def add_button(self, made: QPushButton) -> None:
        """Under what is said, and after it for the keyboard."""
        self.box.addLayout(row(made, None))
        self.setTabOrder(self.last, made)
        self.last = made

    def show_side(self, side: Side, *, below: str = "") -> None:
        self._title.setText(side.title)
        self._below.setText(below or side.below)
        self._url = side.url
        self._open.setVisible(bool(side.url))
        self.setAccessibleName(f"{side.title}. {side.below}")

    @Slot()
    def _on_open(self) -> None:
        open_on_the_web(self._url)


class PairView(QWidget):
    """Two heads, and under them a line for each thing that one of them says."""

    def __init__(self, desk: Desk, name: str, ours: str, theirs: str) -> None:
        super().__init__()
        tr = desk.tr
        self.ours = SideHead(desk, ours, f"{name}Ours")
        self.theirs = SideHead(desk, theirs, f"{name}Theirs")
        self._model = EvidenceModel(tr, ours, theirs)
        self.table = DecidingTable(f"{name}PairTable", tr("Compared line by line"), desk.tokens, _ROW)
        self.table.setModel(self._model)
        self.table.horizontalHeader().hide()  # the heads say it
        self.table.resized.connect(self._fit)
        heads = QHBoxLayout()
        heads.setSpacing(SIZES.block)
        heads.addWidget(self.ours, 1)
        heads.addWidget(self.theirs, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(QMargins())
        box.setSpacing(SIZES.gap)
        box.addLayout(heads)
        box.addWidget(self.table, 1)

    def show_pair(self, ours: Side, theirs: Side, facts: Sequence[Fact]) -> None:
        self.ours.show_side(ours)
        self.theirs.show_side(theirs)
        self._model.show_facts(facts)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        width = self.table.viewport().width()
        half = width // 2  # theirs begins under its head
        first, last = max(round(width * _NAMES), 110), max(round(width * _NAMES), 176)
        for column, each in enumerate((first, half - first, width - half - last)):
            self.table.setColumnWidth(column, each)


class SideBySide(QWidget):
    """A pair that is decided by two keys, which stand on their buttons. Where others are as good, they are shown as
    such, and any of them can be looked at."""

    same_pressed = Signal()
    different_pressed = Signal()
    undo_pressed = Signal()
    back_pressed = Signal()
    candidate_pressed = Signal(int)

    def __init__(self, desk: Desk, name: str, *, back: str = "") -> None:
        """`back`: the words of the way back; "" = there is none."""
        super().__init__()
        tr = self._tr = desk.tr
        self._name = name
        self.where = label(kind="strong", name=f"{name}Where")
        self._state = chip("", Tone.MUTED)
        self._sure = label(tone=Tone.MUTED, name=f"{name}HowSure")
        self._sure.setToolTip(tr("How sure"))
        self._head = row(self.where, self._state, self._sure, None)
        self._back = button(back, f"{name}BackButton", small=True)
        self._back.clicked.connect(self.back_pressed)
        self._head.insertWidget(0, self._back)
        self._last_of_head: QWidget = self._back
        self.pair = PairView(desk, name, tr("In your file"), tr("On the portal"))
        self._build_rivals()
        self.said = label(tone=Tone.MUTED, wrap=True, name=f"{name}Said")
        self.different = button(tr("Not the same (Delete)"), f"{name}DifferentButton")
        self.same = button(tr("It is the same (Enter)"), f"{name}SameButton")
        self.undo = button(tr("Take back (Ctrl+Z)"), f"{name}UndoButton", look="flat")
        self.different.clicked.connect(self.different_pressed)
        self.same.clicked.connect(self.same_pressed)
        self.undo.clicked.connect(self.undo_pressed)
        table = self.pair.table
        table.same.connect(self._on_same)
        table.different.connect(self.different_pressed)
        table.left.connect(self.back_pressed)
        foot = row(self.said, self.undo, self.different, self.same)
        foot.setStretch(0, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(QMargins())
        box.setSpacing(SIZES.gap)
        box.addLayout(self._head)
        box.addWidget(self._rivals)
        box.addWidget(self.pair, 1)
        box.addLayout(foot)
        if not back:
            self._back.hide()

    def _build_rivals(self) -> None:
        self._rivals = QFrame()
        self._rivals.setProperty("kind", "bar")
        self._rivals.setProperty("tone", "look")
        self._rivals_said = label(wrap=True, name=f"{self._name}Rivals")
        self._choices = WrappingRow(gap=SIZES.gap)
        holder = QWidget()
        holder.setLayout(self._choices)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        box = QVBoxLayout(self._rivals)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(6)
        box.addWidget(self._rivals_said)
        box.addWidget(holder)
        self._rivals.hide()

    def add_to_head(self, made: QWidget) -> None:
        """At its end; the keyboard comes to it before what stands below."""
        self._head.addWidget(made)
        self.setTabOrder(self._last_of_head, made)
        self._last_of_head = made

    # what is shown --------------------------------------------------------------------------------------------------------
    def show_pair(self, ours: Side, theirs: Side, facts: Sequence[Fact]) -> None:
        self.pair.show_pair(ours, theirs, facts)

    def show_state(self, text: str, tone: Tone, how_sure: str = "") -> None:
        self._state.setText(text)
        self._sure.setText(how_sure)
        self._sure.setVisible(bool(how_sure))
        set_property(self._state, "tone", tone.value)
        self._state.setVisible(bool(text))

    def show_rivals(self, said: str, names: Sequence[tuple[str, bool]], chosen: int) -> None:
        """Pairs as good as each other: their names, and whether they can be chosen; none where there is only one."""
        had = any(made.hasFocus() for made in self._rivals.findChildren(QPushButton))
        clear(self._choices)
        before = self._last_of_head
        self._rivals.setVisible(len(names) > 1)
        self._rivals_said.setText(said)
        for number, (name, free) in enumerate(names if len(names) > 1 else ()):
            made = button(name, f"{self._name}Candidate{number}", small=True)
            made.setProperty("choice", True)
            made.setCheckable(True)
            made.setChecked(number == chosen)
            made.setEnabled(free or number == chosen)
            made.clicked.connect(self._on_candidate)
            self._choices.addWidget(made)
            self.setTabOrder(before, made)  # a new one would come after all that is there
            before = made
            if had and number == chosen:
                made.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str) -> None:
        """What the last answer did, shown and spoken."""
        self.said.setText(words)
        self.said.setAccessibleName(words)
        if words:
            announce(self.said)

    def take_focus(self) -> None:
        self.pair.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_same(self) -> None:
        if self.same.isEnabled():
            self.same_pressed.emit()

    @Slot()
    def _on_candidate(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            self.candidate_pressed.emit(int(sender.objectName().removeprefix(f"{self._name}Candidate")))
