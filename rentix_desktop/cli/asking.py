"""`plan --validate`: what the portal itself says of the listings before anything is stored."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from rentix_desktop.cli.context import Context
from rentix_desktop.cli.output import EXIT_OK, exit_code
from rentix_desktop.cli.progress import ProgressLine
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.planning.rehearsal import Rehearsal, rehearse

_FIGURES: Final = re.compile(r"\d+(?:[.,]\d+)*")
_NAMED: Final = 5
"""Listings that are named behind each of the portal's objections."""


def asked(context: Context, ledger: Ledger, destination: Destination, run: int) -> Rehearsal:
    """Asks about a planned run, with its progress on standard error; a signal stops it."""
    control = RunControl()
    line = ProgressLine(context.output.stderr, context.output.tr)
    wait = context.arguments.wait
    try:
        return context.stopping.work(control, lambda: rehearse(ledger, destination, control, run, line, wait))
    finally:
        line.done()


def tell_asked(said: Rehearsal, context: Context) -> int:
    """The portal's objections by cause, in its words: for a person on standard output, with --json on standard error,
    where the forecast's own JSON stands alone. The exit code."""
    output, tr = context.output, context.output.tr
    tell = output.note if output.json else output.line
    if not said.known:
        tell(tr("This portal cannot be asked beforehand."))
        return EXIT_OK
    looked = tr.plural("The portal looked at {n} listing", "The portal looked at {n} listings", said.asked)
    if said.refused:
        tell(tr.plural("{looked} and would refuse {n}:", "{looked} and would refuse {n}:", said.refused, looked=looked))
    else:
        tell(tr("{looked} and objects to none.", looked=looked))
    for words, names, count in _causes(said):
        text = words or tr("The portal gave no reason.")
        tell(f"  {tr.number(count)} × {text} ({', '.join(names)}{', …' if count > len(names) else ''})")
    if said.stopped is not None:
        output.told(said.stopped)
        return exit_code(said.stopped)
    return EXIT_OK


def _causes(said: Rehearsal) -> list[tuple[str, list[str], int]]:
    """(words, the first codes, listings) of each objection, the most frequent first; figures in the words differ."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    for row, messages in said.objections:
        found = {_FIGURES.sub("#", words): words for words in messages or ("",)}
        for cause, words in found.items():
            counts[cause] += 1
            first.setdefault(cause, words)
            if len(of := names.setdefault(cause, [])) < _NAMED:
                of.append(row.planned.external_id)
    return [(first[cause], names[cause], count) for cause, count in counts.most_common()]
