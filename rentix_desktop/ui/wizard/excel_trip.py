"""The failures' way through Excel: saved with their reasons, corrected there, taken over again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from rentix_desktop.catalog.fields import Record
from rentix_desktop.ui.models.failures import FailuresModel
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.wizard import fixing
from rentix_desktop.ui.wizard.page import Page


class ExcelTrip(QObject):
    """Belongs to a page: its jobs, its notice and its error are used."""

    def __init__(self, page: Page, spool_folder: Path) -> None:
        super().__init__(page)
        self._page = page
        self._tr = page.desk.tr
        self._spool_folder = spool_folder
        self._model: FailuresModel | None = None

    def work_on(self, model: FailuresModel | None) -> None:
        """The table that is saved, and that takes the corrections."""
        self._model = model

    # out ----------------------------------------------------------------------------------------------------------------
    @Slot()
    def ask_and_export(self) -> None:
        tr, table = self._tr, self._page.desk.session.file
        stem = table.stem if table is not None else tr("listings")
        folder = table.parent if table is not None else Path.home()
        proposed = folder / f"{stem} - {tr('not sent')}.xlsx"
        name, _ = QFileDialog.getSaveFileName(
            self._page, tr("Save as Excel file"), str(proposed), f"{tr('Excel workbook')} (*.xlsx)"
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Writes the failures into this file."""
        model, connection, tr = self._model, self._page.desk.session.connection, self._tr
        if model is None or connection is None:
            return
        path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
        loaded, corrections = model.loaded, dict(model.corrections)
        self._page.error.clear()
        self._page.run(
            "export",
            lambda _task: (path, fixing.export(path, connection, loaded, corrections, tr)),
            self._on_exported,
        )

    @Slot(object)
    def _on_exported(self, written: tuple[Path, int]) -> None:
        path, rows = written
        tr = self._tr
        saved = tr.plural("{n} row is in {file}", "{n} rows are in {file}", rows, file=path.name)
        more = tr("Correct it there, save it, and bring it back here, or drop it into this window.")
        self._page.notice.show_notice(saved, more, Tone.GOOD)

    # and back -----------------------------------------------------------------------------------------------------------
    @Slot()
    def ask_and_import(self) -> None:
        tr, table = self._tr, self._page.desk.session.file
        folder = table.parent if table is not None else Path.home()
        name, _ = QFileDialog.getOpenFileName(
            self._page, tr("Bring back a fixed file"), str(folder), f"{tr('Excel workbook')} (*.xlsx)"
        )
        if name:
            self.import_from(Path(name))

    def import_from(self, path: Path) -> None:
        """Takes over what was corrected in a saved file."""
        model, connection, spool = self._model, self._page.desk.session.connection, self._spool_folder
        if model is None or connection is None:
            return
        loaded = model.loaded
        self._page.error.clear()
        self._page.run("import", lambda _task: fixing.read_fixed(path, connection, loaded, spool), self._on_fixed)

    @Slot(object)
    def _on_fixed(self, corrections: dict[int, Record]) -> None:
        tr = self._tr
        if self._model is not None:
            self._model.put(corrections, tr("Fixed file"))
        if corrections:
            count = len(corrections)
            text = tr.plural("{n} listing was corrected in the file", "{n} listings were corrected in the file", count)
            self._page.notice.show_notice(text, tr("They are ticked. Look through them, then send them."), Tone.GOOD)
        else:
            self._page.notice.show_notice(
                tr("Nothing was changed in this file"), tr("Correct its cells, save it, and bring it again."), Tone.LOOK
            )
