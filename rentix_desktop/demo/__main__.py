"""`python -m rentix_desktop.demo`: the demo portal, until stopped."""

from __future__ import annotations

import sys

from rentix_desktop.demo.server import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
