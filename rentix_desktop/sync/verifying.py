"""A service is asked whose the key is, and looked for again while it is down; stopping ends that at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Final

from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    Account,
    After,
    Cancelled,
    Destination,
    DestinationError,
    Interruptible,
    WaitReason,
)

_LOOK_AGAIN: Final = 3.0
"""Seconds between two looks for a service that cannot be reached and does not say when it will be."""


def verified(
    destination: Destination,
    control: RunControl,
    wait: float,
    waiting: Callable[[DestinationError], None] = lambda _error: None,
) -> Account:
    """Whose the key is. `wait` = seconds to look for a service that is down; `waiting` hears why before each pause.

    Raises what `verify` raises, and Cancelled, also where the answer came all the same: what follows is not wanted.
    """
    left = wait
    while True:
        try:
            account = destination.verify()
        except DestinationError as error:
            _check(control)
            if error.after is not After.RETRY or left <= 0:
                raise
            pause = min(left, error.retry_after or _LOOK_AGAIN)
            waiting(error)
            control.wait(pause, WaitReason.SERVICE_DOWN)
            left -= pause
            _check(control)
        else:
            _check(control)
            return account


@contextlib.contextmanager
def interrupting(destination: Destination, control: RunControl) -> Iterator[None]:
    """Inside it, stopping also ends a request that hangs."""

    def cut() -> None:
        if control.cancelled and isinstance(destination, Interruptible):
            destination.interrupt()

    unwatch = control.watch(cut)
    try:
        yield
    finally:
        unwatch()


def _check(control: RunControl) -> None:
    if control.cancelled:
        raise Cancelled from None
