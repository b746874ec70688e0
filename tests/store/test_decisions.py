"""What was decided about cell texts outlives the program, account by account."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rentix_desktop.mapping.decisions import ValueDecision
from rentix_desktop.store.decisions import JsonDecisionStore
from rentix_desktop.sync.ledger import AccountKey

ACCOUNT, OTHER = AccountKey("https://a.example/api/v1", "1"), AccountKey("https://a.example/api/v1", "2")
SOLD = ValueDecision("announcementStatus", "vandut", "completed", date(2026, 11, 20))
LEFT_OUT = ValueDecision("propertyVisualState", "la gri", None)


def test_they_are_kept_by_account_and_the_newer_one_holds(tmp_path: Path) -> None:
    store = JsonDecisionStore(tmp_path)
    assert store.of(ACCOUNT) == ()
    store.add(ACCOUNT, [SOLD, LEFT_OUT])
    hidden = ValueDecision(SOLD.field, SOLD.text, "hidden")
    store.add(ACCOUNT, [hidden])
    assert set(JsonDecisionStore(tmp_path).of(ACCOUNT)) == {hidden, LEFT_OUT}
    assert store.of(OTHER) == ()


def test_what_is_forgotten_is_gone_for_this_account_only(tmp_path: Path) -> None:
    store = JsonDecisionStore(tmp_path)
    for account in (ACCOUNT, OTHER):
        store.add(account, [SOLD, LEFT_OUT])
    store.forget(ACCOUNT, {(SOLD.field, SOLD.text), ("propertyType", "casa")})
    assert JsonDecisionStore(tmp_path).of(ACCOUNT) == (LEFT_OUT,)
    assert set(store.of(OTHER)) == {SOLD, LEFT_OUT}
    store.forget(AccountKey("https://b.example/api/v1", "1"), {(SOLD.field, SOLD.text)})
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("text", [b"", b"null", b'{"version":2}', b'{"values":[[1]]}', b"\xff"])
def test_a_damaged_file_counts_as_none_and_is_kept(tmp_path: Path, text: bytes) -> None:
    store = JsonDecisionStore(tmp_path)
    store.add(ACCOUNT, [SOLD])
    (file,) = tmp_path.iterdir()
    file.write_bytes(text)
    assert store.of(ACCOUNT) == ()
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == text
    store.add(ACCOUNT, [LEFT_OUT])
    assert store.of(ACCOUNT) == (LEFT_OUT,)
