"""The code that tells one listing from another: said where it is not whole, and made of several columns where need be."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QWidget

from rentix_desktop.texts.columns import column_titles
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.widgets.basics import Card, Tone, button, label, row, set_property
from rentix_desktop.ui.wizard.columns.keys import NAMED, KeyFacts, examples, in_order, key_is_whole
from rentix_desktop.ui.wizard.understanding import Entry, Understanding

_LIST_HEIGHT = 156
_LONGEST = 40


class ListingCodeCard(Card):
    """Shown only where there is something to say or to do."""

    changed = Signal(object)  # the columns the code is made of, in an order that stays

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("listingCodeCard")
        tr = self._tr = desk.tr
        self._filling = False
        self._profile: object = None
        self._says = label(wrap=True, name="listingCodeText")
        self._rows = label(kind="caption", wrap=True, name="listingCodeRows")
        self._example = label(kind="caption", wrap=True, name="listingCodeExample")
        self._take = button(tr("Use this code"), "takeKeyButton", small=True)
        self._take.clicked.connect(self._on_take)
        self._make = button(tr("Make it from several columns"), "makeKeyButton", look="link")
        self._make.clicked.connect(self._on_make)
        self._known: Understanding | None = None
        self._list = QListWidget()
        self._list.setObjectName("keyColumnsList")
        self._list.setAccessibleName(tr("Columns that make the listing code"))
        self._list.setFixedHeight(_LIST_HEIGHT)
        self._list.setTabKeyNavigation(False)
        self._list.itemChanged.connect(self._on_ticked)
        self._list.hide()
        self.box.addWidget(label(tr("Listing code"), kind="strong"))
        for part in (self._says, self._rows, self._example):
            part.setMinimumWidth(1)  # one long word must not make the card wider than its place
            self.box.addWidget(part)
        self.box.addLayout(row(self._take, None))
        self.box.addWidget(self._make)
        self.box.addWidget(self._list)
        self.hide()

    def show_key(self, known: Understanding, facts: KeyFacts | None) -> None:
        if known.profile is not self._profile:
            self._profile = known.profile
            self._list.hide()
        self._known = known
        key = known.suggestion.key
        several = len(key) > 1
        if several and self._list.isHidden():
            self._list.show()
        self.setVisible(several or not key_is_whole(known) or not self._list.isHidden())
        self._fill(known, key)
        facts = facts if facts is not None and facts.key == key else None
        text, tone = self._words(known, facts)
        self._says.setText(text)
        set_property(self._says, "tone", tone.value)
        offered = not key and len(known.proposed) > 0
        self._take.setVisible(offered)
        self._make.setVisible(self._list.isHidden())
        self._make.setText(self._tr("Choose other columns") if offered else self._tr("Make it from several columns"))
        self._make.setAccessibleName(self._make.text())
        shown = (*key,) if several else known.proposed if offered else ()
        self._show(self._example, self._for_example(known, shown))
        self._show(self._rows, self._named_rows(facts) if facts is not None else "")

    @staticmethod
    def _show(part: QLabel, text: str) -> None:
        part.setText(text)
        part.setVisible(bool(text))

    def first_focus(self) -> QWidget:
        """Where the keyboard goes to settle the code."""
        if self._take.isVisible():
            return self._take
        return self._list if self._list.isVisible() else self._make

    def _for_example(self, known: Understanding, key: Entry) -> str:
        if not key:
            return ""
        codes = examples(known, key)
        return self._tr("For example: {codes}", codes=", ".join(self._tr("“{text}”", text=code) for code in codes))

    def _named_rows(self, facts: KeyFacts) -> str:
        """Which rows: the first of them by the numbers that Excel shows."""
        tr, said = self._tr, []
        if facts.empty_rows:
            said.append(
                tr.plural(
                    "No code: row {rows}",
                    "No code: rows {rows}",
                    len(facts.empty_rows),
                    rows=_listed(facts.empty_rows, facts.empty > len(facts.empty_rows)),
                )
            )
        said += [
            tr("“{code}”: rows {rows}", code=each.code[:_LONGEST], rows=_listed(each.rows, len(each.rows) >= NAMED))
            for each in facts.codes
        ]
        return "\n".join(said)

    def _words(self, known: Understanding, facts: KeyFacts | None) -> tuple[str, Tone]:
        tr = self._tr
        if not known.suggestion.key:
            if known.proposed:
                titles = column_titles(known.suggestion.columns, tr)
                names = " + ".join(titles[index] for index in known.proposed)
                return tr("No column has it. It can be made of: {names}", names=names), Tone.LOOK
            return tr("No column has it yet. It tells one listing from another, today and next time."), Tone.LOOK
        if facts is None:
            return (tr("Every row has its own.") if key_is_whole(known) else tr("Being counted…")), Tone.MUTED
        if not facts.empty and not facts.repeated:
            return tr("Every row has its own."), Tone.GOOD
        said = []
        if facts.empty:
            said.append(tr.plural("{n} row has no code.", "{n} rows have no code.", facts.empty))
        if facts.repeated:
            said.append(tr.plural("{n} row repeats another's code.", "{n} rows repeat another's code.", facts.repeated))
        said.append(tr.plural("It waits, the others go.", "They wait, the others go.", facts.empty + facts.repeated))
        return " ".join(said), Tone.LOOK

    def _fill(self, known: Understanding, key: Entry) -> None:
        self._filling = True
        names = column_titles(known.suggestion.columns, self._tr)
        if [self._list.item(line).text() for line in range(self._list.count())] != list(names):
            self._list.clear()
            for name in names:
                item = QListWidgetItem(name)
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
                )
                self._list.addItem(item)
        for line in range(self._list.count()):
            state = Qt.CheckState.Checked if line in key else Qt.CheckState.Unchecked
            self._list.item(line).setCheckState(state)
        self._filling = False

    @Slot()
    def _on_make(self) -> None:
        self._list.show()
        self._make.hide()
        self._list.setCurrentRow(0)
        self._list.setFocus()

    @Slot()
    def _on_take(self) -> None:
        if self._known is not None:
            self.changed.emit(self._known.proposed)

    @Slot(QListWidgetItem)
    def _on_ticked(self, _item: QListWidgetItem) -> None:
        if not self._filling and self._known is not None:
            lines = range(self._list.count())
            ticked = [line for line in lines if self._list.item(line).checkState() == Qt.CheckState.Checked]
            self.changed.emit(in_order(self._known, ticked))


def _listed(rows: Sequence[int], more: bool) -> str:
    return ", ".join(map(str, rows)) + (", …" if more else "")
