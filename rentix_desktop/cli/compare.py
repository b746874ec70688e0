"""`compare`: the portal's listings against what it accepted last. Reads only, unless it is told which side wins."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, JsonValue
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.output import EXIT_OK, EXIT_ROWS, Output
from rentix_desktop.cli.progress import ProgressLine
from rentix_desktop.cli.send import Desk, desk_of, send_run
from rentix_desktop.cli.summary import summary_exit
from rentix_desktop.sync.comparing.compare import Compared, Comparing, compare
from rentix_desktop.sync.comparing.drift import Drift, DriftKind, Side
from rentix_desktop.sync.comparing.siding import Settled, settle_drifts
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Cancelled
from rentix_desktop.sync.planning.hides import Hides, hides_of, listing_of, plan_hides
from rentix_desktop.texts.comparing import kind_name, ours_text, theirs_text, what
from rentix_desktop.texts.reading import listings_read

_SHOWN: Final = 200
"""Differences that are listed for a person; --json has all."""


def compare_with_portal(context: Context) -> int:
    """0 where nothing differs, or what does was settled; 1 where differences are left.

    Raises AppError of the service, of the ledger, and WRONG_USAGE for a field or listing without any difference.
    """
    arguments, output = context.arguments, context.output
    control = RunControl()
    line = ProgressLine(output.stderr, output.tr)

    def told(progress: Comparing) -> None:
        line.said(listings_read(progress.read, output.tr))

    with desk_of(context) as desk:
        ledger, catalogue, destination = desk.ledger, desk.catalogue, desk.connection.destination
        try:
            found = context.stopping.work(control, lambda: compare(ledger, destination, catalogue, control, told))
            line.done()
            wanted = _wanted(found, arguments.only or (), output)
            settled = None
            if arguments.accept:
                side = Side(arguments.accept)
                settled = settle_drifts([(drift, side) for drift in wanted], ledger, catalogue, time.time())
            to_hide = _to_hide(found, arguments.hide or (), output)
        finally:
            line.done()
        hides = _hidden(context, desk, to_hide) if to_hide and not control.cancelled else None
    if control.cancelled:
        raise Cancelled
    output.data(_data(found, settled, hides))
    _show(found, wanted, settled, catalogue, output)
    if hides is None:
        return EXIT_OK if _over(found, wanted, settled, arguments.accept) else EXIT_ROWS
    if count := len(hides.hidden):
        output.line(output.tr.plural("{n} listing was hidden.", "{n} listings were hidden.", count))
    for name, words in hides.refused.items():
        output.note(f"{name}: {words}")
    if hides.summary.stopped is not None:
        output.told(hides.summary.stopped)
    code = summary_exit(hides.summary)
    return code if code != EXIT_OK or _over(found, wanted, settled, arguments.accept) else EXIT_ROWS


def _hidden(context: Context, desk: Desk, drifts: Iterable[Drift]) -> Hides:
    """As a run: what is interrupted is gone on with by `resume`, and `undo` takes it back."""
    listings = [listing_of(drift, desk.catalogue) for drift in drifts]
    run = plan_hides(listings, desk.ledger, desk.catalogue, desk.connection.destination, desk.connection.key)
    return hides_of(desk.ledger, send_run(context, desk, run))


def _wanted(found: Compared, only: Collection[str], output: Output) -> list[Drift]:
    """Those of these fields and listings; without any all."""
    wanted = [drift for drift in found.differences if not only or any(name in only for name in _names(drift))]
    known = {name for drift in wanted for name in _names(drift)}
    for name in only:
        if name not in known:
            raise wrong_usage(output.tr("{name}: there is no difference of this field or listing.", name=name))
    return wanted


def _names(drift: Drift) -> tuple[str, ...]:
    return tuple(name for name in (drift.field, drift.external_id, drift.portal_id, drift.kind.value) if name)


def _to_hide(found: Compared, ids: Collection[str], output: Output) -> list[Drift]:
    unknown = {drift.portal_id: drift for drift in found.differences if drift.kind is DriftKind.UNKNOWN}
    for name in ids:
        if name not in unknown:
            raise wrong_usage(output.tr("{name}: not a listing that is only on the portal.", name=name))
    return [unknown[name] for name in dict.fromkeys(ids)]


def _over(found: Compared, wanted: list[Drift], settled: Settled | None, accepted: str | None) -> bool:
    """Whether no difference is left to decide. A listing only on the portal may be left there."""
    left = sum(found.counts.values()) - (settled.file + settled.portal if settled else 0)
    if accepted == Side.PORTAL.value:
        left -= sum(drift.kind is DriftKind.UNKNOWN for drift in wanted)
    return left == 0


def _data(found: Compared, settled: Settled | None, hides: Hides | None) -> JsonValue:
    return {
        "listings": found.listings,
        "known": found.known,
        "complete": found.complete,
        "looked_up": found.asked,
        "counts": {kind.value: found.counts.get(kind, 0) for kind in DriftKind},
        "untold": list(found.untold),
        "beyond": found.beyond,
        "accepted": None if settled is None else {"file": settled.file, "portal": settled.portal, "left": settled.left},
        "run": hides.summary.run if hides else None,
        "hidden": len(hides.hidden) if hides else 0,
        "hide_left": hides.left if hides else 0,
        "hide_refused": [{"id": name, "message": words} for name, words in hides.refused.items()] if hides else [],
        "differences": [_difference(drift) for drift in found.differences],
    }


def _difference(drift: Drift) -> JsonValue:
    return {
        "kind": drift.kind.value,
        "externalId": drift.external_id,
        "id": drift.portal_id,
        "field": drift.field or None,
        "ours": drift.ours,
        "theirs": drift.theirs,
        "status": drift.status or None,
        "source": drift.source,
        "publicUrl": drift.public_url,
        "sides": [side.value for side in drift.sides],
    }


def _show(found: Compared, wanted: list[Drift], settled: Settled | None, catalogue: Catalogue, output: Output) -> None:
    tr = output.tr
    read = tr.plural("{n} listing on the portal was read.", "{n} listings on the portal were read.", found.listings)
    output.line(read)
    if not found.complete:
        output.note(tr("The portal may have more listings than it showed."))
    if not found.counts:
        output.line(tr("No differences."))
        return
    for kind, count in found.counts.items():
        output.line(f"{kind_name(kind, tr)}: {tr.number(count)}")
    output.line()
    output.table(
        (tr("Listing"), tr("What differs"), tr("In our file"), tr("On the portal")),
        [
            (
                drift.external_id or drift.portal_id or "",
                what(drift, tr),
                _short(ours_text(drift, catalogue, tr)),
                _short(theirs_text(drift, catalogue, tr)),
            )
            for drift in islice(wanted, _SHOWN)
        ],
    )
    if len(wanted) > _SHOWN or found.beyond:
        output.line(tr("… and more: “rentix-sync compare --json” names them."))
    if settled is not None:
        output.line()
        output.line(
            tr(
                "Our file wins: {file}. The portal wins: {portal}. Left as they are: {left}.",
                file=tr.number(settled.file),
                portal=tr.number(settled.portal),
                left=tr.number(settled.left),
            )
        )
        if settled.file:
            output.line(tr("Our values are sent with the next sync."))


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
