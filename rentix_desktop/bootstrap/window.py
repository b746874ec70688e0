"""`rentix-desktop`: opens the window over the real parts."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_TURN = 0.0001
"""Seconds after which a busy worker lets the window's thread in. Showing a page asks some hundred times, wherever Qt asks
something of Python: with one millisecond each the window stood still for a twentieth of a second."""


_WARMED_LIBRARIES: Final = ("httpx", "truststore", "rapidfuzz", "keyring", "openpyxl")
_WARMED: Final = (
    *(
        "destinations.rentix.client",
        "sheets.read",
        "sheets.write",
        "store.ledger.ledger",
        "mapping.suggest",
        "mapping.read_row",
        "sync.repair.needing",
        "sync.sources.turn",
        "ui.places.home.held_view",
    ),
    *(f"ui.wizard.{step}.page" for step in ("file", "columns", "values", "check", "upload", "results")),
    *(
        f"ui.places.{place}.place"
        for place in ("home", "source", "linking", "agents", "compare", "history", "settings")
    ),
)
"""What is loaded on a worker once the window is up: a page that loads its modules when it comes holds the window up."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until the window is closed; returns the exit code (design, section 5)."""
    gc.disable()  # until the window is up: what is loaded stays, and looking for garbage in it takes a tenth of the time
    if getattr(sys, "frozen", False):  # a frozen program that was started as a child reads the file instead
        from multiprocessing import freeze_support

        freeze_support()
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["--demo-portal"]:  # a frozen program starts itself as the demo portal, see demo.launch
        from rentix_desktop.demo.server import main as demo_main

        return demo_main(words[1:])
    options = _parser().parse_args(words)
    from PySide6.QtWidgets import QApplication

    from rentix_desktop.bootstrap.parts import open_parts
    from rentix_desktop.errors import AppError
    from rentix_desktop.ui.faults import Faults
    from rentix_desktop.ui.garbage import Garbage
    from rentix_desktop.ui.window import Opening, Window

    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)  # noqa: S101 - made one line above
    application.setApplicationName("Rentix Desktop")
    application.setDesktopFileName("rentix-desktop")
    sys.setswitchinterval(_TURN)
    faults = Faults()
    sys.excepthook = faults.hook
    try:
        with open_parts("rentix-desktop", data_dir=options.data_dir) as ports:
            opening = Opening(options.lang, options.base_url, options.demo, _warm)
            window = Window(ports, opening, faults)
            window.show()
            Garbage(application)
            return application.exec()
    except AppError as error:
        return _cannot_open(error, options.lang)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("rentix-desktop", description="Listings from a spreadsheet to rentix.md.")
    data_dir = os.environ.get("RENTIX_DATA_DIR")
    parser.add_argument("--base-url", default=os.environ.get("RENTIX_BASE_URL"), metavar="URL")
    parser.add_argument("--data-dir", type=Path, default=Path(data_dir) if data_dir else None, metavar="DIR")
    parser.add_argument("--lang", choices=("ro", "ru", "en"))
    parser.add_argument("--demo", action="store_true", help="open on the demo portal with a sample file ready")
    return parser


def _warm() -> None:
    """Loads what is slow while the person looks at the first page.

    What was loaded is left out of the search for garbage for good: going through all of it stops the window.
    """
    try:
        for name in (*_WARMED_LIBRARIES, *(f"rentix_desktop.{name}" for name in _WARMED)):
            importlib.import_module(name)
        _first_check()
    finally:
        gc.freeze()


def _first_check() -> None:
    """pydantic loads most of itself with the first model it makes."""
    from rentix_desktop.catalog.check import check
    from rentix_desktop.destinations.rentix import builtin_catalogue

    check({}, builtin_catalogue())


def _cannot_open(error: object, language: str | None) -> int:
    """The data folder cannot be used: said in a box, because there is no window to say it in."""
    from PySide6.QtWidgets import QMessageBox

    from rentix_desktop.errors import AppError
    from rentix_desktop.texts.errors import describe
    from rentix_desktop.texts.language import Texts

    assert isinstance(error, AppError)  # noqa: S101 - the only caller caught one
    text = describe(error, Texts(language))
    box = QMessageBox(QMessageBox.Icon.Warning, "Rentix Desktop", text.title)
    box.setInformativeText(f"{text.message}\n\n{text.hint}")
    box.exec()
    return 2
