"""How a run of links ended: what is linked, what was refused and the way out, and what happens next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QMargins, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.errors import Code
from rentix_desktop.linking.linked import Sent
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.ledger import Action
from rentix_desktop.sync.repair.refusals import understand
from rentix_desktop.texts.errors import describe
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.linked import FailedModel
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.ways import GIVE_UP_LINKS
from rentix_desktop.ui.widgets.basics import Card, Tone, button, label, row, set_property
from rentix_desktop.ui.widgets.ticks import TickTable
from rentix_desktop.ui.widgets.web import open_on_the_web

_ROW: Final = 66


class ResultView(QWidget):
    other_wanted = Signal(str)  # the listings that are linked are to be sought for this
    again_pressed = Signal()
    go_on_pressed = Signal()
    give_up_pressed = Signal()
    linked_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._listings: Mapping[str, PortalListing] = {}
        self._catalogue: Catalogue | None = None
        self._said = label(kind="heading", wrap=True, name="linkedSaid")
        self._next = label(wrap=True, name="linkedNext")
        self._stopped = label(tone=Tone.WRONG, wrap=True, name="linkedStopped")
        said = Card(gap=4)
        for part in (self._said, self._next, self._stopped):
            said.box.addWidget(part)
        self._model = FailedModel(tr)
        self.table = TickTable("notLinkedTable", tr("What could not be done"), desk.tokens, _ROW)
        self.table.setModel(self._model)
        self._open = button(tr("Open its page"), "openNotLinkedButton", small=True)
        self._open.clicked.connect(self._on_open)
        self._other = button(tr("Find the other link"), "findOtherButton", small=True)
        self._other.clicked.connect(self._on_other)
        self._again = button(tr("Try these again"), "linkAgainButton", small=True)
        self._again.clicked.connect(self.again_pressed)
        self._go_on = button(tr("Go on where it stopped"), "linkGoOnButton", small=True)
        self._go_on.clicked.connect(self.go_on_pressed)
        self._give_up = button(tr("Give the links up…"), GIVE_UP_LINKS, small=True)
        self._give_up.clicked.connect(self.give_up_pressed)
        self._linked = button(tr("Back to the links"), "backToLinksButton", small=True)
        self._linked.clicked.connect(self.linked_pressed)
        self._failed = QWidget()
        box = QVBoxLayout(self._failed)
        box.setContentsMargins(QMargins())
        box.setSpacing(SIZES.gap)
        box.addWidget(self.table, 1)
        box.addLayout(row(self._open, self._other, None, self._again))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(QMargins())
        outer.setSpacing(SIZES.block)
        outer.addWidget(said)
        outer.addLayout(row(self._go_on, self._give_up, self._linked, None))
        outer.addWidget(self._failed, 1)
        self._rest = QWidget()
        outer.addWidget(self._rest, 1)

    def show_sent(self, sent: Sent, *, catalogue: Catalogue, listings: Mapping[str, PortalListing]) -> None:
        tr = self._tr
        self._listings, self._catalogue = listings, catalogue
        self._said.setText(result_words(sent, tr))
        set_property(self._said, "tone", (Tone.LOOK if sent.failed or sent.left else Tone.GOOD).value)
        self._next.setText(next_words(sent, tr))
        self._next.setVisible(bool(sent.codes))
        self._stopped.setText(stopped_words(sent, tr))
        self._stopped.setVisible(sent.stopped is not None)
        by_person = sent.stopped is not None and sent.stopped.code is Code.STOPPED
        set_property(self._stopped, "tone", (Tone.MUTED if by_person else Tone.WRONG).value)
        off = sent.meant == {Action.UNLINK}
        give_up = tr("Leave them linked…") if off else tr("Give the links up…")
        self._give_up.setText(give_up)
        self._give_up.setAccessibleName(give_up)
        for made in (self._go_on, self._give_up):
            made.setVisible(sent.left > 0)
        self._linked.setVisible(off)
        self._model.show_rows(sent.failed, catalogue)
        self._failed.setVisible(bool(sent.failed))
        self._rest.setVisible(not sent.failed)
        self._other.setVisible(not off)
        self._again.setVisible(not off)
        if sent.failed:
            self.table.fit()
            self.table.selectRow(0)

    def take_focus(self) -> None:
        if (first := self.first) is not None:
            first.setFocus()

    @property
    def first(self) -> QWidget | None:
        """What is to be done here first; None = nothing is."""
        found = (self._go_on, self.table, self._linked)
        return next((each for each in found if each.isVisibleTo(self)), None)

    @Slot()
    def _on_open(self) -> None:
        row = self._model.row(self.table.row)
        listing = self._listings.get(row.planned.portal_id or "") if row is not None else None
        open_on_the_web(listing.public_url if listing is not None else None)

    @Slot()
    def _on_other(self) -> None:
        row = self._model.row(self.table.row)
        if row is not None and self._catalogue is not None:
            found = (understand(words, {}, self._catalogue) for words in row.messages)
            other = any(each is not None and each.code is ProblemCode.HAS_OTHER_CODE for each in found)
            self.other_wanted.emit((row.planned.portal_id or "") if other else row.planned.external_id)


def result_words(sent: Sent, tr: Texts) -> str:
    """ "22 listings are linked. 1 was refused." """
    words = []
    if linked := len(sent.codes - sent.off):
        words.append(tr.plural("{n} listing is linked.", "{n} listings are linked.", linked))
    if off := len(sent.off):
        words.append(
            tr.plural("The link of {n} listing is taken off.", "The links of {n} listings are taken off.", off)
        )
    if not words and not sent.in_doubt:
        words.append(tr("Nothing was changed."))
    if failed := len(sent.failed):
        words.append(tr.plural("{n} was refused.", "{n} were refused.", failed))
    if left := sent.not_sent:
        words.append(tr.plural("{n} is still to be sent.", "{n} are still to be sent.", left))
    if doubt := len(sent.in_doubt):
        words.append(
            tr.plural(
                "The answer for {n} was lost: going on asks the portal what became of it.",
                "The answers for {n} were lost: going on asks the portal what became of them.",
                doubt,
            )
        )
    return " ".join(words)


def next_words(sent: Sent, tr: Texts) -> str:
    """What the next upload does with them."""
    words = []
    if linked := len(sent.codes - sent.off):
        words.append(
            tr.plural(
                "The next upload changes this listing instead of making a new one.",
                "The next upload changes these listings instead of making new ones.",
                linked,
            )
        )
    if off := len(sent.off):
        words.append(
            tr.plural(
                "An upload of a file that has it makes a new listing of it.",
                "An upload of a file that has them makes new listings of them.",
                off,
            )
        )
    return " ".join(words)


def stopped_words(sent: Sent, tr: Texts) -> str:
    """Why it ended early."""
    if sent.stopped is None:
        return ""
    text = describe(sent.stopped, tr)
    title = text.title if text.title.endswith(("?", "!", ".")) else f"{text.title}."
    return " ".join(part for part in (title, text.message, text.hint) if part)
