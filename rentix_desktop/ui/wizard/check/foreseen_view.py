"""The rows behind a number of the forecast, a page at a time; each listing opens to what changes in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from rentix_desktop.errors import AppError
from rentix_desktop.sync.planning.foreseen import Number, count
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.messages import ErrorPanel
from rentix_desktop.ui.models.foreseen import ForeseenModel
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, label, row, search_field
from rentix_desktop.ui.widgets.faces import FaceDelegate
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState
from rentix_desktop.ui.wizard.check.foreseeing import PAGE, FoundPage, Wanted, fetch

_ROW: Final = 48
_TYPING_MS: Final = 250
_WIDTHS: Final = (34, 20, 23, 23)
"""Shares of the columns, in hundredths."""

_OPENS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)

RunJob = Callable[..., Job]
"""`Page.run` of the page this stands in."""


def number_title(number: Number, planned: Forecast, tr: Texts) -> str:
    """ "61 updated": what the view is called."""
    n = count(planned, number)
    match number:
        case Number.FILE:
            return tr.plural("{n} listing in the file", "{n} listings in the file", n)
        case Number.SENT:
            return tr.plural("{n} listing to be sent", "{n} listings to be sent", n)
        case Number.CREATE:
            return tr.plural("{n} new listing", "{n} new listings", n)
        case Number.UPDATE:
            return tr.plural("{n} listing is updated", "{n} listings are updated", n)
        case Number.UNCHANGED:
            return tr.plural("{n} listing stays as it is", "{n} listings stay as they are", n)
        case Number.HIDE:
            return tr.plural("{n} listing is hidden", "{n} listings are hidden", n)
        case Number.HELD | Number.BLOCKED | Number.WAITING | Number.SKIPPED:
            return _held_back_title(number, n, tr)
        case Number.CORRECTED:
            return tr.plural(
                "{n} listing is corrected as you did before", "{n} listings are corrected as you did before", n
            )
        case Number.WARNED:
            return tr.plural("{n} listing with something to look at", "{n} listings with something to look at", n)


def _held_back_title(number: Number, n: int, tr: Texts) -> str:
    """Of what is not sent, for whatever reason."""
    if number is Number.HELD:
        return tr.plural(
            "{n} listing is gone from the file and not hidden", "{n} listings are gone from the file and not hidden", n
        )
    if number is Number.WAITING:
        return tr.plural("{n} listing waits for its link", "{n} listings wait for their links", n)
    if number is Number.SKIPPED:
        return tr.plural("{n} listing is left out", "{n} listings are left out", n)
    return tr.plural("{n} listing cannot be sent", "{n} listings cannot be sent", n)


class _TallFaces(FaceDelegate):
    """Two lines, in a view that asks its delegate for the height of its rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 - Qt's name
        return QSize(super().sizeHint(option, index).width(), _ROW)


