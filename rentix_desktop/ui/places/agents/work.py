"""Agents off the window's thread: those of the file are counted, those of the portal read, linked, made, changed. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.linking.people.agents import FileAgent
from rentix_desktop.linking.people.pairing import PersonPair
from rentix_desktop.linking.people.staff import (
    Staff,
    agent_column,
    agents_of,
    change_person,
    create_people,
    forget_agents,
    link_people,
    staff_of,
    unlink_people,
)
from rentix_desktop.linking.proposing import OnPortal, read_portal
from rentix_desktop.mapping.model import ColumnMapping
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import Table
from rentix_desktop.sync.destination import Accepted, Outcome, PersonSeen
from rentix_desktop.sync.sources.find import newest
from rentix_desktop.sync.sources.meaning import meaning_of
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.senders import Senders
from rentix_desktop.ui.session import Connection


class Deed(StrEnum):
    """What is done to agents."""

    LINK = "link"
    UNLINK = "unlink"
    CREATE = "create"
    CHANGE = "change"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class FileSaid:
    """What stands in the agent column of the file that is open, or of the newest files of the kept sources, and in how
    many rows. `column` = there is such a column; `unread` are kept sources whose file cannot be read now."""

    names: tuple[str, ...] = ()
    texts: Mapping[str, int] = field(default_factory=dict)
    column: bool = False
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What the file says, and who that is on the portal."""

    file: FileSaid
    staff: Staff


FileReader = Callable[[Task[Any], Catalogue], FileSaid]


def read(task: Task[Any], connection: Connection, file: FileReader | FileSaid) -> Read:
    """`file`: what it said when it was read before, or how to read it. One request. Raises `Cancelled`, AppError."""
    said = file if isinstance(file, FileSaid) else file(task, connection.catalogue)
    task.check()
    return Read(said, staff_of(connection.destination, said.texts, connection.ledger, task.control()))


# the file -------------------------------------------------------------------------------------------------------------
def open_file(table: Table, mapping: ColumnMapping) -> FileReader:
    """The file that is open in the wizard."""

    def reader(task: Task[Any], catalogue: Catalogue) -> FileSaid:
        texts = _texts(task, table, mapping, catalogue)
        return FileSaid((table.info.path.name,), texts or {}, texts is not None)

    return reader


def kept_files(connection: Connection, kept: Callable[[], Sequence[Source]], spool_folder: Path) -> FileReader:
    """The newest file of each kept source of the account, all together: an agency may keep sales and rents apart."""

    def reader(task: Task[Any], catalogue: Catalogue) -> FileSaid:
        names: list[str] = []
        unread: list[str] = []
        found: Counter[str] = Counter()
        column = False
        for source in [each for each in kept() if each.account == connection.key]:
            task.check()
            try:
                name, texts = _texts_of_source(task, source, catalogue, spool_folder)
            except AppError:
                unread.append(source.name)
                continue
            names.append(name)
            if texts is not None:
                column = True
                found.update(texts)
        return FileSaid(tuple(names), found, column, tuple(unread))

    return reader


def _texts_of_source(
    task: Task[Any], source: Source, catalogue: Catalogue, spool_folder: Path
) -> tuple[str, Mapping[str, int] | None]:
    facts = newest(source.place)
    if facts is None:
        raise AppError(Code.FILE_MISSING, Cause.DATA, path=str(source.place.folder / source.place.pattern))
    table = open_table(facts.path, source.read, spool_folder=spool_folder, progress=lambda *_: not task.cancelled)
    with closing(table):
        mapping = meaning_of(source, table.info.header, (), catalogue).mapping
        return facts.path.name, _texts(task, table, mapping, catalogue)


def _texts(task: Task[Any], table: Table, mapping: ColumnMapping, catalogue: Catalogue) -> Mapping[str, int] | None:
    """None where no column is the agent. Nothing but that column is looked at."""
    only = agent_column(mapping, catalogue)
    if only is None:
        return None
    with closing(mapped_rows(table, Mapper(only, catalogue, load_vocabulary()), 0)) as rows:
        return agents_of(task.each(rows, task.progress), catalogue)


# the portal -----------------------------------------------------------------------------------------------------------
def count_listings(task: Task[Any], connection: Connection) -> OnPortal:
    """Tells the number of listings read so far. Raises `Cancelled`, AppError."""
    return read_portal(connection.destination, task.control(), task.progress)


def link(
    task: Task[Any], connection: Connection, senders: Senders, pairs: Sequence[PersonPair], staff: Staff
) -> tuple[Outcome, ...]:
    """One outcome per pair. Raises `Cancelled`, AppError."""
    with senders.alone(connection.key, task):
        return link_people(connection.destination, pairs, staff.people, connection.ledger, task.control())


def create(
    task: Task[Any], connection: Connection, senders: Senders, agents: Sequence[FileAgent]
) -> tuple[Outcome, ...]:
    """One outcome per agent. Raises `Cancelled`, AppError."""
    with senders.alone(connection.key, task):
        return create_people(connection.destination, agents, connection.ledger, task.control())


def unlink(
    task: Task[Any], connection: Connection, senders: Senders, people: Sequence[PersonSeen]
) -> tuple[Outcome, ...]:
    """One outcome per account. Raises `Cancelled`, AppError."""
    with senders.alone(connection.key, task):
        return unlink_people(connection.destination, people, connection.ledger, task.control())


def forget(
    task: Task[Any], connection: Connection, senders: Senders, agents: Sequence[FileAgent]
) -> tuple[Outcome, ...]:
    """One outcome per agent; nothing is sent. Raises `Cancelled`, AppError."""
    with senders.alone(connection.key, task):
        forget_agents(agents, connection.ledger)
    return tuple(Accepted() for _ in agents)


def change(task: Task[Any], connection: Connection, senders: Senders, person: PersonSeen, fields: Record) -> Outcome:
    """Raises `Cancelled`, AppError."""
    with senders.alone(connection.key, task):
        return change_person(connection.destination, person, fields, task.control())
