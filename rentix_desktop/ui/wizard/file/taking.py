"""The base of a page that takes a file, or a table, by drag and drop and from the clipboard."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut

from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.wizard.file import pasting
from rentix_desktop.ui.wizard.file.drop import local_files, may_be_taken, taken


class TakingPage(Page):
    """What is dropped or pasted on the page ends in `take_file`; a table becomes a small file first."""

    def __init__(self, desk: Desk, pasted_folder: Path) -> None:
        super().__init__(desk)
        self.pasted_folder = pasted_folder
        self.setAcceptDrops(True)
        # wherever the keyboard is in the window, as on Next, while the page is the one that is shown
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        shortcut.activated.connect(self.paste)

    # what the page does -------------------------------------------------------------------------------------------------
    def take_file(self, path: Path) -> None:
        raise NotImplementedError

    def show_over(self, over: bool) -> None:
        """Something that may be dropped is held over the page, or no more."""
        raise NotImplementedError

    def is_pasted(self, path: Path) -> bool:
        return path.parent == self.pasted_folder

    # what comes ---------------------------------------------------------------------------------------------------------
    @Slot()
    def paste(self) -> None:
        self._take(taken(QGuiApplication.clipboard().mimeData()))

    def _take(self, found: pasting.Pasted | Path | None) -> None:
        """What was pasted or dropped."""
        tr = self._tr
        if isinstance(found, Path):
            self.take_file(found)
        elif found is None:
            self.notice.show_notice(
                tr("There is no table to paste"),
                tr("Copy the rows in Excel, with the row of column names, or copy one file. Then paste again."),
            )
        else:
            folder, title = self.pasted_folder, pasting.title_of(dt.datetime.now().astimezone(), tr)
            self.run("keep-pasted", lambda _task: pasting.keep(found, folder, title), self.take_file)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if may_be_taken(event.mimeData()):
            event.acceptProposedAction()
            self.show_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self.show_over(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        self.show_over(False)
        tr, data = self._tr, event.mimeData()
        event.acceptProposedAction()
        if len(local_files(data)) > 1:
            self.notice.show_notice(tr("One file at a time"), tr("Drop the file with the listings alone."))
        else:
            self._take(taken(data))