class ForeseenView(QWidget):
    """`back_pressed` = to the numbers again."""

    back_pressed = Signal()

    def __init__(self, desk: Desk, run: RunJob) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._run = run
        self._connection: Connection | None = None
        self._planned: Forecast | None = None
        self._model: ForeseenModel | None = None
        self._wanted = Wanted(Number.FILE)
        self._starts: list[int] = [-1]  # where each page up to this one begins after
        self._fetching: Job | None = None
        self._page: FoundPage | None = None
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._on_search)
        self._tree = self._build_tree(desk)
        self._error = ErrorPanel(desk)
        self._waiting = WaitingState()
        self._none = EmptyState(tr("No listing here"), tr("Search for another word, or for another field."))
        self._views = QStackedWidget()
        for view in (self._tree, self._waiting, self._none):
            self._views.addWidget(view)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.gap)
        box.addLayout(self._build_head())
        box.addLayout(self._build_search())
        box.addWidget(self._error)
        box.addWidget(self._views, 1)
        away = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        away.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        away.activated.connect(self.back_pressed)

    # building -----------------------------------------------------------------------------------------------------------
    def _build_tree(self, desk: Desk) -> QTreeView:
        made = QTreeView()
        made.setObjectName("foreseenTable")
        made.setAccessibleName(desk.tr("The listings behind the number"))
        made.setItemDelegate(_TallFaces(desk.tokens, made))
        made.setUniformRowHeights(True)
        made.setIndentation(22)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        made.setExpandsOnDoubleClick(False)
        made.setToolTip(desk.tr("Press Enter or click to see what changes"))
        made.clicked.connect(self._on_opened)
        made.installEventFilter(self)
        made.viewport().installEventFilter(self)
        header = made.header()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        return made

    def _build_head(self) -> QHBoxLayout:
        tr = self._tr
        self._back = button(tr("All numbers"), "allNumbersButton", hint=tr("Back to all numbers (Esc)"), small=True)
        self._back.clicked.connect(self.back_pressed)
        self._heading = label(kind="heading", wrap=True, name="foreseenHeading")
        made = row(self._back, 4, self._heading)
        made.setStretch(2, 1)
        return made

    def _build_search(self) -> QHBoxLayout:
        tr = self._tr
        self._search = search_field(tr("Search by address or code"), "foreseenSearch")
        self._search.textChanged.connect(self._typing.start)
        self._fields = QComboBox()
        self._fields.setObjectName("foreseenField")
        self._fields.setAccessibleName(tr("Only listings in which this changes"))
        self._fields.activated.connect(self._on_search)
        self._open = button(tr("Open all"), "openAllButton", hint=tr("Show what changes in every listing"), small=True)
        self._open.clicked.connect(self._on_open_all)
        self._shown = label(tone=Tone.MUTED, name="foreseenShown")
        self._before = button("‹", "foreseenBefore", hint=tr("The listings before these"), small=True)
        self._before.clicked.connect(self._on_before)
        self._next = button("›", "foreseenNext", hint=tr("The next listings"), small=True)
        self._next.clicked.connect(self._on_next)
        made = row(self._search, self._fields, self._open, self._shown, self._before, self._next)
        made.setStretch(0, 1)
        return made

    # what is shown ------------------------------------------------------------------------------------------------------
    @property
    def number(self) -> Number:
        return self._wanted.number

    def show_number(self, connection: Connection, planned: Forecast, number: Number) -> None:
        """The rows behind another number, from the first."""
        self._connection, self._planned = connection, planned
        self._model = ForeseenModel(self._tr, connection.catalogue)
        self._tree.setModel(self._model)
        self._heading.setText(number_title(number, planned, self._tr))
        self._search.blockSignals(True)
        self._search.clear()
        self._search.blockSignals(False)
        self._show_fields(planned, number)
        self._ask(Wanted(number), [-1])
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_fields(self, planned: Forecast, number: Number) -> None:
        tr = self._tr
        self._fields.clear()
        self._fields.addItem(tr("All changes"), "")
        for name, n in sorted(planned.changed_fields.items(), key=lambda item: -item[1]):
            self._fields.addItem(tr("{field}: {n}", field=field_name(name, tr), n=tr.number(n)), name)
        self._fields.setVisible(number is Number.UPDATE and len(planned.changed_fields) > 1)

    def stop(self) -> None:
        """Out of view: nothing is fetched any more."""
        self._typing.stop()
        if self._fetching is not None:
            self._fetching.cancel()
        self._fetching = None

    def _ask(self, wanted: Wanted, starts: list[int]) -> None:
        connection, planned = self._connection, self._planned
        if connection is None or planned is None:
            return
        self.stop()
        self._error.clear()
        self._wanted, self._starts = wanted, starts
        ledger = connection.ledger
        self._fetching = self._run(
            "foreseen",
            lambda task: fetch(task, ledger, planned, wanted),
            self._on_fetched,
            self._on_failed,
            self._on_progress,
        )

    @Slot(object)
    def _on_progress(self, rows: int) -> None:
        if self.sender() is not self._fetching or self._planned is None:
            return
        tr, total = self._tr, count(self._planned, self._wanted.number)
        more = tr("{done} of {all} rows", done=tr.number(rows), all=tr.number(total))
        self._waiting.show_waiting(tr("Looking through the listings…"), more, rows / total if total else None)
        if rows < total:
            self._views.setCurrentWidget(self._waiting)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        if self.sender() is self._fetching:
            self._fetching = None
            self._views.setCurrentWidget(self._none)
            self._error.show_error(error)

    @Slot(object)
    def _on_fetched(self, page: FoundPage) -> None:
        if self.sender() is not self._fetching or self._model is None:
            return
        self._fetching = None
        self._page = page
        self._model.show_rows(page.wanted.number, page.rows, page.wanted.field)
        self._views.setCurrentWidget(self._tree if page.rows else self._none)
        self._fit()
        self._show_where(page)
        opens = (self._model.hasChildren(self._model.index(at, 0)) for at in range(len(page.rows)))
        self._open.setVisible(any(opens))
        if page.rows:
            self._tree.setCurrentIndex(self._model.index(0, 0))
            self._tree.scrollToTop()
        if len(page.rows) == 1:
            self._tree.expand(self._model.index(0, 0))

    def _show_where(self, page: FoundPage) -> None:
        """Which ones these are, of how many."""
        tr, planned = self._tr, self._planned
        before = (len(self._starts) - 1) * PAGE
        first, last = before + 1, before + len(page.rows)
        found = bool(page.wanted.words or page.wanted.field)
        total = count(planned, page.wanted.number) if planned is not None and not found else None
        if page.more is None:
            total = last
        several = page.more is not None or before > 0
        if not page.rows:
            text = ""
        elif not several:
            text = tr.plural("{n} found", "{n} found", last) if found else tr.plural("{n} shown", "{n} shown", last)
        elif total is None:
            text = tr("{first} to {last}, and more", first=tr.number(first), last=tr.number(last))
        else:
            text = tr("{first} to {last} of {all}", first=tr.number(first), last=tr.number(last), all=tr.number(total))
        self._shown.setText(text)
        for made, may in ((self._before, before > 0), (self._next, page.more is not None)):
            if made.hasFocus() and not may:
                self._tree.setFocus(Qt.FocusReason.OtherFocusReason)
            made.setVisible(several)
            made.setEnabled(may)

    def _fit(self) -> None:
        room = (self._tree.viewport().width() if self.isVisible() else self.width()) - 4
        for column, share in enumerate(_WIDTHS[:-1]):
            self._tree.setColumnWidth(column, room * share // 100)

    # what is done -------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_search(self) -> None:
        wanted = Wanted(self._wanted.number, self._search.text().strip(), self._fields.currentData() or "")
        if replace(self._wanted, after=-1) != wanted:
            self._ask(wanted, [-1])

    @Slot()
    def _on_next(self) -> None:
        page = self._page
        if page is not None and page.more is not None and self._fetching is None:
            self._ask(replace(page.wanted, after=page.more), [*self._starts, page.more])

    @Slot()
    def _on_before(self) -> None:
        if len(self._starts) > 1 and self._fetching is None:
            starts = self._starts[:-1]
            self._ask(replace(self._wanted, after=starts[-1]), starts)

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        first = index.siblingAtColumn(0)
        if first.parent().isValid():
            return
        self._tree.setExpanded(first, not self._tree.isExpanded(first))

    @Slot()
    def _on_open_all(self) -> None:
        self._tree.expandAll()
        self._tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Columns fit the width; a Return on a line opens it, as a click does."""
        if watched is self._tree.viewport() and event.type() is QEvent.Type.Resize:
            self._fit()
        if (
            watched is self._tree
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in _OPENS
        ):
            self._on_opened(self._tree.currentIndex())
            return True
        return super().eventFilter(watched, event)
