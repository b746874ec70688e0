"""The fields of a kept source: what it is called, which file is meant, the rules, and when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFileDialog, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from rentix_desktop.sync.sources.source import Blank, Place, Publishing, Rules, Source, Times, Vanished
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.ways import Draft
from rentix_desktop.ui.widgets.basics import (
    Card,
    ElidedLabel,
    Tone,
    button,
    label,
    row,
    scrolled,
    set_property,
    spin_box,
)
from rentix_desktop.ui.wizard.results.proposing import pattern_of

_TIME: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_MINUTES: Final = (5, 1440)
_USUAL_MINUTES: Final = 30
_USUAL_TIME: Final = "08:00"
_BAD: Final = re.compile(r'[/\\:"<>|\r\n\t]')


def times_of(text: str) -> tuple[dt.time, ...] | None:
    """ "8:00, 17.30" → 08:00 and 17:30; None where a part of it is no time of day, or there is none."""
    found = set()
    for part in re.split(r"[,;\s]+", text.strip()):
        match = _TIME.fullmatch(part)
        if match is None:
            return None
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour > 23 or minute > 59:
            return None
        found.add(dt.time(hour, minute))
    return tuple(sorted(found))


class SourceForm(QWidget):
    changed = Signal()
    place_changed = Signal(object)  # the Place meant now, or None

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._tr = desk.tr
        self._draft: Draft | None = None
        self._taken: frozenset[str] = frozenset()
        self._showing = False
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in ((left, (self._build_file(), self._build_times())), (right, (self._build_rules(),))):
            column.setSpacing(SIZES.block)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        columns = row(gap=SIZES.block)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(columns))

    # building -----------------------------------------------------------------------------------------------------------
    def _build_file(self) -> Card:
        tr = self._tr
        card = Card(gap=6)
        name_label = label(tr("Kept as"), kind="strong")
        self._name = QLineEdit()
        self._name.setObjectName("sourceNameEdit")
        self._name.setAccessibleName(tr("Name of what is kept"))
        self._name.setMaxLength(80)
        self._name.textChanged.connect(self._on_changed)
        name_label.setBuddy(self._name)
        self._name_wrong = label(tone=Tone.WRONG, wrap=True, name="sourceNameWrong")
        card.box.addWidget(name_label)
        card.box.addWidget(self._name)
        card.box.addWidget(self._name_wrong)
        card.box.addSpacing(8)
        card.box.addWidget(label(tr("Which file"), kind="strong"))
        self._one, self._newest = self._radios(
            card,
            ((tr("This file"), "oneFileRadio"), (tr("The newest named like this:"), "patternRadio")),
        )
        self._one_name = ElidedLabel()
        self._one_name.setProperty("tone", Tone.MUTED.value)
        self._one_name.setContentsMargins(26, 0, 0, 0)
        card.box.insertWidget(card.box.indexOf(self._one) + 1, self._one_name)
        self._pattern = QLineEdit()
        self._pattern.setObjectName("patternEdit")
        self._pattern.setAccessibleName(tr("Name of the file; * stands for what changes in it"))
        self._pattern.setToolTip(tr("* stands for what changes in the name, as the date"))
        self._pattern.textChanged.connect(self._on_place)
        card.box.addWidget(self._pattern)
        self._folder = ElidedLabel()
        self._folder.setObjectName("sourceFolder")
        self._folder.setProperty("tone", Tone.MUTED.value)
        browse = button(tr("Choose another…"), "sourceBrowseButton", hint=tr("Choose another file"), small=True)
        browse.clicked.connect(self._on_browse)
        card.box.addLayout(row(self._folder, browse))
        self._now = label(wrap=True, name="newestNowLabel")
        card.box.addWidget(self._now)
        return card

    def _build_rules(self) -> Card:
        tr = self._tr
        card = Card(gap=4)
        card.box.addWidget(label(tr("Listings that are not in the file any more"), kind="strong", wrap=True))
        self._hide, self._keep = self._radios(
            card, ((tr("are hidden on the portal"), "hideRadio"), (tr("stay as they are"), "keepRadio"))
        )
        self._note(card, tr("If very many vanish at once, nothing is hidden until you say yes."))
        card.box.addSpacing(10)
        card.box.addWidget(label(tr("New listings"), kind="strong", wrap=True))
        self._publish, self._as_draft = self._radios(
            card, ((tr("are published at once"), "publishRadio"), (tr("become drafts"), "draftRadio"))
        )
        self._note(card, tr("What the file itself says of a listing's status comes first."))
        card.box.addSpacing(10)
        card.box.addWidget(label(tr("An empty cell"), kind="strong", wrap=True))
        self._blank_keeps, self._blank_clears = self._radios(
            card,
            (
                (tr("leaves what the portal has"), "blankKeepsRadio"),
                (tr("empties it there, too"), "blankClearsRadio"),
            ),
        )
        self._note(card, tr("Only fields that the portal takes empty are emptied; it is asked first."))
        return card

    def _build_times(self) -> Card:
        tr = self._tr
        card = Card(gap=6)
        card.box.addWidget(label(tr("When"), kind="strong"))
        self._on_change = QCheckBox(tr("When the file changes"))
        self._on_change.setObjectName("onChangeCheck")
        self._every = QCheckBox(tr("Every … minutes:"))
        self._every.setObjectName("everyCheck")
        self._minutes = spin_box("everyMinutesSpin", tr("Minutes from one time to the next"))
        self._minutes.setRange(*_MINUTES)
        self._minutes.setValue(_USUAL_MINUTES)
        self._minutes.setFixedWidth(90)
        self._at = QCheckBox(tr("Every day at:"))
        self._at.setObjectName("atCheck")
        self._at_times = QLineEdit(_USUAL_TIME)
        self._at_times.setObjectName("atTimesEdit")
        self._at_times.setAccessibleName(tr("Times of day, as 08:00, 17:30"))
        self._at_times.setMinimumWidth(110)
        self._at_times.setPlaceholderText("08:00, 17:30")
        for check in (self._on_change, self._every, self._at):
            check.setAccessibleName(check.text())
            check.toggled.connect(self._on_changed)
        self._minutes.valueChanged.connect(self._on_changed)
        self._at_times.textChanged.connect(self._on_changed)
        card.box.addWidget(self._on_change)
        card.box.addLayout(row(self._every, self._minutes, None))
        card.box.addLayout(row(self._at, self._at_times, None))
        self._times_wrong = label(tone=Tone.WRONG, wrap=True, name="atTimesWrong")
        card.box.addWidget(self._times_wrong)
        self._times_note = label(tone=Tone.MUTED, wrap=True, name="timesNote")
        card.box.addWidget(self._times_note)
        return card

    def _radios(self, card: Card, choices: tuple[tuple[str, str], ...]) -> list[QRadioButton]:
        group = QButtonGroup(self)
        made = []
        for text, name in choices:
            radio = QRadioButton(text)
            radio.setObjectName(name)
            radio.setAccessibleName(text)
            radio.toggled.connect(self._on_place if name in ("oneFileRadio", "patternRadio") else self._on_changed)
            group.addButton(radio)
            card.box.addWidget(radio)
            made.append(radio)
        return made

    @staticmethod
    def _note(card: Card, text: str) -> None:
        note = label(text, kind="caption", wrap=True)
        note.setContentsMargins(26, 0, 0, 0)
        card.box.addWidget(note)

    # what is shown ------------------------------------------------------------------------------------------------------
    def take_names(self, names: Collection[str]) -> None:
        """Of the other sources: none of them can be taken once more."""
        self._taken = frozenset(name.casefold() for name in names)
        self._on_changed()

    def show_draft(self, draft: Draft) -> None:
        source, times = draft.source, draft.source.times
        self._draft = draft
        self._showing = True
        self._name.setText(source.name)
        self._newest.setChecked(not source.place.one_file)
        self._one.setChecked(source.place.one_file)
        self._show_place(source.place, draft.file)
        self._check(source.rules.vanished is Vanished.HIDE, self._hide, self._keep)
        self._check(source.rules.publishing is Publishing.AT_ONCE, self._publish, self._as_draft)
        self._check(source.rules.blank is Blank.KEEP, self._blank_keeps, self._blank_clears)
        self._on_change.setChecked(times.on_change)
        self._every.setChecked(times.every_minutes is not None)
        self._minutes.setValue(times.every_minutes or _USUAL_MINUTES)
        self._at.setChecked(bool(times.at))
        self._at_times.setText(", ".join(at.strftime("%H:%M") for at in times.at) or _USUAL_TIME)
        self._showing = False
        self._on_place()

    @staticmethod
    def _check(first: bool, one: QRadioButton, other: QRadioButton) -> None:
        (one if first else other).setChecked(True)

    def _show_place(self, place: Place, file: Path | None) -> None:
        file = file or (place.folder / place.pattern if place.one_file else None)
        self._file = file
        self._one.setEnabled(file is not None)
        self._one_name.setText(file.name if file is not None else "")
        self._one_name.setVisible(file is not None)
        self._folder.setText(str(place.folder))
        self._place_folder = place.folder
        self._pattern.setText(place.pattern if not place.one_file else pattern_of(place.pattern))

    def show_newest(self, words: str, tone: Tone) -> None:
        """Which file is meant now."""
        self._now.setText(words)
        set_property(self._now, "tone", tone.value)

    def first(self) -> QWidget:
        return self._name

    @property
    def place(self) -> Place | None:
        """None where the name of the file cannot be one."""
        if self._draft is None:
            return None
        if self._one.isChecked() and self._file is not None:
            return Place(self._file.parent, self._file.name)
        pattern = self._pattern.text().strip()
        return Place(self._place_folder, pattern) if pattern and not _BAD.search(pattern) else None

    @property
    def source(self) -> Source | None:
        """As it is decided now; None while something of it cannot be."""
        place, times, name = self.place, self._times(), self._name.text().strip()
        if self._draft is None or place is None or times is None or not name or self._name_taken(name):
            return None
        rules = Rules(
            Vanished.HIDE if self._hide.isChecked() else Vanished.KEEP,
            Publishing.AT_ONCE if self._publish.isChecked() else Publishing.DRAFT,
            Blank.KEEP if self._blank_keeps.isChecked() else Blank.CLEAR,
        )
        return replace(self._draft.source, name=name, place=place, rules=rules, times=times)

    def _name_taken(self, name: str) -> bool:
        return name.casefold() in self._taken

    def _times(self) -> Times | None:
        at: tuple[dt.time, ...] | None = times_of(self._at_times.text()) if self._at.isChecked() else ()
        if at is None:
            return None
        return Times(self._on_change.isChecked(), self._minutes.value() if self._every.isChecked() else None, at)

    # what was changed ---------------------------------------------------------------------------------------------------
    @Slot()
    def _on_changed(self) -> None:
        if self._showing:
            return
        tr, name, times = self._tr, self._name.text().strip(), self._times()
        taken = self._name_taken(name)
        self._name_wrong.setText(tr("Another file is kept under this name.") if taken else tr("Give it a name."))
        self._name_wrong.setVisible(taken or not name)
        set_property(self._name, "wrong", taken or not name)
        self._minutes.setEnabled(self._every.isChecked())
        self._at_times.setEnabled(self._at.isChecked())
        self._times_wrong.setText(tr("Write times of day as 08:00, 17:30."))
        self._times_wrong.setVisible(times is None)
        set_property(self._at_times, "wrong", times is None)
        by_hand = times is not None and times.by_hand
        self._times_note.setText(
            tr("Only by hand: with “Sync now” on the home page.")
            if by_hand
            else tr("While the program is open or beside the clock. “Sync now” is always there, too.")
        )
        self.changed.emit()

    @Slot()
    def _on_place(self) -> None:
        if self._showing:
            return
        self._pattern.setEnabled(self._newest.isChecked())
        set_property(self._pattern, "wrong", self.place is None)
        self.place_changed.emit(self.place)
        self._on_changed()

    @Slot()
    def _on_browse(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._tr("Choose another file"), str(self._place_folder))
        if path:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """Another file, or another folder of them."""
        self._showing = True
        pattern = pattern_of(path.name) if self._newest.isChecked() else path.name
        self._show_place(Place(path.parent, pattern), path)
        self._showing = False
        self._on_place()
