"""What is proposed knows what a person said before, and which listings an upload would make once more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rentix_desktop.linking.deciding import Candidate, Deciding
from rentix_desktop.linking.proposing import OnPortal, Proposal, doubles_to_come, propose
from rentix_desktop.mapping.model import Level
from rentix_desktop.sync.books.pairs import PairAnswer
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.ledger import Action, NewRun, PlannedRow, RunKind
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.ledger import ACCOUNT, FakeLedger
from tests.linking.test_pairing import listing, row

SOURCE = "/files/a.xlsx"
ISMAIL, TEILOR = "str. Ismail 1", "str. Teilor 7"


def there(*statuses: str) -> OnPortal:
    """A listing in each street, of these statuses."""
    found = (replace(listing(n, propertyAddress=street), status=status)
             for n, (street, status) in enumerate(zip((ISMAIL, TEILOR), statuses, strict=True), 1))  # fmt: skip
    return OnPortal(tuple(found), complete=True)


def proposed(ledger: FakeLedger) -> Proposal:
    rows = [row(1, propertyAddress=ISMAIL), row(2, propertyAddress=TEILOR)]
    return propose(there("active", "active"), rows, ledger, CATALOGUE, SOURCE, RunControl())


def test_what_was_said_is_there_again_for_the_rows_of_today() -> None:
    ledger = FakeLedger()
    first = proposed(ledger)
    assert [pair.level for pair in first.pairing.pairs] == [Level.SURE, Level.SURE]
    assert first.said == ()
    ledger.keep_pair_answers(
        {
            ("1", "A-1"): PairAnswer.NOT,
            ("2", "A-2"): PairAnswer.LEFT,
            ("2", "A-9"): PairAnswer.SAME,  # is in no file of today
            ("9", "A-2"): PairAnswer.NOT,  # is not on the portal any more
        }
    )
    again = proposed(ledger)
    assert again.said == ((Candidate("1", 1, "A-1"), PairAnswer.NOT), (Candidate("2", 2, "A-2"), PairAnswer.LEFT))
    assert [(pair.portal_id, pair.level) for pair in again.pairing.pairs] == [("2", Level.SURE)]
    assert [pair.portal_id for pair in again.pairing.apart] == ["1"]
    assert 1 in again.rows  # both sides of what was said can be looked at
    deciding = Deciding(again.pairing, again.said)
    assert deciding.accepted == []
    assert deciding.left == 1


@pytest.mark.parametrize(
    ("statuses", "count"),
    [(("active", "draft"), 2), (("active", "hidden"), 1), (("completed", "hidden"), 0), (("expired", "new word"), 2)],
)
def test_doubles_to_come_are_of_listings_on_offer(statuses: tuple[str, str], count: int) -> None:
    """A deal that is done and what was hidden are not on offer a second time; what ran out may be renewed."""
    ledger, run = with_new_rows()
    assert doubles_to_come(there(*statuses), ledger, CATALOGUE, run, RunControl()) == count


def test_what_are_two_is_no_double_to_come() -> None:
    ledger, run = with_new_rows()
    ledger.keep_pair_answers({("1", "A-1"): PairAnswer.NOT, ("2", "A-2"): PairAnswer.LEFT})
    assert doubles_to_come(there("active", "active"), ledger, CATALOGUE, run, RunControl()) == 1


def with_new_rows() -> tuple[FakeLedger, int]:
    ledger = FakeLedger()
    run = ledger.begin(NewRun(ACCOUNT, RunKind.UPLOAD, SOURCE, "a.xlsx"))
    rows = [row(n, propertyAddress=street).record for n, street in enumerate((ISMAIL, TEILOR), 1)]
    ledger.add_rows(
        run, [PlannedRow(n, n, n + 2, f"A-{n + 1}", Action.CREATE, record) for n, record in enumerate(rows)]
    )
    return ledger, run
