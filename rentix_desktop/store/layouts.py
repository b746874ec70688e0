"""The remembered layouts on disk: one JSON file each, so that one damaged file costs one layout."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Final

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.store.files import disk_error, safe_name, set_aside, write_whole

_LARGEST: Final = 4_000_000  # bytes of a file that is taken in
_log = logging.getLogger(__name__)


class JsonLayoutStore:
    """Implements `sync.ports.LayoutStore` over one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[Layout]:
        """Every layout that can be read, by name. A damaged file is renamed beside and left out."""
        found = [self._read(path) for path in sorted(self._folder.glob("*.json"))]
        return sorted((layout for layout in found if layout is not None), key=lambda layout: layout.name)

    def save(self, layout: Layout) -> None:
        """Keeps it under its name. Raises AppError DISK_FULL or DATA_FOLDER_NOT_WRITABLE."""
        from rentix_desktop.store.layout_file import LayoutFile

        write_whole(self._path(layout.name), LayoutFile.of(layout).model_dump_json(indent=2))

    def delete(self, name: str) -> None:
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error, self._folder) from error

    def rename(self, old: str, new: str) -> None:
        """Kept under the new name first, so that a power cut loses nothing. Raises as `save` does."""
        layout = self._read(self._path(old)) if self._path(old).exists() else None
        if layout is not None and old != new:
            self.save(replace(layout, name=new))
            self.delete(old)

    def export(self, name: str, path: Path) -> None:
        """Raises AppError LAYOUT_UNKNOWN, FILE_NOT_WRITABLE or DISK_FULL."""
        from rentix_desktop.store.layout_file import LayoutFile

        layout = self._read(self._path(name)) if self._path(name).exists() else None
        if layout is None:
            raise AppError(Code.LAYOUT_UNKNOWN, Cause.USAGE, name=name)
        try:
            write_whole(path, LayoutFile.of(layout).model_dump_json(indent=2))
        except AppError as error:
            if error.code is Code.DISK_FULL:
                raise
            raise AppError(Code.FILE_NOT_WRITABLE, Cause.ENVIRONMENT, path=str(path)) from error

    def read_file(self, path: Path) -> Layout:
        """Anybody may have written it: no more of it is read than a layout can have. Raises AppError FILE_MISSING or
        LAYOUT_NOT_READABLE."""
        from rentix_desktop.store.layout_file import LayoutFile

        try:
            with path.open("rb") as file:
                text = file.read(_LARGEST + 1)
            if len(text) > _LARGEST:
                raise ValueError(len(text))
            return LayoutFile.model_validate_json(text).plain()
        except FileNotFoundError as error:
            raise AppError(Code.FILE_MISSING, Cause.DATA, path=str(path)) from error
        except (OSError, ValueError) as error:
            raise AppError(Code.LAYOUT_NOT_READABLE, Cause.DATA, path=path.name) from error

    def _path(self, name: str) -> Path:
        return self._folder / f"{safe_name(name)}.json"

    @staticmethod
    def _read(path: Path) -> Layout | None:
        from rentix_desktop.store.layout_file import LayoutFile

        try:
            return LayoutFile.model_validate_json(path.read_bytes()).plain()
        except OSError as error:
            _log.warning("layout %s cannot be read: %s", path.name, type(error).__name__)
        except ValueError:
            _log.warning("layout %s was damaged, kept as %s", path.name, set_aside(path).name)
        return None
