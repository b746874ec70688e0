"""`sources`: the kept files, listed, added, shown and forgotten."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path

from rentix_desktop.catalog.fields import Catalogue, JsonValue
from rentix_desktop.cli.connect import connected, known_account
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.file import opened, understood
from rentix_desktop.cli.guesses import guesses
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.output import EXIT_OK
from rentix_desktop.errors import AppError, Cause
from rentix_desktop.mapping.decisions import decisions_of
from rentix_desktop.sheets.table import ReadOptions, TableInfo
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.sources.meaning import kept_layout
from rentix_desktop.sync.sources.schedule import follow
from rentix_desktop.sync.sources.source import Blank, Place, Publishing, Rules, Source, Times, Vanished
from rentix_desktop.sync.steps import source_of
from rentix_desktop.texts.times import times_words


def sources(context: Context) -> int:
    match context.arguments.action:
        case "add":
            return _add(context)
        case "remove":
            return _remove(context)
        case "show":
            return _show(context)
    return _list(context)


def find(context: Context, name: str) -> Source:
    """Raises AppError WRONG_USAGE."""
    for source in context.ports.sources.all():
        if source.name == name:
            return source
    raise wrong_usage(context.output.tr("There is no kept file “{name}”.", name=name))


def _list(context: Context) -> int:
    output, tr = context.output, context.output.tr
    kept = context.ports.sources.all()
    output.data([_data(source) for source in kept])
    if not kept:
        output.line(tr("No file is kept yet."))
        return EXIT_OK
    output.table(
        (tr("Kept as"), tr("File"), tr("Agency"), tr("When")),
        [
            (
                source.name,
                str(source.place.folder / source.place.pattern),
                _agency(context, source.account),
                times_words(source.times, tr),
            )
            for source in kept
        ],
    )
    return EXIT_OK


def _show(context: Context) -> int:
    output, tr = context.output, context.output.tr
    source = find(context, context.arguments.name)
    fields = {target: header for header, _, target in source.layout.columns if target is not None}
    output.data({**_data(source), "columns": {header: target for header, _, target in source.layout.columns}})
    for label, text in (
        (tr("Kept as"), source.name),
        (tr("File"), str(source.place.folder / source.place.pattern)),
        (tr("Agency"), _agency(context, source.account)),
        (tr("When"), times_words(source.times, tr)),
        (tr("Columns that are used"), ", ".join(fields.values())),
    ):
        output.line(f"{label}: {text}")
    return EXIT_OK


def _remove(context: Context) -> int:
    source = find(context, context.arguments.name)
    context.ports.sources.delete(source.name)
    _tell_schedule(context)
    context.output.data({"removed": source.name})
    context.output.line(context.output.tr("“{name}” is not kept any more. Its listings stay.", name=source.name))
    return EXIT_OK


def _add(context: Context) -> int:
    """Raises AppError WRONG_USAGE for a name that is taken, and as `upload` does for a file that is in doubt."""
    tr, arguments, ports = context.output.tr, context.arguments, context.ports
    name = arguments.name.strip()
    others = ports.sources.all()
    if not name:
        raise wrong_usage(tr("A kept file needs a name."))
    if any(other.name == name for other in others):
        raise wrong_usage(tr("There is a kept file “{name}” already.", name=name))
    account, catalogue = _account(context)
    with opened(context) as table:
        file = understood(context, table, catalogue, account)
        file.refuse_doubts(catalogue)
        for guess in guesses(file.suggestion, tr):
            context.output.note(guess)
        if arguments.save_layout:
            file.remember(arguments.save_layout, ports, account)
        layout = kept_layout(name, file.suggestion, file.mapping, table.info.header)
        ports.decisions.add(account, decisions_of(file.suggestion, date.today()))  # noqa: DTZ011 - the person's calendar
        path: Path = arguments.file.resolve()
        source = Source(
            name,
            account,
            Place(path.parent, arguments.pattern or path.name),
            source_of(path, table.info.sheet, arguments.source),
            layout,
            _how_read(table.info, arguments),
            _rules(arguments),
            Times(arguments.on_change, arguments.every, tuple(sorted(set(arguments.at)))),
        )
    same = [each.name for each in others if (each.account, each.ledger_name) == (account, source.ledger_name)]
    if same:
        raise wrong_usage(tr("This file is kept already, as “{name}”.", name=same[0]))
    ports.sources.save(source)
    _tell_schedule(context)
    context.output.data(_data(source))
    context.output.line(tr("“{name}” is kept. “rentix-sync sync” brings it up to date.", name=name))
    return EXIT_OK


def _tell_schedule(context: Context) -> None:
    """The entry in the system's scheduler, where there is one, gets the times as they are now."""
    try:
        follow(context.ports.scheduler, [source.times for source in context.ports.sources.all()])
    except AppError as error:
        context.output.told(error)


def _account(context: Context) -> tuple[AccountKey, Catalogue]:
    """Whose file it is; where the service cannot be reached, that of the account used last at this address."""
    try:
        with connected(context, wait=0.0) as connection:
            return connection.key, connection.destination.catalogue()
    except AppError as error:
        account = known_account(context)
        if error.cause is not Cause.UNREACHABLE or account is None:
            raise
        return account, context.ports.builtin_catalogue()


def _how_read(info: TableInfo, arguments: Namespace) -> ReadOptions:
    """What was said holds; of several sheets the one that was found, too."""
    sheet = arguments.sheet or (info.sheet if len(info.sheets) > 1 else None)
    delimiter = info.delimiter if arguments.delimiter else None
    return ReadOptions(sheet, arguments.header_row, arguments.encoding, delimiter)


def _rules(arguments: Namespace) -> Rules:
    return Rules(Vanished(arguments.vanished), Publishing(arguments.publish.replace("-", "_")), Blank(arguments.blank))


def _agency(context: Context, account: AccountKey) -> str:
    known = (each.name for each in context.ports.settings.load().accounts if each.key == account)
    return next(known, account.agency_id)


def _data(source: Source) -> dict[str, JsonValue]:
    times = source.times
    return {
        "name": source.name,
        "base_url": source.account.base_url,
        "agency": source.account.agency_id,
        "folder": str(source.place.folder),
        "pattern": source.place.pattern,
        "vanished": source.rules.vanished.value,
        "publish": source.rules.publishing.value.replace("_", "-"),
        "blank": source.rules.blank.value,
        "on_change": times.on_change,
        "every": times.every_minutes,
        "at": [each.strftime("%H:%M") for each in times.at],
    }
