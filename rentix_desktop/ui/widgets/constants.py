"""One value for all rows: what publishing still needs, and what the person adds; and the name a file is remembered by."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QVBoxLayout, QWidget

from rentix_desktop.catalog.fields import Catalogue, Kind
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name, value_name
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.widgets.basics import Card, Tone, button, clear, label
from rentix_desktop.ui.wizard.columns.needs import Needed, addable, needed
from rentix_desktop.ui.wizard.understanding import Understanding

_LEAST = 8


class ConstantsCard(Card):
    changed = Signal(str, str)  # field, value; "" = none any more
    added = Signal()  # the person wants one more field: show the card again

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("constantsCard")
        tr = self._tr = desk.tr
        self._shown: tuple[Needed, ...] = ()
        self._extra: list[str] = []
        self._addable: tuple[str, ...] = ()
        self._editors: dict[str, QWidget] = {}
        self._heading = label(kind="strong", wrap=True, name="constantsHeading")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._add = button(tr("Add a value for all rows"), "addConstantButton", look="link")
        self._add.clicked.connect(self._on_add)
        self.box.addWidget(self._heading)
        self.box.addLayout(self._rows)
        self.box.addWidget(self._add)

    def show_needed(self, known: Understanding) -> None:
        """Built anew only where the fields are others: a field that is being typed in stays."""
        shown = needed(known, self._extra)
        self._addable = addable(known, [each.field for each in shown])
        self._add.setVisible(bool(self._addable))
        if [(n.field, n.typed, n.rows, n.own) for n in shown] != [
            (n.field, n.typed, n.rows, n.own) for n in self._shown
        ]:
            self._build(shown, known.catalogue)
        self._shown = shown
        for each in shown:
            self._set(self._editors.get(each.field), each.value or "")
        lacking = any(not each.own and each.value is None for each in shown)
        self._heading.setText(self._tr("Still needed to publish") if lacking else self._tr("The same for all rows"))

    def editor_of(self, field: str) -> QWidget | None:
        """Where the value of a field for all rows is chosen."""
        return self._editors.get(field)

    def _build(self, shown: tuple[Needed, ...], catalogue: Catalogue) -> None:
        clear(self._rows)
        self._editors.clear()
        tr = self._tr
        for each in shown:
            name = field_name(each.field, tr)
            caption = name
            if each.rows:
                caption = tr.plural("{name} for {n} row", "{name} for {n} rows", each.rows, name=name)
            words = label(caption, tone=Tone.MUTED, wrap=True)
            self._rows.addWidget(words)
            if not each.typed:
                words.setText(tr("{name}: no column has it. Choose its column, or send drafts.", name=name))
                continue
            editor = self._editor(each, catalogue, caption)
            words.setBuddy(editor)
            self._editors[each.field] = editor
            self._rows.addWidget(editor)

    def _editor(self, each: Needed, catalogue: Catalogue, caption: str) -> QWidget:
        field = catalogue.fields[each.field]
        made: QComboBox | QLineEdit
        if field.kind is Kind.CHOICE:
            made = QComboBox()
            made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            made.setMinimumContentsLength(_LEAST)  # the longest value must not make the card wider than its place
            for text, value in constant_options(each.field, catalogue, self._tr):
                made.addItem(text, value)
            made.activated.connect(self._on_activated)
        else:
            made = QLineEdit()
            made.setPlaceholderText(self._tr("for all rows without one"))
            made.editingFinished.connect(self._on_typed)
        made.setObjectName(f"constant_{each.field}")
        made.setProperty("field", each.field)
        made.setAccessibleName(caption)
        return made

    @staticmethod
    def _set(editor: QWidget | None, value: str) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QLineEdit) and not editor.hasFocus() and editor.text() != value:
            editor.setText(value)

    @Slot()
    def _on_activated(self) -> None:
        made = self.sender()
        if isinstance(made, QComboBox):
            self.changed.emit(made.property("field"), made.currentData())

    @Slot()
    def _on_typed(self) -> None:
        made = self.sender()
        if isinstance(made, QLineEdit):
            self.changed.emit(made.property("field"), made.text().strip())

    @Slot()
    def _on_add(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("addConstantMenu")
        for name in self._addable:
            action = QAction(field_name(name, self._tr), menu)
            action.setData(name)
            menu.addAction(action)
        menu.triggered.connect(self._on_field)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._add.mapToGlobal(QPoint(0, self._add.height())))

    @Slot(QAction)
    def _on_field(self, action: QAction) -> None:
        self._extra.append(action.data())
        self.added.emit()
        editor = self._editors.get(action.data())
        if editor is not None:
            editor.setFocus()


def constant_options(field: str, catalogue: Catalogue, tr: Texts) -> list[tuple[str, str]]:
    """The values of a field with fixed ones, (text, value); the first means: none."""
    visibility = catalogue.visibility
    if field == visibility.field:
        first = [(tr("As a draft"), ""), (tr("Publish at once"), visibility.shown)]
        taken = {visibility.default, visibility.shown}
    else:
        first, taken = [(tr("Not chosen"), "")], set()
    choices = catalogue.fields[field].choices
    return first + [(value_name(field, value, tr), value) for value in choices if value not in taken]


class LayoutNameCard(Card):
    """Under which name the decisions are remembered."""

    changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = desk.tr
        words = label(tr("Remember this page as"), tone=Tone.MUTED, wrap=True)
        self._edit = QLineEdit()
        self._edit.setObjectName("layoutNameEdit")
        self._edit.setAccessibleName(tr("Remember this page as"))
        self._edit.setMaxLength(80)
        self._edit.editingFinished.connect(self._on_typed)
        words.setBuddy(self._edit)
        self._name = ""
        self.box.addWidget(words)
        self.box.addWidget(self._edit)

    def show_name(self, name: str) -> None:
        self._name = name
        if not self._edit.hasFocus():
            self._edit.setText(name)

    @Slot()
    def _on_typed(self) -> None:
        name = self._edit.text().strip()
        if not name:
            self._edit.setText(self._name)
        elif name != self._name:
            self._name = name
            self.changed.emit(name)
