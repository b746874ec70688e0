"""All agents in one table: accounts with what is known of them, and the agents of the file that have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rentix_desktop.linking.people.agents import FileAgent
from rentix_desktop.linking.people.choosing import Choosing, Entry, Standing
from rentix_desktop.sync.destination import PersonSeen
from rentix_desktop.texts.people import STANDINGS
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.agents import COUNT, NAME, PHOTO, REACH, STATE, AgentsModel
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import button, row, search_field
from rentix_desktop.ui.widgets.faces import fit_columns
from rentix_desktop.ui.widgets.portraits import SIDE, Album, PortraitDelegate
from rentix_desktop.ui.widgets.states import EmptyState
from rentix_desktop.ui.widgets.ticks import TICK, TickTable
from rentix_desktop.ui.widgets.wrapping import wrapping

_ROW: Final = 48
_TICK_WIDTH: Final = 44
_NAME_WIDTH: Final = 140
_COUNT_WIDTH: Final = 110
_NARROWEST: Final = 700
_LOOKED_AT: Final = 12
"""Rows that are measured for the widths of the columns: about what is in view. Each costs the window half a millisecond."""


class AgentsList(QWidget):
    """`opened`: an entry is to be seen alone; `edit_wanted`: the profile of an account; `unlink_wanted`: accounts whose
    links are to be taken off; `forget_wanted`: spellings that are not the account's."""

    changed = Signal()  # a tick was set or taken off
    opened = Signal(object)
    edit_wanted = Signal(object)
    unlink_wanted = Signal(object)
    forget_wanted = Signal(object)
    count_wanted = Signal()

    def __init__(self, desk: Desk, album: Album) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._choosing: Choosing | None = None
        self._fits = True  # the columns, as wide as the table is now
        self._counted: Mapping[str, int] | None = None
        self._model = AgentsModel(tr, album)
        spoken = tr("Agents; Space ticks, Enter opens")
        self.table = TickTable("agentsTable", spoken, desk.tokens, _ROW)
        self.table.setModel(self._model)
        self.table.setItemDelegateForColumn(PHOTO, PortraitDelegate(desk.tokens, self.table))
        self.table.ticked.connect(self._on_ticked)
        self.table.opened.connect(self._on_opened)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self._none = EmptyState(tr("No agent fits"), tr("Change the search, or show all of them."))
        self._views = QStackedWidget()
        self._views.addWidget(self.table)
        self._views.addWidget(self._none)
        box = QVBoxLayout(self)
        box.setContentsMargins(QMargins())
        box.setSpacing(SIZES.gap)
        box.addLayout(self._build_head())
        box.addWidget(self._views, 1)
        box.addWidget(self._build_actions())

    def _build_head(self) -> QHBoxLayout:
        tr = self._tr
        self._group = QComboBox()
        self._group.setObjectName("agentsCombo")
        self._group.setAccessibleName(tr("Show"))
        self._group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._group.currentIndexChanged.connect(self._on_filter)
        self._search = search_field(tr("Search name or phone"), "searchAgentsEdit")
        self._search.textChanged.connect(self._on_filter)
        self._count = button(
            tr("Count their listings"),
            "countListingsButton",
            hint=tr("Read the portal's listings and count them for each agent; nothing is changed"),
            small=True,
        )
        self._count.clicked.connect(self.count_wanted)
        head = row(self._group, self._search, self._count)
        head.setStretch(1, 1)
        return head

    def _build_actions(self) -> QWidget:
        tr = self._tr
        self._open = button(tr("Look at it (Enter)"), "openAgentButton", small=True)
        self._open.clicked.connect(self._on_open)
        self._edit = button(tr("Edit the profile"), "editAgentButton", small=True)
        self._edit.clicked.connect(self._on_edit)
        self._unlink = button(tr("Take the link off"), "unlinkAgentsButton", small=True)
        self._unlink.clicked.connect(self._on_unlink)
        self._tick = button(tr("Tick or not (Space)"), "tickAgentButton", small=True)
        self._tick.clicked.connect(self._on_ticked)
        return wrapping(self._open, self._edit, self._unlink, self._tick)

    # what is shown --------------------------------------------------------------------------------------------------------
    def show_people(
        self, choosing: Choosing, rows: Mapping[str, int], counted: Mapping[str, int] | None, *, file: bool
    ) -> None:
        """As `AgentsModel.show_people`, with the listings of the portal; the place of the keyboard is kept."""
        tr, at = self._tr, max(0, self.table.row)
        again = self._choosing is not None and (counted is None) == (self._counted is None)
        self._choosing, self._counted = choosing, counted
        self._model.show_people(choosing, rows, counted, file=file)
        self._fill_groups()
        self._tick.setVisible(file)
        self._count.setText(tr("Count their listings") if counted is None else tr("Count again"))
        self._fits = self._fits and again
        if self.isVisible():
            self._fit()
        self._show_place(at)

    def show_counted(self, counted: Mapping[str, int] | None) -> None:
        """The listings of the portal alone are other ones."""
        self._counted = counted
        self._model.show_counted(counted)

    def show_pictures(self) -> None:
        """More photos have come."""
        self.table.viewport().update()

    def take_focus(self) -> None:
        (self.table if self._model.rowCount() else self._search).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_groups(self) -> None:
        tr, standing = self._tr, self._group.currentData()
        self._group.blockSignals(True)
        self._group.clear()
        self._group.addItem(tr("All agents: {n}", n=tr.number(self._model.every)), None)
        for each, count in self._model.groups():
            self._group.addItem(f"{tr(STANDINGS[each])}: {tr.number(count)}", each.value)
        self._group.setCurrentIndex(max(0, self._group.findData(standing)))
        self._group.blockSignals(False)
        if self._group.currentData() != standing:  # nobody is so any more
            self._model.show_only(None, self._search.text())

    def _fit(self) -> None:
        """Once, when it is known how wide the table is."""
        if self._fits or self._choosing is None:
            return
        self._fits = True
        fit_columns(self.table, widest=230, rows=_LOOKED_AT, within=max(_NARROWEST, self.width()))
        self.table.setColumnWidth(NAME, max(_NAME_WIDTH, self.table.columnWidth(NAME)))
        self.table.setColumnWidth(COUNT, min(_COUNT_WIDTH, self.table.columnWidth(COUNT)))
        state = max(self.table.sizeHintForColumn(STATE), self.table.columnWidth(STATE))
        self.table.setColumnWidth(STATE, state)  # how they stand is read whole; the ways to reach them have two lines
        self.table.setColumnWidth(TICK, _TICK_WIDTH)
        self.table.setColumnWidth(PHOTO, SIDE + 24)
        others = sum(self.table.columnWidth(at) for at in range(self._model.columnCount()) if at != REACH)
        least = self.table.horizontalHeader().sectionSizeHint(REACH)
        room = max(_NARROWEST, self.table.viewport().width()) - others
        self.table.setColumnWidth(REACH, max(least, min(room, self.table.columnWidth(REACH))))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fits = self._fits and event.oldSize().width() == event.size().width()
        if self.isVisible():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._fit()

    @property
    def _selected(self) -> list[Entry]:
        return [entry for at in self.table.rows if (entry := self._model.entry(at)) is not None]

    @property
    def _linked(self) -> list[PersonSeen]:
        return [
            entry.person
            for entry in self._selected
            if entry.person is not None and entry.person.external_id and not entry.further
        ]

    @property
    def _spellings(self) -> list[FileAgent]:
        """Further spellings, of accounts whose link stays."""
        gone = {person.portal_id for person in self._linked}
        return [
            entry.agent
            for entry in self._selected
            if entry.further and entry.agent and entry.person and entry.person.portal_id not in gone
        ]

    # what is done ---------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_filter(self) -> None:
        value = self._group.currentData()
        self._model.show_only(Standing(value) if value is not None else None, self._search.text())
        self._show_place(0)

    def _show_place(self, at: int) -> None:
        count = self._model.rowCount()
        self._views.setCurrentIndex(0 if count else 1)
        if count:
            self.table.setCurrentIndex(self._model.index(min(at, count - 1), NAME))
        self._on_selected()

    @Slot()
    def _on_selected(self) -> None:
        tr, selected, linked, spellings = self._tr, self._selected, self._linked, self._spellings
        self._open.setEnabled(len(selected) == 1)
        self._edit.setEnabled(len(selected) == 1 and selected[0].person is not None)
        self._unlink.setEnabled(bool(linked or spellings))
        if spellings and not linked:
            text = tr("It is somebody else")
        elif len(linked) > 1:
            text = tr.plural("Take {n} link off", "Take {n} links off", len(linked))
        else:
            text = tr("Take the link off")
        self._unlink.setText(text)
        self._unlink.setAccessibleName(text)
        self._tick.setEnabled(any(entry.standing in (Standing.SURE, Standing.CHOSEN) for entry in selected))

    @Slot()
    def _on_ticked(self) -> None:
        self._model.toggle(self.table.rows)
        self.changed.emit()

    @Slot()
    def _on_open(self) -> None:
        self._on_opened(self.table.row)

    @Slot(int)
    def _on_opened(self, at: int) -> None:
        entry = self._model.entry(at)
        if entry is not None:
            self.opened.emit(entry)

    @Slot()
    def _on_edit(self) -> None:
        selected = self._selected
        if len(selected) == 1 and selected[0].person is not None:
            self.edit_wanted.emit(selected[0].person)

    @Slot()
    def _on_unlink(self) -> None:
        linked, spellings = self._linked, self._spellings
        if linked:
            self.unlink_wanted.emit(linked)
        elif spellings:
            self.forget_wanted.emit(spellings)
