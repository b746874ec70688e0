"""Where a file is dropped, browsed for, or taken from the ones used before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.theme import SIZES, icon, pixmap
from rentix_desktop.ui.widgets.basics import Card, Tone, button, clear, label, row


def dropped_file(data: QMimeData) -> Path | None:
    """The one local file that is being dropped; None for anything else."""
    urls = data.urls()
    if len(urls) == 1 and urls[0].isLocalFile():
        return Path(urls[0].toLocalFile())
    return None


class FileChoice(QWidget):
    """The drop zone with its button, and below it the recent files and the samples."""

    chosen = Signal(object)  # a Path
    browse_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        tr = desk.tr
        zone = QFrame()
        zone.setObjectName("dropZone")
        self.zone = zone
        picture = QLabel()
        picture.setPixmap(pixmap("upload", desk.tokens.accent, 32, 2.0))
        picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title = label(tr("Drop the file with your listings here"), kind="heading", wrap=True)
        kinds = label(
            tr("Excel (.xlsx, .xls, .xlsb), OpenDocument (.ods) or text (.csv, .tsv)"), tone=Tone.MUTED, wrap=True
        )
        self.browse = button(tr("Choose a file…"), "dropBrowseButton", main=True)
        self.browse.clicked.connect(self.browse_pressed)
        inner = QVBoxLayout(zone)
        inner.setContentsMargins(24, 20, 24, 20)
        inner.setSpacing(SIZES.gap)
        inner.addStretch(1)
        inner.addWidget(picture)
        for part in (title, kinds):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            inner.addWidget(part)
        inner.addSpacing(6)
        inner.addLayout(row(None, self.browse, None))
        inner.addStretch(1)
        self._recent_card, self._recent = _list_card(tr("Used before"))
        self._samples_card, self._samples = _list_card(tr("Files to try with"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.block)
        box.addWidget(zone, 1)
        lists = row(self._samples_card, self._recent_card, gap=SIZES.block)
        lists.setAlignment(Qt.AlignmentFlag.AlignTop)
        box.addLayout(lists)

    def show_files(self, recent: Sequence[Path], samples: Sequence[Path]) -> None:
        for card, layout, paths in (
            (self._recent_card, self._recent, recent[:4]),
            (self._samples_card, self._samples, samples[:6]),
        ):
            clear(layout)
            for path in paths:
                layout.addWidget(self._file_button(path))
            card.setVisible(bool(paths))

    def _file_button(self, path: Path) -> QPushButton:
        made = button(path.name, "fileButton", hint=self._desk.tr("Open {file}", file=path.name), look="link")
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


def _list_card(title: str) -> tuple[Card, QVBoxLayout]:
    card = Card(gap=4)
    card.box.addWidget(label(title, kind="strong"))
    files = QVBoxLayout()
    files.setSpacing(0)
    card.box.addLayout(files)
    card.box.addStretch(1)
    return card, files
