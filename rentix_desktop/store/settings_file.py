"""The shape of settings.json, version 1, checked by hand.

Not by a pydantic model: the settings are read before the window is shown and by every command, and loading pydantic
with a model takes 0.2 s of the 0.4 s that a command takes in all.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from rentix_desktop.sync.books.history import HISTORY_DAYS, ROWS_DAYS, clamped
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import KnownAccount, Settings, Theme

VERSION: Final = 1
_MOST_PER_MINUTE: Final = 1_000_000

_T = TypeVar("_T")


def to_text(settings: Settings) -> str:
    """The file's text."""
    plain = {
        "version": VERSION,
        "language": settings.language,
        "theme": settings.theme.value,
        "ca_file": None if settings.ca_file is None else str(settings.ca_file),
        "requests_per_minute": settings.requests_per_minute,
        "bulk_per_minute": settings.bulk_per_minute,
        "accounts": [{"key": _plain_key(account.key), "name": account.name} for account in settings.accounts],
        "last_account": None if settings.last_account is None else _plain_key(settings.last_account),
        "recent_files": [str(path) for path in settings.recent_files],
        "history_days": settings.history_days,
        "rows_days": settings.rows_days,
        "tray_told": settings.tray_told,
    }
    return json.dumps(plain, indent=2)


def from_text(text: bytes) -> Settings:
    """The settings of a file's text. Keys we do not know are left out, missing ones have their defaults.

    Raises ValueError where it is no JSON, another version, or a value is not what it must be.
    """
    try:
        plain = _object(json.loads(text))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if plain.get("version") != VERSION:
        raise ValueError("another version")
    default = Settings()
    return Settings(
        language=_or_none(_text, plain.get("language")),
        theme=Theme(plain.get("theme", default.theme.value)),
        ca_file=_or_none(_path, plain.get("ca_file")),
        requests_per_minute=_per_minute(plain.get("requests_per_minute", default.requests_per_minute)),
        bulk_per_minute=_per_minute(plain.get("bulk_per_minute", default.bulk_per_minute)),
        accounts=_list(_account, plain.get("accounts", [])),
        last_account=_or_none(_key, plain.get("last_account")),
        recent_files=_list(_path, plain.get("recent_files", [])),
        history_days=_days(plain.get("history_days", default.history_days), HISTORY_DAYS),
        rows_days=_days(plain.get("rows_days", default.rows_days), ROWS_DAYS),
        tray_told=plain.get("tray_told") is True,
    )


def _plain_key(key: AccountKey) -> dict[str, str]:
    return {"base_url": key.base_url, "agency_id": key.agency_id}


def _key(value: object) -> AccountKey:
    plain = _object(value)
    return AccountKey(_text(plain.get("base_url")), _text(plain.get("agency_id")))


def _account(value: object) -> KnownAccount:
    plain = _object(value)
    return KnownAccount(_key(plain.get("key")), _text(plain.get("name")))


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _path(value: object) -> Path:
    return Path(_text(value))


def _per_minute(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MOST_PER_MINUTE:
        raise ValueError("not a number of requests")
    return value


def _days(value: object, bounds: tuple[int, int, int]) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("not a number of days")
    return clamped(value, bounds)


def _or_none(read: Callable[[object], _T], value: object) -> _T | None:
    return None if value is None else read(value)


def _list(read: Callable[[object], _T], value: object) -> tuple[_T, ...]:
    if not isinstance(value, list):
        raise ValueError("not a list")
    return tuple(read(each) for each in value)
