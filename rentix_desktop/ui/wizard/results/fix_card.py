"""Beside the repair table: what can be done at once about all listings of the chosen cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QVBoxLayout

from rentix_desktop.catalog.fields import Kind
from rentix_desktop.sync.repair.fixes import Fix
from rentix_desktop.texts.causes import fix_title
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import value_name
from rentix_desktop.texts.problems import describe
from rentix_desktop.ui.models.failures import FailuresModel
from rentix_desktop.ui.models.grouping import FailureCause
from rentix_desktop.ui.models.many import Many, chosen
from rentix_desktop.ui.widgets.basics import Card, button, clear, label

_MOST_TEXTS: Final = 60
_COUNTED_AT_ONCE: Final = 200
"""Rows that are tried in the window's thread; more are tried on a worker, a little later."""
_LATER_MS: Final = 250


class FixCard(Card):
    """`done` = a fix was pressed, with the corrections under way."""

    done = Signal()

    def __init__(self, tr: Texts) -> None:
        super().__init__(gap=6, pad=12)
        self.setObjectName("fixCard")
        self._tr = tr
        self.room = 180  # pixels of a button's text
        self._model: FailuresModel | None = None
        self._many: Many | None = None
        self._cause: FailureCause | None = None
        self._means: Fix | None = None
        self._choosing = False
        self._fixes: tuple[Fix, ...] = ()
        self._made: list[QPushButton] = []
        self._head = label(kind="strong", wrap=True, name="fixLabel")
        self._hint = label(kind="caption", wrap=True)
        self._text = QComboBox()
        self._text.setObjectName("fixTextCombo")
        self._text.setAccessibleName(tr("What stands in the cells"))
        self._text.currentIndexChanged.connect(self._on_text)
        self._value = QComboBox()
        self._value.setObjectName("fixValueCombo")
        self._value.setAccessibleName(tr("What it means"))
        self._value.currentIndexChanged.connect(self._on_value)
        self._put = button(tr("Put it there"), "fixButton_mean", small=True)
        self._put.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._put.clicked.connect(self._on_put)
        for combo in (self._text, self._value):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(8)
            combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(_LATER_MS)
        self._counting.timeout.connect(self._count_later)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(6)
        for part in (self._head, self._hint, self._text, self._value, self._put):
            self.box.addWidget(part)
        self.box.addLayout(self._buttons)

    def show_cause(self, model: FailuresModel | None, cause: FailureCause | None) -> None:
        """Its fixes, each with how many listings it settles; hidden where nothing can be offered."""
        self._model, self._cause = model, cause
        self._many = Many(model.repairs, self._tr) if model is not None else None
        self._counting.stop()
        self.count_again()

    @Slot()
    def count_again(self) -> None:
        """After corrections."""
        cause, many = self._cause, self._many
        left = self._model.repairs.left(cause.key) if self._model is not None and cause is not None else 0
        if cause is None or many is None or cause.problem is None or not left:
            self.setVisible(False)
            return
        tr = self._tr
        self._head.setText(tr.plural("Fix it at once", "Fix all {n} at once", left))
        self._hint.setText(describe(cause.problem, tr).hint)
        self._show_fixes(cause, many, left)
        self._show_values(cause, many)
        self._show_where_it_helps()

    def _show_where_it_helps(self) -> None:
        """A card without anything to press would only stand in the way."""
        self.setVisible(self._choosing or bool(self._made))

    def _show_fixes(self, cause: FailureCause, many: Many, left: int) -> None:
        self._fixes = many.offered(cause)
        at_once = left <= _COUNTED_AT_ONCE
        self._show_buttons(many.counts(self._fixes, cause) if at_once else {})
        if self._fixes and not at_once:
            self._counting.start()

    @Slot()
    def _count_later(self) -> None:
        model, many, cause, fixes = self._model, self._many, self._cause, self._fixes
        if model is not None and many is not None and cause is not None and model.later is not None:
            model.later(lambda: (cause, many.counts(fixes, cause)), self._on_counted)

    @Slot(object)
    def _on_counted(self, counted: tuple[FailureCause, dict[Fix, int]]) -> None:
        cause, counts = counted
        if cause is self._cause and tuple(counts) == self._fixes:
            self._show_buttons(counts)
            self._show_where_it_helps()

    def _show_buttons(self, counts: Mapping[Fix, int]) -> None:
        problem = self._cause.problem if self._cause is not None else None
        focused = next((made.objectName() for made in self._made if made.hasFocus()), "")
        clear(self._buttons)
        self._made, before = [], self._put
        for place, fix in enumerate(self._fixes if problem is not None else ()):
            if problem is None or counts.get(fix) == 0:
                continue
            title, count = fix_title(fix.code, problem, self._tr), counts.get(fix)
            text = title if count is None else f"{title} ({self._tr.number(count)})"
            spoken = (
                title
                if count is None
                else self._tr.plural("{title}: {n} listing", "{title}: {n} listings", count, title=title)
            )
            made = button(
                _in_lines(text, self.fontMetrics(), self.room), f"fixButton_{fix.code.value}", hint=spoken, small=True
            )
            made.setProperty("place", place)
            made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            made.clicked.connect(self._on_fix)
            self._buttons.addWidget(made)
            self.setTabOrder(before, made)
            if made.objectName() == focused:
                made.setFocus(Qt.FocusReason.OtherFocusReason)
            self._made.append(made)
            before = made

    def _show_values(self, cause: FailureCause, many: Many) -> None:
        """For a value that the portal does not take: what stands there, and the values there are."""
        self._means = many.means(cause)
        field = _values_of(self._model, cause)
        choosing = self._choosing = self._means is not None and field is not None
        self._text.setVisible(choosing)
        self._value.setVisible(choosing)
        self._put.setVisible(choosing)
        self._hint.setVisible(not choosing)
        if not choosing or field is None:
            return
        tr, texts = self._tr, many.texts(cause)
        self._text.blockSignals(True)
        self._text.clear()
        for text, count in list(texts.items())[:_MOST_TEXTS]:
            self._text.addItem(tr("“{text}” ({n}) means", text=text or tr("empty"), n=tr.number(count)), text)
        self._text.blockSignals(False)
        self._value.clear()
        self._value.addItem(tr("Choose…"), None)
        for choice in field:
            self._value.addItem(value_name(cause.problem.field if cause.problem else "", choice, tr), choice)
        self._on_value(0)

    @Slot(int)
    def _on_text(self, _: int) -> None:
        self._value.setCurrentIndex(0)

    @Slot(int)
    def _on_value(self, _: int) -> None:
        self._put.setEnabled(self._value.currentData() is not None)
        many, cause = self._many, self._cause
        count = many.texts(cause).get(str(self._text.currentData()), 0) if many is not None and cause else 0
        text = self._tr.plural("Put in {n} listing", "Put in {n} listings", count)
        self._put.setText(_in_lines(text, self.fontMetrics(), self.room))
        self._put.setAccessibleName(text)

    @Slot()
    def _on_put(self) -> None:
        value, text = self._value.currentData(), self._text.currentData()
        if self._means is not None and value is not None and text is not None:
            self._apply(chosen(self._means, text, value))

    @Slot()
    def _on_fix(self) -> None:
        sender = self.sender()
        place = sender.property("place") if isinstance(sender, QPushButton) else None
        if isinstance(place, int) and place < len(self._fixes):
            self._apply(self._fixes[place])

    def _apply(self, fix: Fix) -> None:
        model, many, cause = self._model, self._many, self._cause
        if model is None or many is None or cause is None or cause.problem is None:
            return
        name = fix_title(fix.code, cause.problem, self._tr)
        model.change(model.repairs.left(cause.key), lambda: many.fix(fix, cause), name)
        self.done.emit()


def _in_lines(text: str, metrics: QFontMetrics, width: int) -> str:
    """With a line break before each word that does not fit: a button is never cut."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def _values_of(model: FailuresModel | None, cause: FailureCause) -> tuple[str, ...] | None:
    """The values a cause's field takes; None where it takes any."""
    field = model.repairs.catalogue.fields.get(cause.problem.field) if model is not None and cause.problem else None
    return field.choices if field is not None and field.kind is Kind.CHOICE and field.choices else None
