"""`rentix-sync`: a command line in, an exit code out. The parts are handed in, so that this room knows no other."""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final, TextIO, TypeAlias

from rentix_desktop.cli import (
    agents,
    history,
    link,
    look,
    papers,
    published,
    schedule,
    send,
    sources,
    status,
    sync,
    undo,
)
from rentix_desktop.cli.compare import compare_with_portal
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.demo import StartDemo, demo
from rentix_desktop.cli.options import GlobalOptions, HelpShown, parse, peek
from rentix_desktop.cli.output import EXIT_OK, EXIT_STOPPED, Output, exit_code
from rentix_desktop.cli.stopping import Stopping
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.destination import Cancelled
from rentix_desktop.sync.ports import Ports
from rentix_desktop.texts.language import Texts

_log = logging.getLogger(__name__)

OpenParts: TypeAlias = Callable[[GlobalOptions], AbstractContextManager[Ports]]
"""The outside world for these options, for as long as the context lasts."""

_COMMANDS: Final[Mapping[str, Callable[[Context], int]]] = {
    "agency": history.agency,
    "inspect": look.inspect,
    "preview": look.preview,
    "plan": send.plan,
    "upload": send.upload,
    "resume": send.resume_run,
    "retry": send.retry,
    "undo": undo.undo,
    "link": link.link,
    "unlink": link.unlink,
    "agents": agents.agents,
    "compare": compare_with_portal,
    "published": published.published,
    "runs": history.runs,
    "status": status.status,
    "history": status.history,
    "schedule": schedule.schedule,
    "sources": sources.sources,
    "sync": sync.sync,
    "template": papers.template,
    "report": papers.report,
}


def run(
    argv: Sequence[str],
    environment: Mapping[str, str],
    open_parts: OpenParts,
    start_demo: StartDemo,
    stdout: TextIO,
    stderr: TextIO,
) -> int:
    """Does one command; never raises for anything a person or the world can do. Gives the exit code (design, section 5).

    The key is taken from `environment`, which need not be the process's own.
    """
    as_json, language = peek(argv)
    output = Output(stdout, stderr, Texts(language), as_json)
    stopping = Stopping()
    with stopping.listening():
        try:
            arguments, options = parse(argv, environment, output.tr, stdout)
            if arguments.command == "demo":
                return demo(arguments, output, start_demo)
            return _command(arguments, options, open_parts, output, stopping)
        except HelpShown:
            return EXIT_OK
        except AppError as error:
            output.error(error)
            return exit_code(error)
        except (KeyboardInterrupt, Cancelled):
            output.error(AppError(Code.STOPPED, Cause.USAGE))
            return EXIT_STOPPED


def _command(
    arguments: Namespace, options: GlobalOptions, open_parts: OpenParts, output: Output, stopping: Stopping
) -> int:
    with open_parts(options) as ports:
        if options.language is None and (chosen := ports.settings.load().language):
            output.tr = Texts(chosen)  # the language chosen in the window
        try:
            return _COMMANDS[arguments.command](Context(options, arguments, ports, output, stopping))
        except AppError as error:
            _log.warning("%s: %s", arguments.command, error)
            raise
        except (BrokenPipeError, Cancelled):
            raise
        except Exception as error:  # noqa: BLE001 - the last net: a clerk never sees a traceback, the log has it
            _log.exception("%s failed", arguments.command)  # the log hides the key; nothing of it is shown
            raise AppError(Code.BUG, Cause.BUG, detail=type(error).__name__) from None
