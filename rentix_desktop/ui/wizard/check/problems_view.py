"""What is wrong with the file, under the forecast: by cause, the rows of a cause, or row by row; and whether its photos
open, when the clerk asks."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.texts.problems import describe
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.problems import ProblemsModel
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, label, row
from rentix_desktop.ui.widgets.faces import fit_columns, table_view
from rentix_desktop.ui.widgets.states import EmptyState
from rentix_desktop.ui.wizard.check.checking import CauseGroup, PhotosLooked

_ROW = 58
_SHORT_ROW = 42
_SHORT_HEADER = 34
_NAMED = 236


class ProblemsView(QWidget):
    """`photos_pressed` = look whether the photos open; `stop_pressed` = no longer; `agents_pressed` = the agents that nobody
    on the portal is are to be seen to."""

    photos_pressed = Signal()
    agents_pressed = Signal()
    stop_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._groups: tuple[CauseGroup, ...] = ()
        self._cut: int | None = None  # so many single problems are kept, there are more
        self._heading = label(kind="strong", name="problemsHeading")
        self._back = button(tr("All causes"), "allCausesButton", small=True)
        self._back.clicked.connect(self._on_all_causes)
        self._single = button(tr("Row by row"), "singleRowsButton", small=True)
        self._single.clicked.connect(self._on_single)
        self._model = ProblemsModel(tr)
        self._table = table_view("problemsTable", tr("What cannot be sent, and what to look at"), desk.tokens, _ROW)
        self._table.setModel(self._model)
        self._table.activated.connect(self._on_activated)
        self._table.setToolTip(tr("Press Enter or click twice to see the rows"))
        self._fine = EmptyState("", "")
        self._list = QStackedWidget()
        self._list.addWidget(self._table)
        self._list.addWidget(self._fine)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.gap)
        box.addLayout(self._build_head())
        box.addWidget(self._list, 1)

    def _build_head(self) -> QHBoxLayout:
        tr = self._tr
        self._photos = button(
            tr("Check the photos"),
            "checkPhotosButton",
            hint=tr("See whether every photo opens at its address. Nothing is sent by it, and nothing is held back."),
            small=True,
        )
        self._photos.clicked.connect(self.photos_pressed)
        self._stop = button(tr("Stop"), "stopPhotosButton", small=True)
        self._stop.clicked.connect(self.stop_pressed)
        self._agents = button(
            tr("Agents…"),
            "unknownAgentsButton",
            hint=tr("See which agents of the file have an account on the portal, and link them"),
            small=True,
        )
        self._agents.clicked.connect(self.agents_pressed)
        self._agents.hide()
        self._said = label(tone=Tone.MUTED, wrap=True, name="photosLabel")
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        made = row(self._heading, self._said, self._agents, self._photos, self._stop, self._back, self._single)
        made.setStretch(1, 1)
        return made

    # what is shown ------------------------------------------------------------------------------------------------------
    def show_short(self, short: bool) -> None:
        """Lower rows, so that there are more of them."""
        self._table.horizontalHeader().setMaximumHeight(_SHORT_HEADER if short else _ROW)
        rows, height = self._table.verticalHeader(), _SHORT_ROW if short else _ROW
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)

    def show_groups(self, groups: tuple[CauseGroup, ...], cut: int | None = None, *, waits: bool = False) -> None:
        """Another file's causes, or one more; `cut` = only the first so many single problems are among them; `waits` =
        rows are held for another reason than what is wrong with them."""
        self._fine.show_state(
            self._tr("Nothing is wrong with this file"),
            "" if waits else self._tr("Every row can be sent, or needs nothing."),
            action=False,
        )
        self._groups, self._cut = groups, cut
        self._show_agents()
        self._show_causes()
        self._list.setCurrentIndex(0 if groups else 1)

    def show_photos(self, looked: PhotosLooked | None, *, looking: bool, rows: int) -> None:
        """How far looking at the photos is, or what came of it; `rows` in all. Hidden where there is nothing to look at."""
        tr = self._tr
        self._photos.setVisible(not looking and rows > 0)
        self._stop.setVisible(looking)
        text = ""
        if looked is not None:
            done = tr("{done} of {all} listings", done=tr.number(looked.rows), all=tr.number(rows))
            if looking:
                text = tr("Looking at the photos: {done}", done=done)
            elif not looked.photos and looked.rows < rows:
                text = tr("Stopped at {done}.", done=done)
            elif not looked.photos:
                text = tr("There are no photos in this file.")
            else:
                count = tr.plural("{n} photo", "{n} photos", looked.photos)
                bad = sum(len(group.rows) for group in looked.groups)
                text = (
                    tr.plural(
                        "{photos} looked at, {n} does not open.",
                        "{photos} looked at, {n} do not open.",
                        bad,
                        photos=count,
                    )
                    if bad
                    else tr("{photos} looked at: all of them open.", photos=count)
                )
                if looked.rows < rows:
                    text = f"{text} {tr('Stopped at {done}.', done=done)}"
        elif looking:
            text = tr("Looking at the photos…")
        self._said.setText(text)

    def _show_agents(self) -> None:
        """The way to them, where listings go without one."""
        tr = self._tr
        groups = [group for group in self._groups if group.first.code is ProblemCode.AGENT_UNKNOWN]
        self._agents.setVisible(bool(groups))
        if groups:
            words = tr.plural(
                "{n} listing goes without an agent, for nobody on the portal is “{text}”",
                "{n} listings go without an agent, for nobody on the portal is “{text}”",
                sum(group.listings for group in groups),
                text=str(groups[0].first.params.get("text", "")),
            )
            self._agents.setToolTip(words)
            self._agents.setAccessibleDescription(words)

    def _show_causes(self) -> None:
        self._model.show_causes(self._groups)
        self._heading.setText(self._tr("What to fix, or to look at"))
        self._back.hide()
        self._single.setVisible(bool(self._groups))
        self._fit()

    def _show_rows(self, heading: str) -> None:
        self._heading.setText(heading)
        self._back.show()
        self._single.hide()
        self._fit()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        around = self.window().width() - 2 * SIZES.margin  # not shown yet, it has no width of its own
        fit_columns(self._table, widest=300, within=(self.width() if self.isVisible() else around) - 16)
        named = min(_NAMED, self._table.sizeHintForColumn(0))  # the cause is what is looked for: it gives way last
        self._table.setColumnWidth(0, max(named, self._table.columnWidth(0)))
        if self._model.rowCount():
            self._table.setCurrentIndex(self._model.index(0, 0))

    # what is done -------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_all_causes(self) -> None:
        self._show_causes()
        self._table.setFocus()

    @Slot()
    def _on_single(self) -> None:
        rows = sorted((found for group in self._groups for found in group.rows), key=lambda found: found.sheet_row or 0)
        self._model.show_rows(tuple(rows))
        text = self._tr("All rows with something wrong")
        if self._cut is not None:
            text = self._tr.plural("The first {n}", "The first {n}", self._cut)
        self._show_rows(text)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        group = self._model.group(index.row())
        if group is not None:
            self._model.show_rows(group.rows)
            self._show_rows(describe(group.first, self._tr).cause)
