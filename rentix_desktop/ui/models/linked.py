"""Listings that are linked, and rows of a run of links that did not go through."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.linking.linked import LinkedListing
from rentix_desktop.sync.ledger import LedgerRow
from rentix_desktop.texts.failing import failed_words
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import status_name
from rentix_desktop.ui.models.faces_model import FacesModel, listing_face
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import Face


class LinkedModel(FacesModel):
    def __init__(self, tr: Texts) -> None:
        super().__init__((tr("Listing"), tr("Code"), tr("On the portal")))
        self._tr = tr
        self._every: list[tuple[LinkedListing, str]] = []
        self._shown: list[LinkedListing] = []
        self._only: Collection[str] | None = None
        self._search = ""

    def show_linked(self, listings: Sequence[LinkedListing]) -> None:
        self._every = [(each, f"{each.external_id} {each.portal_id} {each.address}".casefold()) for each in listings]
        self.show_only(self._only, self._search)

    def show_only(self, codes: Collection[str] | None, search: str) -> None:
        """`codes` None = all."""
        self._only, self._search = codes, search.casefold().strip()
        self._shown = [
            each for each, words in self._every
            if self._search in words and (codes is None or each.external_id in codes)
        ]  # fmt: skip
        self.show_size(len(self._shown))

    @property
    def every(self) -> int:
        return len(self._every)

    def listing(self, row: int) -> LinkedListing | None:
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def face(self, row: int, column: int) -> Face:
        listing = self._shown[row]
        match column:
            case 0:
                return Face(listing.address or listing.external_id, strong=True, middle=True)
            case 1:
                return Face(listing.external_id)
        number = self._tr("No. {number}", number=listing.portal_id)
        status = status_name(listing.status, self._tr) if listing.status else ""
        return Face(" · ".join(filter(None, (number, status))), tone=Tone.MUTED)


class FailedModel(FacesModel):
    """What the portal, or the plan, said no to, and what to do about it."""

    def __init__(self, tr: Texts) -> None:
        super().__init__((tr("Listing"), tr("Why"), tr("What to do")))
        self._tr = tr
        self._rows: list[tuple[LedgerRow, str, str]] = []

    def show_rows(self, rows: Sequence[LedgerRow], catalogue: Catalogue) -> None:
        self._rows = []
        for row in rows:
            told = failed_words(row, catalogue, self._tr)
            self._rows.append((row, told.reason, told.advice))
        self.show_size(len(self._rows))

    def row(self, at: int) -> LedgerRow | None:
        return self._rows[at][0] if 0 <= at < len(self._rows) else None

    def face(self, row: int, column: int) -> Face:
        facts, reason, advice = self._rows[row]
        match column:
            case 0:
                return replace(listing_face(facts.planned), lines=2)
            case 1:
                return Face(reason, lines=3)
        return Face(advice, tone=Tone.MUTED, lines=3)
