"""`schedule install|remove|show`: the entry in the system's own scheduler that keeps the kept files up to date with no
window open."""

from __future__ import annotations

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.output import EXIT_OK
from rentix_desktop.sync.sources.schedule import Entry, Installed, is_stale, wakings
from rentix_desktop.sync.sources.source import Times
from rentix_desktop.texts.times import times_words


def schedule(context: Context) -> int:
    match context.arguments.action:
        case "install":
            return _install(context)
        case "remove":
            return _remove(context)
    return _show(context, context.ports.scheduler.show())


def _install(context: Context) -> int:
    tr, arguments = context.output.tr, context.arguments
    sources = context.ports.sources.all()
    if not sources:
        raise wrong_usage(tr("No file is kept yet, so that there is nothing to bring up to date."))
    at, every = tuple(sorted(set(arguments.at))), arguments.every
    by_sources = not at and every is None
    if by_sources:
        at, every = wakings(source.times for source in sources)
        if not at and every is None:
            raise wrong_usage(tr("All kept files are sent by hand. Say --at HH:MM or --every MINUTES."))
    entry = Entry((*_global(context), "sync", *(["--due"] if by_sources else [])), at, every)
    context.ports.scheduler.install(entry)
    return _show(context, context.ports.scheduler.show())


def _global(context: Context) -> list[str]:
    """What was said about the place of everything is said by the entry, too. Never the key."""
    options, said = context.options, []
    if options.data_dir:
        said += ["--data-dir", str(options.data_dir.resolve())]
    if options.base_url:
        said += ["--base-url", options.base_url]
    if options.requests_per_minute:
        said += ["--requests-per-minute", str(options.requests_per_minute)]
    if options.bulk_per_minute:
        said += ["--bulk-per-minute", str(options.bulk_per_minute)]
    return said


def _remove(context: Context) -> int:
    _only_install(context)
    output, tr = context.output, context.output.tr
    removed = context.ports.scheduler.remove()
    output.data({"installed": False, "removed": removed})
    output.line(tr("The schedule was removed.") if removed else tr("There was no schedule."))
    return EXIT_OK


def _show(context: Context, found: Installed | None) -> int:
    if context.arguments.action == "show":
        _only_install(context)
    output, tr = context.output, context.output.tr
    at, every = wakings(source.times for source in context.ports.sources.all())
    if found is None:
        output.data({"installed": False})
        output.line(tr("not installed"))
        if at or every:
            output.line(tr("“rentix-sync schedule install” lets this computer do it by itself."))
        return EXIT_OK
    stale = is_stale(found, [source.times for source in context.ports.sources.all()])
    output.data(_data(found, stale))
    output.line(times_words(Times(every_minutes=found.every_minutes, at=found.at), tr))
    if found.next_run:
        output.line(tr("Next: {moment}", moment=found.next_run))
    output.line(found.command)
    if not found.active:
        output.line(tr("The system does not run it: it is switched off there."))
    if stale:
        output.line(tr("The times of the kept files were changed since: install the schedule again."))
    return EXIT_OK


def _only_install(context: Context) -> None:
    if context.arguments.at or context.arguments.every is not None:
        raise wrong_usage(context.output.tr("--at and --every belong to “schedule install”."))


def _data(found: Installed, stale: bool) -> dict[str, JsonValue]:
    return {
        "installed": True,
        "at": [time.strftime("%H:%M") for time in found.at],
        "every": found.every_minutes,
        "command": found.command,
        "active": found.active,
        "next_run": found.next_run,
        "stale": stale,
    }
