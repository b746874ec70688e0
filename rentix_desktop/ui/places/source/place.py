"""A source is kept, or what is kept of it is changed, or it is not kept any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.sync.sources.book import FileFacts
from rentix_desktop.sync.sources.schedule import SystemScheduler
from rentix_desktop.sync.sources.source import Place, Source, SourceStore
from rentix_desktop.texts.times import ago_words
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.page import Foot, Page
from rentix_desktop.ui.places.entries import HOME, UPLOAD
from rentix_desktop.ui.places.source.form import SourceForm
from rentix_desktop.ui.ways import DRAFT, Draft
from rentix_desktop.ui.widgets.basics import Tone, button
from rentix_desktop.ui.widgets.question import said_yes

_WAIT_MS: Final = 250


@dataclass(frozen=True, slots=True)
class Newest:
    """The file that a place means now; `facts` None = none fits."""

    place: Place
    facts: FileFacts | None


def newest_of(_task: Task[Any], place: Place) -> Newest:
    """On a worker: the folder may be on a slow drive."""
    from rentix_desktop.sync.sources.find import newest

    return Newest(place, newest(place))


class SourcePorts(Protocol):
    """What the page needs of the outside world; `sync.ports.Ports` is one."""

    @property
    def sources(self) -> SourceStore: ...

    @property
    def scheduler(self) -> SystemScheduler: ...


def save(ports: SourcePorts, source: Source, former: str | None) -> None:
    """On a worker. The system's own scheduler gets to know the times; where it does not take them, the home page says so.
    Raises AppError of the store."""
    ports.sources.save(source, former)
    _tell_schedule(ports)


def delete(ports: SourcePorts, name: str) -> None:
    """On a worker. Raises AppError of the store."""
    ports.sources.delete(name)
    _tell_schedule(ports)


def _tell_schedule(ports: SourcePorts) -> None:
    from rentix_desktop.sync.sources.schedule import follow

    with suppress(AppError):
        follow(ports.scheduler, [source.times for source in ports.sources.all()])


class Shell(Protocol):
    """What the page needs of the window."""

    def show_place(self, name: str) -> None: ...

    def sources_changed(self) -> None: ...


class SourceEditor(Page):
    NAME = "sourcePlace"

    def __init__(self, desk: Desk, ports: SourcePorts, shell: Shell) -> None:
        super().__init__(desk)
        tr = desk.tr
        self._ports = ports
        self._shell = shell
        self._draft: Draft | None = None
        self._form = SourceForm(desk)
        self._form.changed.connect(self._on_changed)
        self._form.place_changed.connect(self._on_place)
        self._asked: Place | None = None
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._look_for_file)
        self.body.addWidget(self._form, 1)
        self._stop = button(tr("Stop keeping it"), "stopKeepingButton")
        self._stop.clicked.connect(self._on_stop)
        self._cancel = button(tr("Cancel"), "cancelKeepingButton")
        self._cancel.clicked.connect(self._go_back)
        self._save = button("", "saveSourceButton", main=True)
        self._save.clicked.connect(self._on_save)
        self.buttons = [self._stop, self._cancel, self._save]

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        if self._draft is None or self._draft.former is None:
            return self._tr("Keep this file up to date")
        return self._tr("Change {name}", name=self._draft.former)

    def sentence(self) -> str:
        return self._tr("Everything is filled in already. Only what changed in the file will be sent.")

    def foot(self) -> Foot:
        return Foot(self._tr("Nothing is sent by this."), back=False)

    def first_focus(self) -> QWidget | None:
        return self._save if self._draft is not None and self._draft.former is None else self._form.first()

    def enter(self) -> None:
        draft = self.desk.session.notes.get(DRAFT)
        if not isinstance(draft, Draft):
            self._draft = None
            self._save.setEnabled(False)
            self._go_back()
            return
        self._draft = draft
        new = draft.former is None
        text = self._tr("Keep it up to date") if new else self._tr("Update what is kept")
        self._save.setText(text)
        self._save.setAccessibleName(text)
        self._stop.setProperty("unwanted", new)
        self.error.clear()
        self._form.show_draft(draft)
        store = self._ports.sources
        self.run("sources", lambda _task: store.all(), self._on_others)

    def leave(self) -> None:
        self._wait.stop()
        source = self._form.source
        if self._draft is not None and source is not None and DRAFT in self.desk.session.notes:
            self.desk.session.notes[DRAFT] = replace(self._draft, source=source)

    @Slot(object)
    def _on_others(self, sources: Sequence[Source]) -> None:
        if self._draft is not None:
            self._form.take_names([source.name for source in sources if source.name != self._draft.former])

    # the file that is meant ---------------------------------------------------------------------------------------------
    @Slot(object)
    def _on_place(self, place: Place | None) -> None:
        self._wait.stop()
        self._asked = place
        if place is None:
            self._form.show_newest(self._tr("A file's name cannot be like this."), Tone.WRONG)
        elif self.isVisible():
            self._wait.start()

    @Slot()
    def _look_for_file(self) -> None:
        place = self._asked
        if place is not None:
            self.run("newest", lambda task: newest_of(task, place), self._on_newest)

    @Slot(object)
    def _on_newest(self, found: Newest) -> None:
        if found.place != self._asked:
            return
        tr = self._tr
        if found.facts is None:
            self._form.show_newest(tr("No such file is there now. It is looked for again each time."), Tone.LOOK)
            return
        now = dt.datetime.now().astimezone()
        when = ago_words(found.facts.changed_at, now, tr)
        name = found.facts.path.name
        words = tr("The file now: {name}, changed {when}", name=name, when=when)
        if not found.place.one_file:
            words = tr("The newest now: {name}, changed {when}", name=name, when=when)
        self._form.show_newest(words, Tone.MUTED)

    @Slot()
    def _on_changed(self) -> None:
        self._save.setEnabled(self._form.source is not None)

    # keeping ------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_save(self) -> None:
        source, draft, ports = self._form.source, self._draft, self._ports
        if source is None or draft is None:
            return
        former = draft.former
        self._save.setEnabled(False)
        self.run("save-source", lambda _task: save(ports, source, former), self._on_kept, self._on_not_kept)

    @Slot(object)
    def _on_kept(self, _nothing: object) -> None:
        self._end()

    @Slot(object)
    def _on_not_kept(self, error: object) -> None:
        self.error.show_error(error)  # type: ignore[arg-type]  # a job's failure is an AppError
        self._save.setEnabled(True)

    @Slot()
    def _on_stop(self) -> None:
        draft, ports = self._draft, self._ports
        if draft is None or draft.former is None or not self._really_stop(draft.former):
            return
        name = draft.former
        self.run("delete-source", lambda _task: delete(ports, name), self._on_kept, self._on_not_kept)

    def _really_stop(self, name: str) -> bool:
        """A box, because what was decided about it is gone then."""
        tr = self._tr
        return said_yes(
            self,
            "stopKeepingQuestion",
            tr("Stop keeping {name}?", name=name),
            tr("It is not looked at any more. The file and the listings on the portal stay as they are."),
            stay=tr("Keep it"),
            go=tr("Stop keeping it"),
            destroys=True,
        )

    def _end(self) -> None:
        self.desk.session.notes.pop(DRAFT, None)
        self._shell.sources_changed()
        self._shell.show_place(HOME)

    @Slot()
    def _go_back(self) -> None:
        draft = self._draft
        self.desk.session.notes.pop(DRAFT, None)
        self._shell.show_place(UPLOAD if draft is not None and draft.from_wizard else HOME)
