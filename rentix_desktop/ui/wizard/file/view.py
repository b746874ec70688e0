"""The rows of the file as they are, and what can be decided about reading them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from rentix_desktop.sheets.table import Format, NoticeCode, ReadOptions, SetAside, TableInfo
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.clipboard import to_text
from rentix_desktop.ui.models.raw import RawModel
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, label, row, spin_box
from rentix_desktop.ui.widgets.delegates import GroundDelegate
from rentix_desktop.ui.widgets.wrapping import WrappingRow
from rentix_desktop.ui.wizard.file import left_out, reading
from rentix_desktop.ui.wizard.file.asking import EncodingQuestion
from rentix_desktop.ui.wizard.file.left_out import Shown
from rentix_desktop.ui.wizard.file.reading import ReadProgress

_CELL_PAD: Final = 32  # around a cell's text
_SENTENCES: Final = 2
"""Sentences on the file that are shown at once."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RawView(QTableView):
    """The first rows. Enter on a row, or a double click, says that the names of the columns stand there."""

    row_chosen = Signal(int)  # a row of the view

    def __init__(self) -> None:
        super().__init__()
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setItemDelegate(GroundDelegate(self))
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(32)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setSectionsClickable(True)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.sectionClicked.connect(self.row_chosen)
        self.doubleClicked.connect(self._on_double_clicked)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.row_chosen.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in _ENTER and self.currentIndex().isValid() and not event.isAutoRepeat():
            self.row_chosen.emit(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        chosen = sorted((index.row(), index.column()) for index in self.selectedIndexes())
        if chosen:
            columns = range(min(c for _, c in chosen), max(c for _, c in chosen) + 1)
            rows = dict.fromkeys(r for r, _ in chosen)
            model = self.model()
            texts = ([model.index(r, c).data() or "" if (r, c) in set(chosen) else "" for c in columns] for r in rows)
            QGuiApplication.clipboard().setText(to_text(texts))


class ReadingBar(QFrame):
    """That reading goes on while the first rows are shown, how far it is, and Stop."""

    stop_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("readingBar")
        self.setProperty("kind", "bar")
        self._tr = desk.tr
        self._text = label(desk.tr("Reading the file…"), wrap=True, name="readingText")
        self._bar = QProgressBar()
        self._bar.setObjectName("readingProgress")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        stop = button(desk.tr("Stop"), "stopReadingHereButton", hint=desk.tr("Stop reading the file"), small=True)
        stop.clicked.connect(self.stop_pressed)
        line = row(self._text, self._bar, stop, gap=12)
        line.setContentsMargins(SIZES.pad, 8, SIZES.pad, 8)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()

    def show_progress(self, progress: ReadProgress) -> None:
        tr = self._tr
        if not progress.rows:
            text = tr("These are the first rows. The rest is being read.")
        elif progress.fraction is None:
            text = tr.plural(
                "These are the first rows. {n} row is read so far.",
                "These are the first rows. {n} rows are read so far.",
                progress.rows,
            )
        else:
            text = tr.plural(
                "These are the first rows. {n} row is read so far, {percent} % of the file.",
                "These are the first rows. {n} rows are read so far, {percent} % of the file.",
                progress.rows,
                percent=tr.number(int(100 * min(1.0, progress.fraction))),
            )
        self._text.setText(text)
        self._bar.setAccessibleName(text)
        known = progress.fraction is not None
        self._bar.setRange(0, 1000 if known else 0)
        if progress.fraction is not None:
            self._bar.setValue(round(1000 * min(1.0, progress.fraction)))
        self.show()


class FileView(QWidget):
    """Shows a `TableInfo`, complete or not, and tells what the person decides about it."""

    options_chosen = Signal(object)  # ReadOptions: to be read again by these
    header_chosen = Signal(object)  # the row with the column names, from 0; None = there are none

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._tr = desk.tr
        self._info: TableInfo | None = None
        self._aside: Sequence[SetAside] = ()
        self._filling = False
        self.reading = ReadingBar(desk)
        self.question = EncodingQuestion(desk)
        self._notices = label(tone=Tone.LOOK, wrap=True, name="fileNotices")
        self._more = button("", "moreNoticesButton", look="link")
        self._more.clicked.connect(self._on_more)
        self._sentences: list[str] = []
        self._left_out = label(tone=Tone.MUTED, wrap=True, name="fileLeftOut")
        self._model = RawModel(desk.tr, desk.tokens)
        self.table = RawView()
        self.table.setObjectName("rawTable")
        self.table.setAccessibleName(desk.tr("The first rows of the file"))
        self.table.setAccessibleDescription(desk.tr("Enter on a row says that the column names stand in it."))
        self.table.setModel(self._model)
        self.table.row_chosen.connect(self._on_row_chosen)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(self._build_options())
        for part in (self.reading, self.question, self._notices, self._more, self._left_out):
            box.addWidget(part)
        box.addWidget(self._build_sets())
        box.addWidget(self.table, 1)

    # building -----------------------------------------------------------------------------------------------------------
    def _build_options(self) -> WrappingRow:
        tr = self._tr
        self._sheet = self._combo("sheetCombo", tr("Sheet"))
        self._encoding = self._combo("encodingCombo", tr("Encoding"))
        self._delimiter = self._combo("delimiterCombo", tr("Separator"))
        self._header = spin_box("headerRowSpin", tr("Row with the column names"))
        self._header.setSpecialValueText(tr("none"))
        self._header.setMinimumWidth(84)
        self._header.valueChanged.connect(self._on_header)
        self._no_header = button(
            tr("No column names"), "noHeaderButton", hint=tr("The file has no column names"), look="link"
        )
        self._no_header.clicked.connect(self._on_no_header)
        self._how = button(tr("Letters and separator…"), "textOptionsButton", look="link")
        self._how.setCheckable(True)
        self._how.toggled.connect(self._on_how)
        self._options: dict[QWidget, QWidget] = {}
        options = WrappingRow(gap=SIZES.block)
        for text, widget, more in (
            (tr("Sheet"), self._sheet, None),
            (tr("Column names in row"), self._header, self._no_header),
            (tr("Encoding"), self._encoding, None),
            (tr("Separator"), self._delimiter, None),
        ):
            caption = label(text, tone=Tone.MUTED)
            caption.setBuddy(widget)
            option = self._options[widget] = QWidget()
            option.setLayout(row(caption, widget) if more is None else row(caption, widget, more))
            options.addWidget(option)
            if widget is self._header:
                option = self._options[self._how] = QWidget()
                option.setLayout(row(self._how))
                options.addWidget(option)
        return options

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # it came into the window: a link stands as high as the fields
            self._options[self._how].setMinimumHeight(self._header.sizeHint().height())

    def _combo(self, name: str, spoken: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        made.setMaximumWidth(260)
        made.activated.connect(self._on_option)
        return made

    def _build_sets(self) -> QWidget:
        """Which rows are shown: the first ones, those left out, those that cannot be believed."""
        self._sets = QWidget()
        self._choice = QButtonGroup(self)
        self._set_buttons: dict[Shown, QPushButton] = {}
        line = WrappingRow()
        self._sets.setLayout(line)
        for shown in Shown:
            made = button("", f"{shown.value}RowsButton", small=True)
            made.setCheckable(True)
            made.setProperty("choice", True)
            self._choice.addButton(made)
            self._set_buttons[shown] = made
            line.addWidget(made)
        self._set_buttons[Shown.FIRST].setChecked(True)
        self._choice.buttonClicked.connect(self._on_set)
        self._sets.hide()
        return self._sets

    # showing ------------------------------------------------------------------------------------------------------------
    def show_info(self, info: TableInfo, *, pasted: bool = False) -> None:
        """Other rows are shown from their beginning; where they are those shown already, the view keeps its place."""
        if self._info is None or info.path != self._info.path:
            self._how.setChecked(False)
        self._info, self._aside = info, ()
        self._fill_options(info)
        asked = (NoticeCode.ENCODING_DOUBTFUL,)  # the question says it
        self._sentences = left_out.notice_sentences(
            info, self._tr, without=(*asked, NoticeCode.DISGUISED) if pasted else asked
        )
        self._show_sentences(_SENTENCES)
        aside = left_out.left_out_sentence(info, self._tr)
        self._left_out.setText(aside)
        self._left_out.setVisible(bool(aside))
        self._show_sets(info)
        if info.complete:
            self.reading.hide()
        self._show_rows(Shown.FIRST)

    def show_set_aside(self, aside: Sequence[SetAside]) -> None:
        """The rows of `TableInfo` that were set aside, as soon as they are known."""
        self._aside = aside
        self._show_rows(self._shown())

    def _show_sentences(self, most: int) -> None:
        """The rows of the file need the room: many sentences are shown when they are asked for."""
        more = len(self._sentences) - most
        shown = self._sentences[:most] if more > 1 else self._sentences
        self._notices.setText("\n".join(shown))
        self._notices.setVisible(bool(shown))
        self._more.setText(self._tr.plural("{n} more remark", "{n} more remarks", max(more, 0)))
        self._more.setAccessibleName(self._more.text())
        self._more.setVisible(more > 1)

    def _show_sets(self, info: TableInfo) -> None:
        tr = self._tr
        counts = {Shown.LEFT_OUT: left_out.left_out(info), Shown.DOUBTFUL: left_out.doubtful(info)}
        texts = {
            Shown.FIRST: tr("First rows"),
            Shown.LEFT_OUT: tr("Left out: {n}", n=tr.number(counts[Shown.LEFT_OUT])),
            Shown.DOUBTFUL: tr("Rows that do not fit: {n}", n=tr.number(counts[Shown.DOUBTFUL])),
        }
        for shown, made in self._set_buttons.items():
            made.setText(texts[shown])
            made.setAccessibleName(texts[shown])
            made.setVisible(shown is Shown.FIRST or counts[shown] > 0)
        self._sets.setVisible(any(counts.values()))
        self._set_buttons[Shown.FIRST].setChecked(True)

    def _shown(self) -> Shown:
        return next((shown for shown, made in self._set_buttons.items() if made.isChecked()), Shown.FIRST)

    def _show_rows(self, shown: Shown) -> None:
        info = self._info
        if info is None:
            return
        if shown is Shown.FIRST:
            new = self._model.show_head(info, self._aside)
        else:
            self._model.show_aside(info, [one for one in self._aside if one.kind in left_out.KINDS[shown]])
            new = True
        if new:
            self._fit_columns()
            if shown is Shown.FIRST and info.header_row:
                above = self._model.index(max(0, info.header_row - 2), 0)
                self.table.scrollTo(above, QTableView.ScrollHint.PositionAtTop)

    def _fit_columns(self) -> None:
        """To their content once, within reason; then they are the person's.

        Not by `resizeColumnsToContents`, which asks for every cell and stops the window for a tenth of a second.
        """
        font = self.table.font()
        font.setBold(True)  # as the names of the columns are
        metrics = QFontMetrics(font)
        for column in range(self._model.columnCount()):
            text = metrics.horizontalAdvance(self._model.longest(column))
            self.table.setColumnWidth(column, min(260, max(72, text + _CELL_PAD)))

    def _fill_options(self, info: TableInfo) -> None:
        tr = self._tr
        self._filling = True
        hidden = tr("hidden in Excel")
        sheets = {s.name: f"{s.name} ({hidden})" if s.hidden else s.name for s in info.sheets}
        _fill(self._sheet, sheets, info.sheet)
        encodings = {code: tr(name) for code, name in reading.ENCODINGS.items()}
        if info.encoding is not None:
            encodings.setdefault(info.encoding, tr(reading.encoding_name(info.encoding)))
        _fill(self._encoding, encodings, info.encoding)
        _fill(self._delimiter, {code: tr(name) for code, name in reading.DELIMITERS.items()}, info.delimiter)
        text = info.format is Format.TEXT
        by_hand = text and self._how.isChecked()
        self._options[self._how].setVisible(text)
        for widget, shown in ((self._sheet, bool(sheets)), (self._encoding, by_hand), (self._delimiter, by_hand)):
            self._options[widget].setVisible(shown)
        self._header.setRange(0, max(1, len(info.head), (info.header_row or 0) + 1))
        self._header.setValue(0 if info.header_row is None else info.header_row + 1)
        self._no_header.setEnabled(info.header_row is not None)
        self._filling = False

    # deciding -----------------------------------------------------------------------------------------------------------
    @Slot(bool)
    def _on_how(self, shown: bool) -> None:
        for widget in (self._encoding, self._delimiter):
            self._options[widget].setVisible(shown)

    @Slot()
    def _on_option(self) -> None:
        info = self._info
        if info is None or self._filling:
            return
        text = info.format is Format.TEXT
        options = ReadOptions(
            sheet=self._sheet.currentData() if info.sheets else None,
            encoding=self._encoding.currentData() if text else None,
            delimiter=self._delimiter.currentData() if text else None,
        )
        if options != replace(reading.options_of(info), header_row=None):
            self.options_chosen.emit(options)

    @Slot(int)
    def _on_row_chosen(self, view_row: int) -> None:
        sheet_row = self._model.sheet_row(view_row)
        if self._info is not None and sheet_row < len(self._info.head):
            self._header.setValue(sheet_row + 1)

    @Slot(int)
    def _on_header(self, number: int) -> None:
        if self._info is None or self._filling:
            return
        header_row = number - 1 if number else None
        if header_row != self._info.header_row:
            self.header_chosen.emit(header_row)

    @Slot()
    def _on_no_header(self) -> None:
        self._header.setFocus(Qt.FocusReason.OtherFocusReason)  # the button is disabled with it
        self._header.setValue(0)

    @Slot()
    def _on_more(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes with it
        self._show_sentences(len(self._sentences))

    @Slot(object)
    def _on_set(self, _: object) -> None:
        self._show_rows(self._shown())


def _fill(combo: QComboBox, entries: Mapping[str, str], current: str | None) -> None:
    combo.clear()
    known = dict(entries)
    if current is not None and current not in known:
        known = {current: current, **known}
    for code, text in known.items():
        combo.addItem(text, code)
    if current is not None:
        combo.setCurrentIndex(list(known).index(current))
