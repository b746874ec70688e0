"""What every destination keeps to, as far as it can be told without knowing the service.

A test module subclasses `DestinationContract` and gives the fixtures: `destination`, on an account that takes what
`good` gives and refuses what `bad` gives.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, Destination, Op, Operation, Refused

MakeOperation = Callable[[str], Operation]


class DestinationContract:
    @pytest.fixture
    def good(self) -> MakeOperation:
        return lambda external_id: Operation(
            Op.UPSERT, external_id, {"announcementType": "sale", "announcementValue": 61500}
        )

    @pytest.fixture
    def bad(self) -> MakeOperation:
        raise NotImplementedError

    def test_the_account_is_told(self, destination: Destination) -> None:
        account = destination.verify()
        assert account.id
        assert account.base_url

    def test_the_catalogue_knows_its_key_and_its_visibility(self, destination: Destination) -> None:
        catalogue = destination.catalogue()
        assert catalogue.key in catalogue.fields
        status = catalogue.fields[catalogue.visibility.field]
        assert {catalogue.visibility.hidden, catalogue.visibility.shown} <= set(status.choices)

    def test_an_operation_is_encoded_as_json_in_utf8(self, destination: Destination) -> None:
        operation = Operation(Op.UPSERT, "CN-ț", {"propertyAddress": "Кишинёв, str. Ștefan"})
        text = destination.encode(operation).decode("utf-8")
        assert json.loads(text)["externalId"] == "CN-ț"
        assert "Кишинёв" in text  # escaped it would take three times the room

    def test_one_outcome_for_each_operation_in_their_order(
        self, destination: Destination, good: MakeOperation, bad: MakeOperation
    ) -> None:
        operations = [good("CN-1"), bad("CN-2"), good("CN-3"), bad("CN-4")]
        outcomes = destination.send(operations, RunControl())
        assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted, Refused]

    def test_what_was_sent_may_be_sent_again(self, destination: Destination, good: MakeOperation) -> None:
        for _ in range(2):
            assert isinstance(destination.send([good("CN-1"), good("CN-2")], RunControl())[1], Accepted)
        assert destination.repeatable

    def test_a_refusal_alone_comes_with_words(self, destination: Destination, bad: MakeOperation) -> None:
        outcome = destination.send_one(bad("CN-1"), RunControl())
        assert isinstance(outcome, Refused)
        assert any(outcome.messages)

    def test_alone_it_is_accepted_too(self, destination: Destination, good: MakeOperation) -> None:
        assert isinstance(destination.send_one(good("CN-1"), RunControl()), Accepted)

    def test_a_full_request_fits(self, destination: Destination, good: MakeOperation) -> None:
        limits = destination.limits
        operations = [good(f"CN-{number}") for number in range(limits.max_operations)]
        size = limits.envelope_bytes + sum(len(destination.encode(o)) + limits.separator_bytes for o in operations)
        assert size <= limits.max_bytes
        assert len(destination.send(operations, RunControl())) == limits.max_operations
