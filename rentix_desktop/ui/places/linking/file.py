"""Where no file is open: what linking needs it for, and the ways to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rentix_desktop.sync.ledger import AccountKey, Ledger, RunKind
from rentix_desktop.sync.sources.find import newest
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, clear, label

_MOST: Final = 4
_RUNS: Final = 20
"""So many runs back the last file is looked for."""


class Ways(Protocol):
    """The ways into the wizard."""

    def new_upload(self) -> None: ...

    def choose_columns(self, source: Source, path: Path) -> None: ...

    def open_file(self, path: Path) -> None: ...


@dataclass(frozen=True, slots=True)
class Files:
    """What may be opened: kept sources, and the file that was sent last, where it is none of theirs and is still there."""

    sources: Sequence[Source] = ()
    last: Path | None = None


class NoFileView(QWidget):
    """A new upload, the newest file of a kept source, or the file that was sent last."""

    def __init__(self, page: Page, ways: Ways, kept: Callable[[], Sequence[Source]]) -> None:
        super().__init__()
        tr = self._tr = page.desk.tr
        self._page, self._ways, self._kept = page, ways, kept
        self._sources: dict[QObject, Source] = {}
        self._last: Path | None = None
        title = label(tr("Which file are the listings in?"), kind="heading", wrap=True)
        sentence = label(
            tr(
                "Listings that were typed in on the portal are paired with the rows of your file, so that an upload changes "
                "them and makes no second ones. Open the file as for an upload; nothing is sent by that."
            ),
            tone=Tone.MUTED,
            wrap=True,
        )
        for part in (title, sentence):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(SIZES.gap)
        self._choices.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._upload = button(tr("Choose a file"), "linkChooseFileButton")
        self._upload.clicked.connect(self._on_upload)
        box = QVBoxLayout(self)
        box.setSpacing(SIZES.gap)
        box.addStretch(1)
        box.addWidget(title)
        box.addWidget(sentence)
        box.addSpacing(SIZES.gap)
        box.addLayout(self._choices)
        box.addStretch(1)

    def show_ways(self, ledger: Ledger, account: AccountKey, *, begun: bool) -> None:
        """`begun`: a file is open, and what its columns mean is still to be decided."""
        text = self._tr("Go on with the file that is open") if begun else self._tr("Choose a file")
        self._upload.setText(text)
        self._upload.setAccessibleName(text)
        self._show_files(Files())
        if not begun:
            kept = self._kept
            self._page.run("link-sources", lambda task: files_of(task, kept, ledger, account), self._show_files)

    @Slot(object)
    def _show_files(self, files: Files) -> None:
        clear(self._choices, keep=(self._upload,))
        self._sources.clear()
        self._last = files.last
        for source in files.sources[:_MOST]:
            made = button(self._tr("The newest file of “{name}”", name=source.name), "linkSourceButton")
            made.clicked.connect(self._on_source)
            self._sources[made] = source
            self._choices.addWidget(made)
        if files.last is not None:
            made = button(self._tr("The file of the last upload: {file}", file=files.last.name), "linkLastFileButton")
            made.clicked.connect(self._on_last)
            self._choices.addWidget(made)
        self._choices.addWidget(self._upload)

    def take_focus(self) -> None:
        self._upload.setFocus()

    @Slot()
    def _on_upload(self) -> None:
        self._ways.new_upload()

    @Slot()
    def _on_last(self) -> None:
        if self._last is not None:
            self._ways.open_file(self._last)

    @Slot()
    def _on_source(self) -> None:
        source = self._sources.get(self.sender())
        if source is not None:
            self._page.run("newest-file", lambda task: newest_of(task, source), self._on_newest)

    @Slot(object)
    def _on_newest(self, found: tuple[Source, Path]) -> None:
        self._ways.choose_columns(*found)


def files_of(task: Task[Any], kept: Callable[[], Sequence[Source]], ledger: Ledger, account: AccountKey) -> Files:
    """On a worker. Raises AppError, `Cancelled`."""
    task.check()
    sources = [source for source in kept() if source.account == account]
    named = {source.ledger_name for source in sources}
    runs = (run for run in ledger.runs(_RUNS) if run.kind is RunKind.UPLOAD and run.source not in named)
    last = next((path for run in runs if (path := _path_of(run.source)).is_file()), None)
    return Files(sources, last)


def _path_of(source: str) -> Path:
    """As `sync.steps.source_of` names it: a path, and perhaps a sheet."""
    whole, before = Path(source), source.rpartition("#")[0]
    return Path(before) if before and not whole.is_file() else whole


def newest_of(task: Task[Any], source: Source) -> tuple[Source, Path]:
    """On a worker. Where it has no file just now, the place where one is looked for: opening it says so."""
    task.check()
    found = newest(source.place)
    return source, found.path if found is not None else source.place.folder / source.place.pattern
