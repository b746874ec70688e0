"""The parts of the place of agents, one over the other."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.places.agents_edit import EditView
from rentix_desktop.ui.places.agents_invite import InviteView
from rentix_desktop.ui.places.agents_list import AgentsList
from rentix_desktop.ui.places.agents_match import MatchView
from rentix_desktop.ui.widgets.portraits import Album
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState


class AgentsViews(QStackedWidget):
    """`left`: back to all agents."""

    left = Signal()
    stop_pressed = Signal()
    again_pressed = Signal()

    def __init__(self, desk: Desk, album: Album) -> None:
        super().__init__()
        tr = desk.tr
        self._waiting = WaitingState(tr("Stop"), "stopAgentsButton")
        self._waiting.stop_pressed.connect(self.stop_pressed)
        self._none = EmptyState("", "", tr("Read again"), "tryAgentsButton")
        self._none.pressed.connect(self.again_pressed)
        self.list = AgentsList(desk, album)
        self.match = MatchView(desk)
        self.invite = InviteView(desk)
        self.edit = EditView(desk, album)
        for each in (self.match, self.invite, self.edit):
            each.left.connect(self.left)
        for view in (self._waiting, self._none, self.list, self.match, self.invite, self.edit):
            self.addWidget(view)

    @property
    def idle(self) -> bool:
        """Nothing of the agents is shown."""
        return self.currentWidget() in (self._waiting, self._none)

    def shows(self, *views: QWidget) -> bool:
        return self.currentWidget() in views

    def show_waiting(self, what: str, more: str = "") -> None:
        self._waiting.show_waiting(what, more)
        self.setCurrentWidget(self._waiting)

    def show_none(self, title: str, words: str, *, action: bool = True) -> None:
        self._none.show_state(title, words, action=action)
        self.setCurrentWidget(self._none)

    def show_pictures(self) -> None:
        """More photos have come."""
        self.list.show_pictures()
        self.edit.show_pictures()

    def take_focus(self) -> None:
        view = self.currentWidget()
        if isinstance(view, AgentsList | MatchView | InviteView | EditView):
            view.take_focus()
