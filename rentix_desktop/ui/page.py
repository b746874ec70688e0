"""The base of every page: a title, one sentence under it, a body, and what stands in the footer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job, Task
from rentix_desktop.ui.messages import ErrorPanel, NoticeBar
from rentix_desktop.ui.one_job import OneJob
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import label
from rentix_desktop.ui.wizard.flow import Step


@dataclass(frozen=True, slots=True)
class Foot:
    """What the footer shows for a page. `next` None = no Next: the main action is one of `buttons`."""

    note: str = ""
    next: str | None = None
    back: bool = True


class Page(QWidget):
    """A step, or a place outside the wizard (STEP None).

    A subclass sets NAME (its object name) and STEP, builds its widgets into `self.body` in `__init__`, and says what
    it shows by `title()`, `sentence()` and `foot()`; `self.refresh()` asks for them again. `buttons` are buttons of
    its own for the footer, left to right, a number field may stand among them; at most one of them is the main one
    (`set_main`).
    """

    NAME: ClassVar[str]
    STEP: ClassVar[Step | None] = None

    refreshed = Signal()  # the footer is to be asked for again
    settled = Signal()  # the page has what it needs: the keyboard goes to Next

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName(self.NAME)
        self.desk = desk
        self._tr = desk.tr
        self.buttons: list[QWidget] = []
        self._jobs: list[Job] = []
        self._title = label(wrap=True, name="pageTitle")
        self._sentence = label(wrap=True, name="pageSentence")
        self.notice = NoticeBar()
        self.error = ErrorPanel(desk)
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._title)
        head.addWidget(self._sentence)
        self.body = QVBoxLayout()
        outer = self._outer = QVBoxLayout(self)
        self.show_close(False)
        outer.addLayout(head)
        outer.addWidget(self.notice)
        outer.addWidget(self.error)
        outer.addLayout(self.body, 1)

    # what a subclass says -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        raise NotImplementedError

    def sentence(self) -> str:
        return ""

    def foot(self) -> Foot:
        return Foot()

    def first_focus(self) -> QWidget | None:
        """Where the keyboard is when the page comes into view; None = on Next, or nowhere of the page's own."""
        return None

    def enter(self) -> None:
        """The page comes into view: look at the session and show what it says."""

    def leave(self) -> None:
        """The page goes out of view (also before it is thrown away for another language)."""

    def go_next(self) -> None:
        """Next was pressed and the flow does not block it."""
        session = self.desk.session
        session.change(session.flow.go_next())

    def cancel(self) -> None:
        """ "Cancel upload" was pressed in the side."""
        self.desk.session.again()

    # what a subclass uses -----------------------------------------------------------------------------------------------
    def show_close(self, close: bool) -> None:
        """Title, bars and body closer to each other: for a page that needs the room."""
        self._outer.setContentsMargins(SIZES.margin, 16 if close else 24, SIZES.margin, 8 if close else 12)
        for layout in (self._outer, self.body):
            layout.setSpacing(SIZES.gap if close else SIZES.block)

    def refresh(self) -> None:
        """Title, sentence and footer anew."""
        self._title.setText(self.title())
        sentence = self.sentence()
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.refreshed.emit()

    def run(
        self,
        name: str,
        work: Callable[[Task[Any]], Any],
        done: Callable[[Any], None],
        failed: Callable[[Any], None] | None = None,
        progressed: Callable[[Any], None] | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Job:
        """Starts a job of this page; it is cancelled when the page goes. The callables are methods of this page.

        Without `failed` the error is shown in the page.
        """
        job = self.desk.jobs.build(name, work)
        job.succeeded.connect(done)
        job.failed.connect(failed or self.error.show_error)
        if progressed is not None:
            job.progressed.connect(progressed)
        if stopped is not None:
            job.stopped.connect(stopped)
        self._jobs = [*(old for old in self._jobs if old.running), job]
        job.start()
        return job

    def discard(self) -> None:
        """The frame throws the page away: its own jobs stop and are not heard any more."""
        for job in self._jobs:
            if job.running:
                job.cancel()
                job.disconnect(self)
        for beside in self.findChildren(OneJob):
            beside.let_go()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not event.spontaneous():
            self.enter()
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        if not event.spontaneous():
            self.leave()
