"""The parts of the place of agents, one at a time."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.places.agents.edit import EditView
from rentix_desktop.ui.places.agents.invite import InviteView
from rentix_desktop.ui.places.agents.match import MatchView
from rentix_desktop.ui.places.agents.table import AgentsList
from rentix_desktop.ui.widgets.portraits import Album
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState

V = TypeVar("V", bound=QWidget)


class AgentsViews(QStackedWidget):
    """A view is built when it is first shown: all at once would hold the window up. Signals as of the views."""

    changed = Signal()
    left = Signal()  # back to all agents
    stop_pressed = Signal()
    again_pressed = Signal()
    opened = Signal(object)
    edit_wanted = Signal(object)
    unlink_wanted = Signal(object)
    count_wanted = Signal()
    decided = Signal()  # nothing is left that needs a look
    choose_wanted = Signal(object)
    create_wanted = Signal(object)
    picture_wanted = Signal(str)

    def __init__(self, desk: Desk, album: Album) -> None:
        super().__init__()
        self._desk, self._album = desk, album

    def _added(self, view: V) -> V:
        self.addWidget(view)
        return view

    @cached_property
    def _waiting(self) -> WaitingState:
        made = self._added(WaitingState(self._desk.tr("Stop"), "stopAgentsButton"))
        made.stop_pressed.connect(self.stop_pressed)
        return made

    @cached_property
    def _none(self) -> EmptyState:
        made = self._added(EmptyState("", "", self._desk.tr("Read again"), "tryAgentsButton"))
        made.pressed.connect(self.again_pressed)
        return made

    @cached_property
    def list(self) -> AgentsList:
        made = self._added(AgentsList(self._desk, self._album))
        made.changed.connect(self.changed)
        made.opened.connect(self.opened)
        made.edit_wanted.connect(self.edit_wanted)
        made.unlink_wanted.connect(self.unlink_wanted)
        made.count_wanted.connect(self.count_wanted)
        return made

    @cached_property
    def match(self) -> MatchView:
        made = self._added(MatchView(self._desk))
        made.changed.connect(self.changed)
        made.left.connect(self.left)
        made.finished.connect(self.decided)
        return made

    @cached_property
    def invite(self) -> InviteView:
        made = self._added(InviteView(self._desk))
        made.left.connect(self.left)
        made.choose_wanted.connect(self.choose_wanted)
        made.create_wanted.connect(self.create_wanted)
        return made

    @cached_property
    def edit(self) -> EditView:
        made = self._added(EditView(self._desk, self._album))
        made.changed.connect(self.changed)
        made.left.connect(self.left)
        made.picture_wanted.connect(self.picture_wanted)
        return made

    @property
    def idle(self) -> bool:
        """Nothing of the agents is shown."""
        return not isinstance(self.currentWidget(), AgentsList | MatchView | InviteView | EditView)

    def shows(self, *kinds: type[QWidget]) -> bool:
        return isinstance(self.currentWidget(), kinds)

    def show_waiting(self, what: str, more: str = "") -> None:
        self._waiting.show_waiting(what, more)
        self.setCurrentWidget(self._waiting)

    def show_none(self, title: str, words: str, *, action: bool = True) -> None:
        self._none.show_state(title, words, action=action)
        self.setCurrentWidget(self._none)

    def show_pictures(self) -> None:
        """More photos have come."""
        for view in self.findChildren(AgentsList) + self.findChildren(EditView):
            view.show_pictures()

    def take_focus(self) -> None:
        view = self.currentWidget()
        if isinstance(view, AgentsList | MatchView | InviteView | EditView):
            view.take_focus()
