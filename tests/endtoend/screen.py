"""A screen of its own with a window manager: Xvfb and openbox."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def screen(width: int = 1280, height: int = 720) -> Iterator[dict[str, str]]:
    """The environment of programs that are to appear on it. It is gone at the end, with everything it shows."""
    read, write = os.pipe()
    words = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    with subprocess.Popen(words, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as told:
                number = told.readline().strip()
            assert number, "Xvfb has no display"
            environment = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
            quiet = subprocess.DEVNULL
            with subprocess.Popen(
                ["openbox"], env={**os.environ, **environment}, stdout=quiet, stderr=quiet
            ) as manager:
                try:
                    yield environment
                finally:
                    manager.terminate()
        finally:
            server.terminate()
