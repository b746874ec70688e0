"""`validate`: what the portal says of listings before anything is stored, and a portal that does not know it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.demo.launch import DemoPortal
from rentix_desktop.destinations.rentix.destination import RentixDestination
from rentix_desktop.errors import Code
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, DestinationError, Op, Operation, Refused
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.planning.plan import plan
from rentix_desktop.sync.planning.rehearsal import rehearse
from tests.destinations.conftest import Connect, NoWaiting
from tests.destinations.scripted import Asked, answer, error_form, scripted
from tests.sync.runs import RUN, mapped

DRAFT: Record = {"announcementType": "sale", "announcementValue": 61500, "announcementCurrency": "EUR"}
UNKNOWN_WORDS = (
    "op must be one of the following values: upsert, link, unlink, delete",
    "operations.0.op must be one of the following values: upsert, link",
    "Unknown operation",
    "Unsupported op: validate",
    "Invalid operation 'validate'",
    "validate is not supported",
)


def test_the_portal_objects_in_its_own_words_and_stores_nothing(
    demo: DemoPortal, connected: Connect, tmp_path: Path
) -> None:
    destination = connected(demo.base_url, demo.key)
    before = destination.verify()
    account = AccountKey(before.base_url, before.id)
    ledger = SqliteLedger(tmp_path / "ledger.sqlite", account)
    good: list[Record] = [{"externalId": f"asked-{n}", **DRAFT} for n in range(120)]
    bad: list[Record] = [{"externalId": f"asked-bad-{n}", **DRAFT, "announcementValue": -1} for n in range(2)]
    catalogue = destination.catalogue()
    planned = plan(mapped([*good, *bad]), ledger, catalogue, destination, RUN)
    said = rehearse(ledger, destination, RunControl(), planned.run)
    assert (said.total, said.asked, said.refused, said.requests, said.stopped) == (122, 122, 2, 2, None)
    assert {words for _, words in said.objections} == {("announcementValue must not be less than 1",)}
    assert destination.verify().used == before.used
    assert destination.look_up(Operation(Op.UPSERT, "asked-0"), NoWaiting()).__class__.__name__ == "Later"
    ledger.close()


@pytest.mark.parametrize("words", UNKNOWN_WORDS)
@pytest.mark.parametrize("form", ["whole", "each", "422"])
def test_a_portal_without_validate_is_known_by_its_words(connected: Connect, words: str, form: str) -> None:
    def script(asked: Asked) -> bytes:
        if form == "whole":
            return answer(400, error_form(400, [words]))
        results = [{"externalId": o["externalId"], "success": False, "error": words} for o in asked.json["operations"]]
        body = {"summary": {}, "results": results}
        return answer(422, error_form(422, "All operations failed") | body) if form == "422" else answer(200, body)

    with scripted(script) as server:
        with pytest.raises(DestinationError) as caught:
            _ask(connected(server.address), 3)
        assert caught.value.code is Code.CANNOT_BE_ASKED
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "error",
    ["announcementType must be one of the following values: sale, rent", "Invalid status", ["x", "op shop is closed"]],
)
def test_words_about_a_listing_are_an_objection(connected: Connect, error: Any) -> None:
    results = [{"externalId": f"CN-{n}", "success": n != 1, "error": error if n == 1 else None} for n in range(3)]
    with scripted(answer(200, {"summary": {}, "results": results})) as server:
        outcomes = _ask(connected(server.address), 3)
        assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted]
        sent = json.loads(server.asked[0].body)["operations"]
        assert {operation["op"] for operation in sent} == {"validate"}


def _ask(destination: RentixDestination, count: int) -> Any:
    operations = [Operation(Op.VALIDATE, f"CN-{n}", DRAFT) for n in range(count)]
    return destination.send(operations, NoWaiting())
