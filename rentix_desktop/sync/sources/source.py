"""A source: a file, or the newest of a pattern, that is kept up to date, with everything that was decided about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.sheets.table import ReadOptions
from rentix_desktop.sync.ledger import AccountKey


class Vanished(StrEnum):
    """What becomes of listings that are not in the file any more."""

    HIDE = "hide"
    KEEP = "keep"


class Publishing(StrEnum):
    """What a listing is whose row says nothing of its status."""

    AT_ONCE = "at_once"  # published
    DRAFT = "draft"  # what the service makes of it: a draft


class Blank(StrEnum):
    """What an empty cell of a column that is used means for a listing that has a value there."""

    KEEP = "keep"
    CLEAR = "clear"  # only of fields of which asking the service has shown that it takes it


@dataclass(frozen=True, slots=True)
class Rules:
    vanished: Vanished = Vanished.HIDE
    publishing: Publishing = Publishing.AT_ONCE
    blank: Blank = Blank.KEEP


@dataclass(frozen=True, slots=True)
class Place:
    """`pattern` is a file's name, or one with * and ?: the newest that fits is meant. Never case-sensitive."""

    folder: Path
    pattern: str

    @property
    def one_file(self) -> bool:
        return not any(sign in self.pattern for sign in "*?")


@dataclass(frozen=True, slots=True)
class Times:
    """When it is brought up to date without being asked; nothing given = by hand only. `at` are times on the person's
    clock, every day."""

    on_change: bool = False
    every_minutes: int | None = None
    at: tuple[dt.time, ...] = ()

    @property
    def by_hand(self) -> bool:
        return not (self.on_change or self.every_minutes or self.at)


@dataclass(frozen=True, slots=True)
class Source:
    """`name` is the person's, and no other source of this computer has it. `ledger_name` is what the ledger of the
    account knows it by (`sync.steps.source_of`): listings that were sent before it was kept are its own. `layout` is
    complete in itself, with the values; one of that name in the layout store is of no effect here."""

    name: str
    account: AccountKey
    place: Place
    ledger_name: str
    layout: Layout
    read: ReadOptions = field(default_factory=ReadOptions)
    rules: Rules = field(default_factory=Rules)
    times: Times = field(default_factory=Times)


class SourceStore(Protocol):
    """The kept sources of this computer, of all accounts."""

    def some(self) -> bool:
        """Whether there is one; quick, for the window asks before it is up. A damaged one counts."""
        ...

    def all(self) -> Sequence[Source]:
        """By name. One whose file is damaged is left out, and its file kept."""
        ...

    def save(self, source: Source, instead_of: str | None = None) -> None:
        """Keeps it under its name; `instead_of` is its former name. Raises AppError DISK_FULL,
        DATA_FOLDER_NOT_WRITABLE."""
        ...

    def delete(self, name: str) -> None: ...
