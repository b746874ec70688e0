"""`demo`: the demo portal, until stopped."""

from __future__ import annotations

import json
import threading
from argparse import Namespace
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeAlias

from rentix_desktop.cli.output import EXIT_STOPPED, Output
from rentix_desktop.sync.ports import RunningDemo

StartDemo: TypeAlias = Callable[[int, str, bool], AbstractContextManager[RunningDemo]]
"""(port, limits, with listings that were typed in by hand) → the demo portal, for as long as the context lasts."""


def demo(arguments: Namespace, output: Output, start_demo: StartDemo) -> int:
    """Writes the address and the key at once, as one line of JSON with and without --json, then waits for a signal."""
    tr = output.tr
    with start_demo(arguments.port, arguments.limits, arguments.typed_in) as running:
        output.stdout.write(json.dumps({"base_url": running.base_url, "key": running.key}) + "\n")
        output.stdout.flush()
        output.note(tr("The demo portal runs: {page}. Ctrl+C stops it.", page=running.page))
        try:
            _wait_for_a_signal()
        except KeyboardInterrupt:
            output.note(tr("The demo portal was stopped."))
    return EXIT_STOPPED


def _wait_for_a_signal() -> None:
    never = threading.Event()
    while not never.wait(0.2):  # short: Windows delivers Ctrl+C between two waits
        pass
