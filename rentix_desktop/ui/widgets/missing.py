"""What is missing to publish, at one look; each thing is jumped to, and a column or a value for all rows is given to it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout

from rentix_desktop.texts.columns import column_titles
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone, button, label, set_property
from rentix_desktop.ui.widgets.wrapping import WrappingRow
from rentix_desktop.ui.wizard.columns.needs import Needed, go_as_drafts, lacking, unused_columns
from rentix_desktop.ui.wizard.understanding import Understanding

JUMP: Final = "F8"
_LONGEST: Final = 40
_MOST_COLUMNS: Final = 25


class MissingBar(QFrame):
    column_chosen = Signal(str, int)  # field, column
    value_wanted = Signal(str)  # field: one value for all rows
    code_wanted = Signal()
    publish_wanted = Signal()  # the listings are not to be drafts

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("missingBar")
        self.setProperty("kind", "bar")
        tr = self._tr = desk.tr
        self._known: Understanding | None = None
        self._shown: tuple[Needed, ...] = ()
        self._buttons: list[QPushButton] = []
        self._at = -1
        self._says = label(kind="strong", name="missingText")
        self._keys = label(kind="caption", name="missingKeys")
        self._keys.setText(tr("{key}: next", key=JUMP))
        self._row = WrappingRow()
        self._drafts = label(kind="caption", wrap=True, name="draftsText")
        self._drafts.setText(tr("They go as drafts."))
        self._publish = button(tr("Publish at once"), "publishButton", look="link")
        self._publish.clicked.connect(self.publish_wanted)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addLayout(self._row)
        box = QHBoxLayout(self)
        box.setContentsMargins(SIZES.pad, 8, SIZES.pad, 8)
        box.setSpacing(12)
        box.addWidget(self._says)
        box.addLayout(words, 1)
        box.addWidget(self._drafts)
        box.addWidget(self._publish)
        box.addWidget(self._keys)

    def show_known(self, known: Understanding) -> None:
        tr, self._known = self._tr, known
        shown = lacking(known)
        set_property(self, "tone", (Tone.LOOK if shown else Tone.PLAIN).value)
        set_property(self._says, "tone", (Tone.LOOK if shown else Tone.GOOD).value)
        self._says.setText(tr("Still missing to publish:") if shown else tr("Nothing is missing to publish."))
        self._keys.setVisible(bool(shown))
        drafts = not shown and go_as_drafts(known)
        self._drafts.setVisible(drafts)
        self._publish.setVisible(drafts)
        if shown != self._shown:
            self._build(shown)
        self.setAccessibleName(f"{self._says.text()} {', '.join(made.text() for made in self._buttons)}".strip())

    def _build(self, shown: tuple[Needed, ...]) -> None:
        had_focus = any(made.hasFocus() for made in self._buttons)
        while self._row.count():
            self._row.takeAt(0)
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._shown, self._buttons, self._at = shown, [], -1
        for each in shown:
            text = self.text_of(each, self._tr)
            made = button(text, f"missing_{each.field}", hint=self._tr("Missing: {name}", name=text), small=True)
            made.setProperty("field", each.field)
            made.clicked.connect(self._on_pressed)
            self._row.addWidget(made)
            self._buttons.append(made)
        self._row.invalidate()
        if had_focus and self._buttons:
            self._buttons[0].setFocus()

    @staticmethod
    def text_of(each: Needed, tr: Texts) -> str:
        name = field_name(each.field, tr)
        return tr.plural("{name} for {n} row", "{name} for {n} rows", each.rows, name=name) if each.rows else name

    def jump(self) -> bool:
        """The keyboard goes to the next thing that is missing; False where nothing is."""
        if not self._buttons:
            return False
        focused = next((number for number, made in enumerate(self._buttons) if made.hasFocus()), self._at)
        self._at = (focused + 1) % len(self._buttons)
        self._buttons[self._at].setFocus()
        return True

    # what can be done about it ------------------------------------------------------------------------------------------
    @Slot()
    def _on_pressed(self) -> None:
        made, known = self.sender(), self._known
        if not isinstance(made, QPushButton) or known is None:
            return
        field = str(made.property("field"))
        each = next(one for one in self._shown if one.field == field)
        if field == known.catalogue.key:
            self.code_wanted.emit()
            return
        menu = self._menu(known, each)
        menu.popup(made.mapToGlobal(QPoint(0, made.height() + 2)))

    def _menu(self, known: Understanding, each: Needed) -> QMenu:
        tr, menu = self._tr, QMenu(self)
        menu.setObjectName("missingMenu")
        heading = menu.addAction(tr("Which column has it?"))
        heading.setEnabled(False)
        titles = column_titles(known.suggestion.columns, tr)
        columns = unused_columns(known)
        for index in columns[:_MOST_COLUMNS]:
            action = QAction(_line(titles[index], known.suggestion.columns[index].samples), menu)
            action.setData((each.field, index))
            menu.addAction(action)
        if not columns:
            menu.addAction(tr("All columns are used")).setEnabled(False)
        if each.typed:
            menu.addSeparator()
            action = QAction(tr("The same for all rows…"), menu)
            action.setData((each.field, None))
            menu.addAction(action)
        menu.triggered.connect(self._on_chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        data = action.data()
        if data is None:
            return
        field, index = data
        if index is None:
            self.value_wanted.emit(field)
        else:
            self.column_chosen.emit(field, index)


def _line(title: str, samples: tuple[str, ...]) -> str:
    """ "Suprafața · 54.3, 61": an ampersand is shown as one."""
    text = ", ".join(" ".join(sample.split()) for sample in samples)
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
    return (f"{title} · {short}" if short else title).replace("&", "&&")
