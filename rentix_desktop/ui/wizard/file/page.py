"""Step 2: the file, its sheet, and where its rows begin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QStackedWidget, QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.sheets.encoding import EncodingChoice
from rentix_desktop.sheets.table import NoticeCode, ReadOptions, SetAside, Table, TableInfo
from rentix_desktop.sync.ports import PASTED_DAYS
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.messages import block_text
from rentix_desktop.ui.page import Foot
from rentix_desktop.ui.widgets.basics import button, row, set_property
from rentix_desktop.ui.widgets.states import WaitingState
from rentix_desktop.ui.wizard.file import pasting, reading
from rentix_desktop.ui.wizard.file.blank import BlankTable
from rentix_desktop.ui.wizard.file.drop import FileChoice, PathEdit
from rentix_desktop.ui.wizard.file.left_out import has_aside
from rentix_desktop.ui.wizard.file.reading import ReadProgress
from rentix_desktop.ui.wizard.file.taking import TakingPage
from rentix_desktop.ui.wizard.file.view import FileView
from rentix_desktop.ui.wizard.flow import Block, Flow, Step
from rentix_desktop.ui.wizard.interrupted import offer_resume, on_resume_answer

_READ = "read-file"
_SETTLED = "encoding_settled"
"""Note of the session: the file whose encoding the person was asked for and has settled."""


class FilePage(TakingPage):
    NAME = "filePage"
    STEP = Step.FILE

    def __init__(
        self,
        desk: Desk,
        spool_folder: Path,
        samples_folder: Path,
        pasted_folder: Path,
        *,
        sample_at_once: bool = False,
    ) -> None:
        super().__init__(desk, pasted_folder)
        self._spool_folder = spool_folder
        self._samples = sorted(p for p in samples_folder.iterdir() if p.suffix in reading.SUFFIXES)
        self._sample_at_once = sample_at_once
        self._reading: Job | None = None  # the reading, or the same rows seen with another header row
        self._aside: Job | None = None
        self._asking: Job | None = None
        self._early: TableInfo | None = None  # the first rows while the rest is read
        self._former: Flow | None = None  # what was decided about the table that is being read in another way
        tr = desk.tr
        self._path = PathEdit()
        self._path.setObjectName("filePathEdit")
        self._path.setAccessibleName(tr("File"))
        self._path.setPlaceholderText(tr("Path of the file"))
        self._path.returnPressed.connect(self._on_path)
        self._path.pasted.connect(self.paste)
        self._browse = button(tr("Browse…"), "browseButton")
        self._browse.clicked.connect(self._on_browse)
        self.body.addLayout(row(self._path, self._browse))
        self._choice = FileChoice(desk)
        self._choice.chosen.connect(self.take_file)
        self._choice.browse_pressed.connect(self._on_browse)
        self._choice.paste_pressed.connect(self.paste)
        self._blank = BlankTable(self)
        self._choice.blank_pressed.connect(self._blank.ask_and_save)
        self._waiting = WaitingState(tr("Stop"), "stopReadingButton")
        self._waiting.stop_pressed.connect(self._on_stop)
        self._view = FileView(desk)
        self._view.options_chosen.connect(self._on_options)
        self._view.header_chosen.connect(self._on_header)
        self._view.reading.stop_pressed.connect(self._on_stop)
        self._view.question.settled.connect(self._on_encoding)
        self._views = QStackedWidget()
        for view in (self._choice, self._waiting, self._view):
            self._views.addWidget(view)
        self.body.addWidget(self._views, 1)
        self.notice.pressed.connect(self._on_notice)

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        file = self.desk.session.file
        if file is None or (self._reading is None and self.desk.session.flow.table is None):
            return self._tr("Choose the file with your listings")
        return pasting.shown_name(file, self.pasted_folder)

    def sentence(self) -> str:
        tr, table = self._tr, self.desk.session.flow.table
        if table is None:
            if self._reading is not None:
                return tr("The file is being read. It is not changed.")
            return tr("An export from your CRM or your own table. It is only read, never changed.")
        if not table.rows:
            return block_text(Block.NO_ROWS, tr)
        rows = tr.plural("{n} row", "{n} rows", table.rows)
        columns = tr.plural("{n} column", "{n} columns", len(table.header))
        if table.header_row is None:
            return tr(
                "{rows}, {columns}. If a row holds the column names, click its number or press Enter on it.",
                rows=rows,
                columns=columns,
            )
        return tr(
            "{rows}, {columns}. The marked row holds the column names; if it is another one, click its number.",
            rows=rows,
            columns=columns,
        )

    def foot(self) -> Foot:
        tr, file = self._tr, self.desk.session.file
        if file is not None and self.is_pasted(file):
            note = tr.plural(
                "What you pasted is kept on this computer for {n} day. Nothing is sent yet.",
                "What you pasted is kept on this computer for {n} days. Nothing is sent yet.",
                PASTED_DAYS,
            )
        else:
            note = tr("Your file stays as it is. Nothing is sent yet.")
        return Foot(note, next=tr("Next: columns"))

    def enter(self) -> None:
        session = self.desk.session
        offer_resume(self)
        if self._sample_at_once and session.file is None and session.flow.demo:
            self._sample_at_once = False
            session.file = reading.sample_for(self._samples, self._tr.language)
        if self._reading is not None:
            return
        if session.file is not None and (session.table is None or session.flow.table is None):
            self._read(session.file, session.options)
        else:
            self._show_table()

    def first_focus(self) -> QWidget | None:
        return self._choice.browse if self.desk.session.file is None else self._view.question.first_choice()

    def go_next(self) -> None:
        """Whoever goes on takes the encoding that is shown."""
        if self._view.question.first_choice() is not None:
            self._settle_encoding()
        super().go_next()

    def cancel(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = self._early = self._former = None
        super().cancel()
        self._path.clear()
        self.error.clear()
        self.enter()
        self._choice.browse.setFocus(Qt.FocusReason.OtherFocusReason)

    # choosing -----------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_browse(self) -> None:
        tr = self._tr
        patterns = " ".join(f"*{suffix}" for suffix in reading.SUFFIXES)
        used = (self.desk.session.file, *self.desk.memory.settings.recent_files)
        last = next((path for path in used if path is not None and not self.is_pasted(path)), Path.home())
        name, _ = QFileDialog.getOpenFileName(
            self,
            tr("Choose the file with your listings"),
            str(last.parent if last.suffix else last),
            ";;".join((f"{tr('Tables')} ({patterns})", f"{tr('All files')} (*)")),
        )
        if name:
            self.take_file(Path(name))

    @Slot()
    def _on_path(self) -> None:
        text = self._path.text().strip().strip('"')
        if text:
            self.take_file(Path(text))

    @Slot(object)
    def take_file(self, path: Path) -> None:
        """Another file, or the same one again: read from the start, nothing decided about it."""
        session = self.desk.session
        offer_resume(self)  # in place of what was said of another file
        session.take_table(None)
        session.notes.pop(_SETTLED, None)
        session.file, session.options, self._former = path, ReadOptions(), None
        session.change(session.flow.unread())
        self._read(path, session.options)

    def show_over(self, over: bool) -> None:
        set_property(self._choice.zone, "over", over)

    # reading ------------------------------------------------------------------------------------------------------------
    def _read(self, path: Path, options: ReadOptions) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self.error.clear()
        self._view.question.close_question()
        self._early = None
        self._path.setText(str(path))
        self._let_go()
        spool = self._spool_folder
        self._reading = self.run(
            _READ,
            lambda task: reading.read(task, path, options, spool),
            self._on_read,
            self._on_not_read,
            self._on_progress,
            self._on_stopped,
        )
        self._waiting.show_waiting(self._tr("Reading {file}…", file=self.title()))
        self._views.setCurrentWidget(self._waiting)
        self.refresh()
        focus = QApplication.focusWidget()
        if self.isVisible() and (focus is None or not self.isAncestorOf(focus)):
            self._path.setFocus(Qt.FocusReason.OtherFocusReason)  # Next is held back meanwhile and gives it up

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape and self._reading is not None:
            self._on_stop()
        else:
            super().keyPressEvent(event)

    def _let_go(self) -> None:
        """Nobody goes on with a table that is being read in another way; if that fails, it is there again."""
        session = self.desk.session
        if session.flow.table is not None:
            self._former = session.flow
            session.change(session.flow.unread())

    @Slot(object)
    def _on_progress(self, progress: ReadProgress) -> None:
        if self.sender() is not self._reading:
            return
        tr = self._tr
        if progress.head is None:
            more = tr.plural("{n} row read", "{n} rows read", progress.rows) if progress.rows else ""
            self._waiting.show_waiting(tr("Reading {file}…", file=self.title()), more, progress.fraction)
            return
        if self._early is None:
            self._early = progress.head
            self._view.show_info(self._early, pasted=self.is_pasted(self._early.path))
            self._views.setCurrentWidget(self._view)
        self._view.reading.show_progress(progress)

    @Slot(object)
    def _on_read(self, table: Table) -> None:
        if self._reading is None or self.sender() is not self._reading:  # it ended before it could be stopped
            table.close()
            return
        anew = self._reading.name == _READ
        self._reading = self._early = self._former = None
        session = self.desk.session
        session.take_table(table)
        wanted = session.options.header_row  # chosen while the rest was being read
        if wanted is not None and wanted != reading.options_of(table.info).header_row:
            self._see_with_header(table, None if wanted < 0 else wanted)
            return
        path = table.info.path
        self.desk.memory.change(lambda now: replace(now, recent_files=reading.with_recent(now.recent_files, path)))
        session.change(session.flow.read(table.info))
        self._show_table()
        if anew and self._asking is None:
            self.settled.emit()

    @Slot(object)
    def _on_not_read(self, error: AppError) -> None:
        if self.sender() is self._reading:
            self._go_back()
            self.error.show_error(error)

    @Slot()
    def _on_stopped(self) -> None:
        if self.sender() is self._reading:
            self._give_up()

    @Slot()
    def _on_stop(self) -> None:
        """At once for the person; the reader ends when it hears of it."""
        if self._reading is not None:
            self._reading.cancel()
            self._give_up()

    def _give_up(self) -> None:
        session = self.desk.session
        if session.table is None:
            session.file = None
            self._path.clear()
        self._go_back()

    def _go_back(self) -> None:
        """No table, or the former one: another sheet or encoding could not be read, or was given up."""
        self._reading = self._early = None
        session = self.desk.session
        if session.table is not None:
            session.options = reading.options_of(session.table.info)
            session.change(self._former or session.flow.read(session.table.info))
        self._former = None
        self._show_table()

    # deciding -----------------------------------------------------------------------------------------------------------
    @Slot(object)
    def _on_options(self, options: ReadOptions) -> None:
        session = self.desk.session
        if session.file is not None:
            session.options = options
            self._read(session.file, options)

    @Slot(object)
    def _on_header(self, header_row: int | None) -> None:
        session = self.desk.session
        session.options = replace(session.options, header_row=-1 if header_row is None else header_row)
        if self._early is not None:  # kept until the rest is there
            self._early = replace(self._early, header_row=header_row, header_rows=1)
            self._view.show_info(self._early, pasted=self.is_pasted(self._early.path))
        elif session.table is not None:
            self._see_with_header(session.table, header_row)

    def _see_with_header(self, table: Table, header_row: int | None) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self.error.clear()
        self._let_go()
        self._reading = self.run(
            "header-row", lambda _task: table.with_header(header_row), self._on_read, self._on_not_read
        )

    @Slot(str)
    def _on_encoding(self, encoding: str) -> None:
        """The person says which one reads right: what is shown, or the file is read again."""
        session = self.desk.session
        shown = session.table.info if session.table is not None else None
        self._settle_encoding()
        if shown is None or encoding == shown.encoding:
            self.settled.emit()
        else:
            self._on_options(ReadOptions(shown.sheet, session.options.header_row, encoding))

    def _settle_encoding(self) -> None:
        session = self.desk.session
        session.notes[_SETTLED] = session.file
        self._view.question.close_question()

    @Slot(object)
    def _on_choices(self, choices: tuple[EncodingChoice, ...]) -> None:
        if self.sender() is not self._asking:
            return
        self._asking = None
        if len(choices) < 2:
            self.settled.emit()
            return
        self._view.question.ask(choices)
        first = self._view.question.first_choice()
        if first is not None and self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    # showing ------------------------------------------------------------------------------------------------------------
    def _show_table(self) -> None:
        table = self.desk.session.table
        self._asking = self._aside = None
        if table is None:
            samples = self._samples if self.desk.session.flow.demo else []
            self._choice.show_files(self.desk.memory.settings.recent_files, samples, self.pasted_folder)
            self._views.setCurrentWidget(self._choice)
        else:
            info = table.info
            self._path.setText(str(info.path))
            self._view.show_info(info, pasted=self.is_pasted(info.path))
            self._views.setCurrentWidget(self._view)
            if has_aside(info):
                self._aside = self.run("set-aside", lambda _task: table.set_aside(), self._on_aside, self._on_no_aside)
            self._ask_encoding(info)
        self.refresh()

    def _ask_encoding(self, info: TableInfo) -> None:
        doubtful = any(notice.code is NoticeCode.ENCODING_DOUBTFUL for notice in info.notices)
        if not doubtful or self.desk.session.notes.get(_SETTLED) == info.path:
            self._view.question.close_question()
        elif self._view.question.first_choice() is None:
            path = info.path
            self._asking = self.run("encoding-choices", lambda _task: reading.choices(path), self._on_choices)

    @Slot(object)
    def _on_aside(self, aside: tuple[SetAside, ...]) -> None:
        if self.sender() is self._aside:
            self._view.show_set_aside(aside)

    @Slot(object)
    def _on_no_aside(self, error: AppError) -> None:
        if self.sender() is self._aside:  # else the table was let go meanwhile, and its rows with it
            self.error.show_error(error)

    @Slot(str)
    def _on_notice(self, name: str) -> None:
        on_resume_answer(self, name)
