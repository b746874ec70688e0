"""Links that were to be put on or taken off and are not through, by which rows of the file are held: gone on with, or
given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal, Slot

from rentix_desktop.linking.linked import Sent, meant_by
from rentix_desktop.sync.ledger import Action, RunInfo, RunKind
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.linking import given_up_words
from rentix_desktop.ui.desk import Desk
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


def left_runs(connection: Connection) -> tuple[LeftRun, ...]:
    """Newest first. Raises AppError."""
    ledger = connection.ledger
    return tuple(
        LeftRun(each.run, each.left, meant_by(ledger, each.run) is Action.UNLINK)
        for each in ledger.unfinished()
        if each.run.kind is RunKind.LINK
    )


class _Looking(OneJob):
    found = Signal(object)  # the LeftRun, newest first

    def look(self, connection: Connection) -> None:
        self.let_go()
        self._start("unfinished-links", lambda _task: left_runs(connection), self._on_found)

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
        self._quiet = False  # they are known, and not shown
        self._wish: Wish | None = None  # what is done as soon as they are known
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
        said = self._desk.session.notes.get(UNFINISHED_LINKS)
        self._look(said if isinstance(said, Wish) else None)
        return self._wish if self._desk.session.connection is not None else None

    def _look(self, wish: Wish | None = None, *, quiet: bool = False) -> None:
        self.stop()
        self._quiet, self._wish = quiet, wish
        connection = self._desk.session.connection
        if connection is not None:
            self._looking.look(connection)

    def show_again(self) -> None:
        """Whatever else was said of them is out of view by now."""
        self._quiet = False
        if self._runs and not self.isVisible() and not self._sending.running:
            self._offer()

    @Slot()
    def stop(self) -> None:
        self.asking, self._wish = False, None
        self._looking.let_go()
        self.clear()

    @Slot()
    def ask(self) -> None:
        """Whether they are to be given up."""
        self._look(Wish.GIVE_UP)

    @Slot()
    def go_on(self) -> None:
        """With all that is left."""
        self._look(Wish.GO_ON)

    @Slot(object)
    def _on_found(self, runs: Sequence[LeftRun]) -> None:
        self._runs, wish, self._wish = runs, self._wish, None
        self._desk.session.notes.pop(UNFINISHED_LINKS, None)
        self._tell_wizard()
        if wish is Wish.GO_ON and (not runs or self._why_not()):
            self.not_gone_on.emit()
        if wish is Wish.GO_ON and runs and not self._why_not():
            self._go_on()
        elif wish is Wish.GIVE_UP and runs:
            self._ask()
        elif runs and not self._quiet:
            self._offer()

    def _tell_wizard(self) -> None:
        """Its first pages offer what is there to be gone on with, and that alone."""
        session = self._desk.session
        former = session.connection.interrupted if session.connection is not None else None
        if former is None or former.kind is RunKind.LINK:
            session.left_behind(self._runs[0].info if self._runs else None)

    def _offer(self) -> None:
        self.asking = False
        tr, only_off = self._tr, all(run.off for run in self._runs)
        actions = (
            (GIVE_UP_LINKS, tr("Leave them linked…") if only_off else tr("Give the links up…")),
            (GO_ON_LINKING, tr("Go on with it") if only_off else tr("Go on linking")),
        )
        self.show_notice(left_title(self._runs, tr), self._left_words(), Tone.LOOK, actions)

    def _left_words(self) -> str:
        tr, on, off = self._tr, self._count(off=False), self._count(off=True)
        words = []
        if on:
            words.append(
                tr.plural(
                    "{n} listing waits for its link and is not sent until then.",
                    "{n} listings wait for their links and are not sent until then.",
                    on,
                )
            )
        if off:
            words.append(tr.plural("{n} link is still to be taken off.", "{n} links are still to be taken off.", off))
        return " ".join(words)

    def _ask(self) -> None:
        self.asking = True
        tr, on, off = self._tr, self._count(off=False), self._count(off=True)
        if on:
            title = tr.plural("Give {n} link up?", "Give {n} links up?", on)
            words = tr(
                "The listings stay on the portal as they are. "
                "An upload of a file that has them makes new ones of those that have no code there."
            )
        else:
            title = tr.plural("Leave {n} listing linked?", "Leave {n} listings linked?", off)
            words = tr("Nothing is changed on the portal. The links can be taken off on another day.")
        actions = ((_NO, tr("Not now")), (_YES, tr("Give them up") if on else tr("Leave them linked")))
        self.show_notice(title, words, Tone.WRONG if on else Tone.LOOK, actions)
        self.take_focus(_NO)

    def _count(self, *, off: bool) -> int:
        return sum(run.left for run in self._runs if run.off is off)

    def _go_on(self) -> None:
        """With all of them, the oldest first: that is their order."""
        self._sending.go_on([run.info.id for run in reversed(self._runs)])

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
            only_off = all(run.off for run in self._runs)
            self.show_notice("", given_up_words(ended.links, only_off, self._tr), Tone.GOOD)
            self._runs = ()
            self._tell_wizard()
        elif isinstance(ended, Sent):
            self._look(quiet=True)  # the result has the ways itself


def left_title(runs: Sequence[LeftRun], tr: Texts) -> str:
    """What did not finish."""
    if all(run.off for run in runs):
        return tr("Taking links off did not finish")
    file = next(run.info.file_name for run in runs if not run.off)
    return tr("Linking the listings of {file} did not finish", file=file) if file else tr("Linking did not finish")
