"""The remembered layouts on disk: one JSON file each, so that one damaged file costs one layout."""

from __future__ import annotations

import logging
from pathlib import Path

from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.store.files import disk_error, safe_name, set_aside, write_whole

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
