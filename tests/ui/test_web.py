"""Only what leads to the web leaves the window: an address comes from a portal's answer."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QDesktopServices

from rentix_desktop.ui.widgets.web import open_on_the_web


def test_only_the_web_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    for address in (
        "https://rentix.md/a/1",
        "http://127.0.0.1:9/a",
        "file:///bin/sh",
        "javascript:x",
        "smb://x/y",
        "",
        None,
    ):
        open_on_the_web(address)
    assert opened == ["https://rentix.md/a/1", "http://127.0.0.1:9/a"]
