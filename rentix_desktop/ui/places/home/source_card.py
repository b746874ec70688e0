"""One kept source on the home page: where it is, what came of it last, when it is looked at next, and the button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QProgressBar, QVBoxLayout, QWidget

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.places.home.words import Figure
from rentix_desktop.ui.widgets.basics import Card, Tone, button, label, row, set_property
from rentix_desktop.ui.widgets.wrapping import WrappingRow


class SourceCard(Card):
    """Says what was pressed with the source's name. Told anew what to show, never built anew: the keyboard stays."""

    sync_pressed = Signal(str)
    stop_pressed = Signal(str)
    change_pressed = Signal(str)
    compare_pressed = Signal(str)

    def __init__(self, tr: Texts, name: str) -> None:
        super().__init__(pad=20, gap=12)
        self.box.setContentsMargins(20, 18, 20, 12)
        self._tr = tr
        self.name = name
        self.setObjectName("sourceCard")
        self.setAccessibleName(name)
        heading = label(name, kind="heading", wrap=True, name="sourceName")
        self._where = label(tone=Tone.MUTED, wrap=True, name="sourceWhere")
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sync = button(tr("Sync now"), "syncNowButton", hint=tr("Sync {name} now", name=name), main=True)
        self.sync.setToolTip("")
        self.sync.clicked.connect(self._on_sync)
        self.stop = button(tr("Stop"), "stopSyncButton", hint=tr("Stop syncing {name}", name=name))
        self.stop.setToolTip("")
        self.stop.clicked.connect(self._on_stop)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(heading)
        words.addWidget(self._where)
        head = row(words, self.stop, self.sync, gap=12)
        head.setStretch(0, 1)
        head.setAlignment(self.stop, Qt.AlignmentFlag.AlignVCenter)
        head.setAlignment(self.sync, Qt.AlignmentFlag.AlignVCenter)
        self.box.addLayout(head)
        self._progress = self._build_progress()
        self.box.addWidget(self._progress)
        self._figures = [_FigureView(place) for place in ("last", "errors", "delay", "next")]
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        for column, view in enumerate(self._figures):
            grid.addWidget(view, 0, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        self.box.addLayout(grid)
        links = WrappingRow(gap=18)
        for text, object_name, hint, slot in (
            (tr("Change…"), "changeSourceButton", tr("Change {name}", name=name), self._on_change),
            (
                tr("Compare with the portal"),
                "compareSourceButton",
                tr("Compare {name} with the portal", name=name),
                self._on_compare,
            ),
        ):
            link = button(text, object_name, hint=hint, look="link")
            link.setToolTip("")
            link.clicked.connect(slot)
            links.addWidget(link)
        self.box.addLayout(links)

    def _build_progress(self) -> QWidget:
        part = QWidget()
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName("syncProgress")
        self._at = label(tone=Tone.MUTED, wrap=True, name="syncWords")
        box.addWidget(self._bar)
        box.addWidget(self._at)
        part.hide()
        return part

    def show_source(self, where: str, figures: Sequence[Figure]) -> None:
        """`figures` in the order last, errors, delay, next."""
        self._where.setText(where)
        for view, figure in zip(self._figures, figures, strict=True):
            view.show_figure(figure)
        said = ". ".join(f"{figure.name}: {figure.says} {figure.more}".strip() for figure in figures)
        self.setAccessibleDescription(said)

    def show_running(self, words: str, fraction: float | None, *, stopping: bool = False) -> None:
        """A turn is under way: what it is at, and Stop in the place of the button."""
        had = self.sync.hasFocus()
        self._at.setText(self._tr("Stopping. What was sent is kept.") if stopping else words)
        self._bar.setAccessibleName(words)
        self._bar.setRange(0, 0 if fraction is None else 1000)
        if fraction is not None:
            self._bar.setValue(round(max(0.0, min(1.0, fraction)) * 1000))
        self._progress.show()
        self.stop.show()
        self.stop.setEnabled(not stopping)
        self.sync.hide()
        if had:
            self.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_still(self, why: str = "") -> None:
        """Nothing is under way; `why` it cannot be begun by hand just now, or waits."""
        had = self.stop.hasFocus()
        self._progress.hide()
        self.stop.hide()
        self.sync.show()
        self.sync.setEnabled(not why)
        self.sync.setToolTip(why)
        self.sync.setAccessibleDescription(why)
        if had:
            self.sync.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_sync(self) -> None:
        self.sync_pressed.emit(self.name)

    @Slot()
    def _on_stop(self) -> None:
        self.stop_pressed.emit(self.name)

    @Slot()
    def _on_change(self) -> None:
        self.change_pressed.emit(self.name)

    @Slot()
    def _on_compare(self) -> None:
        self.compare_pressed.emit(self.name)


class _FigureView(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = label(kind="caption", wrap=True)
        self._says = label(kind="strong", wrap=True, name=f"{name}Figure")
        self._more = label(tone=Tone.MUTED, wrap=True, name=f"{name}More")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        for part in (self._name, self._says, self._more):
            box.addWidget(part)

    def show_figure(self, figure: Figure) -> None:
        self._name.setText(figure.name.upper())
        self._says.setText(figure.says)
        self._more.setText(figure.more)
        self._more.setVisible(bool(figure.more))
        set_property(self._says, "tone", figure.tone.value)
