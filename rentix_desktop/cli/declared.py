"""The commands, what is said of each, and their options (design, section 5)."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from rentix_desktop.cli import arguments, declared_sources
from rentix_desktop.sync.sending.doubt import Doubt
from rentix_desktop.texts.language import Texts

Add: TypeAlias = Callable[[argparse.ArgumentParser, Texts], None]
"""Adds the options of a command to its parser."""


def commands(tr: Texts) -> Mapping[str, tuple[str, Add]]:
    return {
        "agency": (tr("check the key and show the agency"), arguments.wait_not),
        "inspect": (tr("show what the columns of a file mean; sends nothing"), arguments.file),
        "preview": (tr("show the listings as the portal would get them; sends nothing"), _preview),
        "plan": (tr("say what would happen; sends nothing"), _plan),
        "upload": (tr("send the file"), _upload),
        "resume": (tr("go on with an interrupted run"), _resume),
        "retry": (tr("send the refused and blocked rows again"), _retry),
        "undo": (tr("take an upload back: the listings become what they were before"), _undo),
        "link": (tr("pair listings that are on the portal already with the rows of a file"), _link),
        "unlink": (tr("take the codes off listings of the portal; the listings stay"), _unlink),
        "agents": (tr("the agents of a file, and who they are on the portal"), _agents),
        "compare": (tr("what on the portal is not as it was sent; changes nothing"), _compare),
        "published": (tr("what became of the listings that were accepted"), _published),
        "runs": (tr("list the runs so far"), _nothing),
        "status": (tr("how things stand: last sync, what was updated, errors, what needs you"), _nothing),
        "history": (tr("what happened to one listing"), _history),
        "sync": (tr("bring the kept files up to date: send what changed"), declared_sources.sync),
        "sources": (tr("list the kept files, add one, remove one"), declared_sources.sources),
        "schedule": (tr("let this computer bring the kept files up to date by itself"), _schedule),
        "template": (tr("write a blank workbook with the allowed values to choose from"), _template),
        "report": (tr("write what became of a run as a page for the manager"), _report),
        "demo": (tr("run the demo portal until stopped"), _demo),
    }


def _nothing(parser: argparse.ArgumentParser, tr: Texts) -> None:
    """A command without options of its own."""


def _preview(parser: argparse.ArgumentParser, tr: Texts) -> None:
    arguments.mapped_file(parser, tr)
    parser.add_argument(
        "--check-photos",
        action="store_true",
        help=tr("ask whether each photo opens at its address; needs the internet"),
    )


def _plan(parser: argparse.ArgumentParser, tr: Texts) -> None:
    _sending(parser, tr)
    arguments.wait_not(parser, tr)
    parser.add_argument(
        "--validate",
        action="store_true",
        help=tr("also ask the portal what it would not take; nothing is stored there"),
    )


def _upload(parser: argparse.ArgumentParser, tr: Texts) -> None:
    _sending(parser, tr)
    arguments.wait(parser, tr)
    parser.add_argument("--trial", metavar="N", type=arguments.positive, help=tr("send the first N ready rows only"))
    _failures(parser, tr)


def _sending(parser: argparse.ArgumentParser, tr: Texts) -> None:
    arguments.mapped_file(parser, tr)
    parser.add_argument("--source", metavar="NAME", help=tr("the name of the source, if not the path and sheet"))
    parser.add_argument("--all", action="store_true", help=tr("also send what is equal to what was last accepted"))
    parser.add_argument("--hide-missing", action="store_true", help=tr("hide listings that are no longer in the file"))
    parser.add_argument("--yes", action="store_true", help=tr("hide them however many they are"))


def _resume(parser: argparse.ArgumentParser, tr: Texts) -> None:
    arguments.wait(parser, tr)
    parser.add_argument(
        "--in-doubt",
        choices=[doubt.value for doubt in Doubt],
        default=Doubt.LEAVE.value,
        help=tr("what you found out about rows whose answer was lost, where the service cannot be asked"),
    )
    parser.add_argument(
        "--give-up-links",
        action="store_true",
        help=tr("give up interrupted links that are not made yet instead of going on with them"),
    )


def _retry(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("file", metavar="FIXED.xlsx", type=Path, nargs="?", help=tr("the workbook with corrections"))
    arguments.wait(parser, tr)
    _failures(parser, tr)


def _undo(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument(
        "run",
        metavar="RUN",
        type=arguments.positive,
        nargs="?",
        help=tr("the number of the run; the newest one by default"),
    )
    parser.add_argument("--dry-run", action="store_true", help=tr("say what would happen; sends nothing"))
    arguments.wait(parser, tr)


def _link(parser: argparse.ArgumentParser, tr: Texts) -> None:
    arguments.mapped_file(parser, tr)
    parser.add_argument("--source", metavar="NAME", help=tr("the name of the source, if not the path and sheet"))
    parser.add_argument("--accept", choices=("sure",), help=tr("link the sure pairs; without it nothing is written"))
    parser.add_argument(
        "--ask-again",
        action="append",
        metavar="CODE",
        help=tr("take back what was said of the pairs of this code"),
    )
    parser.add_argument(
        "--same",
        action="append",
        metavar="CODE",
        help=tr("the listing that has this code is the row's, though it looks like another property"),
    )
    arguments.wait(parser, tr)


def _unlink(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("ids", metavar="ID", nargs="*", help=tr("the codes of the listings"))
    parser.add_argument(
        "--run", metavar="RUN", type=arguments.positive, help=tr("all listings that this run has linked")
    )
    arguments.wait(parser, tr)


def _agents(parser: argparse.ArgumentParser, tr: Texts) -> None:
    arguments.mapped_file(parser, tr, optional=True)
    parser.add_argument("--link", action="store_true", help=tr("link the sure pairs; without it nothing is written"))
    parser.add_argument(
        "--create",
        action="store_true",
        help=tr("ask the portal to make accounts for those who have none; it may refuse"),
    )
    arguments.wait_not(parser, tr)


def _compare(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument(
        "--accept",
        choices=("file", "portal"),
        help=tr("which side wins: our values are sent with the next sync, or the portal's are kept"),
    )
    parser.add_argument(
        "--only",
        metavar="FIELD|ID",
        nargs="+",
        help=tr("only the differences of these fields, listings, or kinds of difference"),
    )
    parser.add_argument(
        "--hide", metavar="ID", nargs="+", help=tr("hide these listings that are only on the portal, by its own number")
    )
    arguments.wait_not(parser, tr)


def _published(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument(
        "run",
        metavar="RUN",
        type=arguments.positive,
        nargs="?",
        help=tr("the number of the run; the newest one by default"),
    )
    parser.add_argument("--ask", action="store_true", help=tr("ask the portal for every one of them anew"))
    text = tr("how long to wait for what is still being published (default: {seconds:g})", seconds=60.0)
    parser.add_argument("--wait", metavar="SECONDS", type=arguments.seconds_said, default=60.0, help=text)


def _schedule(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("action", choices=("install", "remove", "show"), help=tr("what to do with the schedule"))
    parser.add_argument(
        "--at",
        metavar="HH:MM",
        type=arguments.clock,
        action="append",
        default=[],
        help=tr("bring all kept files up to date every day at this time; may be said again"),
    )
    parser.add_argument(
        "--every",
        metavar="MINUTES",
        type=arguments.minutes_of_a_day,
        help=tr("bring all kept files up to date every so many minutes"),
    )


def _history(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("external_id", metavar="CODE", help=tr("the listing's code (externalId)"))


def _template(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("out", metavar="OUT.xlsx", type=Path, help=tr("the workbook that is written"))


def _report(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument("run", metavar="RUN", type=arguments.positive, help=tr("the number of the run"))
    parser.add_argument("out", metavar="OUT", type=Path, help=tr("the file that is written: .html or .xlsx"))


def _failures(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument(
        "--failures", metavar="OUT.xlsx", type=Path, help=tr("write the rows that did not go through to a workbook")
    )


def _demo(parser: argparse.ArgumentParser, tr: Texts) -> None:
    parser.add_argument(
        "--port", metavar="N", type=arguments.port, default=0, help=tr("the port; any free one by default")
    )
    parser.add_argument(
        "--limits",
        choices=("documented", "off"),
        default="documented",
        help=tr("keep the documented limits of the portal, or none"),
    )
    parser.add_argument(
        "--typed-in", action="store_true", help=tr("with listings that people typed in by hand before: to try linking")
    )
