"""A figure that opens the rows behind it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout

from rentix_desktop.ui.theme import SIZES, Tokens, pixmap
from rentix_desktop.ui.widgets.basics import PushButton, Tone, label, row, set_property


class NumberCard(PushButton):
    """A figure, what it counts, and a quiet line; pressed by mouse, Enter or Space. Nought opens nothing."""

    def __init__(self, tone: Tone, name: str, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("card", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._tone = tone
        self._figure = label(kind="figure", tone=tone)
        self._what = label(kind="strong", wrap=True)
        self._quiet = label(kind="caption", wrap=True)
        self._sign = QLabel()
        self._sign.setPixmap(pixmap("chevron-right", tokens.muted, 14, 2.0))
        self._line = row(self._figure, None, self._sign)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(2)
        self._box.addLayout(self._line)
        self._box.addWidget(self._what)
        self._box.addWidget(self._quiet)
        self._box.addStretch(1)
        self._short = True
        self.show_short(False)
        for part in (self._figure, self._what, self._quiet, self._sign):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_short(self, short: bool) -> None:
        """In a line, without the quiet one."""
        if short is self._short:
            return
        self._short = short
        if short:
            self._line.insertWidget(1, self._what, 1)
            self._line.setStretch(2, 0)
        else:
            self._box.insertWidget(1, self._what)
            self._line.setStretch(1, 1)
        above = 3 if short else 12
        self._box.setContentsMargins(SIZES.pad, above, SIZES.pad - 4, above)
        self._quiet.setVisible(not short)

    def show_count(self, count: int, figure: str, what: str, quiet: str, spoken: str) -> None:
        """`figure` is the count in the language's form; `spoken` says what pressing it does."""
        set_property(self._figure, "tone", (self._tone if count else Tone.MUTED).value)
        self._figure.setText(figure)
        self._what.setText(what)
        self._quiet.setText(quiet)
        self._sign.setVisible(count > 0)
        self.setEnabled(count > 0)
        self.setAccessibleName(f"{figure} {what}. {quiet}".strip())
        self.setAccessibleDescription(spoken if count else "")
        self.setToolTip(spoken if count else "")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The layout's: a button asks its text, and there is none."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        layout = self.layout()
        return layout.minimumSize() if layout is not None else super().minimumSizeHint()
