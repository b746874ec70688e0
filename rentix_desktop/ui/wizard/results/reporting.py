"""A run saved as a page or a workbook for the manager."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from rentix_desktop.sync.telling.account_of_run import account_of_run
from rentix_desktop.texts.report import REPORTS
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.widgets.basics import Tone, button

OPEN = "openReportButton"


class Reporting(QObject):
    """Belongs to a page: its jobs, its notice and its error are used. The page shows `button`."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._saved: Path | None = None
        tr = page.desk.tr
        hint = tr("Save what became of this sending as a page or an Excel file for the manager")
        self.button = button(tr("Save a report…"), "saveReportButton", hint=hint, look="link")
        self.button.clicked.connect(self.ask_and_save)
        page.notice.pressed.connect(self._on_notice)

    @Slot()
    def ask_and_save(self) -> None:
        tr, session = self._page.desk.tr, self._page.desk.session
        folder = session.file.parent if session.file is not None else Path.home()
        stem = session.file.stem if session.file is not None else tr("listings")
        kinds = f"{tr('Page to look at and print')} (*.html);;{tr('Excel workbook')} (*.xlsx)"
        proposed = str(folder / f"{stem} - {tr('report')}.html")
        name, kind = QFileDialog.getSaveFileName(self._page, tr("Save a report"), proposed, kinds)
        if name:
            path = Path(name)
            ending = ".xlsx" if "*.xlsx" in kind else ".html"
            self.save(path if path.suffix.lower() in REPORTS else path.with_name(f"{path.name}{ending}"))

    def save(self, path: Path) -> None:
        """Writes it; the ending of the name says which kind."""
        session, tr = self._page.desk.session, self._page.desk.tr
        connection, summary = session.connection, session.flow.summary
        if connection is None or summary is None:
            return
        ledger, catalogue, agency = connection.ledger, connection.catalogue, connection.account.name
        write = REPORTS[path.suffix.lower()]

        def work(_task: object) -> Path:
            write(path, account_of_run(ledger, summary.run, agency, catalogue), tr)
            return path

        self._page.error.clear()
        self.button.setEnabled(False)
        job = self._page.run("report", work, self._on_saved)
        job.ended.connect(self._on_ended)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        tr = self._page.desk.tr
        self._saved = path
        said = tr("The report is in {file}.", file=path.name)
        self._page.notice.show_notice(said, "", Tone.GOOD, ((OPEN, tr("Open it")),))

    @Slot()
    def _on_ended(self) -> None:
        self.button.setEnabled(True)

    @Slot(str)
    def _on_notice(self, name: str) -> None:
        if name == OPEN and self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))
