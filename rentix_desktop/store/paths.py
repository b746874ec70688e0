"""Where everything of ours lies on this computer."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from rentix_desktop.store.files import disk_error, safe_name
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import PASTED_DAYS

_DAY: Final = 24 * 3600.0
_SPOOL_KEPT: Final = 2 * _DAY
"""Seconds after which a spool was surely left behind by a program that was killed."""
_PASTED_KEPT: Final = PASTED_DAYS * _DAY


@dataclass(frozen=True, slots=True)
class Paths:
    """The files and folders under one data folder."""

    root: Path

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def layouts(self) -> Path:
        return self.root / "layouts"

    @property
    def sources(self) -> Path:
        return self.root / "sources"

    @property
    def ledgers(self) -> Path:
        return self.root / "ledgers"

    @property
    def spool(self) -> Path:
        return self.root / "spool"

    @property
    def pasted(self) -> Path:
        """Tables that were pasted from the clipboard, a file each."""
        return self.root / "pasted"

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def request_times(self) -> Path:
        return self.root / "request-times.sqlite"

    def ledger(self, account: AccountKey) -> Path:
        """The ledger of one account; two accounts never share one."""
        return self.ledgers / f"{safe_name(account.base_url, account.agency_id)}.sqlite"

    def log(self, program: str) -> Path:
        return self.logs / f"{program}.log"


def default_folder() -> Path:
    """The platform's folder for a program's own data of one person."""
    return Path(platformdirs.user_data_dir("Rentix Desktop", appauthor=False))


def prepare(folder: Path | None = None) -> Paths:
    """Makes the data folder, private to the person, and clears it of what is over: what a killed program left in the
    spool, and tables that were pasted more than PASTED_DAYS ago.

    Raises AppError DATA_FOLDER_NOT_WRITABLE or DISK_FULL.
    """
    root = (folder or default_folder()).expanduser().absolute()
    paths = Paths(root)
    try:
        for each in (root, paths.layouts, paths.sources, paths.ledgers, paths.spool, paths.pasted, paths.logs):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = root / ".writable"
        probe.touch(mode=0o600)
        probe.unlink(missing_ok=True)
    except OSError as error:
        raise disk_error(error, root) from error
    _clear(paths.spool, _SPOOL_KEPT)
    _clear(paths.pasted, _PASTED_KEPT)
    return paths


def _clear(folder: Path, kept: float) -> None:
    """Deletes the files that are older than `kept` seconds."""
    oldest = time.time() - kept
    for left in folder.iterdir():
        with contextlib.suppress(OSError):  # in use by another program on Windows: it goes next time
            if left.is_file() and left.stat().st_mtime < oldest:
                left.unlink()
