"""The settings on disk: JSON checked by a model. No secrets in it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from rentix_desktop.store.files import set_aside, write_whole
from rentix_desktop.sync.ports import Settings

if TYPE_CHECKING:
    from rentix_desktop.store.settings_file import SettingsFile

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
            return Settings()  # a first start pays nothing for the model
        except OSError as error:
            _log.warning("settings cannot be read: %s", type(error).__name__)
            return Settings()
        try:
            return self._model().model_validate_json(text).plain()
        except ValueError:
            _log.warning("settings were damaged, kept as %s", set_aside(self._path).name)
            return Settings()

    def save(self, settings: Settings) -> None:
        """Raises AppError DISK_FULL or DATA_FOLDER_NOT_WRITABLE; what was saved before is then still there."""
        write_whole(self._path, self._model().of(settings).model_dump_json(indent=2))

    @staticmethod
    def _model() -> type[SettingsFile]:
        from rentix_desktop.store.settings_file import SettingsFile

        return SettingsFile
