"""The failures' way through Excel: saved with their reasons, corrected there, taken over again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from rentix_desktop.sync.repair.fixed import FixedFile
from rentix_desktop.sync.repair.workbook import Exported
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.failures import FailuresModel
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.wizard.results import excel_files


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
        loaded, corrections, spool = model.loaded, dict(model.corrections), self._spool_folder
        table = self._page.desk.session.table
        self._page.error.clear()
        self._page.run(
            "export",
            lambda _task: (path, excel_files.export(path, connection, loaded, corrections, tr, spool, table)),
            self._on_exported,
        )

    @Slot(object)
    def _on_exported(self, written: tuple[Path, Exported]) -> None:
        path, exported = written
        tr = self._tr
        saved = tr.plural("{n} row is in {file}", "{n} rows are in {file}", exported.rows, file=path.name)
        more = tr("Correct it there, save it, and bring it back here, or drop it into this window.")
        if not exported.complete:
            more = f"{tr('Your file is not there as it was: columns that are not sent are empty.')} {more}"
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
        self._page.run("import", lambda _task: excel_files.read_fixed(path, connection, loaded, spool), self._on_fixed)

    @Slot(object)
    def _on_fixed(self, fixed: FixedFile) -> None:
        tr = self._tr
        corrections = {correction.seq: dict(correction.fields) for correction in fixed.corrections}
        if self._model is not None:
            self._model.put(corrections, tr("Fixed file"))
        if corrections:
            count = len(corrections)
            text = tr.plural("{n} listing was corrected in the file", "{n} listings were corrected in the file", count)
            more = tr("They are ticked. Look through them, then send them.")
            self._page.notice.show_notice(text, f"{more} {_added(fixed.added, tr)}".rstrip(), Tone.GOOD)
        else:
            more = tr("Correct its cells, save it, and bring it again.")
            said = f"{more} {_added(fixed.added, tr)}".rstrip()
            self._page.notice.show_notice(tr("Nothing was changed in this file"), said, Tone.LOOK)


def _added(rows: int, tr: Texts) -> str:
    """Rows of the workbook that are none of those it was made of."""
    if not rows:
        return ""
    return tr.plural(
        "{n} row was added to it: send it with a file of its own.",
        "{n} rows were added to it: send them with a file of their own.",
        rows,
    )
