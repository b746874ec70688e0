"""The way out of the window into the person's browser."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_on_the_web(address: str | None) -> None:
    """Opens a page. What a portal's answer calls an address may be anything, a program of this computer too: only what
    leads to the web is opened."""
    if address and address.startswith(("https://", "http://")):
        QDesktopServices.openUrl(QUrl(address))
