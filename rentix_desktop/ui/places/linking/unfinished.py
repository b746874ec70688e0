"""Links that were accepted and are not through, by which rows of the file are held: gone on with, or given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Signal, Slot

from rentix_desktop.sync.ledger import Action, RunInfo, RunKind
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.messages import NoticeBar
from rentix_desktop.ui.one_job import OneJob
from rentix_desktop.ui.places.linking.sending import Ended, GivenUp, LinkSending
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.ways import GIVE_UP_LINKS, GO_ON_LINKING, UNFINISHED_LINKS, Wish
from rentix_desktop.ui.widgets.basics import Tone

_YES: Final = "giveUpYesButton"
_NO: Final = "giveUpNoButton"


@dataclass(frozen=True, slots=True)
class LeftRun:
    """A run of links that did not end, and how many of its links are not through. `off`: it takes links off."""

    info: RunInfo
    left: int
    off: bool


def left_runs(_: Task[Any], connection: Connection) -> tuple[LeftRun, ...]:
    """Newest first. Raises AppError."""
    ledger = connection.ledger
    return tuple(
        LeftRun(each.run, each.left, ledger.counts(each.run.id).by_action.get(Action.UNLINK, 0) > 0)
        for each in ledger.unfinished()
        if each.run.kind is RunKind.LINK
    )


class _Looking(OneJob):
    found = Signal(object)  # the LeftRun, newest first

    def look(self, connection: Connection) -> None:
        self.let_go()
        self._start("unfinished-links", lambda task: left_runs(task, connection), self._on_found)

    @Slot(object)
    def _on_found(self, runs: tuple[LeftRun, ...]) -> None:
        self.found.emit(runs)


class UnfinishedLinks(NoticeBar):
    """Hidden while there are none. What the person said on another page is done as soon as they are known; `why_not`
    says why nothing can be sent now."""

    not_gone_on = Signal()  # what was said on another page cannot be done
    failed = Signal(object)  # an AppError

    def __init__(self, desk: Desk, sending: LinkSending, why_not: Callable[[], str]) -> None:
        super().__init__()
        self.setObjectName("unfinishedLinks")
        self._desk = desk
        self._tr = desk.tr
        self._sending = sending
        self._why_not = why_not
        self._runs: Sequence[LeftRun] = ()
        self.asking = False  # and the keyboard is at the answer
        self._looking = _Looking(desk, self)
        self._looking.found.connect(self._on_found)
        self._looking.failed.connect(self.failed)
        self._looking.failed.connect(self.not_gone_on)
        self.pressed.connect(self._on_pressed)
        sending.begun.connect(self.stop)
        sending.ended.connect(self._on_sent)

    def look(self) -> Wish | None:
        """Asks the ledger; nothing is shown until it has answered. What the person said on another page."""
        self.stop()
        connection = self._desk.session.connection
        if connection is None:
            return None
        self._looking.look(connection)
        return self._wish

    @Slot()
    def stop(self) -> None:
        self.asking = False
        self._looking.let_go()
        self.clear()

    @Slot()
    def ask(self) -> None:
        """Whether they are to be given up."""
        self._desk.session.notes[UNFINISHED_LINKS] = Wish.GIVE_UP
        self.look()

    @property
    def _wish(self) -> Wish | None:
        wish = self._desk.session.notes.get(UNFINISHED_LINKS)
        return wish if isinstance(wish, Wish) else None

    @Slot(object)
    def _on_found(self, runs: Sequence[LeftRun]) -> None:
        self._runs, wish = runs, self._wish
        self._desk.session.notes.pop(UNFINISHED_LINKS, None)
        if wish is Wish.GO_ON and (not runs or self._why_not()):
            self.not_gone_on.emit()
        if wish is Wish.GO_ON and runs and not self._why_not():
            self._go_on()
        elif wish is Wish.GIVE_UP and runs:
            self._ask()
        elif runs:
            self._offer()

    def _offer(self) -> None:
        self.asking = False
        tr, first = self._tr, self._runs[0].info.file_name
        title = tr("Linking the listings of {file} did not finish", file=first) if first else ""
        self.show_notice(
            title or tr("Linking did not finish"),
            tr.plural(
                "{n} listing waits for its link and is not sent until then.",
                "{n} listings wait for their links and are not sent until then.",
                self._left,
            ),
            Tone.LOOK,
            ((GIVE_UP_LINKS, tr("Give the links up…")), (GO_ON_LINKING, tr("Go on linking"))),
        )

    def _ask(self) -> None:
        self.asking = True
        tr = self._tr
        self.show_notice(
            tr.plural("Give {n} link up?", "Give {n} links up?", self._left),
            tr(
                "The listings stay on the portal as they are. "
                "An upload of a file that has them makes new ones of those that have no code there."
            ),
            Tone.WRONG,
            ((_NO, tr("Not now")), (_YES, tr("Give them up"))),
        )
        self.take_focus(_NO)

    @property
    def _left(self) -> int:
        return sum(run.left for run in self._runs)

    def _go_on(self) -> None:
        """The newest; what else is left is offered after it."""
        self._sending.go_on(self._runs[0].info.id, off=self._runs[0].off)

    @Slot(str)
    def _on_pressed(self, name: str) -> None:
        if name == GIVE_UP_LINKS:
            self._ask()
        elif name == _NO:
            self._offer()
            self.take_focus(GO_ON_LINKING)
        elif self._why_not():
            self.look()
        elif name == _YES:
            self._sending.give_up([run.info.id for run in self._runs])
        else:
            self._go_on()

    @Slot(object)
    def _on_sent(self, ended: Ended) -> None:
        if isinstance(ended, GivenUp):
            words = self._tr.plural("{n} link is given up.", "{n} links are given up.", ended.links)
            self.show_notice("", words, Tone.GOOD)
