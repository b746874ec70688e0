"""What the documentation contradicts itself in, or does not say (API reference, section 10), as far as the sending of
listings meets it. Elsewhere: 1 `test_bulk` (words in every form), 2 and 4 are of agents, 7 to 9 of media, which nothing
here reads, 11 and 18 `test_catalogue`, 12 `tests/sync/test_plan` (hidden, never deleted), 13 `tests/sync/test_follow`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from rentix_desktop.destinations.rentix import builtin_catalogue
from rentix_desktop.errors import Code
from rentix_desktop.sync.destination import (
    Accepted,
    After,
    DestinationError,
    Later,
    Lost,
    Op,
    Operation,
    Publication,
    Refused,
)
from tests.destinations.conftest import Connect, NoWaiting
from tests.destinations.scripted import answer, scripted

ONE = Operation(Op.UPSERT, "CN-1", {"announcementValue": 1, "files": [{"url": "https://a.example/1.jpg"}]})
TWO = (ONE, Operation(Op.UPSERT, "cn-1", {"announcementValue": 2}))


@pytest.mark.parametrize(
    ("said", "created"),
    [
        ({"created": True}, True),
        ({"updated": True}, False),
        ({"created": False}, False),
        ({"created": True, "updated": False}, True),
        ({"created": False, "updated": True}, False),
        ({}, None),
        ({"created": "perhaps"}, None),
    ],
)
def test_5_created_and_updated_alone_or_together(
    said: dict[str, Any], created: bool | None, connected: Connect
) -> None:
    with scripted(answer(200, {"id": 9, "externalId": "CN-1", **said})) as server:
        outcome = connected(server.address).send_one(ONE, NoWaiting())
    assert isinstance(outcome, Accepted)
    assert outcome.created is created


@pytest.mark.parametrize("status", ["draft", "pending_active", "active", "hidden", "expired", "completed", "publish_failed", "blocked", "of_tomorrow"])  # fmt: skip
@pytest.mark.parametrize("inside", [True, False], ids=["formData", "on top"])
def test_6_and_15_any_status_in_either_place(status: str, inside: bool, connected: Connect) -> None:
    body = {"id": 9, **({"formData": {"announcementStatus": status}} if inside else {"status": status})}
    with scripted(answer(200, body)) as server:
        seen = connected(server.address).listing("CN-1", "9", NoWaiting())
    assert seen.status == status
    assert (seen.publication is Publication.PUBLISHED) == (status == "active")  # 14: "expired" is seen by nobody


def test_10_photos_are_sent_as_files_and_ids_of_files_are_the_same_field(connected: Connect) -> None:
    with scripted(answer(200, {"id": 9, "externalId": "CN-1"})) as server:
        connected(server.address).send_one(ONE, NoWaiting())
    assert set(server.asked[0].json) == {"externalId", "announcementValue", "files"}
    assert [name for name in builtin_catalogue().fields if name in ("files", "fileIds")] == ["files"]


@pytest.mark.parametrize("status", [413, 400, 418, 451])
def test_16_a_batch_refused_whole_is_divided_whatever_the_number(status: int, connected: Connect) -> None:
    no = answer(status, {"statusCode": status, "message": "no", "error": "x"})
    with scripted(no) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send(TWO, NoWaiting())
    assert (caught.value.after, caught.value.maybe_applied) == (After.SPLIT, False)


@pytest.mark.parametrize("body", [{"statusCode": 415, "message": "Unsupported Media Type"}, "", "<html>"])
def test_415_is_a_mistake_of_ours_and_stops(body: Any, connected: Connect) -> None:
    with scripted(answer(415, body)) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send(TWO, NoWaiting())
    assert (caught.value.after, caught.value.maybe_applied) == (After.STOP, False)
    assert server.asked[0].values("content-type") == ["application/json"]


@pytest.mark.parametrize("status", [200, 201, 202, 207])
def test_any_success_is_one(status: int, connected: Connect) -> None:
    results = [{"externalId": each.external_id, "success": True} for each in TWO]
    with scripted(answer(status, {"results": results, "summary": {"tomorrow": 1}, "trace": "x"})) as server:
        assert connected(server.address).send(TWO, NoWaiting()) == (Accepted(), Accepted())


def test_ids_are_told_apart_by_case(connected: Connect) -> None:
    with scripted(answer(200, {"results": [{"externalId": "cn-1", "success": False, "error": "no"}]})) as server:
        assert connected(server.address).send(TWO, NoWaiting()) == (Lost("no result"), Refused(("no",)))


@pytest.mark.parametrize(
    "summary", [{"succeeded": 2, "failed": 0}, {"succeeded": 0, "failed": 2}, {"total": "x"}, None, []]
)
def test_the_results_count_and_not_their_summary(summary: Any, connected: Connect) -> None:
    results = [
        {"externalId": "CN-1", "success": True},
        {"externalId": "cn-1", "success": False, "error": {"message": "no"}},
    ]
    with scripted(answer(200, {"summary": summary, "results": results})) as server:
        outcomes = connected(server.address).send(TWO, NoWaiting())
    assert outcomes == (Accepted(), Refused(("no",)))


def test_the_same_result_twice_is_one_and_two_that_differ_are_none(connected: Connect) -> None:
    yes, no = {"externalId": "CN-1", "success": True}, {"externalId": "CN-1", "success": False, "error": "no"}
    other = {"externalId": "cn-1", "success": True}
    with scripted(answer(200, {"results": [yes, yes, other]})) as server:
        assert connected(server.address).send(TWO, NoWaiting()) == (Accepted(), Accepted())
    with scripted(answer(200, {"results": [yes, no, other]})) as server:
        assert connected(server.address).send(TWO, NoWaiting()) == (Lost("no result"), Accepted())


@pytest.mark.parametrize("name", ["a/b", "a b", "ș", "100%", "?x=1", "..", ".", "#", "../agency"])
def test_any_sign_in_an_id_gets_there(name: str, connected: Connect) -> None:
    with scripted(answer(200, {"id": 9, "status": "active"})) as server:
        connected(server.address).listing(name, None, NoWaiting())
    path = server.asked[0].path
    assert "?" not in path
    assert "#" not in path
    assert unquote(path.removeprefix("/api/v1/listings/external/")) == name


@pytest.mark.parametrize("message", ["Listing not found", ["Listing not found"]])
def test_a_listing_that_is_not_there_and_a_path_that_is_not(message: Any, connected: Connect) -> None:
    with scripted(answer(404, {"statusCode": 404, "message": message, "error": "Not Found"})) as server:
        assert connected(server.address).look_up(Operation(Op.UPSERT, "CN-1"), NoWaiting()) == Later()
    no_path = answer(404, {"statusCode": 404, "message": "Cannot GET /x", "error": "Not Found"})
    with scripted(no_path) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).look_up(Operation(Op.UPSERT, "CN-1"), NoWaiting())
    assert caught.value.code is Code.NOT_THE_API
    with scripted(answer(200, {"id": 9, "status": "active"})) as server:
        portal = connected(server.address)
        assert isinstance(portal.look_up(Operation(Op.UPSERT, "CN-1"), NoWaiting()), Accepted)
        assert isinstance(portal.look_up(ONE, NoWaiting()), Lost)  # it is there; as sent or not is not told
        shown, hidden = (Operation(Op.UPSERT, "", {"announcementStatus": each}, "9") for each in ("active", "hidden"))
        assert portal.look_up(shown, NoWaiting()) == Accepted("9", status="active")  # its status is
        assert portal.look_up(hidden, NoWaiting()) == Later()
