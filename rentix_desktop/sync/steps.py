"""The one use case of window and console, a step at a time: source, forecast, run, resume, retry."""

from __future__ import annotations

from pathlib import Path


def source_of(path: Path, sheet: str | None, name: str | None = None) -> str:
    """What a file is known by from day to day: a given name, else the resolved path and the sheet."""
    if name:
        return name
    resolved = str(path.resolve())
    return f"{resolved}#{sheet}" if sheet else resolved
