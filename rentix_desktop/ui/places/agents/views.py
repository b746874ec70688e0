"""The parts of the place of agents, one at a time, and which of them what is known leads to."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final, TypeVar

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from rentix_desktop.linking.people.agents import FileAgent
from rentix_desktop.linking.people.profile import Entered
from rentix_desktop.sync.destination import PersonSeen
from rentix_desktop.sync.people import ProfileForm
from rentix_desktop.texts.durations import about
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.places.agents.edit import EditView
from rentix_desktop.ui.places.agents.invite import InviteView
from rentix_desktop.ui.places.agents.match import MatchView
from rentix_desktop.ui.places.agents.state import AgentsState
from rentix_desktop.ui.places.agents.table import AgentsList
from rentix_desktop.ui.widgets.portraits import Album
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState

V = TypeVar("V", bound=QWidget)
_APART_MS: Final = 50
_LONG_MS: Final = 3000


class AgentsViews(QStackedWidget):
    """A view is built when it is first shown: all at once would hold the window up. Signals as of the views; `turned`: one
    of them is shown instead of the list."""

    changed = Signal()
    turned = Signal()
    typed = Signal()  # into a profile
    left = Signal()  # back to all agents
    stop_pressed = Signal()
    again_pressed = Signal()
    opened = Signal(object)
    edit_wanted = Signal(object)
    unlink_wanted = Signal(object)
    forget_wanted = Signal(object)
    undo_wanted = Signal()  # of the last answer, on the list
    count_wanted = Signal()
    decided = Signal(str)  # what the last answer did: nothing is left that needs a look
    choose_wanted = Signal(object)
    create_wanted = Signal(object)
    picture_wanted = Signal(str)

    def __init__(self, desk: Desk, album: Album) -> None:
        super().__init__()
        self._desk, self._album = desk, album
        self._edit: EditView | None = None
        self._what = self._more = ""  # is waited for
        self._begun = QElapsedTimer()
        self._begun.start()
        self._ticks = QTimer(self, interval=1000)
        self._ticks.timeout.connect(self._show_time)
        self.currentChanged.connect(self._on_current)

    def prepare(self, form: ProfileForm | None) -> None:
        """Builds what may be opened next, a view at a time while the window has nothing else to do. `form` None: nothing is
        known yet but that there will be a list."""
        if form is None:
            QTimer.singleShot(0, self, lambda: self.list)
            return
        steps: tuple[Callable[[], object], ...] = (
            lambda: self.match,
            lambda: self.invite,
            lambda: self._edit_view(form),
        )
        for number, step in enumerate(steps, 1):
            QTimer.singleShot(number * _APART_MS, self, step)  # the window does other things in between

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
        made.forget_wanted.connect(self.forget_wanted)
        made.count_wanted.connect(self.count_wanted)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), made)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.undo_wanted)
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

    @property
    def edit(self) -> EditView | None:
        """None = no profile was looked at yet."""
        return self._edit

    def _edit_view(self, form: ProfileForm) -> EditView:
        if self._edit is None or self._edit.form != form:
            if self._edit is not None:
                self._edit.deleteLater()
            made = self._edit = self._added(EditView(self._desk, self._album, form))
            made.changed.connect(self.typed)
            made.left.connect(self.left)
            made.picture_wanted.connect(self.picture_wanted)
        return self._edit

    # showing --------------------------------------------------------------------------------------------------------------
    def show_choice(self, known: AgentsState, agent: FileAgent) -> None:
        """Which account an agent of the file has."""
        if known.read is not None and known.choosing is not None:
            self.match.show_agent(known.choosing, known.read.staff.people, agent)
            self._turn(self.match)

    def show_doubtful(self, known: AgentsState) -> None:
        """The first pair that needs a look."""
        if known.read is not None and known.choosing is not None:
            self.match.show_doubtful(known.choosing, known.read.staff.people)
            self._turn(self.match)

    def take_back(self, known: AgentsState) -> None:
        """The last answer, and whom it was about."""
        if known.read is not None and known.choosing is not None and known.choosing.can_undo:
            self.match.take_back(known.choosing, known.read.staff.people)
            self._turn(self.match)

    def show_invite(self, known: AgentsState, first: FileAgent | None = None) -> None:
        self.invite.show_agents(known.alone, known.refused, first)
        self._turn(self.invite)

    def show_profile(self, known: AgentsState, person: PersonSeen, draft: Entered | None = None) -> None:
        """As the portal has it, or with what was typed before."""
        if known.read is not None:
            view = self._edit_view(known.read.staff.form)
            view.show_person(person, draft)
            self._turn(view)

    def _turn(self, view: MatchView | InviteView | EditView) -> None:
        self.setCurrentWidget(view)
        self.turned.emit()
        view.take_focus()

    @property
    def idle(self) -> bool:
        """Nothing of the agents is shown."""
        return not isinstance(self.currentWidget(), AgentsList | MatchView | InviteView | EditView)

    def shows(self, *kinds: type[QWidget]) -> bool:
        return isinstance(self.currentWidget(), kinds)

    def show_waiting(self, what: str, more: str = "") -> None:
        """With how long it has taken, once that is worth a word."""
        if not self.shows(WaitingState):
            self._begun.restart()
        self._what, self._more = what, more
        self._show_time()
        self.setCurrentWidget(self._waiting)
        if not self._ticks.isActive():
            self._ticks.start()

    @Slot()
    def _on_current(self) -> None:
        if not self.shows(WaitingState):
            self._ticks.stop()

    @Slot()
    def _show_time(self) -> None:
        seconds = self._begun.elapsed() / 1000
        time = about(seconds, self._desk.tr) if seconds * 1000 >= _LONG_MS else ""
        self._waiting.show_waiting(self._what, " · ".join(filter(None, (self._more, time))))

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
