"""`rentix-sync`: the console with its real parts. Knows nothing of the window and runs without Qt."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from contextlib import AbstractContextManager
from multiprocessing import freeze_support
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rentix_desktop.cli.options import GlobalOptions
    from rentix_desktop.sync.ports import Ports

_ANY_TEXT = "rentix-any-text"
_BROKEN_PIPE = 141  # what a shell gives a program whose reader went away


def main() -> int:
    """The entry point. Exit codes: design, section 5."""
    freeze_support()  # a frozen program that was started as a child reads the file instead
    if sys.argv[1:2] == ["--demo-portal"]:  # a frozen program starts itself as the demo portal, see demo.launch
        from rentix_desktop.demo.server import main as demo_portal

        return demo_portal(sys.argv[2:])
    # not above: the child that reads a file imports this module, and needs none of them
    from rentix_desktop.bootstrap.own_console import hide_own_console
    from rentix_desktop.bootstrap.parts import start_demo
    from rentix_desktop.cli.main import run

    if "--due" in sys.argv:  # as the system's scheduler calls it
        hide_own_console()
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    environment = dict(os.environ)
    os.environ.pop("RENTIX_API_KEY", None)  # the child that reads a hostile file has no use for the key
    try:
        code = run(sys.argv[1:], environment, console_parts, start_demo, sys.stdout, sys.stderr)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader of a pipe went away (`| head`): what is left in the buffers has nowhere to go
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    return code


def console_parts(options: GlobalOptions) -> AbstractContextManager[Ports]:
    """The real parts for the options of a command line. Raises what `open_parts` raises."""
    from rentix_desktop.bootstrap.parts import open_parts

    return open_parts(
        "rentix-sync",
        data_dir=options.data_dir,
        requests_per_minute=options.requests_per_minute,
        bulk_per_minute=options.bulk_per_minute,
    )


def _speak_utf8(stream: TextIO) -> None:
    """On any console and in any pipe, whatever the system's code page."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        codecs.register_error(_ANY_TEXT, _any_text)
        reconfigure(encoding="utf-8", errors=_ANY_TEXT, newline="\n")


def _any_text(error: UnicodeError) -> tuple[str | bytes, int]:
    """A file name the system could not decode comes out as it is on disk, half a character from elsewhere escaped."""
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeError:
        return codecs.lookup_error("backslashreplace")(error)


if __name__ == "__main__":
    sys.exit(main())
