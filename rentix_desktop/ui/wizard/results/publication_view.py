"""What became of what was accepted: a line on the results page, and the list behind it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.sync.destination import Publication
from rentix_desktop.sync.ledger import LedgerRow
from rentix_desktop.texts.durations import about
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import publication_name
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.messages import ErrorPanel
from rentix_desktop.ui.models.publications import OPEN_COLUMN, PublicationsModel
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, label, row, search_field, set_property
from rentix_desktop.ui.widgets.faces import fit_columns, table_view
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState
from rentix_desktop.ui.widgets.web import open_on_the_web
from rentix_desktop.ui.wizard.results.following import Counts, Following

_ROW = 58
_PER_MINUTE = 300
"""Single requests the portal takes (API reference, section 6)."""


def counted(counts: Counts, tr: Texts) -> str:
    """ "On the portal: 380 published, 12 being published." """
    words = {
        Publication.PUBLISHED: tr.plural("{n} published", "{n} published", counts.get(Publication.PUBLISHED, 0)),
        Publication.PROCESSING: tr.plural(
            "{n} being published", "{n} being published", counts.get(Publication.PROCESSING, 0)
        ),
        Publication.FAILED: tr.plural(
            "{n} could not be published", "{n} could not be published", counts.get(Publication.FAILED, 0)
        ),
        Publication.FAILED_FOR_NOW: tr.plural(
            "{n} could not be published for now",
            "{n} could not be published for now",
            counts.get(Publication.FAILED_FOR_NOW, 0),
        ),
        Publication.BLOCKED: tr.plural(
            "{n} blocked by the portal", "{n} blocked by the portal", counts.get(Publication.BLOCKED, 0)
        ),
        Publication.GONE: tr.plural(
            "{n} not there any more", "{n} not there any more", counts.get(Publication.GONE, 0)
        ),
        Publication.ACCEPTED: tr.plural("{n} accepted", "{n} accepted", counts.get(Publication.ACCEPTED, 0)),
    }
    return tr("On the portal: {counts}.", counts=", ".join(text for name, text in words.items() if counts.get(name)))


def _tone(counts: Counts) -> Tone:
    return Tone.WRONG if any(count for name, count in counts.items() if name.failed) else Tone.PLAIN


class PublicationBar(QFrame):
    """One line: the counts as they change, and the way to the list. Hidden where nothing was accepted."""

    pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._tr = desk.tr
        self.setObjectName("publicationBar")
        self.setProperty("kind", "card")
        self._text = label(wrap=True, name="publicationLabel")
        self._see = button(
            self._tr("See them"),
            "seePublishedButton",
            hint=self._tr("See what became of each listing, or ask the portal now"),
            small=True,
        )
        self._see.clicked.connect(self.pressed)
        box = QHBoxLayout(self)
        box.setContentsMargins(SIZES.pad, 8, SIZES.pad, 8)
        box.setSpacing(12)
        box.addWidget(self._text, 1)
        box.addWidget(self._see, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_counts(self, counts: Counts) -> None:
        self.setVisible(bool(sum(counts.values())))
        self._text.setText(counted(counts, self._tr))
        set_property(self._text, "tone", _tone(counts).value)


class PublicationView(QWidget):
    """The list: what became of each, in the portal's words; a look at all of them when asked."""

    back_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._tr = desk.tr
        self._following: Following | None = None
        self._model = PublicationsModel(desk.tr)
        self._table = table_view("publicationsTable", desk.tr("What became of each listing"), desk.tokens, _ROW)
        self._table.setModel(self._model)
        self._table.activated.connect(self._on_activated)
        self._table.clicked.connect(self._on_clicked)
        self._error = ErrorPanel(desk)
        self._waiting = WaitingState()
        self._waiting.show_waiting(desk.tr("Gathering the listings…"))
        self._none = EmptyState(
            desk.tr("No listing here"), desk.tr("Choose another group, or search for another word.")
        )
        self._views = QStackedWidget()
        for view in (self._waiting, self._none, self._table):
            self._views.addWidget(view)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.gap)
        box.addLayout(self._build_head())
        box.addLayout(self._build_look())
        box.addWidget(self._error)
        box.addWidget(self._views, 1)

    def _build_head(self) -> QHBoxLayout:
        tr = self._tr
        self._group = QComboBox()
        self._group.setObjectName("publicationCombo")
        self._group.setAccessibleName(tr("Show"))
        self._group.currentIndexChanged.connect(self._filter)
        self._search = search_field(tr("Search address or code"), "searchPublishedEdit")
        self._search.textChanged.connect(self._filter)
        back = button(tr("Back to the results"), "backToResultsButton", small=True)
        back.clicked.connect(self.back_pressed)
        made = row(self._group, self._search, back)
        made.setStretch(1, 1)
        return made

    def _build_look(self) -> QHBoxLayout:
        tr = self._tr
        self._ask = button(tr("Ask the portal now"), "lookUpButton", small=True)
        self._ask.clicked.connect(self._on_ask)
        self._stop = button(tr("Stop"), "stopLookingButton", small=True)
        self._stop.clicked.connect(self._on_stop)
        self._far = label(tone=Tone.MUTED, wrap=True, name="askPortalLabel")
        made = row(self._ask, self._stop, self._far)
        made.setStretch(2, 1)
        return made

    # what is shown ------------------------------------------------------------------------------------------------------
    def follow(self, following: Following | None) -> None:
        """Another upload's listings; its rows come by `show_rows`."""
        self._following = following
        self._model.show_rows(())
        self._views.setCurrentWidget(self._waiting)
        if following is not None:
            self.show_following()

    def show_rows(self, rows: tuple[LedgerRow, ...]) -> None:
        self._model.show_rows(rows)
        self._filter()
        fit_columns(self._table, widest=300, within=max(640, self.width() - 24))

    def show_following(self) -> None:
        """The groups with their counts, and how far asking is."""
        following, tr = self._following, self._tr
        if following is None:
            return
        counts, chosen = following.counts, self._group.currentData()
        groups: list[tuple[str, str | None]] = [(tr("All: {n}", n=tr.number(sum(counts.values()))), None)]
        groups += [
            (f"{publication_name(p, tr)}: {tr.number(counts[p])}", p.value) for p in Publication if counts.get(p)
        ]
        if groups != [(self._group.itemText(at), self._group.itemData(at)) for at in range(self._group.count())]:
            self._group.blockSignals(True)
            self._group.clear()
            for text, publication in groups:
                self._group.addItem(text, publication)
            self._group.setCurrentIndex(max(0, self._group.findData(chosen)))
            self._group.blockSignals(False)
        looking = following.looking
        self._ask.setVisible(following.can_look)
        self._ask.setEnabled(looking is None and bool(sum(counts.values())))
        self._stop.setVisible(looking is not None)
        self._far.setText(self._words(following))
        self._show_error(following.error)

    def _words(self, following: Following) -> str:
        tr, looking = self._tr, following.looking
        if looking is not None:
            if not looking.of:
                return tr("Asking…")
            return tr("{done} of {all} asked", done=tr.number(looking.asked), all=tr.number(looking.of))
        total = sum(following.counts.values())
        if not following.can_look or not total:
            return ""
        seconds = 60.0 * total / _PER_MINUTE if total > _PER_MINUTE else 1.0
        text = tr.plural("Looks up {n} listing", "Looks up {n} listings one by one", total)
        return tr("{what}: about {time}. Nothing is changed.", what=text, time=about(seconds, tr))

    def _show_error(self, error: AppError | None) -> None:
        if error is None:
            self._error.clear()
        elif error is not self._error.error:
            self._error.show_error(error)

    @Slot()
    def _filter(self) -> None:
        chosen = self._group.currentData()
        self._model.show_only(Publication(chosen) if chosen else None, self._search.text())
        self._views.setCurrentWidget(self._table if self._model.rowCount() else self._none)

    # what is done -------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_ask(self) -> None:
        if self._following is not None:
            self._following.look()

    @Slot()
    def _on_stop(self) -> None:
        if self._following is not None:
            self._following.stop_looking()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        open_on_the_web(self._model.address_of(index.row()))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == OPEN_COLUMN:
            self._on_activated(index)

    def take_focus(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)
