"""The listings that are gone from a file and were not hidden: the list that a person says yes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rentix_desktop.mapping.roles import ADDRESS, CURRENCY, PRICE
from rentix_desktop.sync.ledger import AccountKey, Listing
from rentix_desktop.sync.ports import OpenLedger
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.agencies import ledger_of
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.models.faces_model import FacesModel
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.faces import Face, fit_columns, table_view

_ROW = 52


@dataclass(frozen=True, slots=True)
class Held:
    """`run` is the one that held them back, `source` the name of the kept source."""

    source: str
    run: int
    listings: tuple[Listing, ...]


def held_of(
    task: Task[Any], open_ledger: OpenLedger, connection: Connection | None, account: AccountKey, source: str, run: int
) -> Held:
    """On a worker. Raises what opening the ledger raises."""
    with ledger_of(connection, open_ledger, account) as ledger:
        ids = ledger.held(run)
        task.check()
        known = ledger.listings(ids)
    return Held(source, run, tuple(known.get(each) or Listing(each, {}) for each in ids))


class HeldModel(FacesModel):
    def __init__(self, tr: Texts) -> None:
        super().__init__((tr("Listing"), tr("Price")))
        self._tr = tr
        self._listings: Sequence[Listing] = ()

    def show_listings(self, listings: Sequence[Listing]) -> None:
        self._listings = listings
        self.show_size(len(listings))

    def face(self, row: int, column: int) -> Face:
        listing = self._listings[row]
        if column == 0:
            address, code = listing.fields.get(ADDRESS), listing.external_id
            return Face(address, below=code, strong=True) if isinstance(address, str) else Face(code, strong=True)
        price, currency = listing.fields.get(PRICE), listing.fields.get(CURRENCY)
        if not isinstance(price, int | float):
            return Face("")
        return Face(f"{self._tr.number(price)} {currency or ''}".strip())


class HeldView(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = desk.tr
        self._model = HeldModel(tr)
        self.table = table_view("heldTable", tr("Listings that would be hidden"), desk.tokens, _ROW)
        self.table.setModel(self._model)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.block)
        box.addWidget(self.table, 1)

    def show_held(self, held: Held) -> None:
        self._model.show_listings(held.listings)
        fit_columns(self.table, widest=420, within=max(640, self.width()))
