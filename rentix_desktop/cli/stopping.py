"""Ctrl+C and SIGTERM: a run is stopped cleanly, anything else ends at once, a second one ends a run at once, too. Ctrl+C
is a person's word; SIGTERM and its like come from the system, and what they stopped goes on by itself another time."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final, TypeVar

from rentix_desktop.sync.control import RunControl

_T = TypeVar("_T")

_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP") if hasattr(signal, name)
)
_LOOK: Final = 0.1
"""Seconds: Windows delivers Ctrl+C to the main thread only between two short waits."""


class Stopping:
    """Turns a signal into KeyboardInterrupt, or into the stop of the run that is on."""

    def __init__(self) -> None:
        self._control: RunControl | None = None

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """While it lasts, signals come here; off the main thread there is nothing to listen to."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._signalled) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def work(self, control: RunControl, call: Callable[[], _T]) -> _T:
        """The answer of `call`, which runs on a thread of its own while this one waits for signals."""
        answers: list[_T] = []
        errors: list[BaseException] = []

        def work() -> None:
            try:
                answers.append(call())
            except BaseException as error:  # noqa: BLE001 - raised again by the waiting thread
                errors.append(error)

        thread = threading.Thread(target=work, name="run", daemon=True)
        self._control = control
        try:
            thread.start()
            while thread.is_alive():
                thread.join(_LOOK)
        finally:
            self._control = None
        if errors:
            raise errors[0]
        return answers[0]

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        control, self._control = self._control, None
        if control is None:
            raise KeyboardInterrupt
        control.cancel(ending=number != signal.SIGINT)
