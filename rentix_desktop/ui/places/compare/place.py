"""Compare with the portal: what is there and not as it was sent, and which side wins."""

from __future__ import annotations

import time
from collections.abc import Set
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.sync.comparing.compare import Compared, Comparing
from rentix_desktop.sync.comparing.drift import DriftKind
from rentix_desktop.sync.progress import RunProgress
from rentix_desktop.texts.comparing import kind_name
from rentix_desktop.texts.names import field_name
from rentix_desktop.texts.reading import listings_read, reading_listings
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.models.comparing import WINS_COLUMN, Choice, ComparingModel, possible
from rentix_desktop.ui.page import Foot, Page
from rentix_desktop.ui.places.compare.work import Done, applied, compared, done_words
from rentix_desktop.ui.places.entries import HOME
from rentix_desktop.ui.places.not_now import why_not_now
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, label, row, search_field, set_main
from rentix_desktop.ui.widgets.faces import fit_columns, table_view
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState

_ROW: Final = 58
_READING: Final = "compare"
_SEND_NOW: Final = "sendNowButton"


class Shell(Protocol):
    """What the place needs of the window."""

    def show_place(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class _Note:
    """What is kept while the page is built again."""

    account: object
    found: Compared
    choices: dict[tuple[str, str, str, str], Choice]


class ComparePlace(Page):
    NAME = "comparePlace"

    def __init__(self, desk: Desk, shell: Shell) -> None:
        super().__init__(desk)
        tr = desk.tr
        self._shell = shell
        self._found: Compared | None = None
        self._job: Job | None = None
        self._model = ComparingModel(tr)
        self._table = table_view("compareTable", tr("What differs"), desk.tokens, _ROW)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._table.setModel(self._model)
        self._table.selectionModel().selectionChanged.connect(self._on_selected)
        self._table.clicked.connect(self._on_clicked)
        self._waiting = WaitingState(tr("Stop"), "stopCompareButton")
        self._waiting.stop_pressed.connect(self._on_stop)
        self._none = EmptyState("", "", tr("Compare with the portal"), "startCompareButton")
        self._none.pressed.connect(self._on_again)
        self._views = QStackedWidget()
        self._differences = self._build_differences()
        for view in (self._waiting, self._none, self._differences):
            self._views.addWidget(view)
        self.body.addWidget(self._views, 1)
        self._again = button(tr("Compare again"), "compareAgainButton")
        self._again.clicked.connect(self._on_again)
        self._apply = button(tr("Apply"), "applyCompareButton", main=True)
        self._apply.clicked.connect(self._on_apply)
        self.buttons = [self._again, self._apply]
        self.notice.pressed.connect(self._on_notice)
        desk.session.tended.connect(self._on_tended)
        desk.session.outdated.connect(self._on_outdated)

    def _build_differences(self) -> QWidget:
        tr = self._tr
        self._group = QComboBox()
        self._group.setObjectName("compareCombo")
        self._group.setAccessibleName(tr("Show"))
        self._group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._group.currentIndexChanged.connect(self._on_filter)
        self._search = search_field(tr("Search address or code"), "searchCompareEdit")
        self._search.textChanged.connect(self._on_filter)
        head = row(self._group, self._search)
        head.setStretch(1, 1)
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.gap)
        box.addLayout(head)
        box.addWidget(self._table, 1)
        box.addLayout(self._build_choices())
        return inner

    def _build_choices(self) -> QHBoxLayout:
        tr = self._tr
        self._of = label(tone=Tone.MUTED, name="compareOfLabel")
        self._all = button(tr("Select all shown"), "selectAllCompareButton", small=True)
        self._all.clicked.connect(self._table.selectAll)
        made = row(self._of, self._all, None)
        self._sides: dict[Choice, QWidget] = {}
        for choice, text, hint in (
            (Choice.FILE, tr("Our file wins"), tr("Our value is sent with the next sync")),
            (Choice.PORTAL, tr("The portal wins"), tr("The portal's value is kept until the file says something else")),
            (Choice.HIDE, tr("Hide it"), tr("Hide the listing on the portal")),
        ):
            each = button(text, f"{choice.value}WinsButton", hint=hint, small=True)
            each.clicked.connect(self._on_choice)
            each.setProperty("choice", choice.value)
            self._sides[choice] = each
            made.addWidget(each)
        return made

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self._tr("Compare with the portal")

    def sentence(self) -> str:
        tr, found = self._tr, self._found
        if found is None or (self._job is not None and self._job.name == _READING):
            return tr("The listings of the portal are read and compared with what was sent. Nothing is changed.")
        read = tr.plural("{n} listing on the portal was read.", "{n} listings on the portal were read.", found.listings)
        if not found.complete:
            read += " " + tr("The portal may have more listings than it showed.")
        if found.untold:
            names = ", ".join(field_name(name, tr) for name in found.untold)
            read += " " + tr("It does not tell: {fields}.", fields=names)
        return read

    def refresh(self) -> None:
        shows = bool(self._model.drifts) and self._job is None
        for each in (self._again, self._apply):
            each.setProperty("unwanted", not shows)
        super().refresh()

    def foot(self) -> Foot:
        tr = self._tr
        chosen = len(self._model.chosen())
        self._apply.setEnabled(bool(chosen) and not self._why_not)
        set_main(self._apply, bool(chosen))
        if self._why_not:
            return Foot(self._why_not, back=False)
        if not self._model.drifts or self._job is not None:
            return Foot("", back=False)
        if not chosen:
            return Foot(tr("Choose which side wins. Nothing is changed before you press Apply."), back=False)
        return Foot(tr.plural("{n} difference decided.", "{n} differences decided.", chosen), back=False)

    @property
    def _why_not(self) -> str:
        return why_not_now(self.desk.session, self._tr)

    # coming and going -----------------------------------------------------------------------------------------------------
    def enter(self) -> None:
        connection = self.desk.session.connection
        note = self.desk.session.notes.get(self.NAME)
        if self._job is not None:
            return
        if connection is not None and isinstance(note, _Note) and note.account == connection.key:
            self._show_found(note.found, note.choices)
        elif connection is None or self._why_not:
            self._found = None
            self._none.show_state(self._tr("Compare with the portal"), self._why_not, action=False)
            self._views.setCurrentWidget(self._none)
        else:
            self._start()

    def leave(self) -> None:
        connection = self.desk.session.connection
        if self._found is not None and connection is not None:
            self.desk.session.notes[self.NAME] = _Note(connection.key, self._found, dict(self._model.choices))

    def first_focus(self) -> QWidget | None:
        return self._table if self._model.rowCount() else None

    # reading --------------------------------------------------------------------------------------------------------------
    def _start(self) -> None:
        connection = self.desk.session.connection
        if connection is None or self._job is not None:
            return
        self.desk.session.notes.pop(self.NAME, None)
        self.error.clear()
        self._waiting.show_waiting(self._tr("Reading the listings of the portal…"))
        self._views.setCurrentWidget(self._waiting)
        self._job = self.run(
            _READING,
            lambda task: compared(task, connection),
            self._on_compared,
            self._on_failed,
            self._on_progress,
            self._on_stopped,
        )
        self.refresh()

    @Slot(object)
    def _on_progress(self, far: Comparing) -> None:
        tr = self._tr
        if not far.to_ask:
            self._waiting.show_waiting(*reading_listings(far.read, tr))
            return
        asked = tr("{done} of {all} asked", done=tr.number(far.asked), all=tr.number(far.to_ask))
        what = tr("Looking for listings that were not shown…")
        self._waiting.show_waiting(what, f"{listings_read(far.read, tr)}, {asked}", far.asked / far.to_ask)

    @Slot(object)
    def _on_compared(self, found: Compared) -> None:
        self._job = None
        self._show_found(found, {})

    def _show_found(self, found: Compared, choices: dict[tuple[str, str, str, str], Choice]) -> None:
        connection, tr = self.desk.session.connection, self._tr
        if connection is None:
            return
        self._found = found
        self._model.show_drifts(found.differences, connection.catalogue, choices)
        self._fill_groups()
        if not found.differences:
            text = tr("Everything that was sent is on the portal as it was sent.")
            self._none.show_state(tr("No differences."), text)
            self._views.setCurrentWidget(self._none)
        else:
            self._views.setCurrentWidget(self._differences)
            fit_columns(self._table, widest=300, within=max(640, self.width() - 2 * SIZES.margin - 24))
            self._table.selectRow(0)
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        if found.beyond:
            more = tr.plural(
                "{n} more difference is shown once these are decided.",
                "{n} more differences are shown once these are decided.",
                found.beyond,
            )
            self.notice.show_notice("", more)
        self._on_selected()

    def _fill_groups(self) -> None:
        tr = self._tr
        self._group.blockSignals(True)
        self._group.clear()
        self._group.addItem(tr("All: {n}", n=tr.number(len(self._model.drifts))), None)
        kinds = {kind.value for kind in DriftKind}
        for name, count in self._model.groups():
            words = kind_name(DriftKind(name), tr) if name in kinds else field_name(name, tr)
            self._group.addItem(f"{words}: {tr.number(count)}", name)
        self._group.blockSignals(False)
        self._search.blockSignals(True)
        self._search.clear()
        self._search.blockSignals(False)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self._end()
        self.error.show_error(error)

    @Slot()
    def _on_stopped(self) -> None:
        self._end()

    def _end(self) -> None:
        """Without a result: what was found before is out of date, or was never there."""
        self._job = None
        if self._found is not None and self._model.drifts:
            self._views.setCurrentWidget(self._differences)
        else:
            self._none.show_state(self._tr("Nothing was compared yet"), self._tr("Nothing was changed."))
            self._views.setCurrentWidget(self._none)
        self.refresh()

    @Slot()
    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def _on_again(self) -> None:
        self.notice.clear()
        if not self._why_not:
            self._start()
        self.refresh()

    @Slot()
    def _on_tended(self) -> None:
        """A kept file began to be brought up to date, or is by now."""
        if self.isVisible() and self._job is None and self._found is None:
            self.enter()
        self.refresh()

    @Slot()
    def _on_outdated(self) -> None:
        """Listings were sent: what differed then may not differ now. It is read again when the page is next come to."""
        self.desk.session.notes.pop(self.NAME, None)
        if not self.isVisible():
            self._found = None

    # choosing -------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_filter(self) -> None:
        self._model.show_only(self._group.currentData(), self._search.text())
        if self._model.rowCount():
            self._table.selectRow(0)
        self._on_selected()

    def _rows(self) -> list[int]:
        return [index.row() for index in self._table.selectionModel().selectedRows()]

    @Slot()
    def _on_selected(self) -> None:
        rows, tr = self._rows(), self._tr
        can = self._model.possible(rows)
        for choice, each in self._sides.items():
            each.setEnabled(choice in can)
        self._sides[Choice.HIDE].setVisible(any(drift.kind is DriftKind.UNKNOWN for drift in self._model.drifts))
        self._of.setText(tr.plural("{n} selected", "{n} selected", len(rows)))
        self.refresh()

    @Slot()
    def _on_choice(self) -> None:
        sender = self.sender()
        if isinstance(sender, QWidget):
            self._model.choose(self._rows(), Choice(sender.property("choice")))
            self._on_selected()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        """A click on what wins goes on to the next that can be chosen, and round to none."""
        drift = self._model.drift(index.row())
        if index.column() != WINS_COLUMN or drift is None:
            return
        ways: list[Choice | None] = [*possible(drift), None]
        self._model.choose([index.row()], ways[(ways.index(self._model.choices.get(drift.key)) + 1) % len(ways)])
        self._on_selected()

    # applying -------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_apply(self) -> None:
        connection, chosen = self.desk.session.connection, self._model.chosen()
        if connection is None or not chosen or self._job is not None or self._why_not:
            return
        self.error.clear()
        self._waiting.show_waiting(self._tr("Keeping what you decided…"))
        self._views.setCurrentWidget(self._waiting)
        now, senders = time.time(), self.desk.session.senders
        self._job = self.run(
            "apply-compare",
            lambda task: applied(task, connection, senders, chosen, now),
            self._on_applied,
            self._on_failed,
            self._on_hiding,
            self._on_stopped,
        )
        self.refresh()

    @Slot(object)
    def _on_hiding(self, far: RunProgress) -> None:
        tr = self._tr
        done = tr("{done} of {all}", done=tr.number(far.answered), all=tr.number(far.to_send))
        self._waiting.show_waiting(tr("Telling the portal…"), done, far.answered / far.to_send if far.to_send else None)

    @Slot(object)
    def _on_applied(self, done: Done) -> None:
        """What was decided is not shown any more; the rest still is."""
        self._job = None
        connection = self.desk.session.connection
        if connection is not None:  # a forecast that was made before does not hold any more
            self.desk.session.outdate(connection.key)
        found, chosen = self._found, self._model.choices
        hidden: Set[str | None] = done.hides.hidden if done.hides is not None else frozenset()
        left = [
            drift
            for drift in self._model.drifts
            if drift.key not in chosen or (chosen[drift.key] is Choice.HIDE and drift.portal_id not in hidden)
        ]
        if found is not None:
            self._show_found(
                Compared(found.listings, found.known, tuple(left), found.complete, untold=found.untold), {}
            )
        self._say(done)
        if done.hides is not None and done.hides.left:
            self.desk.session.left_behind(done.hides.run)
        if done.hides is not None and done.hides.summary.stopped is not None:
            self.error.show_error(done.hides.summary.stopped)
        self.refresh()

    def _say(self, done: Done) -> None:
        tr = self._tr
        actions = ((_SEND_NOW, tr("Send now…")),) if done.settled.file else ()
        not_hidden = done.hides is not None and (done.hides.refused or done.hides.left)
        tone = Tone.LOOK if not_hidden or done.settled.left else Tone.GOOD
        self.notice.show_notice(tr("Done"), done_words(done, tr), tone, actions)

    @Slot(str)
    def _on_notice(self, name: str) -> None:
        if name == _SEND_NOW:
            self._shell.show_place(HOME)
