"""Codes of rows that other properties have on the portal: what it is, and the ways out. Such rows are held until then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QMargins, QObject, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rentix_desktop.linking.deciding import Candidate
from rentix_desktop.linking.pairing import Pair
from rentix_desktop.linking.restoring import adopt
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.messages import NoticeBar
from rentix_desktop.ui.models.linking import Sides
from rentix_desktop.ui.one_job import OneJob
from rentix_desktop.ui.places.linking.state import LinkingState
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, label, row
from rentix_desktop.ui.widgets.side_by_side import PairView

_OFF: Final = "takeCodeOffButton"
_SAME: Final = "sameAllTheSameButton"
_NO: Final = "decideLaterButton"


class ConflictsView(QWidget):
    """One after the other. What is chosen is asked about once more: it cannot be seen from here what it does."""

    same_wanted = Signal(str)  # the code: the listing that has it is the row's
    unlink_wanted = Signal(list)  # the codes that are to be taken off

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._pairs: Sequence[Pair] = ()
        self._sides: Sides | None = None
        self._at = 0
        self._where = label(kind="strong", name="conflictWhere")
        self._before = button(tr("Previous"), "previousConflictButton", small=True)
        self._after = button(tr("Next"), "nextConflictButton", small=True)
        self._before.clicked.connect(self._on_before)
        self._after.clicked.connect(self._on_after)
        self._said = label(
            tr(
                "This listing has the code of your row, and looks like another property. The row is held: sent, it would "
                "overwrite this listing. To send it as a new one, give it another code in your file, or take the code off "
                "here."
            ),
            wrap=True,
            name="conflictSaid",
        )
        self.question = NoticeBar()
        self.question.setObjectName("conflictQuestion")
        self.question.pressed.connect(self._on_answer)
        self.pair = PairView(desk, "conflict", tr("In your file"), tr("On the portal"))
        self._off = button(tr("Take the code off this listing…"), "conflictOffButton")
        self._same = button(tr("It is the same property…"), "conflictSameButton")
        self._off.clicked.connect(self._on_off)
        self._same.clicked.connect(self._on_same)
        box = QVBoxLayout(self)
        box.setContentsMargins(QMargins())
        box.setSpacing(SIZES.gap)
        box.addLayout(row(self._where, None, self._before, self._after))
        box.addWidget(self._said)
        box.addWidget(self.question)
        box.addWidget(self.pair, 1)
        box.addLayout(row(None, self._same, self._off))

    def show_conflicts(self, known: LinkingState) -> None:
        rows = known.proposed.rows if known.proposed is not None else {}
        self._pairs = known.conflicts
        self._sides = Sides(known.by_id, rows, self._pairs, self._tr)
        self._at = min(self._at, max(0, len(self._pairs) - 1))
        self._show()

    def _show(self) -> None:
        self.question.clear()
        if not self._pairs or self._sides is None:
            return
        tr, sides = self._tr, self._sides
        candidate = self._candidate
        number, count = tr.number(self._at + 1), tr.number(len(self._pairs))
        where = tr("{number} of {count}", number=number, count=count)
        self._where.setText(f"{where}: {sides.name(candidate)}")
        self.pair.show_pair(sides.ours(candidate), sides.theirs(candidate), sides.facts(candidate))
        for made in (self._before, self._after):
            made.setVisible(len(self._pairs) > 1)
        self._before.setEnabled(self._at > 0)
        self._after.setEnabled(self._at + 1 < len(self._pairs))

    @property
    def _candidate(self) -> Candidate:
        pair = self._pairs[self._at]
        return Candidate(pair.portal_id, pair.row, pair.external_id)

    def take_focus(self) -> None:
        self.pair.table.setFocus()

    @Slot()
    def _on_before(self) -> None:
        self._at -= 1
        self._show()

    @Slot()
    def _on_after(self) -> None:
        self._at += 1
        self._show()

    @Slot()
    def _on_off(self) -> None:
        tr = self._tr
        number = tr("No. {number}", number=self._candidate.portal_id)
        self.question.show_notice(
            tr("Take the code {code} off {listing}?", code=self._candidate.external_id, listing=number),
            tr(
                "The listing stays on the portal as it is, without a code. The next upload makes a new listing of your row."
            ),
            Tone.LOOK,
            ((_NO, tr("Not yet")), (_OFF, tr("Take it off"))),
        )
        self.question.take_focus(_NO)

    @Slot()
    def _on_same(self) -> None:
        tr = self._tr
        number = tr("No. {number}", number=self._candidate.portal_id)
        self.question.show_notice(
            tr("Is {listing} the property of your row {code}?", code=self._candidate.external_id, listing=number),
            tr("The next upload makes it what the file says."),
            Tone.WRONG,
            ((_NO, tr("Not yet")), (_SAME, tr("It is the same"))),
        )
        self.question.take_focus(_NO)

    @Slot(str)
    def _on_answer(self, name: str) -> None:
        self.question.clear()
        if name == _OFF:
            self.unlink_wanted.emit([self._candidate.external_id])
        elif name == _SAME:
            self.same_wanted.emit(self._candidate.external_id)
        else:
            self.take_focus()


@dataclass(frozen=True, slots=True)
class Adopted:
    """The listing with this code is its row's by now."""

    code: str


class Adopting(OneJob):
    """A person said that a listing is the row's though it does not look it."""

    adopted = Signal(object)  # Adopted

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(desk, parent)

    def adopt(self, known: LinkingState, code: str) -> None:
        connection, proposed = self._desk.session.connection, known.proposed
        pair = next((each for each in known.conflicts if each.external_id == code), None)
        if connection is None or proposed is None or pair is None or self.running:
            return
        listing, record, source = known.by_id[pair.portal_id], proposed.rows[pair.row].record, proposed.source
        ledger, catalogue = connection.ledger, connection.catalogue

        def work(_: object) -> Adopted:
            adopt([(listing, record)], ledger, catalogue, source)
            return Adopted(code)

        self._start("adopt", work, self._on_adopted)

    @Slot(object)
    def _on_adopted(self, adopted: Adopted) -> None:
        self.adopted.emit(adopted)
