"""The end of the wizard: what was uploaded from a file can be kept up to date from now on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from rentix_desktop.errors import AppError
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.sources.source import SourceStore
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.session import Session
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.ways import Draft
from rentix_desktop.ui.widgets.basics import Tone, button, label
from rentix_desktop.ui.wizard import understanding
from rentix_desktop.ui.wizard.results.proposing import Proposal, Sent, propose
from rentix_desktop.ui.wizard.understanding import Understanding

if TYPE_CHECKING:
    from rentix_desktop.ui.ways import Ways

_DECLINED = "keeping_declined"


class Shell(Protocol):
    """What the results page needs of the window: the ways to where it is decided what is kept, and what is linked."""

    @property
    def ways(self) -> Ways: ...

    def show_place(self, name: str) -> None: ...


def sent_by(session: Session) -> Sent | None:
    """What was just sent, where it is something to be kept: a file of an agency, all of it sent, and some of it well.
    The demo portal is gone with the program: nothing of it is kept."""
    flow, connection = session.flow, session.connection
    known, summary = session.notes.get(understanding.NOTE), flow.summary
    if flow.demo or connection is None or summary is None or flow.table is None or flow.mapping is None:
        return None
    if not isinstance(known, Understanding) or not _went_through(summary):
        return None
    account = connection.account
    return Sent(
        summary.run,
        flow.table,
        session.options,
        known,
        flow.mapping,
        connection.key,
        account.name,
        connection.catalogue,
    )


def _went_through(summary: Summary) -> bool:
    good = summary.created + summary.updated + summary.unchanged + summary.hidden
    return bool(good) and not summary.not_sent and not summary.in_doubt and summary.stopped is None


class KeepOffer(QFrame):
    """A calm bar on the results page. Hidden while there is nothing to offer."""

    keep_pressed = Signal(object)  # a Draft

    def __init__(self, page: Page, store: SourceStore, pasted: Path) -> None:
        super().__init__()
        tr = page.desk.tr
        self._page = page
        self._tr = tr
        self._store = store
        self._pasted = pasted
        self._draft: Draft | None = None
        self.setObjectName("keepOffer")
        self.setProperty("kind", "bar")
        self._strong = label(kind="strong", wrap=True, name="keepOfferTitle")
        self._more = label(wrap=True, tone=Tone.MUTED, name="keepOfferSentence")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._strong)
        words.addWidget(self._more)
        self._no = button(tr("Not now"), "declineKeepButton", look="flat", small=True)
        self._no.clicked.connect(self._on_no)
        self._keep = button("", "keepFileButton", small=True)
        self._keep.clicked.connect(self._on_keep)
        box = QHBoxLayout(self)
        box.setContentsMargins(SIZES.pad, 10, SIZES.pad, 10)
        box.setSpacing(10)
        box.addLayout(words, 1)
        box.addWidget(self._no)
        box.addWidget(self._keep)
        self.hide()

    def look(self) -> None:
        """Offers to keep what was just sent, if that can be kept."""
        session, store = self._page.desk.session, self._store
        sent, connection = sent_by(session), session.connection
        if sent is None or connection is None or session.notes.get(_DECLINED) == str(sent.info.path):
            self._draft = None
            self.hide()
            return
        ledger, pasted = connection.ledger, self._pasted
        self._page.run(
            "propose", lambda task: propose(task, sent, ledger, store, pasted), self._on_proposed, self._on_not
        )

    @Slot(object)
    def _on_proposed(self, proposal: Proposal | None) -> None:
        if proposal is None:
            self.hide()
            return
        tr, draft = self._tr, proposal.draft
        self._draft = draft
        name = draft.source.name
        if draft.former is None:
            self._strong.setText(tr("Keep this file up to date?"))
            self._more.setText(tr("From now on it is one click, or none: only what changed is sent."))
            self._keep.setText(tr("Keep it up to date…"))
        elif proposal.same:
            self._strong.setText(tr("This file is kept up to date as {name}", name=name))
            self._more.setText(tr("Only what changed in it is sent."))
            self._keep.setText(tr("Change…"))
        else:
            self._strong.setText(tr("This file is kept up to date as {name}", name=name))
            self._more.setText(tr("You decided some of it anew. Shall that hold from now on?"))
            self._keep.setText(tr("Update what is kept…"))
        self._keep.setAccessibleName(f"{self._keep.text()} {self._strong.text()}")
        self._no.setVisible(draft.former is None)
        self.show()

    @Slot(object)
    def _on_not(self, _error: AppError) -> None:
        """An offer that cannot be made is not worth a word: the upload went well."""
        self.hide()

    @Slot()
    def _on_no(self) -> None:
        if self._draft is not None and self._draft.file is not None:
            self._page.desk.session.notes[_DECLINED] = str(self._draft.file)
        self.hide()

    @Slot()
    def _on_keep(self) -> None:
        if self._draft is not None:
            self.keep_pressed.emit(self._draft)
