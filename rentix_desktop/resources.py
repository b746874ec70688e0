"""Finds the files of `resources/`: beside the package in a checkout, inside the package when installed or frozen."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of a file or folder under `resources/`.

    Raises FileNotFoundError where it is missing: the installation is broken then, which is ours to mend.
    """
    for root in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError("/".join(("resources", *parts)))
