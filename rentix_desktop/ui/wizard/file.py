"""Step 2: the file, its sheet, and where its rows begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from rentix_desktop.errors import AppError
from rentix_desktop.sheets.table import Format, ReadOptions, Table, TableInfo
from rentix_desktop.texts.notices import describe as describe_notice
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.messages import block_text
from rentix_desktop.ui.models.raw import RawModel
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, label, row, set_property, spin_box
from rentix_desktop.ui.widgets.delegates import GroundDelegate
from rentix_desktop.ui.widgets.states import WaitingState
from rentix_desktop.ui.widgets.wrapping import WrappingRow
from rentix_desktop.ui.wizard import reading
from rentix_desktop.ui.wizard.drop import FileChoice, dropped_file
from rentix_desktop.ui.wizard.flow import Block, Step
from rentix_desktop.ui.wizard.interrupted import offer_resume, on_resume_answer
from rentix_desktop.ui.wizard.page import Foot, Page
from rentix_desktop.ui.wizard.reading import ReadProgress

_CELL_PAD = 32  # around a cell's text; what a bold one takes more is in it


class FilePage(Page):
    NAME = "filePage"
    STEP = Step.FILE

    def __init__(self, desk: Desk, spool_folder: Path, samples_folder: Path, *, sample_at_once: bool = False) -> None:
        super().__init__(desk)
        self._spool_folder = spool_folder
        self._samples = sorted(p for p in samples_folder.iterdir() if p.suffix in reading.SUFFIXES)
        self._sample_at_once = sample_at_once
        self._reading: Job | None = None
        self._filling = False
        tr = desk.tr
        self._path = QLineEdit()
        self._path.setObjectName("filePathEdit")
        self._path.setAccessibleName(tr("File"))
        self._path.setPlaceholderText(tr("Path of the file"))
        self._path.returnPressed.connect(self._on_path)
        self._browse = button(tr("Browse…"), "browseButton")
        self._browse.clicked.connect(self._on_browse)
        self.body.addLayout(row(self._path, self._browse))
        self._choice = FileChoice(desk)
        self._choice.chosen.connect(self._on_chosen)
        self._choice.browse_pressed.connect(self._on_browse)
        self._waiting = WaitingState(tr("Stop"), "stopReadingButton")
        self._waiting.stop_pressed.connect(self._on_stop)
        self._views = QStackedWidget()
        for view in (self._choice, self._waiting, self._build_table()):
            self._views.addWidget(view)
        self.body.addWidget(self._views, 1)
        self.setAcceptDrops(True)
        self.notice.pressed.connect(self._on_notice)

    # building -----------------------------------------------------------------------------------------------------------
    def _build_table(self) -> QWidget:
        tr = self._tr
        self._sheet = self._combo("sheetCombo", tr("Sheet"))
        self._encoding = self._combo("encodingCombo", tr("Encoding"))
        self._delimiter = self._combo("delimiterCombo", tr("Separator"))
        self._header = spin_box("headerRowSpin", tr("Row with the column names"))
        self._header.setSpecialValueText(tr("none"))
        self._header.setMinimumWidth(84)
        self._header.valueChanged.connect(self._on_header)
        self._options: dict[QWidget, QWidget] = {}
        options = WrappingRow(gap=SIZES.block)
        for text, widget in (
            (tr("Sheet"), self._sheet),
            (tr("Encoding"), self._encoding),
            (tr("Separator"), self._delimiter),
            (tr("Column names in row"), self._header),
        ):
            caption = label(text, tone=Tone.MUTED)
            caption.setBuddy(widget)
            option = self._options[widget] = QWidget()
            option.setLayout(row(caption, widget))
            options.addWidget(option)
        self._notices = label(tone=Tone.LOOK, wrap=True, name="fileNotices")
        self._table = QTableView()
        self._table.setObjectName("rawTable")
        self._table.setAccessibleName(tr("The first rows of the file"))
        self._model = RawModel(tr, self.desk.tokens)
        self._table.setModel(self._model)
        self._table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self._table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self._table.setWordWrap(False)
        self._table.setItemDelegate(GroundDelegate(self._table))
        self._table.setTabKeyNavigation(False)
        rows = self._table.verticalHeader()
        rows.setDefaultSectionSize(32)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setSectionsClickable(True)
        rows.sectionClicked.connect(self._on_row_clicked)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        view = QWidget()
        box = QVBoxLayout(view)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(options)
        box.addWidget(self._notices)
        box.addWidget(self._table, 1)
        return view

    def _combo(self, name: str, spoken: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        made.setMaximumWidth(220)
        made.activated.connect(self._on_option)
        return made

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        table = self.desk.session.flow.table
        return self._tr("Choose the file with your listings") if table is None else table.path.name

    def sentence(self) -> str:
        tr, table = self._tr, self.desk.session.flow.table
        if table is None:
            return tr("An export from your CRM or your own table. It is only read, never changed.")
        if not table.rows:
            return block_text(Block.NO_ROWS, tr)
        rows = tr.plural("{n} row", "{n} rows", table.rows)
        columns = tr.plural("{n} column", "{n} columns", len(table.header))
        return tr(
            "{rows}, {columns}. Check that the row with the column names is the marked one.", rows=rows, columns=columns
        )

    def foot(self) -> Foot:
        return Foot(self._tr("Your file stays as it is. Nothing is sent yet."), next=self._tr("Next: columns"))

    def enter(self) -> None:
        session = self.desk.session
        offer_resume(self)
        samples = self._samples if session.flow.demo else []
        self._choice.show_files(self.desk.memory.settings.recent_files, samples)
        if self._sample_at_once and session.file is None and session.flow.demo:
            self._sample_at_once = False
            session.file = reading.sample_for(self._samples, self._tr.language)
        if session.table is None and session.file is not None and self._reading is None:
            self._read(session.file, session.options)
        else:
            self._show_table()

    def first_focus(self) -> QWidget | None:
        return self._choice.browse if self.desk.session.file is None else None

    # choosing -----------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_browse(self) -> None:
        tr = self._tr
        patterns = " ".join(f"*{suffix}" for suffix in reading.SUFFIXES)
        last = self.desk.session.file or next(iter(self.desk.memory.settings.recent_files), Path.home())
        name, _ = QFileDialog.getOpenFileName(
            self,
            tr("Choose the file with your listings"),
            str(last.parent if last.suffix else last),
            ";;".join((f"{tr('Tables')} ({patterns})", f"{tr('All files')} (*)")),
        )
        if name:
            self._on_chosen(Path(name))

    @Slot()
    def _on_path(self) -> None:
        text = self._path.text().strip().strip('"')
        if text:
            self._on_chosen(Path(text))

    @Slot(object)
    def _on_chosen(self, path: Path) -> None:
        """Another file, or the same one again: read from the start, nothing decided about it."""
        session = self.desk.session
        session.take_table(None)
        session.file, session.options = path, ReadOptions()
        session.change(session.flow.unread())
        self._read(path, session.options)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()
            set_property(self._choice.zone, "over", True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        set_property(self._choice.zone, "over", False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        set_property(self._choice.zone, "over", False)
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self._on_chosen(path)

    # reading ------------------------------------------------------------------------------------------------------------
    def _read(self, path: Path, options: ReadOptions) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self.error.clear()
        self._path.setText(str(path))
        spool = self._spool_folder
        self._reading = self.run(
            "read-file",
            lambda task: reading.read(task, path, options, spool),
            self._on_read,
            self._on_not_read,
            self._on_progress,
            self._on_stopped,
        )
        self._on_progress(ReadProgress(0, None))
        self._views.setCurrentWidget(self._waiting)

    @Slot(object)
    def _on_progress(self, progress: ReadProgress) -> None:
        tr = self._tr
        name = self.desk.session.file.name if self.desk.session.file else ""
        more = tr.plural("{n} row read", "{n} rows read", progress.rows) if progress.rows else ""
        self._waiting.show_waiting(tr("Reading {file}…", file=name), more, progress.fraction)

    @Slot(object)
    def _on_read(self, table: Table) -> None:
        if self.sender() is not self._reading:  # an older reading that ended before it could be stopped
            table.close()
            return
        self._reading = None
        session = self.desk.session
        session.take_table(table)
        path = table.info.path
        self.desk.memory.change(lambda now: replace(now, recent_files=reading.with_recent(now.recent_files, path)))
        session.change(session.flow.read(table.info))
        self._show_table()
        self.settled.emit()

    @Slot(object)
    def _on_not_read(self, error: AppError) -> None:
        if self.sender() is not self._reading:
            return
        self._reading = None
        session = self.desk.session
        if session.table is not None:  # another sheet or encoding could not be read: the former view stays
            session.options = _options_of(session.table.info)
        self._show_table()
        self.error.show_error(error)

    @Slot()
    def _on_stopped(self) -> None:
        if self.sender() is not self._reading:
            return
        self._reading = None
        session = self.desk.session
        if session.table is None:
            session.file = None
            self._path.clear()
        self._show_table()

    @Slot()
    def _on_stop(self) -> None:
        if self._reading is not None:
            self._reading.cancel()

    # options ------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_option(self) -> None:
        session = self.desk.session
        if session.table is None or session.file is None or self._filling:
            return
        info = session.table.info
        options = ReadOptions(
            sheet=self._sheet.currentData() if info.sheets else None,
            encoding=self._encoding.currentData() if info.format is Format.TEXT else None,
            delimiter=self._delimiter.currentData() if info.format is Format.TEXT else None,
        )
        if options == replace(_options_of(info), header_row=None):
            return
        session.options = options
        self._read(session.file, options)

    @Slot(int)
    def _on_row_clicked(self, section: int) -> None:
        self._header.setValue(section + 1)

    @Slot(int)
    def _on_header(self, number: int) -> None:
        session = self.desk.session
        table = session.table
        if table is None or self._filling:
            return
        header_row = number - 1 if number else None
        if header_row == table.info.header_row or self._reading is not None:
            return
        session.options = replace(session.options, header_row=-1 if header_row is None else header_row)
        self.error.clear()
        self._reading = self.run(
            "header-row", lambda _task: table.with_header(header_row), self._on_read, self._on_not_read
        )

    # showing ------------------------------------------------------------------------------------------------------------
    def _show_table(self) -> None:
        info = self.desk.session.table.info if self.desk.session.table else None
        self._model.show_table(info)
        if info is None:
            self._views.setCurrentWidget(self._choice)
        else:
            self._fill_options(info)
            self._path.setText(str(info.path))
            self._notices.setText("\n".join(describe_notice(notice, self._tr) for notice in info.notices))
            self._notices.setVisible(bool(info.notices))
            self._views.setCurrentIndex(2)
            self._fit_columns()
        self.refresh()

    def _fill_options(self, info: TableInfo) -> None:
        tr = self._tr
        self._filling = True
        hidden = tr("hidden in Excel")
        sheets = {s.name: f"{s.name} ({hidden})" if s.hidden else s.name for s in info.sheets}
        _fill(self._sheet, sheets, info.sheet)
        _fill(self._encoding, {code: tr(name) for code, name in reading.ENCODINGS.items()}, info.encoding)
        _fill(self._delimiter, {code: tr(name) for code, name in reading.DELIMITERS.items()}, info.delimiter)
        text = info.format is Format.TEXT
        for widget, shown in ((self._sheet, bool(sheets)), (self._encoding, text), (self._delimiter, text)):
            self._options[widget].setVisible(shown)
        self._header.setRange(0, max(1, len(info.head), (info.header_row or 0) + 1))
        self._header.setValue(0 if info.header_row is None else info.header_row + 1)
        self._filling = False

    def _fit_columns(self) -> None:
        """To their content once, within reason; then they are the person's.

        Not by `resizeColumnsToContents`, which asks for every cell and stops the window for a tenth of a second.
        """
        metrics = self._table.fontMetrics()
        for column in range(self._model.columnCount()):
            text = metrics.horizontalAdvance(self._model.longest(column))
            self._table.setColumnWidth(column, min(260, max(72, text + _CELL_PAD)))
        info = self.desk.session.flow.table
        if info is not None and info.header_row:
            self._table.scrollTo(self._model.index(max(0, info.header_row - 2), 0), QTableView.ScrollHint.PositionAtTop)

    @Slot(str)
    def _on_notice(self, name: str) -> None:
        on_resume_answer(self, name)


def _options_of(info: TableInfo) -> ReadOptions:
    """The options that would read this table again as it is."""
    header = -1 if info.header_row is None else info.header_row
    return ReadOptions(info.sheet, header, info.encoding, info.delimiter)


def _fill(combo: QComboBox, entries: Mapping[str, str], current: str | None) -> None:
    combo.clear()
    known = dict(entries)
    if current is not None and current not in known:
        known = {current: current, **known}
    for code, text in known.items():
        combo.addItem(text, code)
    if current is not None:
        combo.setCurrentIndex(list(known).index(current))
