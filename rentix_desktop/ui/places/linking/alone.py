"""What has no partner, both sides: a listing and a row are found by hand and looked at side by side."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTableView, QVBoxLayout, QWidget

from rentix_desktop.linking.deciding import Candidate, Deciding
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.linking import Sides, SidesModel
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, label, row, search_field
from rentix_desktop.ui.widgets.side_by_side import SideBySide
from rentix_desktop.ui.widgets.states import EmptyState
from rentix_desktop.ui.widgets.ticks import TickTable

_ROW: Final = 46


class AloneView(QWidget):
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._desk = desk
        self._deciding: Deciding | None = None
        self._sides: Sides | None = None
        self._codes: dict[int, str] = {}
        self._looked: Candidate | None = None
        self._rows: SidesModel[int] = SidesModel(tr("Rows of your file"), tr)
        self._listings: SidesModel[str] = SidesModel(tr("Listings on the portal"), tr)
        self._row_table, rows = self._build_side(self._rows, tr("Rows of your file"), "aloneRows")
        self._listing_table, listings = self._build_side(self._listings, tr("Listings on the portal"), "aloneListings")
        sides = QHBoxLayout()
        sides.setSpacing(SIZES.block)
        sides.addLayout(rows, 1)
        sides.addLayout(listings, 1)
        self._hint = label(tone=Tone.MUTED, wrap=True, name="aloneHint")
        self._together = button(tr("Put them side by side (Enter)"), "sideBySideButton")
        self._together.clicked.connect(self._on_together)
        foot = row(self._hint, self._together)
        foot.setStretch(0, 1)
        self._lists = QWidget()
        box = QVBoxLayout(self._lists)
        box.setContentsMargins(QMargins())
        box.setSpacing(SIZES.gap)
        box.addLayout(sides, 1)
        box.addLayout(foot)
        self._beside = SideBySide(desk, "alone", back=tr("Back to the lists"))
        self._beside.undo.hide()
        self._beside.back_pressed.connect(self._on_back)
        self._beside.different_pressed.connect(self._on_back)
        self._beside.same_pressed.connect(self._on_same)
        self._none = EmptyState(tr("Everything has a partner"), tr("What has none is listed here, from both sides."))
        self._views = QStackedWidget()
        for view in (self._none, self._lists, self._beside):
            self._views.addWidget(view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(QMargins())
        outer.addWidget(self._views)

    def _build_side(self, model: SidesModel[Any], title: str, name: str) -> tuple[TickTable, QVBoxLayout]:
        table = TickTable(f"{name}Table", title, self._desk.tokens, _ROW)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setModel(model)
        table.opened.connect(self._on_together)
        table.ticked.connect(self._on_together)
        table.selectionModel().selectionChanged.connect(self._on_selected)
        search = search_field(self._tr("Search address or code"), f"{name}Edit")
        search.textChanged.connect(model.show_only)
        made = QVBoxLayout()
        made.setSpacing(SIZES.gap)
        made.addWidget(search)
        made.addWidget(table, 1)
        return table, made

    def show_proposal(self, deciding: Deciding, sides: Sides, rows: dict[int, MappedRow], key: str) -> None:
        self._deciding, self._sides = deciding, sides
        self._codes = {number: str(row.record.get(key) or "") for number, row in rows.items()}
        self._looked = None
        self.update_pairs()
        self._views.setCurrentWidget(self._lists if self._listings.every else self._none)

    def update_pairs(self) -> None:
        """Others have a partner by now, or have none any more."""
        deciding, sides = self._deciding, self._sides
        if deciding is None or sides is None:
            return
        rows = [row for row in deciding.free_rows() if row in self._codes]
        self._rows.show_sides(rows, lambda row: sides.ours(Candidate("", row, self._codes[row])), sides.words_of_row)
        self._listings.show_sides(
            deciding.free_listings(), lambda name: sides.theirs(Candidate(name, -1, "")), sides.words_of_listing
        )
        self._on_selected()

    @property
    def count(self) -> int:
        """Listings without a partner: these are what would be there twice, were one of them in the file."""
        return self._listings.every

    def take_focus(self) -> None:
        if self._views.currentWidget() is self._beside:
            self._beside.take_focus()
        else:
            self._listing_table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> Candidate | None:
        row = self._rows.key(self._row_table.row) if self._row_table.rows else None
        listing = self._listings.key(self._listing_table.row) if self._listing_table.rows else None
        return None if row is None or listing is None else Candidate(listing, row, self._codes[row])

    @Slot()
    def _on_selected(self) -> None:
        chosen = self._chosen()
        self._together.setEnabled(chosen is not None)
        tr, sides = self._tr, self._sides
        if chosen is None or sides is None:
            self._hint.setText(tr("If a listing is in your file all the same: choose it, and its row."))
        else:
            self._hint.setText(sides.name(chosen))

    @Slot()
    def _on_together(self) -> None:
        chosen, sides = self._chosen(), self._sides
        if chosen is None or sides is None or self._deciding is None:
            return
        self._looked = chosen
        self._beside.where.setText(sides.name(chosen))
        self._beside.show_state(self._tr("Chosen by you"), Tone.ACCENT)
        self._beside.show_pair(sides.ours(chosen), sides.theirs(chosen), sides.facts(chosen))
        self._beside.same.setEnabled(self._deciding.may_be_same(chosen))
        self._views.setCurrentWidget(self._beside)
        self._beside.take_focus()

    @Slot()
    def _on_same(self) -> None:
        deciding, looked, sides = self._deciding, self._looked, self._sides
        if deciding is not None and looked is not None and sides is not None and deciding.may_be_same(looked):
            deciding.say(looked, True)
            self.update_pairs()
            self._on_back()
            same = self._tr("{pair}: the same.", pair=sides.name(looked))
            self._hint.setText(f"{same} {self._tr('It stands first under “Surely the same”.')}")
            self.changed.emit()

    @Slot()
    def _on_back(self) -> None:
        self._views.setCurrentWidget(self._lists)
        self._listing_table.setFocus(Qt.FocusReason.OtherFocusReason)
