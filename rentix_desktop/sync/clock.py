"""The clock that waits and limits go by: seconds that pass while the computer sleeps, too, and never go back, whatever is
done to the clock on the wall."""

from __future__ import annotations

import sys
import time

if sys.platform == "win32":

    def steady() -> float:
        """Seconds since some moment before the start of the program, the same for every program."""
        return time.monotonic()  # goes on while Windows sleeps

elif sys.platform == "darwin":

    def steady() -> float:
        """Seconds since some moment before the start of the program, the same for every program."""
        return time.clock_gettime(time.CLOCK_MONOTONIC_RAW)  # time.monotonic stands still while the computer sleeps

else:

    def steady() -> float:
        """Seconds since some moment before the start of the program, the same for every program."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)  # time.monotonic stands still while the computer sleeps
