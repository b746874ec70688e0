"""Which upload still needs somebody, and how many of its listings."""

from __future__ import annotations

from dataclasses import replace

from rentix_desktop.sync.ledger import Ledger, NewRun
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from rentix_desktop.sync.repair.needing import needing
from rentix_desktop.sync.repair.repair import FAILED, Correction, plan_retry
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.sync.runs import RUN, mapped, records, send

BAD = 13
OTHER = replace(RUN, source="/files/other.xlsx#Sheet1", file_name="other.xlsx")


def portal() -> FakeDestination:
    return FakeDestination(refuse=lambda sent: "no" if sent.fields.get("announcementValue") == BAD else None)


def uploaded(ledger: Ledger, good: int, bad: int, new: NewRun = RUN, first: int = 0) -> int:
    rows = mapped([*records(good, first=first), *records(bad, BAD, first + good)])
    run = plan(rows, ledger, CATALOGUE, portal(), new, PlanOptions()).run
    send(ledger, portal(), run)
    return run


def found(ledger: Ledger) -> tuple[str, int] | None:
    left = needing(ledger)
    return None if left is None else (left.run.file_name, left.listings)


def retried(ledger: Ledger, run: int, good: int, *, with_others: bool = False) -> int:
    """So many of what failed are corrected and sent again."""
    seqs = [row.planned.seq for row in ledger.rows(run, FAILED)][:good]
    corrections = [Correction(seq, {"announcementValue": 90}) for seq in seqs]
    again = plan_retry(ledger, run, corrections, CATALOGUE, portal(), seqs, with_others=with_others).run
    send(ledger, portal(), again)
    return again


def test_the_rows_that_failed_and_were_not_brought_through_since(ledger: Ledger) -> None:
    assert found(ledger) is None
    run = uploaded(ledger, 3, 4)
    assert found(ledger) == ("export.xlsx", 4)
    retried(ledger, run, 1)
    assert found(ledger) == ("export.xlsx", 3)
    retried(ledger, run, 3, with_others=True)  # two more; the last one is carried along, and nobody looked at it
    assert found(ledger) == ("export.xlsx", 1)
    left = needing(ledger)
    assert left is not None
    assert (left.summary.run, left.summary.created, left.summary.refused) == (run, 3, 4)  # the upload's own


def test_a_later_upload_of_the_same_file_has_the_word(ledger: Ledger) -> None:
    uploaded(ledger, 1, 2)
    uploaded(ledger, 1, 1, OTHER, first=20)
    assert found(ledger) == ("other.xlsx", 1)
    uploaded(ledger, 2, 0, OTHER, first=20)
    assert found(ledger) == ("export.xlsx", 2)
    uploaded(ledger, 3, 0)
    assert found(ledger) is None
