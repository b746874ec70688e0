"""What `rentix-sync` writes: JSON on standard output and nothing else there, or text for a person; errors twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.texts.errors import ErrorText, describe
from rentix_desktop.texts.language import Texts

_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), " ")  # but for the tab and the line end

EXIT_OK = 0
EXIT_ROWS = 1  # some rows refused, blocked, held or not sent
EXIT_USAGE = 2
EXIT_ACCESS = 3
EXIT_SERVICE = 4
EXIT_BUSY = 5
EXIT_STOPPED = 130

_EXITS: Mapping[Cause, int] = {
    Cause.USAGE: EXIT_USAGE,
    Cause.DATA: EXIT_USAGE,
    Cause.ENVIRONMENT: EXIT_USAGE,
    Cause.ACCESS: EXIT_ACCESS,
    Cause.UNREACHABLE: EXIT_SERVICE,
    Cause.BUSY: EXIT_BUSY,
    Cause.BUG: EXIT_USAGE,
}


def _harmless(text: str) -> str:
    """Without control characters: words of a file or of the portal must not steer a terminal."""
    return text.translate(_CONTROLS)


def exit_code(error: AppError) -> int:
    """The exit code of an error (design, section 5)."""
    return EXIT_STOPPED if error.code is Code.STOPPED else _EXITS[error.cause]


@dataclass(slots=True)
class Output:
    """Where a command writes. `json` decides which of `data` and `line` is heard."""

    stdout: TextIO
    stderr: TextIO
    tr: Texts
    json: bool = False

    def data(self, value: object, *, flush: bool = True) -> None:
        """One JSON document on one line of standard output, at once if `flush`; nothing without --json."""
        if self.json:
            self.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")
            if flush:
                self.stdout.flush()

    def line(self, text: str = "") -> None:
        """A line for a person on standard output; nothing with --json."""
        if not self.json:
            self.stdout.write(_harmless(text) + "\n")

    def note(self, text: str) -> None:
        """A line on standard error, with and without --json."""
        self.stderr.write(_harmless(text) + "\n")
        self.stderr.flush()

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Columns side by side for a person; numbers are to be written by the caller."""
        if self.json:
            return
        lines = [header, *rows]
        widths = [max(len(line[index]) for line in lines) for index in range(len(header))]
        for line in lines:
            self.line("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())

    def error(self, error: AppError) -> None:
        """The error object on standard output (with --json), and a sentence on standard error."""
        text = self.described(error)
        self.data(
            {"error": {"code": error.code.value, "title": text.title, "message": text.message, "hint": text.hint}}
        )
        self.told(error)

    def told(self, error: AppError) -> None:
        """The sentence alone: where a summary already stands on standard output."""
        text = self.described(error)
        self.note(f"{text.title}: {text.message} {text.hint}".rstrip())

    def described(self, error: AppError) -> ErrorText:
        """The error's texts; the hint of some errors names a command instead of a button."""
        text, tr = describe(error, self.tr), self.tr
        if error.code is Code.WRONG_USAGE and "option" in error.params:
            option = str(error.params["option"])
            said = str(error.params["text"]).removeprefix(option).lstrip()
            text = ErrorText(
                text.title, tr("{option}: “{text}” is not known here.", option=option, text=said), text.hint
            )
        hints = {
            Code.KEY_MISSING: tr("Put the key into the environment variable RENTIX_API_KEY, or connect in the window."),
            Code.STOPPED: tr("“rentix-sync resume” goes on where it stopped."),
            Code.WRONG_USAGE: tr("“rentix-sync --help” tells what can be said."),
        }
        return ErrorText(text.title, text.message, hints.get(error.code, text.hint))
