"""The black window that Windows opens for a console program which nobody started from a terminal."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes

    _HIDE = 0

    def hide_own_console() -> None:
        """Hides it where this program is alone in it: then the Task Scheduler started it, and it would stand on the
        person's screen until all is sent. A terminal has a program of its own in it, and stays."""
        kernel = ctypes.windll.kernel32
        others = (ctypes.c_uint32 * 2)()
        window = kernel.GetConsoleWindow()
        if window and kernel.GetConsoleProcessList(others, 2) == 1:
            ctypes.windll.user32.ShowWindow(window, _HIDE)

else:

    def hide_own_console() -> None:
        """Other systems open none."""
