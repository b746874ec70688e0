"""Our own bugs: told once each, as an AppError for the person and as places in the code for support.

The text of a foreign exception is not kept: it may hold what a request held, the key included.
"""

from __future__ import annotations

import logging
import threading
import traceback
from types import TracebackType

from rentix_desktop.errors import AppError, Cause, Code

_log = logging.getLogger(__name__)


def outline(error: BaseException) -> str:
    """The exception's kind and the places it came through, innermost last; no values."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.replace(chr(92), '/').split('/')[-1]}:{frame.lineno} {frame.name}" for frame in frames]
    return " > ".join([*places[-12:], type(error).__name__])


class Faults:
    """Remembers which bugs were told. Used from every thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: dict[str, int] = {}

    def as_app_error(self, error: BaseException) -> AppError:
        """An AppError as it is; anything else is a bug, logged the first time it is seen."""
        if isinstance(error, AppError):
            return error
        text = outline(error)
        with self._lock:
            self._told[text] = self._told.get(text, 0) + 1
            first = self._told[text] == 1
        if first:
            _log.error("bug: %s", text)
        return AppError(Code.BUG, Cause.BUG, detail=text)

    def seen(self) -> dict[str, int]:
        """Outline → how often, for "copy details for support"."""
        with self._lock:
            return dict(self._told)

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """For `sys.excepthook`: an exception that left a slot of the window."""
        if issubclass(kind, KeyboardInterrupt):
            raise SystemExit(130)
        self.as_app_error(error.with_traceback(trace))
