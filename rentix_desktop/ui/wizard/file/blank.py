"""Starting from nothing: an empty table with the allowed values to choose from, saved where the person wants it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from rentix_desktop.sync.repair.template import write_template
from rentix_desktop.texts.template import template_words
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.widgets.basics import Tone

OPEN = "openBlankButton"


class BlankTable(QObject):
    """Belongs to a page: its jobs, its notice and its error are used."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._saved: Path | None = None
        page.notice.pressed.connect(self._on_notice)

    @Slot()
    def ask_and_save(self) -> None:
        tr = self._page.desk.tr
        proposed = Path.home() / f"{tr('listings')}.xlsx"
        name, _ = QFileDialog.getSaveFileName(
            self._page, tr("Save an empty table"), str(proposed), f"{tr('Excel workbook')} (*.xlsx)"
        )
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Writes it from the portal's own lists."""
        connection, tr = self._page.desk.session.connection, self._page.desk.tr
        if connection is None:
            return
        path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
        catalogue = connection.catalogue

        def write(_task: object) -> Path:
            write_template(path, catalogue, template_words(catalogue, tr))
            return path

        self._page.error.clear()
        self._page.run("empty-table", write, self._on_saved)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        tr, connection = self._page.desk.tr, self._page.desk.session.connection
        self._saved = path
        more = tr("Fill it in, a listing in each row, and open it here. Every column of it is known.")
        if connection is not None and not connection.catalogue.live:
            more += " " + tr("The portal's own lists could not be had: those built into the program are used.")
        saved = tr("{file} is ready to be filled in.", file=path.name)
        self._page.notice.show_notice(saved, more, Tone.GOOD, ((OPEN, tr("Open it in Excel")),))

    @Slot(str)
    def _on_notice(self, name: str) -> None:
        if name == OPEN and self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))
