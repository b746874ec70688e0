"""The command line as a value: commands, options, environment. Wrong usage is an AppError, never an exit."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.doubt import Doubt
from rentix_desktop.texts.language import LANGUAGES, Texts

_MOST = 1_000_000_000
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
            return _positive(text)
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


def _positive(text: str) -> int:
    """A whole number above 0, and not larger than anything here can be. Raises ValueError."""
    number = int(text)
    if not 1 <= number <= _MOST:
        raise ValueError(text)
    return number


def _port(text: str) -> int:
    """Raises ValueError."""
    number = int(text)
    if not 0 <= number <= 65_535:
        raise ValueError(text)
    return number


_port.__name__ = "port"


_positive.__name__ = "whole number above 0"  # argparse names the type in its message


def _seconds(text: str) -> float:
    """Seconds, 0 or more. Raises ValueError."""
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise ValueError(text)
    return seconds


_seconds.__name__ = "number of seconds"


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
    commands = main.add_subparsers(dest="command", metavar=tr("COMMAND"), title=tr("Commands"), parser_class=Parser)
    for name, (text, add) in _COMMANDS(tr).items():
        parser = commands.add_parser(name, help=text, description=text)
        _add_global(parser, tr, default=argparse.SUPPRESS)
        add(parser, tr)
    return main


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
        type=_positive,
        default=default,
        help=tr("requests the service takes a minute (RENTIX_REQUESTS_PER_MINUTE)"),
    )
    group.add_argument(
        "--bulk-per-minute",
        metavar="N",
        type=_positive,
        default=default,
        help=tr("requests with many listings it takes a minute (RENTIX_BULK_PER_MINUTE)"),
    )


_Add = Callable[[argparse.ArgumentParser, Texts], None]


def _COMMANDS(tr: Texts) -> Mapping[str, tuple[str, _Add]]:  # noqa: N802 - a table that needs the language
    return {
        "agency": (tr("check the key and show the agency"), _wait_not),
        "inspect": (tr("show what the columns of a file mean; sends nothing"), _file),
        "preview": (tr("show the listings as the portal would get them; sends nothing"), _preview),
        "plan": (tr("say what would happen; sends nothing"), _plan),
        "upload": (tr("send the file"), _upload),
        "resume": (tr("go on with an interrupted run"), _resume),
        "retry": (tr("send the refused and blocked rows again"), _retry),
        "undo": (tr("take an upload back: the listings become what they were before"), _undo),
        "published": (tr("what became of the listings that were accepted"), _published),
        "runs": (tr("list the runs so far"), _nothing),
        "template": (tr("write a blank workbook with the allowed values to choose from"), _template),
        "report": (tr("write what became of a run as a page for the manager"), _report),
        "demo": (tr("run the demo portal until stopped"), _demo),
    }


def _nothing(parser: argparse.ArgumentParser, tr: Texts) -> None:
    """A command without options of its own."""


def _wait(parser: argparse.ArgumentParser, tr: Texts) -> None:
    _add_wait(parser, tr, 120.0)


def _wait_not(parser: argparse.ArgumentParser, tr: Texts) -> None:
    """For commands that only look: with no work to lose, a service that is down is told at once."""
    _add_wait(parser, tr, 0.0)


def _add_wait(parser: argparse.ArgumentParser, tr: Texts, seconds: float) -> None:
    text = tr("how long to look for a service that cannot be reached (default: {seconds:g})", seconds=seconds)
    parser.add_argument("--wait", metavar="SECONDS", type=_seconds, default=seconds, help=text)


def _file(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=tr("the .xlsx, .xls, .xlsb, .ods, .csv or .tsv file"))
    parser.add_argument("--sheet", metavar="NAME", help=tr("the sheet of the workbook"))
    parser.add_argument(
        "--header-row", metavar="N", type=int, help=tr("the row with the headers, counted from 0; -1 = there is none")
    )
    parser.add_argument("--encoding", metavar="NAME", help=tr("the encoding of a text file"))
    parser.add_argument("--delimiter", metavar="CHAR", help=tr("what stands between the cells of a text file"))
    parser.add_argument("--layout", metavar="NAME", help=tr("use this remembered layout"))


def _file_mapped(parser: argparse.ArgumentParser, tr: Texts) -> None:
    _file(parser, tr)
    group = parser.add_argument_group(tr("What the columns mean"))
    group.add_argument(
        "--map",
        metavar="HEADER=FIELD",
        action="append",
        default=[],
        help=tr("this column is that field; “#3=FIELD” for the column of index 3; nothing after = for not used"),
    )
    group.add_argument(
        "--set", metavar="FIELD=VALUE", action="append", default=[], help=tr("one value of a field for every row")
    )
    group.add_argument(
        "--value",
        metavar="FIELD:TEXT=VALUE",
        action="append",
        default=[],
        help=tr(
            "this text of a cell is that value of the portal; {all} stand for all words that say so; {skip} leaves the "
            "rows out",
            all="#sold, #reserved, #withdrawn",
            skip="=#skip",
        ),
    )
    group.add_argument(
        "--key",
        metavar="A+B",
        action="append",
        default=[],
        help=tr("the columns that together make the code of a listing"),
    )
    group.add_argument("--save-layout", metavar="NAME", help=tr("remember all this under a name"))


def _preview(parser: argparse.ArgumentParser, tr: Texts) -> None:
    _file_mapped(parser, tr)
    parser.add_argument(
        "--check-photos",
        action="store_true",
        help=tr("ask whether each photo opens at its address; needs the internet"),
    )


def _plan(parser: argparse.ArgumentParser, tr: Texts) -> None:
    _sending(parser, tr)
    _wait_not(parser, tr)
    parser.add_argument(
        "--validate",
        action="store_true",
        help=tr("also ask the portal what it would not take; nothing is stored there"),
    )


def _upload(parser: argparse.ArgumentParser, tr: Texts) -> None:
    _sending(parser, tr)
    _wait(parser, tr)
    parser.add_argument("--trial", metavar="N", type=_positive, help=tr("send the first N ready rows only"))
    _failures(parser, tr)


def _sending(parser: argparse.ArgumentParser, tr: Texts) -> None:
    _file_mapped(parser, tr)
    parser.add_argument("--source", metavar="NAME", help=tr("the name of the source, if not the path and sheet"))
    parser.add_argument("--all", action="store_true", help=tr("also send what is equal to what was last accepted"))
    parser.add_argument("--hide-missing", action="store_true", help=tr("hide listings that are no longer in the file"))
    parser.add_argument("--yes", action="store_true", help=tr("hide them however many they are"))


def _resume(parser: argparse.ArgumentParser, tr: Texts) -> None:
    _wait(parser, tr)
    parser.add_argument(
        "--in-doubt",
        choices=[doubt.value for doubt in Doubt],
        default=Doubt.LEAVE.value,
        help=tr("what you found out about rows whose answer was lost, where the service cannot be asked"),
    )


def _retry(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("file", metavar="FIXED.xlsx", type=Path, nargs="?", help=tr("the workbook with corrections"))
    _wait(parser, tr)
    _failures(parser, tr)


def _undo(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument(
        "run", metavar="RUN", type=_positive, nargs="?", help=tr("the number of the run; the newest one by default")
    )
    parser.add_argument("--dry-run", action="store_true", help=tr("say what would happen; sends nothing"))
    _wait(parser, tr)


def _published(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument(
        "run", metavar="RUN", type=_positive, nargs="?", help=tr("the number of the run; the newest one by default")
    )
    parser.add_argument("--ask", action="store_true", help=tr("ask the portal for every one of them anew"))
    text = tr("how long to wait for what is still being published (default: {seconds:g})", seconds=60.0)
    parser.add_argument("--wait", metavar="SECONDS", type=_seconds, default=60.0, help=text)


def _template(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("out", metavar="OUT.xlsx", type=Path, help=tr("the workbook that is written"))


def _report(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("run", metavar="RUN", type=_positive, help=tr("the number of the run"))
    parser.add_argument("out", metavar="OUT", type=Path, help=tr("the file that is written: .html or .xlsx"))


def _failures(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument(
        "--failures", metavar="OUT.xlsx", type=Path, help=tr("write the rows that did not go through to a workbook")
    )


def _demo(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("--port", metavar="N", type=_port, default=0, help=tr("the port; any free one by default"))
    parser.add_argument(
        "--limits",
        choices=("documented", "off"),
        default="documented",
        help=tr("keep the documented limits of the portal, or none"),
    )
