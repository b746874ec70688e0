"""What the window loads beforehand: all it will need, so that no page holds it up when it comes."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

from rentix_desktop.ui import pages

_WARMED = (
    "import json, sys; from rentix_desktop.bootstrap.window import _warm; _warm(); print(json.dumps(list(sys.modules)))"
)
FIRST = "rentix_desktop.ui.wizard.connect.page"
"""The page the window opens with: it is loaded before."""


def test_every_page_is_loaded_before_it_is_wanted() -> None:
    tree = ast.parse(Path(pages.__file__).read_text(encoding="utf-8"))
    made = {
        node.module
        for function in tree.body
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and node.module is not None
    }
    told = subprocess.run(
        [sys.executable, "-c", _WARMED],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=120,
    )
    assert len(made) > 10
    assert made - set(json.loads(told.stdout)) == {FIRST}
