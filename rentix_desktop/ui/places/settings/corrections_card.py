"""The corrections that are kept for the account that is connected, and the way to forget them all."""

from __future__ import annotations

from PySide6.QtCore import Slot

from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.widgets.basics import Card, Tone, button, label, row
from rentix_desktop.ui.widgets.question import said_yes


class CorrectionsCard(Card):
    """Hidden while no account is connected. Everything on disk is done by jobs of the page it stands on."""

    def __init__(self, page: Page) -> None:
        super().__init__(gap=10)
        self.setObjectName("correctionsCard")
        self._page = page
        self._count = 0
        tr = self._tr = page.desk.tr
        self.box.addWidget(label(tr("Corrections that are kept"), kind="heading"))
        self._says = label(kind="caption", wrap=True, name="correctionsText")
        self.box.addWidget(self._says)
        self._forget = button(tr("Forget all corrections"), "forgetCorrectionsButton", small=True)
        self._forget.clicked.connect(self._on_forget)
        self.box.addLayout(row(self._forget, None))
        self._done = label(tone=Tone.GOOD, wrap=True, name="correctionsDone")
        self._done.hide()
        self.box.addWidget(self._done)
        self.hide()

    def load(self) -> None:
        connection = self._page.desk.session.connection
        self.setVisible(connection is not None)
        if connection is not None:
            ledger = connection.ledger
            self._done.hide()
            self._page.run("corrections", lambda _task: ledger.correction_count(), self._on_counted)

    @Slot(object)
    def _on_counted(self, count: int) -> None:
        tr, self._count = self._tr, count
        self._says.setText(
            tr.plural(
                "{n} cell was corrected here. While your file says there what it said then, the correction is made again.",
                "{n} cells were corrected here. While your file says there what it said then, they are corrected again.",
                count,
            )
            if count
            else tr("None: what you correct on the results page is made again while your file says what it says now.")
        )
        self._forget.setEnabled(count > 0)

    @Slot()
    def _on_forget(self) -> None:
        connection = self._page.desk.session.connection
        if connection is None or not self._really():
            return
        ledger = connection.ledger
        self._page.error.clear()
        self._page.run("forget-corrections", lambda _task: _forgotten(ledger), self._on_forgotten)

    @Slot(object)
    def _on_forgotten(self, count: int) -> None:
        forgotten = self._count
        self._on_counted(count)
        self._done.setText(self._tr.plural("{n} was forgotten.", "{n} were forgotten.", forgotten))
        self._done.show()

    def _really(self) -> bool:
        """A box, because it cannot be undone."""
        tr = self._tr
        return said_yes(
            self,
            "forgetCorrectionsQuestion",
            tr.plural("Forget {n} correction?", "Forget {n} corrections?", self._count),
            tr("The next upload takes these cells as your file says them."),
            stay=tr("Keep them"),
            go=tr("Forget"),
            destroys=True,
        )


def _forgotten(ledger: Ledger) -> int:
    ledger.drop_corrections(None)
    return ledger.correction_count()
