"""The remembered layouts of files: renamed, taken to another computer, brought from one, forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.sync.ports import LayoutStore
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.widgets.basics import Card, Tone, button, clear, label, row
from rentix_desktop.ui.widgets.question import said_yes
from rentix_desktop.ui.widgets.wrapping import WrappingRow
from rentix_desktop.ui.wizard import understanding
from rentix_desktop.ui.wizard.columns.studying import free_name
from rentix_desktop.ui.wizard.understanding import Understanding

_LONGEST: int = 80


class LayoutsCard(Card):
    """Everything on disk is done by jobs of the page it stands on; errors are shown there."""

    def __init__(self, page: Page, layouts: LayoutStore) -> None:
        super().__init__(gap=10)
        self.setObjectName("layoutsCard")
        self._page = page
        self._layouts = layouts
        self._known: tuple[Layout, ...] = ()
        tr = self._tr = page.desk.tr
        self.box.addWidget(label(tr("Remembered files"), kind="heading"))
        self._says = label(kind="caption", wrap=True, name="layoutsText")
        self.box.addWidget(self._says)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        self.box.addLayout(self._lines)
        bring = button(tr("Bring one from a file…"), "importLayoutButton", small=True)
        bring.clicked.connect(self._on_import)
        self.box.addLayout(row(bring, None))
        self._done = label(tone=Tone.GOOD, wrap=True, name="layoutsDone")
        self._done.hide()
        self.box.addWidget(self._done)

    def load(self) -> None:
        layouts = self._layouts
        self._page.run("layouts", lambda _task: tuple(layouts.all()), self._on_loaded)

    @Slot(object)
    def _on_loaded(self, known: Sequence[Layout]) -> None:
        tr, self._known = self._tr, tuple(known)
        clear(self._lines)
        for layout in known:
            self._lines.addWidget(self._line(layout))
        self._says.setText(
            tr("What you decided about the columns of a file. To rename one, type over its name.")
            if known
            else tr("None yet: the columns of a file are remembered when you go on from them.")
        )

    def _line(self, layout: Layout) -> QWidget:
        tr, name = self._tr, layout.name
        edit = QLineEdit(name)
        edit.setObjectName("renameLayoutEdit")
        edit.setAccessibleName(tr("Name of the remembered file {name}", name=name))
        edit.setMaxLength(_LONGEST)
        edit.editingFinished.connect(self._on_renamed)
        used = sum(target is not None for _, _, target in layout.columns)
        facts = tr.plural(
            "{n} column, {used} used", "{n} columns, {used} used", len(layout.headers), used=tr.number(used)
        )
        export = button(tr("Export…"), "exportLayoutButton", hint=tr("Export {name}", name=name), small=True)
        export.clicked.connect(self._on_export)
        forget = button(tr("Forget"), "deleteLayoutButton", hint=tr("Forget {agency}", agency=name), small=True)
        forget.clicked.connect(self._on_delete)
        for made in (edit, export, forget):
            made.setProperty("layout", name)
        line = QWidget()
        box = QVBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(edit)
        box.addWidget(label(facts, kind="caption", wrap=True))
        buttons = WrappingRow()
        buttons.addWidget(export)
        buttons.addWidget(forget)
        box.addLayout(buttons)
        return line

    # what is done -------------------------------------------------------------------------------------------------------
    def _do(self, said: str, work: Callable[[], None]) -> None:
        """Runs it, then shows the layouts as they are."""
        layouts = self._layouts

        def do(_task: Task[object]) -> tuple[str, tuple[Layout, ...]]:
            work()
            return said, tuple(layouts.all())

        self._done.hide()
        self._page.error.clear()
        self._page.run("change-layouts", do, self._on_done, self._on_failed)

    @Slot(object)
    def _on_done(self, done: tuple[str, tuple[Layout, ...]]) -> None:
        said, known = done
        self._on_loaded(known)
        self._done.setText(said)
        self._done.show()

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self._page.error.show_error(error)
        self._on_loaded(self._known)  # the names as they still are

    def _names(self) -> frozenset[str]:
        return frozenset(layout.name for layout in self._known)

    @Slot()
    def _on_renamed(self) -> None:
        edit = self.sender()
        if not isinstance(edit, QLineEdit):
            return
        old, new = str(edit.property("layout")), edit.text().strip()
        if not new or new == old:
            edit.setText(old)
            return
        new = free_name(new, self._names())
        edit.setProperty("layout", new)  # told once: Enter and the loss of the keyboard both end the typing
        notes, layouts = self._page.desk.session.notes, self._layouts
        known = notes.get(understanding.NOTE)
        if isinstance(known, Understanding):
            notes[understanding.NOTE] = understanding.renamed(known, old, new)
        self._do(self._tr("“{old}” is now “{new}”.", old=old, new=new), lambda: layouts.rename(old, new))

    @Slot()
    def _on_export(self) -> None:
        name, layouts = self._name_of_sender(), self._layouts
        kinds = f"{self._tr('Remembered files')} (*.json)"
        path, _ = QFileDialog.getSaveFileName(self, self._tr("Export {name}", name=name), f"{name}.json", kinds)
        if path:
            target = Path(path if path.lower().endswith(".json") else f"{path}.json")
            said = self._tr("“{name}” was written to {path}.", name=name, path=str(target))
            self._do(said, lambda: layouts.export(name, target))

    @Slot()
    def _on_import(self) -> None:
        kinds = f"{self._tr('Remembered files')} (*.json)"
        path, _ = QFileDialog.getOpenFileName(self, self._tr("Bring one from a file…"), "", kinds)
        if not path:
            return
        layouts, taken = self._layouts, self._names()

        def bring() -> None:
            layout = layouts.read_file(Path(path))
            layouts.save(replace(layout, name=free_name(layout.name.strip()[:_LONGEST] or "?", taken)))

        self._do(self._tr("It was brought in. Files with these columns open already done."), bring)

    @Slot()
    def _on_delete(self) -> None:
        name, layouts = self._name_of_sender(), self._layouts
        if name and self._really(name):
            self._do(self._tr("“{name}” was forgotten.", name=name), lambda: layouts.delete(name))

    def _name_of_sender(self) -> str:
        sender = self.sender()
        return str(sender.property("layout")) if isinstance(sender, QPushButton) else ""

    def _really(self, name: str) -> bool:
        """A box, because it cannot be undone: the decisions would have to be made again."""
        tr = self._tr
        return said_yes(
            self,
            "deleteLayoutQuestion",
            tr("Forget {agency}?", agency=name),
            tr("Files with these columns will be asked about again. No listing is changed."),
            stay=tr("Keep it"),
            go=tr("Forget"),
            destroys=True,
        )
