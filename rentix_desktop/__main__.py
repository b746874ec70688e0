"""`rentix-desktop`, and `python -m rentix_desktop`: opens the window."""

from __future__ import annotations

import sys

from rentix_desktop.bootstrap.window import main

if __name__ == "__main__":
    sys.exit(main())
