"""The same property twice on the portal: both side by side, and one of them hidden on request."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from rentix_desktop.linking.doubles import Double, DoubleGroup
from rentix_desktop.mapping.model import Level
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.messages import NoticeBar, announce
from rentix_desktop.ui.models.linking import side_of_listing
from rentix_desktop.ui.places.linking.sending import Hidden
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, chip, label, row
from rentix_desktop.ui.widgets.side_by_side import PairView, SideHead
from rentix_desktop.ui.widgets.states import EmptyState

_YES: Final = "hideDoubleYesButton"
_NO: Final = "hideDoubleNoButton"


class DoublesView(QWidget):
    hide_wanted = Signal(str)  # the portal's id
    read_wanted = Signal()
    apart_wanted = Signal(str, str, bool)  # the portal's ids of two that are not the same; False = that is taken back

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._asked = ""
        self._apart: tuple[str, str] | None = None  # what was said last
        self._doubles: list[tuple[PortalListing, PortalListing, Double]] = []
        self._at = 0
        self._where = label(kind="strong", name="doubleWhere")
        self._how = chip("", Tone.LOOK)
        self._before = button(tr("Previous"), "previousDoubleButton", small=True)
        self._after = button(tr("Next pair"), "nextDoubleButton", small=True)
        self._before.clicked.connect(self._on_before)
        self._after.clicked.connect(self._on_after)
        self._pair = PairView(desk, "double", tr("Proposed to stay"), tr("May be hidden"))
        self._pair.table.different.connect(self._on_different)
        self._different = button(tr("Not the same (Delete)"), "doubleDifferentButton", small=True)
        self._different.clicked.connect(self._on_different)
        self._said = label(tone=Tone.MUTED, wrap=True, name="doubleSaid")
        self._undo = button(tr("Take back (Ctrl+Z)"), "doubleUndoButton", look="flat")
        self._undo.clicked.connect(self._on_undo)
        self._undo.hide()
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._on_undo)
        self._stays = self._hide_button(self._pair.ours, "hideFirstButton")
        self._other = self._hide_button(self._pair.theirs, "hideSecondButton")
        self.question = NoticeBar()
        self.question.setObjectName("hideQuestion")
        self.question.pressed.connect(self._on_answer)
        self._groups = QWidget()
        box = QVBoxLayout(self._groups)
        box.setContentsMargins(QMargins())
        box.setSpacing(SIZES.gap)
        box.addLayout(row(self._where, self._how, None, self._different, self._before, self._after))
        box.addWidget(self.question)
        box.addWidget(self._pair, 1)
        self._none = EmptyState("", "", tr("Read the listings of the portal"), "readPortalButton")
        self._none.pressed.connect(self.read_wanted)
        self._views = QStackedWidget()
        self._views.addWidget(self._none)
        self._views.addWidget(self._groups)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(QMargins())
        outer.addWidget(self._views, 1)
        foot = row(self._said, self._undo)
        foot.setStretch(0, 1)
        outer.addLayout(foot)

    def _hide_button(self, head: SideHead, name: str) -> QPushButton:
        made = button(self._tr("Hide this one…"), name, small=True)
        made.clicked.connect(self._on_hide)
        head.add_button(made)
        return made

    def show_groups(self, groups: tuple[DoubleGroup, ...] | None, listings: dict[str, PortalListing]) -> None:
        """None = the portal was not read."""
        tr = self._tr
        self.question.clear()
        if groups is None:
            self._none.show_state(
                tr("Not looked for yet"), tr("The listings of the portal are read; nothing is changed.")
            )
        elif not groups:
            self._none.show_state(
                tr("Nothing is there twice"), tr("No two listings are the same property."), action=False
            )
        self._doubles = [
            (listings[group.stays], listings[double.portal_id], double)
            for group in groups or ()
            for double in group.doubles
        ]
        self._views.setCurrentWidget(self._groups if groups else self._none)
        self._show(min(self._at, len(self._doubles) - 1))

    def take_focus(self) -> None:
        if self._views.currentWidget() is self._groups:
            self._pair.table.setFocus()
        elif (first := self._none.button) is not None:
            first.setFocus()
        else:
            self._undo.setFocus()

    @Slot()
    def _on_before(self) -> None:
        self._show(self._at - 1)

    @Slot()
    def _on_after(self) -> None:
        self._show(self._at + 1)

    def _show(self, at: int) -> None:
        self.question.clear()
        if not 0 <= at < len(self._doubles):
            return
        tr, count = self._tr, len(self._doubles)
        self._at = at
        stays, double, facts = self._doubles[at]
        self._where.setText(tr("{number} of {count}", number=tr.number(at + 1), count=tr.number(count)))
        self._how.setText(tr("Surely the same") if facts.level is Level.SURE else tr("Perhaps the same"))
        self._before.setEnabled(at > 0)
        self._after.setEnabled(at < count - 1)
        self._pair.show_pair(side_of_listing(stays, tr), side_of_listing(double, tr), facts.evidence)

    @Slot()
    def _on_different(self) -> None:
        if not self._doubles:
            return
        tr, (stays, double, _) = self._tr, self._doubles[self._at]
        one, other = self._apart = stays.portal_id, double.portal_id
        names = [tr("No. {number}", number=each) for each in (one, other)]
        self._said.setText(tr("{pair}: not the same.", pair=" – ".join(names)))
        self._undo.show()
        announce(self._said)
        self.apart_wanted.emit(one, other, True)

    @Slot()
    def _on_undo(self) -> None:
        if self._apart is not None:
            one, other = self._apart
            self._apart = None
            self._said.clear()
            self._undo.hide()
            self.apart_wanted.emit(one, other, False)

    @Slot()
    def _on_hide(self) -> None:
        if not self._doubles:
            return
        tr, (stays, double, _) = self._tr, self._doubles[self._at]
        listing = stays if self.sender() is self._stays else double
        self._asked = listing.portal_id
        words = tr("It is not deleted: it can be shown again on the portal.")
        if listing.external_id:
            more = tr(
                "It is linked with {code}: as long as that row is in your file, an upload shows it again.",
                code=listing.external_id,
            )
            words = f"{words} {more}"
        self.question.show_notice(
            tr("Hide No. {number} on the portal?", number=listing.portal_id),
            words,
            Tone.LOOK,
            ((_NO, tr("Keep it shown")), (_YES, tr("Hide it"))),
        )
        self.question.findChildren(QPushButton, _NO)[-1].setFocus()  # a former one may not be gone yet

    @Slot(str)
    def _on_answer(self, name: str) -> None:
        self.question.clear()
        if name == _YES:
            self.hide_wanted.emit(self._asked)
        else:
            self.take_focus()


def hidden_words(hidden: Hidden, tr: Texts) -> tuple[str, str, Tone]:
    """What came of hiding one, as a notice takes it."""
    number, hides = tr("No. {number}", number=hidden.portal_id), hidden.hides
    if hidden.portal_id in hides.hidden:
        return tr("{listing} is hidden", listing=number), tr("It can be taken back in the history."), Tone.GOOD
    if (said := hides.refused.get(hidden.portal_id)) is not None:
        words = tr("The portal says: {words}. Its page has a way to hide it.", words=said.rstrip(".") or "?")
        return tr("{listing} is not hidden", listing=number), words, Tone.LOOK
    words = tr("It is kept: the first page offers to go on with it.")
    return tr("{listing} is not hidden yet", listing=number), words, Tone.LOOK
