"""What the words of a command line may be, and the options that several commands have."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Final

from rentix_desktop.texts.language import Texts

MOST: Final = 1_000_000_000


def positive(text: str) -> int:
    """A whole number above 0, and not larger than anything here can be. Raises ValueError."""
    number = int(text)
    if not 1 <= number <= MOST:
        raise ValueError(text)
    return number


def port(text: str) -> int:
    """Raises ValueError."""
    number = int(text)
    if not 0 <= number <= 65_535:
        raise ValueError(text)
    return number


port.__name__ = "port"


positive.__name__ = "whole number above 0"  # argparse names the type in its message


def seconds_said(text: str) -> float:
    """Seconds, 0 or more. Raises ValueError."""
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise ValueError(text)
    return seconds


seconds_said.__name__ = "number of seconds"


def clock(text: str) -> dt.time:
    """Raises ValueError."""
    return dt.datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone


clock.__name__ = "time HH:MM"  # argparse names the type in its message


def minutes_of_a_day(text: str) -> int:
    """Raises ValueError."""
    number = int(text)
    if not 1 <= number <= 24 * 60:
        raise ValueError(text)
    return number


minutes_of_a_day.__name__ = "whole number of minutes from 1 to 1440"


def wait(parser: argparse.ArgumentParser, tr: Texts) -> None:
    _add_wait(parser, tr, 120.0)


def wait_not(parser: argparse.ArgumentParser, tr: Texts) -> None:
    """For commands that only look: with no work to lose, a service that is down is told at once."""
    _add_wait(parser, tr, 0.0)


def _add_wait(parser: argparse.ArgumentParser, tr: Texts, seconds: float) -> None:
    text = tr("how long to look for a service that cannot be reached (default: {seconds:g})", seconds=seconds)
    parser.add_argument("--wait", metavar="SECONDS", type=seconds_said, default=seconds, help=text)


def file(parser: argparse.ArgumentParser, tr: Texts, *, optional: bool = False) -> None:
    text = tr("the .xlsx, .xls, .xlsb, .ods, .csv or .tsv file")
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?" if optional else None, help=text)
    parser.add_argument("--sheet", metavar="NAME", help=tr("the sheet of the workbook"))
    parser.add_argument(
        "--header-row", metavar="N", type=int, help=tr("the row with the headers, counted from 0; -1 = there is none")
    )
    parser.add_argument("--encoding", metavar="NAME", help=tr("the encoding of a text file"))
    parser.add_argument("--delimiter", metavar="CHAR", help=tr("what stands between the cells of a text file"))
    parser.add_argument("--layout", metavar="NAME", help=tr("use this remembered layout"))


def mapped_file(parser: argparse.ArgumentParser, tr: Texts, *, optional: bool = False) -> None:
    file(parser, tr, optional=optional)
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
