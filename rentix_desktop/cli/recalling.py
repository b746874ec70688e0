"""What the portal's own list showed of a plan, told on standard error: `plan`, `upload` and `sync` of a ledger that knows
little of the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.cli.output import Output
from rentix_desktop.linking.proposing import doubles_to_come
from rentix_desktop.linking.recalling import Recalled, look_at_plan
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.planning.recall import Recall
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.texts.conflicts import held_words, known_again_words, not_looked_up_words

_NAMED: Final = 20


def recalling(output: Output, *, held: bool = True) -> Recall:
    """What a plan is looked at with; `held` as `look_at_plan`."""

    def recall(
        ledger: Ledger, destination: Destination, catalogue: Catalogue, planned: Forecast, control: RunControl
    ) -> bool:
        found = look_at_plan(ledger, destination, catalogue, planned, control, held=held)
        _tell(found, output)
        if found.on_portal is not None:
            _tell_doubles(doubles_to_come(found.on_portal, ledger, catalogue, planned.run, control), output)
        return found.changed

    return recall


def _tell(found: Recalled, output: Output) -> None:
    tr = output.tr
    if found.failed is not None:
        output.note(not_looked_up_words(found.failed, tr))
    if found.on_portal is not None and not found.on_portal.complete:
        output.note(tr("The portal may have more listings than it showed: some may be missing here."))
    if found.restored.adopted:
        output.note(known_again_words(found.restored.adopted, tr))
    tell_conflicts([(each.external_id, each.portal_id, each.told) for each in found.restored.conflicts], output)


def _tell_doubles(count: int, output: Output) -> None:
    if count:
        output.note(
            output.tr.plural(
                "{n} listing on the portal has no code and looks like a new row: sent now, it would be there twice. "
                "“rentix-sync link FILE” pairs them.",
                "{n} listings on the portal have no code and look like new rows: sent now, they would be there twice. "
                "“rentix-sync link FILE” pairs them.",
                count,
            )
        )


def tell_conflicts(conflicts: Sequence[tuple[str, str, str]], output: Output) -> None:
    """Which rows are held, and the ways out; nothing where none is. The code of each, the portal's own id of the listing,
    and what else names that."""
    if not conflicts:
        return
    tr = output.tr
    output.note(held_words(len(conflicts), tr))
    for code, portal_id, told in conflicts[:_NAMED]:
        output.note(f"  {code} – {portal_id}  {told}".rstrip())
    output.note(
        tr(
            "“rentix-sync unlink CODE” takes the code off that listing, “rentix-sync link FILE --same CODE” says that it is "
            "the same property; or give the row another code in the file."
        )
    )
