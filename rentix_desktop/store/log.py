"""The log: a rotating file in the data folder, in which no key can stand."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from rentix_desktop.store.secrets import Secrets

_MAX_BYTES: Final = 2_000_000
_KEPT: Final = 3
_CHATTY: Final = ("httpx", "httpcore", "keyring", "uvicorn", "asyncio")
"""These log addresses and headers, which may hold what nobody should read."""


class _HidingFormatter(logging.Formatter):
    """Hides secrets in the finished text: message, arguments, traceback and stack alike."""

    def __init__(self, secrets: Secrets) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(process)d/%(threadName)s] %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return self._secrets.hide(super().format(record))


class _LogFile(RotatingFileHandler):
    """A log that cannot be written must not disturb the work it tells of."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, self.mode, encoding=self.encoding, errors=self.errors)  # type: ignore[return-value]  # opened for text

    def doRollover(self) -> None:  # noqa: N802 - the library's name
        try:
            super().doRollover()
        except OSError:  # another process has the file open (Windows): go on in the same file
            if self.stream is None:  # pyright: the library sets it to None while it rotates
                self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Disk full, folder gone: nothing on the person's screen."""


@contextlib.contextmanager
def logging_to(path: Path, secrets: Secrets, level: int = logging.INFO) -> Iterator[None]:
    """Everything logged goes to `path` while the context lasts, with every known secret hidden.

    A log that cannot be opened is no reason to stop: nothing is logged then.
    """
    handler: logging.Handler
    try:
        handler = _LogFile(path, maxBytes=_MAX_BYTES, backupCount=_KEPT, encoding="utf-8", errors="backslashreplace")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(_HidingFormatter(secrets))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()
