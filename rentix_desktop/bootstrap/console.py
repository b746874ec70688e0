"""`rentix-sync`: the console with its real parts. Knows nothing of the window and runs without Qt."""

from __future__ import annotations

import contextlib
import os
import sys
from contextlib import AbstractContextManager
from multiprocessing import freeze_support
from typing import TextIO

from rentix_desktop.bootstrap.parts import open_parts, start_demo
from rentix_desktop.cli.main import run
from rentix_desktop.cli.options import GlobalOptions
from rentix_desktop.sync.ports import Ports

_BROKEN_PIPE = 141  # what a shell gives a program whose reader went away


def main() -> int:
    """The entry point. Exit codes: design, section 5."""
    freeze_support()  # a frozen program that was started as a child reads the file instead
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    environment = dict(os.environ)
    os.environ.pop("RENTIX_API_KEY", None)  # the child that reads a hostile file has no use for the key
    try:
        code = run(sys.argv[1:], environment, _parts, start_demo, sys.stdout, sys.stderr)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader of a pipe went away (`| head`): what is left in the buffers has nowhere to go
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    return code


def _parts(options: GlobalOptions) -> AbstractContextManager[Ports]:
    return open_parts(
        "rentix-sync",
        data_dir=options.data_dir,
        requests_per_minute=options.requests_per_minute,
        bulk_per_minute=options.bulk_per_minute,
    )


def _speak_utf8(stream: TextIO) -> None:
    """On any console and in any pipe, whatever the system's code page; a lone surrogate of a file name is written out."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
