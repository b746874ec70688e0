"""The settings on disk: one JSON file, checked. No secrets in it."""

from __future__ import annotations

import logging
from pathlib import Path

from rentix_desktop.store.files import set_aside, write_whole
from rentix_desktop.store.settings_file import from_text, to_text
from rentix_desktop.sync.ports import Settings

_log = logging.getLogger(__name__)


class JsonSettingsStore:
    """Implements `sync.ports.SettingsStore` over one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Settings:
        """What was saved; defaults where nothing was. A damaged file is renamed beside and defaults are given."""
        try:
            text = self._path.read_bytes()
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            _log.warning("settings cannot be read: %s", type(error).__name__)
            return Settings()
        try:
            return from_text(text)
        except ValueError:
            _log.warning("settings were damaged, kept as %s", set_aside(self._path).name)
            return Settings()

    def save(self, settings: Settings) -> None:
        """Raises AppError DISK_FULL or DATA_FOLDER_NOT_WRITABLE; what was saved before is then still there."""
        write_whole(self._path, to_text(settings))
