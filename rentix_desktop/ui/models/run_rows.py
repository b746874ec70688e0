"""The rows of one run, in the order of its file. Others are added when they are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.sync.ledger import Action, LedgerRow, State
from rentix_desktop.texts.failing import failed_words
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import action_name, field_name, publication_words, state_name
from rentix_desktop.ui.models.faces_model import PagedModel, listing_face
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import Face

_NAMED = 3


class RunRowsModel(PagedModel):
    def __init__(self, tr: Texts, catalogue: Catalogue) -> None:
        super().__init__((tr("Listing"), tr("What was sent"), tr("Answer")))
        self._tr = tr
        self._catalogue = catalogue
        self.rows: tuple[LedgerRow, ...] = ()

    def show_rows(self, rows: Sequence[LedgerRow], more: bool) -> None:
        self.rows = tuple(rows)
        self.show_page(len(rows), more=more)

    def add_rows(self, rows: Sequence[LedgerRow], more: bool) -> None:
        self.rows = (*self.rows, *rows)
        self.add_page(len(rows), more=more)

    def face(self, row: int, column: int) -> Face:
        told = self.rows[row]
        match column:
            case 0:
                return self._listing(told)
            case 1:
                return Face(action_name(told.planned.action, self._tr), below=self._fields(told))
            case _:
                return self._answer(told)

    def _listing(self, row: LedgerRow) -> Face:
        """Its address, its code, and where it stands in the file."""
        face, number = listing_face(row.planned), row.planned.sheet_row
        if number is None:
            return face
        place = self._tr("row {row}", row=self._tr.number(number))
        return replace(face, below=f"{face.below} · {place}" if face.below else place)

    def _fields(self, row: LedgerRow) -> str:
        if row.planned.action not in (Action.CREATE, Action.UPDATE):
            return ""
        names = [field_name(name, self._tr) for name in row.planned.fields]
        shown = ", ".join(names[:_NAMED])
        return f"{shown}, …" if len(names) > _NAMED else shown

    def _answer(self, row: LedgerRow) -> Face:
        if row.state in (State.REFUSED, State.BLOCKED):
            reason = failed_words(row, self._catalogue, self._tr).reason.replace("\n", " ")
            return Face(reason or state_name(row.state, self._tr), tone=Tone.WRONG, lines=2)
        if row.state is State.ACCEPTED:
            publication = publication_words(row, self._tr)
            return Face(publication, tone=Tone.GOOD, lines=2)
        tone = Tone.LOOK if row.state in (State.IN_DOUBT, State.NOT_SENT) else Tone.MUTED
        return Face(state_name(row.state, self._tr), tone=tone, lines=2)
