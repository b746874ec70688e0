"""What became of each accepted listing: a model over a tuple, filtered by itself."""

from __future__ import annotations

import datetime as dt
from typing import Final

from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.destination import Publication
from rentix_desktop.sync.ledger import LedgerRow
from rentix_desktop.sync.states import publication_of
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import publication_name, status_name
from rentix_desktop.ui.models.faces_model import FacesModel, listing_face
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import Face

OPEN_COLUMN: Final = 4


class PublicationsModel(FacesModel):
    def __init__(self, tr: Texts) -> None:
        super().__init__((tr("Listing"), tr("On the portal"), tr("What the portal says"), tr("Asked"), ""))
        self._tr = tr
        self._rows: tuple[LedgerRow, ...] = ()
        self._shown: list[LedgerRow] = []
        self._only: Publication | None = None
        self._search = ""

    def show_rows(self, rows: tuple[LedgerRow, ...]) -> None:
        self._rows = rows
        self._filter()

    def show_only(self, publication: Publication | None, search: str = "") -> None:
        """None = all; `search` is looked for in address and code."""
        self._only, self._search = publication, search.casefold().strip()
        self._filter()

    def address_of(self, row: int) -> str | None:
        """Where the listing is seen on the portal."""
        return self._shown[row].public_url if 0 <= row < len(self._shown) else None

    def _filter(self) -> None:
        self._shown = [row for row in self._rows if self._fits(row)]
        self.show_size(len(self._shown))

    def _fits(self, row: LedgerRow) -> bool:
        if self._only is not None and publication_of(row) is not self._only:
            return False
        address = row.planned.record.get(ADDRESS)
        return not self._search or self._search in f"{row.planned.known_as} {address or ''}".casefold()

    def face(self, row: int, column: int) -> Face:
        return self._face(self._shown[row], column)

    def _face(self, row: LedgerRow, column: int) -> Face:
        tr = self._tr
        match column:
            case 0:
                return listing_face(row.planned)
            case 1:
                return _standing(row, tr)
            case 2:
                return Face(row.job_news.message if row.job_news else "", lines=2)
            case 3:
                asked = row.seen_at and dt.datetime.fromtimestamp(row.seen_at).astimezone()
                return Face(asked.strftime("%d.%m. %H:%M") if asked else "", tone=Tone.MUTED)
            case _:
                return Face(tr("Open ↗") if row.public_url else "", tone=Tone.ACCENT)


def _standing(row: LedgerRow, tr: Texts) -> Face:
    publication = publication_of(row) or Publication.ACCEPTED
    text = publication_name(publication, tr)
    if publication is Publication.ACCEPTED and row.portal_status:
        text = status_name(row.portal_status, tr)
    tone = Tone.MUTED
    if publication.failed:
        tone = Tone.WRONG
    elif publication is Publication.PUBLISHED:
        tone = Tone.GOOD
    return Face(text, tone=tone, chip=True)
