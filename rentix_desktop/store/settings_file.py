"""The shape of settings.json. Imported when a file is read or written: pydantic takes 60 ms to load."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import KnownAccount, Settings, Theme

_CONFIG = ConfigDict(extra="ignore", hide_input_in_errors=True)
_DEFAULT = Settings()
_PerMinute = Annotated[int, Field(ge=1, le=1_000_000)]


class _AccountKeyFile(BaseModel):
    model_config = _CONFIG
    base_url: str
    agency_id: str

    def plain(self) -> AccountKey:
        return AccountKey(self.base_url, self.agency_id)

    @classmethod
    def of(cls, key: AccountKey) -> _AccountKeyFile:
        return cls(base_url=key.base_url, agency_id=key.agency_id)


class _AccountFile(BaseModel):
    model_config = _CONFIG
    key: _AccountKeyFile
    name: str


class SettingsFile(BaseModel):
    """Version 1. Keys a newer program wrote are ignored; a missing key has its default."""

    model_config = _CONFIG
    version: Literal[1] = 1
    language: str | None = None
    theme: Theme = _DEFAULT.theme
    ca_file: Path | None = None
    requests_per_minute: _PerMinute = _DEFAULT.requests_per_minute
    bulk_per_minute: _PerMinute = _DEFAULT.bulk_per_minute
    accounts: tuple[_AccountFile, ...] = ()
    last_account: _AccountKeyFile | None = None
    recent_files: tuple[Path, ...] = ()

    def plain(self) -> Settings:
        return Settings(
            language=self.language,
            theme=self.theme,
            ca_file=self.ca_file,
            requests_per_minute=self.requests_per_minute,
            bulk_per_minute=self.bulk_per_minute,
            accounts=tuple(KnownAccount(each.key.plain(), each.name) for each in self.accounts),
            last_account=self.last_account.plain() if self.last_account else None,
            recent_files=self.recent_files,
        )

    @classmethod
    def of(cls, settings: Settings) -> SettingsFile:
        last = settings.last_account
        return cls(
            language=settings.language,
            theme=settings.theme,
            ca_file=settings.ca_file,
            requests_per_minute=settings.requests_per_minute,
            bulk_per_minute=settings.bulk_per_minute,
            accounts=tuple(
                _AccountFile(key=_AccountKeyFile.of(each.key), name=each.name) for each in settings.accounts
            ),
            last_account=_AccountKeyFile.of(last) if last else None,
            recent_files=settings.recent_files,
        )
