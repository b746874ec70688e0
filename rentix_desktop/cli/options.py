"""The command line as a value: commands, options, environment. Wrong usage is an AppError, never an exit."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from rentix_desktop.cli.arguments import positive
from rentix_desktop.cli.declared import commands
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.texts.language import LANGUAGES, Texts

_UNKNOWN = "unrecognized arguments: "  # as argparse begins that sentence


@dataclass(frozen=True, slots=True)
class GlobalOptions:
    """What may stand before or after every command. None = not said here: settings or defaults decide."""

    base_url: str | None = None
    data_dir: Path | None = None
    json: bool = False
    language: str | None = None
    requests_per_minute: int | None = None
    bulk_per_minute: int | None = None
    key: str | None = None  # from the environment only, never an argument

    def __repr__(self) -> str:
        return f"GlobalOptions(base_url={self.base_url!r}, data_dir={self.data_dir!r})"


class HelpShown(Exception):  # noqa: N818 - not an error
    """The help was written; there is nothing to do."""


def wrong_usage(text: str) -> AppError:
    """`text` says what is wrong, in the person's language."""
    return AppError(Code.WRONG_USAGE, Cause.USAGE, text=text)


def peek(argv: Sequence[str]) -> tuple[bool, str | None]:
    """Whether --json stands there, and the language: what is needed to say what is wrong with the rest."""
    language = None
    for index, word in enumerate(argv):
        if word == "--lang" and index + 1 < len(argv):
            language = argv[index + 1]
        elif word.startswith("--lang="):
            language = word.removeprefix("--lang=")
    return "--json" in argv, language if language in LANGUAGES else None


def parse(
    argv: Sequence[str], environment: Mapping[str, str], tr: Texts, stdout: TextIO
) -> tuple[argparse.Namespace, GlobalOptions]:
    """The command with its options, and the global ones with the environment behind them.

    Raises AppError WRONG_USAGE, HelpShown.
    """
    arguments = _parser(tr, stdout).parse_args(list(argv))
    if arguments.command is None:
        raise wrong_usage(tr("No command was given."))
    return arguments, _global_options(arguments, environment, tr)


def _global_options(arguments: argparse.Namespace, environment: Mapping[str, str], tr: Texts) -> GlobalOptions:
    def number(said: int | None, name: str) -> int | None:
        text = environment.get(name, "").strip()
        if said is not None or not text:
            return said
        try:
            return positive(text)
        except ValueError:
            raise wrong_usage(tr("{name} must be a whole number above 0.", name=name)) from None

    data_dir = environment.get("RENTIX_DATA_DIR")
    return GlobalOptions(
        base_url=(arguments.base_url or environment.get("RENTIX_BASE_URL", "")).strip() or None,
        data_dir=arguments.data_dir or (Path(data_dir) if data_dir else None),
        json=arguments.json,
        language=arguments.lang,
        requests_per_minute=number(arguments.requests_per_minute, "RENTIX_REQUESTS_PER_MINUTE"),
        bulk_per_minute=number(arguments.bulk_per_minute, "RENTIX_BULK_PER_MINUTE"),
        key="".join(environment.get("RENTIX_API_KEY", "").split()) or None,
    )


class _Parser(argparse.ArgumentParser):
    """Writes where it is told, in the person's language, and never ends the process."""

    def __init__(self, tr: Texts, stdout: TextIO, **about: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **about)
        self._stdout = stdout
        self._positionals.title = tr("What to work on")
        self._optionals.title = tr("Options")
        self.add_argument("-h", "--help", action="help", help=tr("show this help"))

    def error(self, message: str) -> NoReturn:
        unknown, _, words = message.partition(_UNKNOWN)
        if words and not unknown:  # what follows an unknown option is not repeated: it may be the key
            options = [word.partition("=")[0] for word in words.split() if word.startswith("-")]
            message = _UNKNOWN + " ".join(options or words.split()[:1])
        raise wrong_usage(f"{message[:1].upper()}{message[1:]}.")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:  # noqa: ARG002 - the library's signature
        raise HelpShown

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - as above
        self._stdout.write(message)


def _parser(tr: Texts, stdout: TextIO) -> argparse.ArgumentParser:
    class Parser(_Parser):
        """argparse makes the commands' parsers itself, by their class."""

        def __init__(self, **about: Any) -> None:
            super().__init__(tr, stdout, **about)

    main = Parser(
        prog="rentix-sync",
        description=tr("Sends listings from an Excel or CSV file to the rentix.md portal."),
        epilog=tr("The API key is taken from the environment variable RENTIX_API_KEY, else from the password store."),
    )
    _add_global(main, tr, default=None)
    parsers = main.add_subparsers(dest="command", metavar=tr("COMMAND"), title=tr("Commands"), parser_class=Parser)
    for name, (text, add) in commands(tr).items():
        parser = parsers.add_parser(name, help=text, description=text)
        _add_global(parser, tr, default=argparse.SUPPRESS)
        add(parser, tr)
        for action in _parts(parser):
            _add_global(action, tr, default=argparse.SUPPRESS)
    return main


def _parts(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """The parsers of the actions of a command ("sources add")."""
    return [part for group in parser._actions if isinstance(group.choices, dict) for part in group.choices.values()]


def _add_global(parser: argparse.ArgumentParser, tr: Texts, default: str | None) -> None:
    """After the command an option that is not said must not undo one said before it: `default` SUPPRESS."""
    group = parser.add_argument_group(tr("Options of every command"))
    group.add_argument(
        "--base-url", metavar="URL", default=default, help=tr("address of the service, with its path (RENTIX_BASE_URL)")
    )
    group.add_argument(
        "--data-dir",
        metavar="DIR",
        type=Path,
        default=default,
        help=tr("folder for everything that is kept (RENTIX_DATA_DIR)"),
    )
    group.add_argument(
        "--json", action="store_true", default=default or False, help=tr("JSON and nothing else on standard output")
    )
    group.add_argument("--lang", choices=LANGUAGES, default=default, help=tr("language of the texts"))
    group.add_argument(
        "--requests-per-minute",
        metavar="N",
        type=positive,
        default=default,
        help=tr("requests the service takes a minute (RENTIX_REQUESTS_PER_MINUTE)"),
    )
    group.add_argument(
        "--bulk-per-minute",
        metavar="N",
        type=positive,
        default=default,
        help=tr("requests with many listings it takes a minute (RENTIX_BULK_PER_MINUTE)"),
    )
