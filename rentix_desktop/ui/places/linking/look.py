"""The three groups of a proposal: what is surely the same, what a person looks at, what has no partner."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from rentix_desktop.linking.deciding import Answer, Candidate, Case, Deciding
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.linking import Sides, SureModel, how_sure
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, row, search_field
from rentix_desktop.ui.widgets.side_by_side import SideBySide
from rentix_desktop.ui.widgets.states import EmptyState
from rentix_desktop.ui.widgets.ticks import TickTable

_ROW: Final = 46


class SureView(QWidget):
    """Ticked from the start; Space takes the tick off, Enter puts the two side by side."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._deciding: Deciding | None = None
        self._sides: Sides | None = None
        self._opened: Candidate | None = None
        self._model = SureModel(tr)
        self.table = TickTable("sureTable", tr("Surely the same; Space ticks, Enter opens"), desk.tokens, _ROW)
        self.table.setModel(self._model)
        self.table.ticked.connect(self._on_ticked)
        self.table.opened.connect(self._on_opened)
        self._search = search_field(tr("Search address or code"), "searchSureEdit")
        self._search.textChanged.connect(self._model.show_only)
        self._open = button(tr("Side by side (Enter)"), "openSureButton", small=True)
        self._open.clicked.connect(self._on_open)
        self._tick = button(tr("Tick or not (Space)"), "tickSureButton", small=True)
        self._tick.clicked.connect(self._on_ticked)
        self._beside = SideBySide(desk, "sure", back=tr("All of them"))
        self._beside.undo.hide()
        self._beside.back_pressed.connect(self._on_back)
        self._beside.same_pressed.connect(self._on_same)
        self._beside.different_pressed.connect(self._on_different)
        head = row(self._search, self._tick, self._open)
        head.setStretch(0, 1)
        listing = QWidget()
        box = QVBoxLayout(listing)
        box.setContentsMargins(QMargins())
        box.setSpacing(SIZES.gap)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        self._none = EmptyState(tr("No pair is sure"), tr("What may be the same waits for you under “Please look”."))
        self._views = QStackedWidget()
        for view in (self._none, listing, self._beside):
            self._views.addWidget(view)
        self._listing = listing
        outer = QVBoxLayout(self)
        outer.setContentsMargins(QMargins())
        outer.addWidget(self._views)

    def show_proposal(self, deciding: Deciding, sides: Sides) -> None:
        self._deciding, self._sides = deciding, sides
        self.update_pairs()
        self._show_which()
        self.table.fit()
        self.table.selectRow(0)

    def update_pairs(self) -> None:
        """Others are linked, or given away, by now; or one was found by hand."""
        if self._deciding is not None and self._sides is not None:
            at = self.table.row
            self._model.show_sure(self._deciding, self._sides)
            self._keep_place(at)
            if self._views.currentWidget() is not self._beside:
                self._show_which()

    def _show_which(self) -> None:
        deciding = self._deciding
        anything = deciding is not None and (deciding.sure or deciding.by_hand)
        self._views.setCurrentWidget(self._listing if anything else self._none)

    def take_focus(self) -> None:
        if self._views.currentWidget() is self._beside:
            self._beside.take_focus()
        else:
            self.table.setFocus()

    @Slot()
    def _on_ticked(self) -> None:
        at = self.table.row
        self._model.toggle(self.table.rows)
        self._keep_place(at)
        self.changed.emit()

    def _keep_place(self, at: int) -> None:
        """Where others are shown now."""
        if self.table.row < 0:
            self.table.selectRow(min(max(at, 0), self._model.rowCount() - 1))

    @Slot()
    def _on_open(self) -> None:
        self._on_opened(self.table.row)

    @Slot(int)
    def _on_opened(self, at: int) -> None:
        candidate, sides = self._model.candidate(at), self._sides
        if candidate is None or sides is None:
            return
        self._opened = candidate
        self._beside.where.setText(sides.name(candidate))
        two = self._deciding is not None and self._deciding.answer(candidate) is Answer.NOT
        state = _state_words(Answer.NOT, self._tr) if two else (self._tr("Surely the same"), Tone.GOOD)
        if not two and candidate.confidence is None:
            state = self._tr("Chosen by you"), Tone.ACCENT
        self._beside.show_state(*state, how_sure(candidate, self._tr))
        self._beside.show_pair(sides.ours(candidate), sides.theirs(candidate), sides.facts(candidate))
        self._beside.same.setEnabled(self._deciding is not None and self._deciding.may_be_same(candidate))
        self._views.setCurrentWidget(self._beside)
        self._beside.take_focus()

    @Slot()
    def _on_back(self) -> None:
        self._show_which()
        self.table.setFocus()

    @Slot()
    def _on_same(self) -> None:
        self._decide(True)

    @Slot()
    def _on_different(self) -> None:
        self._decide(False)

    def _decide(self, same: bool) -> None:
        if self._deciding is not None and self._opened is not None:
            if same:
                self._deciding.tick(self._opened, True)
            else:
                self._deciding.say(self._opened, False)
            self.update_pairs()
            self._on_back()
            self.changed.emit()


