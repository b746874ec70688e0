"""The rows answered last, newest first: a model over a tuple of at most fifty."""

from __future__ import annotations

from typing import Final

from rentix_desktop.sync.ledger import Action, LedgerRow, State
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import action_name, field_name, state_name, status_name
from rentix_desktop.ui.models.faces_model import FacesModel, listing_face
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import Face

_FIELDS_NAMED: Final = 3
OPEN_COLUMN: Final = 3


class RecentModel(FacesModel):
    def __init__(self, tr: Texts) -> None:
        super().__init__((tr("Listing"), tr("What"), tr("State"), ""))
        self._tr = tr
        self._rows: tuple[LedgerRow, ...] = ()

    def show_rows(self, rows: tuple[LedgerRow, ...]) -> None:
        """Most pictures of a run bring the same rows again, or as many: the view keeps its place then."""
        if rows == self._rows:
            return
        as_many = len(rows) == len(self._rows)
        self._rows = rows
        if as_many:
            self.show_again()
        else:
            self.show_size(len(rows))

    def address_of(self, row: int) -> str | None:
        """Where the listing is seen on the portal."""
        return self._rows[row].public_url if 0 <= row < len(self._rows) else None

    def face(self, row: int, column: int) -> Face:
        return self._face(self._rows[row], column)

    def _face(self, row: LedgerRow, column: int) -> Face:
        tr = self._tr
        match column:
            case 0:
                return listing_face(row.planned)
            case 1:
                return Face(what_is_sent(row, tr), lines=2)
            case 2:
                return _state_face(row, tr)
            case _:
                return Face(tr("Open ↗") if row.public_url else "", tone=Tone.ACCENT)


def what_is_sent(row: LedgerRow, tr: Texts) -> str:
    """ "New listing", or what is changed: "Price, Description and 2 more"."""
    if row.planned.action is not Action.UPDATE:
        return action_name(row.planned.action, tr)
    names = [field_name(name, tr) for name in row.planned.fields]
    text = ", ".join(names[:_FIELDS_NAMED])
    more = len(names) - _FIELDS_NAMED
    return tr("{fields} and {n} more", fields=text, n=tr.number(more)) if more > 0 else text


def _state_face(row: LedgerRow, tr: Texts) -> Face:
    if row.state is State.REFUSED:
        words = row.messages[0] if row.messages else tr("without a reason yet")
        return Face(tr("Refused: {words}", words=words), tone=Tone.WRONG, chip=True)
    if row.state is State.ACCEPTED and row.portal_status:
        tone = Tone.MUTED if row.portal_status == "pending_active" else Tone.GOOD
        return Face(status_name(row.portal_status, tr), tone=tone, chip=True)
    return Face(state_name(row.state, tr), tone=Tone.GOOD if row.state is State.ACCEPTED else Tone.MUTED, chip=True)
