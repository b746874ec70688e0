"""Where a file is dropped, pasted, browsed for, or taken from the ones used before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.theme import SIZES, icon, pixmap
from rentix_desktop.ui.widgets.basics import Card, Tone, button, clear, label, row, scrolled
from rentix_desktop.ui.widgets.wrapping import WrappingRow
from rentix_desktop.ui.wizard.file.pasting import Pasted, shown_name, table_of

_ROOM_FOR_PICTURE: Final = 380
Taken: TypeAlias = Path | Pasted | None


def may_be_taken(data: QMimeData) -> bool:
    """Whether something that is dragged over the page may be dropped; what it holds is not asked for yet."""
    return bool(local_files(data)) or data.hasText() or data.hasHtml()


def local_files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def dropped_file(data: QMimeData) -> Path | None:
    """The one local file that is being dropped; None for anything else."""
    files = local_files(data)
    return files[0] if len(files) == 1 else None


def taken(data: QMimeData) -> Taken:
    """The one file, or the table, that is dropped or pasted; None for anything else."""
    return dropped_file(data) if local_files(data) else table_of(data.text(), data.html())


class PathEdit(QLineEdit):
    """A line for a path; a table or a file that is pasted into it is meant for the page."""

    pasted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(False)  # the page takes them

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Paste):
            data = QGuiApplication.clipboard().mimeData()
            if local_files(data) or "\t" in data.text() or "\n" in data.text().strip():
                self.pasted.emit()
                return
        super().keyPressEvent(event)


class FileChoice(QWidget):
    """The drop zone with its buttons, and below it the recent files and the samples."""

    chosen = Signal(object)  # a Path
    browse_pressed = Signal()
    paste_pressed = Signal()
    blank_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        tr = desk.tr
        zone = QFrame()
        zone.setObjectName("dropZone")
        self.zone = zone
        self._picture = picture = QLabel()
        picture.setPixmap(pixmap("upload", desk.tokens.accent, 32, 2.0))
        picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title = label(tr("Drop the file with your listings here"), kind="heading", wrap=True)
        kinds = label(
            tr("Excel (.xlsx, .xls, .xlsb), OpenDocument (.ods) or text (.csv, .tsv)"), tone=Tone.MUTED, wrap=True
        )
        self.browse = button(tr("Choose a file…"), "dropBrowseButton", main=True)
        self.browse.clicked.connect(self.browse_pressed)
        keys = QKeySequence(QKeySequence.StandardKey.Paste).toString(QKeySequence.SequenceFormat.NativeText)
        self.paste = button(tr("Paste rows"), "pasteButton", hint=tr("Paste the rows you copied in Excel"))
        self.paste.clicked.connect(self.paste_pressed)
        hint = label(
            tr("Or copy the rows in Excel, with the column names, and press {keys} here.", keys=keys),
            tone=Tone.MUTED,
            wrap=True,
            name="pasteHint",
        )
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        blank = button(
            tr("Start from an empty table…"),
            "emptyTableButton",
            hint=tr("Save an empty Excel table with the allowed values to choose from"),
            look="link",
        )
        blank.clicked.connect(self.blank_pressed)
        inner = QVBoxLayout(zone)
        inner.setContentsMargins(24, 16, 24, 16)
        inner.setSpacing(SIZES.gap)
        inner.addStretch(1)
        inner.addWidget(picture)
        for part in (title, kinds):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            inner.addWidget(part)
        inner.addSpacing(6)
        inner.addLayout(row(None, self.browse, self.paste, None))
        inner.addSpacing(6)
        inner.addWidget(hint)
        inner.addLayout(row(None, blank, None))
        inner.addStretch(1)
        self._recent_card, self._recent = _list_card(tr("Used before"))
        self._samples_card, self._samples = _list_card(tr("Files to try with"))
        inside = QVBoxLayout()
        inside.setSpacing(SIZES.block)
        inside.addWidget(zone, 1)
        inside.addLayout(row(self._samples_card, self._recent_card, gap=SIZES.block))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(inside))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """In a low window, or under an error, the words need the room."""
        super().resizeEvent(event)
        self._picture.setVisible(self.height() >= _ROOM_FOR_PICTURE)

    def show_files(self, recent: Sequence[Path], samples: Sequence[Path], pasted_folder: Path) -> None:
        """What was pasted and is deleted by now is not offered; whether any other file is still there, reading will
        say: to look for one on a network that is away may take minutes."""
        recent = [path for path in recent if path.parent != pasted_folder or path.exists()]
        for card, layout, paths in (
            (self._recent_card, self._recent, recent[:4]),
            (self._samples_card, self._samples, samples[:6]),
        ):
            clear(layout)
            for path in paths:
                layout.addWidget(self._file_button(path, shown_name(path, pasted_folder)))
            card.setVisible(bool(paths))

    def _file_button(self, path: Path, name: str) -> QPushButton:
        made = button(name.replace("&", "&&"), "fileButton", hint=self._desk.tr("Open {file}", file=name), look="link")
        made.setToolTip(str(path))
        made.setIcon(icon("file", self._desk.tokens.muted))
        made.setIconSize(QSize(16, 16))
        made.setProperty("path", str(path))
        made.clicked.connect(self._on_file)
        return made

    @Slot()
    def _on_file(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            self.chosen.emit(Path(sender.property("path")))


def _list_card(title: str) -> tuple[Card, WrappingRow]:
    card = Card(pad=12, gap=4)
    card.box.addWidget(label(title, kind="strong"))
    files = WrappingRow(gap=SIZES.gap)
    card.box.addLayout(files)
    card.box.addStretch(1)
    return card, files