class LookView(QWidget):
    """One pair after the other, by two keys."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._deciding: Deciding | None = None
        self._sides: Sides | None = None
        self._case: Case | None = None
        self._at = 0  # which of the case's pairs is looked at
        self._beside = SideBySide(desk, "look")
        self._before = button(tr("Previous"), "previousPairButton", small=True)
        self._after = button(tr("Next pair"), "nextPairButton", small=True)
        for made in (self._before, self._after):
            self._beside.add_to_head(made)
        self._before.clicked.connect(self._on_before)
        self._after.clicked.connect(self._on_after)
        self._beside.same_pressed.connect(self._on_same)
        self._beside.different_pressed.connect(self._on_different)
        self._beside.undo_pressed.connect(self._on_undo)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._on_undo)
        self._beside.candidate_pressed.connect(self._on_candidate)
        self._done = EmptyState("", "", tr("Look at them again"), "lookAgainButton")
        self._done.pressed.connect(self._on_again)
        self._views = QStackedWidget()
        self._views.addWidget(self._done)
        self._views.addWidget(self._beside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(QMargins())
        outer.addWidget(self._views)

    def show_proposal(self, deciding: Deciding, sides: Sides) -> None:
        self._deciding, self._sides, self._case, self._at = deciding, sides, None, 0
        self._beside.say("")
        self._go_on()

    def update_pairs(self) -> None:
        """Others are linked, or given away, by now."""
        if self._case is None or self._deciding is None or self._case not in self._deciding.cases:
            self._go_on()
        else:
            self._show(self._case, self._at)

    def take_focus(self) -> None:
        if self._views.currentWidget() is self._beside:
            self._beside.take_focus()
        elif (again := self._done.findChild(QPushButton)) is not None:
            again.setFocus()

    # showing --------------------------------------------------------------------------------------------------------------
    def _go_on(self) -> None:
        """To the next open one after this, and round; where none is left that is said."""
        deciding = self._deciding
        if deciding is None:
            return
        cases = deciding.cases
        start = cases.index(self._case) if self._case in cases else 0
        for case in [*cases[start:], *cases[:start]]:
            if deciding.is_open(case):
                at = next(n for n, each in enumerate(case) if deciding.answer(each) is Answer.OPEN)
                self._show(case, at)
                return
        self._case = None
        tr = self._tr
        if cases:
            text = tr("What you said is kept, and can be looked at again and taken back.")
            if deciding.accepted:
                text = tr("Nothing is sent yet. Press the button below when you are ready.")
            self._done.show_state(tr("Everything is decided"), text)
        else:
            self._done.show_state(tr("No pair needs a look"), tr("What may be the same is shown here."), action=False)
        self._views.setCurrentWidget(self._done)

    def _show(self, case: Case, at: int) -> None:
        deciding, sides, tr = self._deciding, self._sides, self._tr
        if deciding is None or sides is None:
            return
        again = self._case is None or self._case != case
        self._case, self._at = case, at
        candidate, cases = case[at], deciding.cases
        number, count = cases.index(case) + 1, len(cases)
        self._beside.where.setText(tr("{number} of {count}", number=tr.number(number), count=tr.number(count)))
        self._beside.show_pair(sides.ours(candidate), sides.theirs(candidate), sides.facts(candidate))
        names = [(self._rival_name(each), deciding.answer(each) is not Answer.SETTLED) for each in case]
        self._beside.show_rivals(self._rivals_words(case), names, at)
        answer = deciding.answer(candidate)
        self._beside.show_state(*_state_words(answer, tr), how_sure(candidate, tr))
        self._beside.same.setEnabled(answer is not Answer.SAME and deciding.may_be_same(candidate))
        self._beside.different.setEnabled(answer in (Answer.OPEN, Answer.SAME))
        self._beside.undo.setEnabled(deciding.can_undo)
        self._before.setEnabled(number > 1)
        self._after.setEnabled(number < count)
        self._views.setCurrentWidget(self._beside)
        if again and self.isVisible():
            self._beside.take_focus()

    def _rival_name(self, candidate: Candidate) -> str:
        deciding, sides, tr = self._deciding, self._sides, self._tr
        if deciding is None or sides is None:
            return ""
        name = sides.name(candidate)
        two = deciding.answer(candidate) is Answer.NOT
        return tr("{pair} (not the same)", pair=name) if two else name

    def _rivals_words(self, case: Case) -> str:
        """What still claims one of the other; a claim that a person refused is none."""
        tr, deciding, first = self._tr, self._deciding, case[0]
        claims = [each for each in case if deciding is None or deciding.answer(each) is not Answer.NOT]
        rows = sum(each.portal_id == first.portal_id for each in claims)
        listings = sum(each.row == first.row for each in claims)
        words = []
        if len(claims) < len(case) and len(claims) <= 1:
            return tr("You said that the others are not the same.") if claims else ""
        if rows > 1:
            words.append(
                tr.plural(
                    "{n} row of your file claims this listing.", "{n} rows of your file claim this listing.", rows
                )
            )
        if listings > 1:
            words.append(tr.plural("{n} listing claims this row.", "{n} listings claim this row.", listings))
        words.append(tr("Only one can be right; with it the others are settled as not the same."))
        return " ".join(words)

    # deciding -------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_same(self) -> None:
        self._answer(True)

    @Slot()
    def _on_different(self) -> None:
        self._answer(False)

    def _answer(self, same: bool) -> None:
        deciding, sides, case, tr = self._deciding, self._sides, self._case, self._tr
        if deciding is None or sides is None or case is None:
            return
        candidate = case[self._at]
        if same and not deciding.may_be_same(candidate):
            return
        settled = deciding.say(candidate, same)
        name = sides.name(candidate)
        words = tr("{pair}: the same.", pair=name) if same else tr("{pair}: not the same.", pair=name)
        if settled:
            others = ", ".join(map(sides.name, settled))
            words += " " + tr("With it settled as not the same: {pairs}.", pairs=others)
        self._beside.say(words)
        self._go_on()
        self.changed.emit()

    @Slot()
    def _on_undo(self) -> None:
        deciding, sides = self._deciding, self._sides
        taken = deciding.undo() if deciding is not None else None
        if taken is None or deciding is None or sides is None:
            return
        self._beside.say(self._tr("{pair}: taken back.", pair=sides.name(taken)))
        case = next((each for each in deciding.cases if taken in each), None)
        if case is not None:
            self._show(case, case.index(taken))
        self.changed.emit()

    @Slot(int)
    def _on_candidate(self, number: int) -> None:
        if self._case is not None:
            self._show(self._case, number)
            self._beside.take_focus()

    @Slot()
    def _on_before(self) -> None:
        self._step(-1)

    @Slot()
    def _on_after(self) -> None:
        self._step(1)

    @Slot()
    def _on_again(self) -> None:
        if self._deciding is not None and self._deciding.cases:
            self._show(self._deciding.cases[0], 0)

    def _step(self, by: int) -> None:
        deciding = self._deciding
        if deciding is None or self._case not in deciding.cases:
            return
        at = deciding.cases.index(self._case) + by
        if 0 <= at < len(deciding.cases):
            self._show(deciding.cases[at], 0)
            self._beside.take_focus()


def _state_words(answer: Answer, tr: Texts) -> tuple[str, Tone]:
    match answer:
        case Answer.SAME:
            return tr("You said: the same"), Tone.GOOD
        case Answer.NOT:
            return tr("You said: not the same"), Tone.MUTED
        case Answer.SETTLED:
            return tr("Settled: another one is the same"), Tone.MUTED
    return tr("Not decided"), Tone.LOOK
