"""The code that tells one listing from another: said where it is not whole, and made of several columns where need be."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from rentix_desktop.sheets.table import column_names
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.widgets.basics import Card, Tone, button, label, set_property
from rentix_desktop.ui.wizard.keys import KeyFacts, key_is_whole
from rentix_desktop.ui.wizard.understanding import Entry, Understanding

_LIST_HEIGHT = 156


class ListingCodeCard(Card):
    """Shown only where there is something to say or to do."""

    changed = Signal(object)  # the columns the code is made of, in the order of the file

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("listingCodeCard")
        tr = self._tr = desk.tr
        self._filling = False
        self._profile: object = None
        self._says = label(wrap=True, name="listingCodeText")
        self._make = button(tr("Make it from several columns"), "makeKeyButton", look="link")
        self._make.clicked.connect(self._on_make)
        self._list = QListWidget()
        self._list.setObjectName("keyColumnsList")
        self._list.setAccessibleName(tr("Columns that make the listing code"))
        self._list.setFixedHeight(_LIST_HEIGHT)
        self._list.setTabKeyNavigation(False)
        self._list.itemChanged.connect(self._on_ticked)
        self._list.hide()
        self.box.addWidget(label(tr("Listing code"), kind="strong"))
        for part in (self._says, self._make, self._list):
            self.box.addWidget(part)
        self.hide()

    def show_key(self, known: Understanding, facts: KeyFacts | None) -> None:
        if known.profile is not self._profile:
            self._profile = known.profile
            self._list.hide()
        key = known.suggestion.key
        several = len(key) > 1
        if several and self._list.isHidden():
            self._list.show()
        self.setVisible(several or not key_is_whole(known) or not self._list.isHidden())
        self._make.setVisible(self._list.isHidden())
        self._fill(known, key)
        text, tone = self._words(known, facts if facts is not None and facts.key == key else None)
        self._says.setText(text)
        set_property(self._says, "tone", tone.value)

    def _words(self, known: Understanding, facts: KeyFacts | None) -> tuple[str, Tone]:
        tr = self._tr
        if not known.suggestion.key:
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
        names = column_names([column.header for column in known.suggestion.columns])
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

    @Slot(QListWidgetItem)
    def _on_ticked(self, _item: QListWidgetItem) -> None:
        if not self._filling:
            lines = range(self._list.count())
            self.changed.emit(
                tuple(line for line in lines if self._list.item(line).checkState() == Qt.CheckState.Checked)
            )
