"""The options of `sync` and `sources` (design, section 5)."""

from __future__ import annotations

import argparse
import datetime as dt

from rentix_desktop.cli import arguments
from rentix_desktop.texts.language import Texts

CHOICES = {
    "vanished": ("hide", "keep"),
    "publish": ("at-once", "draft"),
    "blank": ("keep", "clear"),
}
"""What the rules may be, as the command line says them; the first is taken where nothing is said."""


def clock(text: str) -> dt.time:
    """Raises ValueError."""
    return dt.datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone


clock.__name__ = "time HH:MM"  # argparse names the type in its message


def sync(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument(
        "sources", metavar="SOURCE", nargs="*", help=tr("the kept files to bring up to date; all by default")
    )
    parser.add_argument("--due", action="store_true", help=tr("only those whose time has come"))
    parser.add_argument(
        "--yes",
        action="store_true",
        help=tr(
            "yes to what was asked last time: to hide what was held back, to take other codes, to send again what was taken back"
        ),
    )
    arguments.wait(parser, tr)


def sources(parser: argparse.ArgumentParser, tr: Texts) -> None:
    actions = parser.add_subparsers(dest="action", metavar=tr("ACTION"), title=tr("What to do; lists them by default"))
    text = tr("keep a file: it can be brought up to date by one word from then on")
    add = actions.add_parser("add", help=text, description=text)
    add.add_argument("name", metavar="NAME", help=tr("what you call it"))
    arguments.mapped_file(add, tr)
    add.add_argument("--source", metavar="NAME", help=tr("the name it was uploaded under, if not the path and sheet"))
    add.add_argument(
        "--pattern", metavar="PATTERN", help=tr("the newest such file of its folder is meant, like “Export*.xlsx”")
    )
    _rules(add, tr)
    text = tr("forget a kept file; its listings stay as they are")
    _name(actions.add_parser("remove", help=text, description=text), tr)
    text = tr("show what is kept of a file")
    _name(actions.add_parser("show", help=text, description=text), tr)


def _name(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("name", metavar="NAME", help=tr("the name of the kept file"))


def _rules(parser: argparse.ArgumentParser, tr: Texts) -> None:
    group = parser.add_argument_group(tr("What to do with listings, and when"))
    texts = {
        "vanished": tr("listings that are not in the file any more (default: hide)"),
        "publish": tr("listings whose row says nothing of their status (default: at-once)"),
        "blank": tr("what an empty cell does to the value on the portal; it is emptied only where the portal takes it"),
    }
    for name, choices in CHOICES.items():
        group.add_argument(f"--{name}", choices=choices, default=choices[0], help=texts[name])
    group.add_argument("--on-change", action="store_true", help=tr("bring it up to date when the file changes"))
    group.add_argument("--every", metavar="MIN", type=arguments.positive, help=tr("… every so many minutes"))
    group.add_argument(
        "--at", metavar="HH:MM", type=clock, action="append", default=[], help=tr("… at this time of day; repeatable")
    )
