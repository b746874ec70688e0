"""The same property twice on the portal: both side by side, and one of them hidden on request."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, QModelIndex, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTableView, QVBoxLayout, QWidget

from rentix_desktop.linking.doubles import DoubleGroup
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.messages import NoticeBar
from rentix_desktop.ui.models.linked import DoublesModel
from rentix_desktop.ui.models.linking import side_of_listing
from rentix_desktop.ui.places.linking_pair import PairView, SideHead
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button
from rentix_desktop.ui.widgets.states import EmptyState
from rentix_desktop.ui.widgets.ticks import TickTable

_ROW: Final = 46
_LIST_WIDTH: Final = 300
_CHIP_WIDTH: Final = 96
_YES: Final = "hideDoubleYesButton"
_NO: Final = "hideDoubleNoButton"


class DoublesView(QWidget):
    hide_wanted = Signal(str)  # the portal's id
    read_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._asked = ""
        self._model = DoublesModel(tr)
        self.table = TickTable("doublesTable", tr("The same property twice on the portal"), desk.tokens, _ROW)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setModel(self._model)
        self.table.setFixedWidth(_LIST_WIDTH)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self._pair = PairView(desk, "double", tr("Proposed to stay"), tr("May be hidden"))
        self._stays = self._hide_button(self._pair.ours, "hideFirstButton")
        self._other = self._hide_button(self._pair.theirs, "hideSecondButton")
        self.question = NoticeBar()
        self.question.setObjectName("hideQuestion")
        self.question.pressed.connect(self._on_answer)
        right = QVBoxLayout()
        right.setSpacing(SIZES.gap)
        right.addWidget(self.question)
        right.addWidget(self._pair, 1)
        self._groups = QWidget()
        box = QHBoxLayout(self._groups)
        box.setContentsMargins(QMargins())
        box.setSpacing(SIZES.block)
        box.addWidget(self.table)
        box.addLayout(right, 1)
        self._none = EmptyState("", "", tr("Read the listings of the portal"), "readPortalButton")
        self._none.pressed.connect(self.read_wanted)
        self._views = QStackedWidget()
        self._views.addWidget(self._none)
        self._views.addWidget(self._groups)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(QMargins())
        outer.addWidget(self._views)

    def _hide_button(self, head: SideHead, name: str) -> QPushButton:
        made = button(self._tr("Hide this one…"), name, small=True)
        made.clicked.connect(self._on_hide)
        foot = QHBoxLayout()
        foot.addWidget(made)
        foot.addStretch(1)
        head.box.addLayout(foot)
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
        self._model.show_groups(groups or (), listings)
        self._views.setCurrentWidget(self._groups if groups else self._none)
        self.table.setColumnWidth(0, _LIST_WIDTH - _CHIP_WIDTH)
        if groups:
            self.table.selectRow(0)
            self._show(0)

    @property
    def count(self) -> int:
        return self._model.rowCount()

    def take_focus(self) -> None:
        self.table.setFocus()

    @Slot(QModelIndex)
    def _on_row(self, index: QModelIndex) -> None:
        self._show(index.row())

    def _show(self, at: int) -> None:
        found = self._model.pair(at)
        self.question.clear()
        if found is not None:
            stays, double, facts = found
            self._pair.show_pair(side_of_listing(stays, self._tr), side_of_listing(double, self._tr), facts.evidence)

    @Slot()
    def _on_hide(self) -> None:
        found, tr = self._model.pair(self.table.row), self._tr
        if found is None:
            return
        listing = found[0] if self.sender() is self._stays else found[1]
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
        no = self.question.findChild(QPushButton, _NO)
        if no is not None:
            no.setFocus()

    @Slot(str)
    def _on_answer(self, name: str) -> None:
        self.question.clear()
        if name == _YES:
            self.hide_wanted.emit(self._asked)
        else:
            self.table.setFocus()
