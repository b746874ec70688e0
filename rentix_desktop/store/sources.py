"""The kept sources on disk: one JSON file each, so that one damaged file costs one source."""

from __future__ import annotations

import logging
from pathlib import Path

from rentix_desktop.store.files import disk_error, safe_name, set_aside, write_whole
from rentix_desktop.sync.sources.source import Source

_log = logging.getLogger(__name__)


class JsonSourceStore:
    """Implements `sync.sources.source.SourceStore` over one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def some(self) -> bool:
        return any(self._folder.glob("*.json"))

    def all(self) -> list[Source]:
        found = [self._read(path) for path in sorted(self._folder.glob("*.json"))]
        return sorted((source for source in found if source is not None), key=lambda source: source.name)

    def save(self, source: Source, instead_of: str | None = None) -> None:
        """Kept under the new name first, so that a power cut loses nothing. Raises AppError DISK_FULL or
        DATA_FOLDER_NOT_WRITABLE."""
        from rentix_desktop.store.source_file import SourceFile

        write_whole(self._path(source.name), SourceFile.of(source).model_dump_json(indent=2))
        if instead_of is not None and instead_of != source.name:
            self.delete(instead_of)

    def delete(self, name: str) -> None:
        """Raises AppError DATA_FOLDER_NOT_WRITABLE."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error, self._folder) from error

    def _path(self, name: str) -> Path:
        return self._folder / f"{safe_name(name)}.json"

    @staticmethod
    def _read(path: Path) -> Source | None:
        from rentix_desktop.store.source_file import SourceFile

        try:
            return SourceFile.model_validate_json(path.read_bytes()).plain()
        except OSError as error:
            _log.warning("source %s cannot be read: %s", path.name, type(error).__name__)
        except ValueError:
            _log.warning("source %s was damaged, kept as %s", path.name, set_aside(path).name)
        return None
