"""How far a run got, on standard error: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Final, TextIO

from rentix_desktop.sync.progress import RunProgress
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import wait_name

_SPARSE: Final = 10.0
"""Seconds between two lines where they stay, in a file or in the mail of a scheduled job."""
_BAR: Final = 16


class ProgressLine:
    """A `Listener` of a run, and of the reading of a file. `done` ends the line."""

    def __init__(self, stderr: TextIO, tr: Texts, clock: Callable[[], float] = time.monotonic) -> None:
        self._stderr = stderr
        self._tr = tr
        self._clock = clock
        self._moves = stderr.isatty()
        self._drawn = 0
        self._last_line = clock()
        self._told: tuple[int, str] | None = None

    def __call__(self, progress: RunProgress) -> None:
        if progress.to_send:
            self._show(progress.answered, progress.to_send, self._words(progress))

    def reading(self, done_rows: int, fraction: float | None) -> bool:
        """A `sheets.Progress`: only a terminal shows it."""
        if self._moves:
            self._draw(
                self._bar(fraction) + " " + self._tr.plural("{n} row read", "{n} rows read", done_rows)
                if fraction is not None
                else self._tr.plural("{n} row read", "{n} rows read", done_rows)
            )
        return True

    def said(self, words: str) -> None:
        """Whatever else is read: only a terminal shows it."""
        if self._moves:
            self._draw(words)

    def done(self) -> None:
        """The line goes from a terminal; what follows starts at the beginning of a line."""
        if self._drawn:
            self._stderr.write("\r" + " " * self._drawn + "\r")
            self._stderr.flush()
            self._drawn = 0

    def _show(self, answered: int, to_send: int, words: str) -> None:
        if self._moves:
            self._draw(f"{self._bar(answered / to_send)} {words}")
            return
        finished = answered >= to_send
        if (finished or self._clock() - self._last_line >= _SPARSE) and self._told != (answered, words):
            self._stderr.write(words + "\n")
            self._stderr.flush()
            self._last_line = self._clock()
            self._told = answered, words

    def _words(self, progress: RunProgress) -> str:
        tr = self._tr
        words = [  # the longest comes last: a narrow terminal cuts it
            tr(
                "{done} of {all} answered, {refused} refused",
                done=tr.number(progress.answered),
                all=tr.number(progress.to_send),
                refused=tr.number(progress.refused),
            )
        ]
        if progress.waiting is not None:
            words.append(
                tr(
                    "{seconds} s: {why}",
                    why=wait_name(progress.waiting.why, tr),
                    seconds=tr.number(round(progress.waiting.seconds)),
                )
            )
        elif progress.seconds_left is not None and progress.answered < progress.to_send:
            words.append(tr("{seconds} s left", seconds=tr.number(round(progress.seconds_left))))
        return ", ".join(words)

    @staticmethod
    def _bar(fraction: float) -> str:
        full = round(min(1.0, max(0.0, fraction)) * _BAR)
        return f"[{'#' * full}{'.' * (_BAR - full)}]"

    def _draw(self, text: str) -> None:
        text = text[: max(10, shutil.get_terminal_size().columns - 1)]
        self._stderr.write("\r" + text.ljust(self._drawn))
        self._stderr.flush()
        self._drawn = len(text)
