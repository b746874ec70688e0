"""Links that are there: sought, and taken off one, several, or all of a run."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QItemSelectionModel, QMargins, Signal, Slot
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from rentix_desktop.texts.times import date_time_words
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.messages import NoticeBar
from rentix_desktop.ui.models.linked import LinkedModel
from rentix_desktop.ui.places.linking.work import Linked
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, label, row, search_field
from rentix_desktop.ui.widgets.states import EmptyState
from rentix_desktop.ui.widgets.ticks import TickTable
from rentix_desktop.ui.widgets.web import open_on_the_web

_ROW: Final = 40
_YES: Final = "unlinkYesButton"
_NO: Final = "unlinkNoButton"


class LinkedView(QWidget):
    unlink_wanted = Signal(list)  # codes
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._linked = Linked((), ())
        self._asked: list[str] = []
        self._model = LinkedModel(tr)
        self.table = TickTable("linkedTable", tr("Listings that have their codes"), desk.tokens, _ROW)
        self.table.setModel(self._model)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.table.opened.connect(self._on_open)
        self._runs = QComboBox()
        self._runs.setObjectName("linkRunCombo")
        self._runs.setAccessibleName(tr("Show"))
        self._runs.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._runs.currentIndexChanged.connect(self._on_filter)
        self._search = search_field(tr("Search address or code"), "searchLinkedEdit")
        self._search.textChanged.connect(self._on_filter)
        head = row(self._runs, self._search)
        head.setStretch(1, 1)
        self.question = NoticeBar()
        self.question.setObjectName("unlinkQuestion")
        self.question.pressed.connect(self._on_answer)
        self._of = label(tone=Tone.MUTED, name="linkedOfLabel")
        self._all = button(tr("Select all shown"), "selectAllLinkedButton", small=True)
        self._all.clicked.connect(self.table.selectAll)
        self.unlink = button("", "unlinkButton")
        self.unlink.clicked.connect(self._on_unlink)
        listing = self._listing = QWidget()
        box = QVBoxLayout(listing)
        box.setContentsMargins(QMargins())
        box.setSpacing(SIZES.gap)
        box.addLayout(head)
        box.addWidget(self.question)
        box.addWidget(self.table, 1)
        box.addLayout(row(self._of, self._all, None, self.unlink))
        self._none = EmptyState(
            tr("No listing is linked yet"),
            tr("Listings that have the code of a row of your file are shown here, and can lose it again."),
        )
        self._views = QStackedWidget()
        for view in (self._none, listing):
            self._views.addWidget(view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(QMargins())
        outer.addWidget(self._views)

    def seek(self, words: str) -> None:
        """Shows those only that have these words."""
        self._search.setText(words)

    def show_linked(self, linked: Linked) -> None:
        tr, self._linked = self._tr, linked
        self.question.clear()
        self._runs.blockSignals(True)
        self._runs.clear()
        self._runs.addItem(tr("All: {n}", n=tr.number(len(linked.listings))), None)
        by_link = frozenset[str]().union(*(run.external_ids for run in linked.runs))
        by_upload = frozenset(each.external_id for each in linked.listings) - by_link
        if by_link and by_upload:
            self._runs.addItem(tr("Linked: {n}", n=tr.number(len(by_link))), by_link)
            self._runs.addItem(tr("Made by uploads: {n}", n=tr.number(len(by_upload))), by_upload)
        for run in linked.runs:
            when = date_time_words(run.info.started_at or run.info.created_at)
            words = tr("{when}, {file}: {n}", when=when, file=run.info.file_name, n=tr.number(len(run.external_ids)))
            self._runs.addItem(words, run.external_ids)
        self._runs.blockSignals(False)
        self._model.show_linked(linked.listings)
        self._on_filter()
        self._views.setCurrentWidget(self._listing if linked.listings else self._none)
        self.table.fit()
        if self._search.text() and self._model.rowCount() == 1:
            self.table.selectRow(0)  # the one that was sought

    @property
    def count(self) -> int:
        return self._model.every

    def take_focus(self) -> None:
        self.table.setFocus()

    @Slot()
    def _on_filter(self) -> None:
        self._model.show_only(self._runs.currentData(), self._search.text())
        if self._model.rowCount():
            self.table.setCurrentIndex(self._model.index(0, 0))
            self.table.selectionModel().clear()
            flags = QItemSelectionModel.SelectionFlag.NoUpdate
            self.table.selectionModel().setCurrentIndex(self._model.index(0, 0), flags)
        self._on_selected()

    @Slot()
    def _on_selected(self) -> None:
        tr, chosen = self._tr, len(self.table.rows)
        self._of.setText(tr.plural("{n} selected", "{n} selected", chosen))
        text = tr.plural("Take the link off {n} listing…", "Take the link off {n} listings…", chosen)
        self.unlink.setText(text if chosen else tr("Take links off…"))
        self.unlink.setAccessibleName(self.unlink.text())
        self.unlink.setEnabled(chosen > 0)
        if self.question.isVisible():
            self.question.clear()

    @Slot(int)
    def _on_open(self, at: int) -> None:
        listing = self._model.listing(at)
        open_on_the_web(listing.public_url if listing is not None else None)

    @Slot()
    def _on_unlink(self) -> None:
        listings = [each for at in self.table.rows if (each := self._model.listing(at)) is not None]
        self._asked = [each.external_id for each in listings]
        if not self._asked:
            return
        tr = self._tr
        self.question.show_notice(
            tr.plural("Take the link off {n} listing?", "Take the link off {n} listings?", len(self._asked)),
            tr(
                "The listings stay on the portal as they are, without a code. "
                "An upload of a file that has them would make new ones: each would be there twice."
            ),
            Tone.LOOK,
            ((_NO, tr("Keep the links")), (_YES, tr("Take them off"))),
        )
        self.question.take_focus(_NO)

    @Slot(str)
    def _on_answer(self, name: str) -> None:
        self.question.clear()
        if name == _YES:
            self.unlink_wanted.emit(self._asked)
        else:
            self.table.setFocus()
