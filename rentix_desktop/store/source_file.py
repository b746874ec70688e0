"""The shape of a kept source's file. Imported when one is read or written: pydantic takes 60 ms to load."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rentix_desktop.sheets.table import ReadOptions
from rentix_desktop.store.layout_file import LayoutFile
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.sources.source import Blank, Place, Publishing, Rules, Source, Times, Vanished

_Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class _Account(_Part):
    base_url: _Text
    agency_id: _Text


class _Place(_Part):
    folder: Path
    pattern: _Text


class _Read(_Part):
    sheet: str | None = None
    header_row: Annotated[int, Field(ge=-1)] | None = None
    encoding: str | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None


class _Rules(_Part):
    vanished: Vanished = Vanished.HIDE
    publishing: Publishing = Publishing.AT_ONCE
    blank: Blank = Blank.KEEP


class _Times(_Part):
    on_change: bool = False
    every_minutes: Annotated[int, Field(ge=1)] | None = None
    at: tuple[dt.time, ...] = ()


class SourceFile(_Part):
    """Version 1; the fields are those of `sync.sources.source.Source`. A newer version is not guessed at."""

    version: Literal[1] = 1
    name: _Text
    account: _Account
    place: _Place
    ledger_name: _Text
    layout: LayoutFile
    read: _Read = _Read()
    rules: _Rules = _Rules()
    times: _Times = _Times()

    def plain(self) -> Source:
        read, rules, times = self.read, self.rules, self.times
        return Source(
            self.name,
            AccountKey(self.account.base_url, self.account.agency_id),
            Place(self.place.folder, self.place.pattern),
            self.ledger_name,
            self.layout.plain(),
            ReadOptions(read.sheet, read.header_row, read.encoding, read.delimiter),
            Rules(rules.vanished, rules.publishing, rules.blank),
            Times(times.on_change, times.every_minutes, times.at),
        )

    @classmethod
    def of(cls, source: Source) -> SourceFile:
        read, rules, times = source.read, source.rules, source.times
        return cls(
            name=source.name,
            account=_Account(base_url=source.account.base_url, agency_id=source.account.agency_id),
            place=_Place(folder=source.place.folder, pattern=source.place.pattern),
            ledger_name=source.ledger_name,
            layout=LayoutFile.of(source.layout),
            read=_Read(sheet=read.sheet, header_row=read.header_row, encoding=read.encoding, delimiter=read.delimiter),
            rules=_Rules(vanished=rules.vanished, publishing=rules.publishing, blank=rules.blank),
            times=_Times(on_change=times.on_change, every_minutes=times.every_minutes, at=times.at),
        )
