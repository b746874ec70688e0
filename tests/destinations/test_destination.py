"""The forms of the API on a real socket, and the whole destination against the demo portal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.demo.launch import DemoPortal
from rentix_desktop.destinations.rentix import builtin_catalogue, connect
from rentix_desktop.errors import Code
from rentix_desktop.sync.destination import (
    Accepted,
    Account,
    Cancelled,
    DestinationError,
    Later,
    Lost,
    Op,
    Operation,
    Refused,
    WaitReason,
)
from tests.destinations.conftest import KEY, Connect, NoWaiting
from tests.destinations.scripted import Asked, answer, scripted
from tests.fakes.request_log import MemoryRequestLog

UPSERT = Operation(
    Op.UPSERT, "CN-1", {"announcementDescription": "Уютная, ș ț \u2028", "user": {"externalUserId": "A-9"}}
)


def accept_all(asked: Asked) -> bytes:
    operations = asked.json["operations"]
    return answer(200, {"results": [{"externalId": one.get("externalId"), "success": True} for one in operations]})


# what is sent ---------------------------------------------------------------------------------------------------------
def test_a_batch_as_it_is_sent(connected: Connect) -> None:
    operations = [
        UPSERT,
        Operation(Op.VALIDATE, "CN-2", {"op": "delete", "id": 7, "externalId": "other", "propertyArea": 48.5}),
        Operation(Op.LINK, "CN-3", portal_id="90211"),
        Operation(Op.UNLINK, "CN-4", portal_id="90212"),
        Operation(Op.UNLINK, "CN-5"),
    ]
    with scripted(accept_all) as server:
        destination = connected(server.address)
        destination.send(operations, NoWaiting())
    asked = server.asked[0]
    assert (asked.method, asked.path) == ("POST", "/api/v1/listings/bulk")
    assert asked.json["operations"] == [
        {"op": "upsert", "externalId": "CN-1", **UPSERT.fields},
        {"op": "validate", "externalId": "CN-2", "propertyArea": 48.5},
        {"op": "link", "id": 90211, "externalId": "CN-3"},
        {"op": "unlink", "id": 90212},
        {"op": "unlink", "externalId": "CN-5"},
    ]
    assert asked.values("content-type") == ["application/json"]
    assert asked.values("authorization") == [f"ApiKey {KEY}"]
    assert asked.values("x-api-key") == []
    assert KEY not in asked.path


def test_the_size_of_a_batch_is_known_before(connected: Connect) -> None:
    with scripted(accept_all) as server:
        destination = connected(server.address)
        destination.send([UPSERT] * 3, NoWaiting())
    limits, encoded = destination.limits, destination.encode(UPSERT)
    assert len(server.asked[0].body) == limits.envelope_bytes + 3 * len(encoded) + 2 * limits.separator_bytes
    assert encoded in server.asked[0].body
    assert "Уютная".encode() in encoded
    assert limits.max_bytes < 512_000
    assert limits.max_operations == 100


def test_half_a_surrogate_of_a_damaged_file_can_be_sent(connected: Connect) -> None:
    with scripted(accept_all) as server:
        connected(server.address).send([Operation(Op.UPSERT, "A", {"propertyAddress": "bad \ud83d"})], NoWaiting())
    assert server.asked[0].json["operations"][0]["propertyAddress"] == "bad ?"


def test_nothing_to_send_is_no_request(connected: Connect) -> None:
    with scripted(accept_all) as server:
        assert connected(server.address).send([], NoWaiting()) == ()
    assert server.asked == []


def test_the_other_form_of_an_agent(connected: Connect) -> None:
    with scripted(accept_all) as server:
        agent: Record = {"user": {"externalUserId": "A-9", "id": "12"}}
        connected(server.address).send([Operation(Op.UPSERT, "CN-1", agent)], NoWaiting())
    sent = server.asked[0].json["operations"][0]
    assert sent == {"op": "upsert", "externalId": "CN-1", "userId": 12}


def test_single_requests(connected: Connect) -> None:
    done = answer(200, {"id": 90211, "externalId": "CN-1", "status": "draft", "created": True, "jobId": None})
    with scripted(done) as server:
        destination = connected(server.address)
        assert destination.send_one(UPSERT, NoWaiting()) == Accepted("90211", None, "draft", created=True)
        destination.send_one(Operation(Op.LINK, "CN-1", portal_id="90211"), NoWaiting())
        destination.send_one(Operation(Op.UNLINK, "CN-1", portal_id="90211"), NoWaiting())
    assert [(asked.method, asked.path) for asked in server.asked] == [
        ("PUT", "/api/v1/listings"),
        ("POST", "/api/v1/listings/90211/link"),
        ("DELETE", "/api/v1/listings/90211/link"),
    ]
    assert server.asked[0].json == {"externalId": "CN-1", **UPSERT.fields}
    assert server.asked[1].json == {"externalId": "CN-1"}
    assert server.asked[2].body == b""
    assert server.asked[2].values("content-type") == []


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"id": 90211, "externalId": None, "status": "hidden"}, Accepted("90211", None, "hidden")),
        ({"id": 90211, "externalId": "LINKED-SINCE", "status": "hidden"}, Accepted("90211", None, "hidden")),
        ({"externalId": "CN-1", "status": "hidden"}, Accepted("90211", None, "hidden")),
        ({"id": 7, "externalId": "CN-1", "status": "hidden"}, Lost("the answer speaks of another listing")),
    ],
)
@pytest.mark.parametrize("external_id", ["", "CN-1"])
def test_a_listing_named_by_the_portals_own_id_has_no_other(
    said: Record, outcome: Accepted | Lost, external_id: str, connected: Connect
) -> None:
    hidden = Operation(Op.UPSERT, external_id, {"announcementStatus": "hidden"}, "90211")
    with scripted(answer(200, said)) as server:
        assert connected(server.address).send_one(hidden, NoWaiting()) == outcome
    assert server.asked[0].json == {"id": 90211, "announcementStatus": "hidden"}


def test_validating_one_listing_alone(connected: Connect) -> None:
    with scripted(accept_all) as server:
        outcome = connected(server.address).send_one(Operation(Op.VALIDATE, "CN-1"), NoWaiting())
    assert outcome == Accepted()
    assert server.asked[0].json == {"operations": [{"op": "validate", "externalId": "CN-1"}]}


def test_unlinking_what_is_not_linked_is_done(connected: Connect) -> None:
    with scripted(answer(409, {"statusCode": 409, "message": "Listing has no external ID"})) as server:
        outcome = connected(server.address).send_one(Operation(Op.UNLINK, "CN-1", portal_id="7"), NoWaiting())
    assert outcome == Accepted(portal_id="7")


def test_several_threads_send_at_once(connected: Connect) -> None:
    with scripted(accept_all) as server, ThreadPoolExecutor(4) as pool:
        destination = connected(server.address)
        sent = [[Operation(Op.UPSERT, f"{batch}-{row}") for row in range(3)] for batch in range(12)]
        outcomes = list(pool.map(lambda batch: destination.send(batch, NoWaiting()), sent))
    assert outcomes == [(Accepted(),) * 3] * 12
    assert len(server.asked) == 12


@pytest.mark.parametrize("body", [{}, {"created": True}, {"ok": 1}])
def test_a_single_answer_that_names_no_listing_is_in_doubt(body: dict[str, Any], connected: Connect) -> None:
    with scripted(answer(200, body)) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send_one(UPSERT, NoWaiting())
    assert (caught.value.code, caught.value.maybe_applied) == (Code.ANSWER_UNREADABLE, True)


def test_a_single_answer_of_another_listing_is_in_doubt(connected: Connect) -> None:
    with scripted(answer(200, {"id": 1, "externalId": "CN-2"})) as server:
        assert isinstance(connected(server.address).send_one(UPSERT, NoWaiting()), Lost)


# the agency -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "used", "status"),
    [
        ({"id": 318, "name": "Casa Nord", "status": "active", "isCrmEnabled": True, "limits": {"monthlyListings": {"used": 41, "limit": 1000}}}, 41, "active"),
        ({"id": 318, "name": "Casa Nord", "limits": {"monthlyListings": {"used": 41}}}, 41, None),
        ({"id": "318", "name": "Casa Nord", "limits": [], "status": 7, "tomorrow": {}}, None, None),
    ],
)  # fmt: skip
def test_the_agency_as_both_pages_show_it(body: Any, used: int | None, status: str | None, connected: Connect) -> None:
    with scripted(answer(200, body)) as server:
        account = connected(server.address).verify()
    assert (account.base_url, account.id, account.name) == (server.address, "318", "Casa Nord")
    assert (account.used, account.status) == (used, status)
    assert server.asked[0].path == "/api/v1/agency"


@pytest.mark.parametrize("body", [{"name": "Casa"}, {"id": None}, {"id": ""}, {"id": [1]}, {"id": 1.5}, [], "x"])
def test_an_agency_without_an_id_is_no_agency(body: Any, connected: Connect) -> None:
    with scripted(answer(200, json.dumps(body))) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).verify()
    assert caught.value.code is Code.ANSWER_UNREADABLE


# the catalogue --------------------------------------------------------------------------------------------------------
def test_the_live_schema_is_asked_for_once(connected: Connect) -> None:
    with scripted(answer(200, {"announcementCurrency": ["EUR", "RON"]})) as server:
        destination = connected(server.address)
        first, second = destination.catalogue(), destination.catalogue()
    assert first is second
    assert first.live
    assert first.fields["announcementCurrency"].choices == ("EUR", "RON")
    assert [asked.path for asked in server.asked] == ["/api/v1/reference/schema/base"]


def test_without_the_live_schema_there_is_the_built_in_one_until_it_can_be_had(connected: Connect) -> None:
    answers = [
        answer(500),
        answer(200, "<html>"),
        b"",
        answer(200, [1]),
        answer(200, {"propertyType": ["residential"]}),
    ]
    with scripted(lambda _: answers.pop(0)) as server:
        destination = connected(server.address)
        for _ in range(4):
            assert destination.catalogue() == builtin_catalogue()
        assert destination.catalogue().live
    assert len(server.asked) == 5


# limits ---------------------------------------------------------------------------------------------------------------
class Told:
    """A waiter that notes why it should wait, and stops."""

    def __init__(self) -> None:
        self.why: list[WaitReason] = []
        self.seconds: list[float] = []

    def wait(self, seconds: float, why: WaitReason) -> None:
        self.why.append(why)
        self.seconds.append(seconds)
        raise Cancelled


def test_a_full_window_sends_nothing() -> None:
    waiter = Told()
    with scripted(accept_all) as server:
        destination = connect(server.address, KEY, request_log=MemoryRequestLog(), bulk_per_minute=1)
        destination.send([UPSERT], waiter)
        with pytest.raises(Cancelled):
            destination.send([UPSERT], waiter)
        destination.close()
    assert len(server.asked) == 1
    assert waiter.why == [WaitReason.RATE_LIMIT]
    assert 55 < waiter.seconds[0] <= 61


def test_a_lower_limit_in_an_answer_is_kept() -> None:
    def script(asked: Asked) -> bytes:
        return accept_all(asked).replace(b"Connection", b"X-RateLimit-Limit: 2\r\nConnection", 1)

    with scripted(script) as server:
        destination = connect(server.address, KEY, request_log=MemoryRequestLog())
        destination.send([UPSERT], Told())
        destination.send([UPSERT], Told())
        with pytest.raises(Cancelled):
            destination.send([UPSERT], Told())
        destination.close()
    assert len(server.asked) == 2


def test_after_a_429_nothing_is_sent_before_its_time() -> None:
    waiter = Told()
    with scripted(answer(429, Retry_After="40")) as server:
        destination = connect(server.address, KEY, request_log=MemoryRequestLog())
        with pytest.raises(DestinationError):
            destination.send([UPSERT], waiter)
        with pytest.raises(Cancelled):
            destination.send([UPSERT], waiter)
        destination.close()
    assert len(server.asked) == 1
    assert waiter.why == [WaitReason.RETRY_AFTER]
    assert 35 < waiter.seconds[0] <= 40


def test_checking_the_key_does_not_wait_for_an_hour() -> None:
    with scripted(answer(429, Retry_After="3000")) as server:
        destination = connect(server.address, KEY, request_log=MemoryRequestLog())
        for _ in range(2):
            with pytest.raises(DestinationError) as caught:
                destination.verify()
            assert caught.value.code is Code.RATE_LIMITED
        destination.close()
    assert len(server.asked) == 1


def test_a_closed_destination_leaves_no_connection_and_importing_is_cheap(connected: Connect) -> None:
    heavy = "import sys; import rentix_desktop.destinations.rentix; print([m for m in ('httpx', 'pydantic', 'truststore') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# the demo portal ------------------------------------------------------------------------------------------------------
@pytest.fixture
def portal(demo: DemoPortal) -> Iterator[DemoPortal]:
    _control(demo, "reset", {})
    yield demo
    _control(demo, "faults", [])


def _control(demo: DemoPortal, command: str, body: Any) -> None:
    httpx.post(demo.base_url.removesuffix("api/v1") + "_demo/" + command, json=body, trust_env=False).raise_for_status()


def _draft(external_id: str, **fields: Any) -> Operation:
    return Operation(Op.UPSERT, external_id, {"announcementType": "sale", "propertyType": "residential"} | fields)


def test_the_demo_agency(portal: DemoPortal, connected: Connect) -> None:
    account = connected(portal.base_url, portal.key).verify()
    assert isinstance(account, Account)
    assert (account.status, account.crm_enabled) == ("active", True)


@pytest.mark.parametrize(
    ("key", "code"),
    [("demo-suspended", Code.AGENCY_SUSPENDED), ("demo-crm-off", Code.CRM_DISABLED), ("no-such-key", Code.KEY_INVALID)],
)
def test_keys_the_demo_refuses(key: str, code: Code, portal: DemoPortal, connected: Connect) -> None:
    destination = connected(portal.base_url, key)
    for act in (destination.verify, lambda: destination.send([_draft("A")], NoWaiting())):
        with pytest.raises(DestinationError) as caught:
            act()
        assert caught.value.code is code


def test_the_demos_schema_is_understood_whole(portal: DemoPortal, connected: Connect) -> None:
    catalogue = connected(portal.base_url, portal.key).catalogue()
    assert catalogue.live
    assert catalogue.notes == ()
    assert catalogue.fields["announcementValue"].maximum is not None
    assert set(catalogue.fields) == set(builtin_catalogue().fields)


def test_good_and_bad_rows_of_one_batch(portal: DemoPortal, connected: Connect) -> None:
    destination = connected(portal.base_url, portal.key)
    outcomes = destination.send([_draft("A"), _draft("B", propertyType="castle"), _draft("C")], NoWaiting())
    assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted]
    assert isinstance(outcomes[1], Refused)
    assert any("propertyType" in text for text in outcomes[1].messages)
    again = destination.send_one(_draft("A", propertyArea=50), NoWaiting())
    assert isinstance(again, Accepted)
    assert again.created is False
    assert again.portal_id is not None


def test_reasons_of_a_batch_refused_without_words(portal: DemoPortal, connected: Connect) -> None:
    _control(portal, "faults", {"kind": "bare_422"})
    destination = connected(portal.base_url, portal.key)
    bad = [_draft("A", propertyType="castle"), _draft("B", announcementStatus="flying")]
    outcomes = destination.send(bad, NoWaiting())
    assert all(isinstance(outcome, Refused) and outcome.explain for outcome in outcomes)
    explained = destination.send_one(bad[0], NoWaiting())
    assert isinstance(explained, Refused)
    assert any("propertyType" in text for text in explained.messages)
    assert not explained.explain


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("missing", [Accepted, Accepted, Lost]),
        ("extra", [Accepted] * 3),
        ("reversed", [Accepted] * 3),
        ("nameless", [Accepted] * 3),
        ("twice", [Accepted] * 3),
    ],
)
def test_results_the_demo_spoils(change: str, expected: list[type], portal: DemoPortal, connected: Connect) -> None:
    _control(portal, "faults", {"kind": "results", "change": change, "path": "/listings/bulk"})
    outcomes = connected(portal.base_url, portal.key).send([_draft("A"), _draft("B"), _draft("C")], NoWaiting())
    assert [type(outcome) for outcome in outcomes] == expected


@pytest.mark.parametrize("shape", ["object", "list", "object_list", "lists"])
def test_errors_in_every_shape(shape: str, portal: DemoPortal, connected: Connect) -> None:
    _control(portal, "faults", {"kind": "error_shape", "shape": shape})
    outcomes = connected(portal.base_url, portal.key).send(
        [_draft("A"), _draft("B", propertyType="castle")], NoWaiting()
    )
    assert isinstance(outcomes[1], Refused)
    assert any("propertyType" in text for text in outcomes[1].messages)


def test_one_row_of_a_good_batch_is_too_many(portal: DemoPortal, connected: Connect) -> None:
    _control(portal, "faults", {"kind": "items", "positions": [1]})
    outcomes = connected(portal.base_url, portal.key).send([_draft("A"), _draft("B"), _draft("C")], NoWaiting())
    assert [type(outcome) for outcome in outcomes] == [Accepted, Later, Accepted]


@pytest.mark.parametrize("kind", ["drop", "cut", "not_json"])
def test_a_lost_answer_is_in_doubt_and_can_be_sent_again(kind: str, portal: DemoPortal, connected: Connect) -> None:
    _control(portal, "faults", {"kind": kind})
    destination = connected(portal.base_url, portal.key)
    with pytest.raises(DestinationError) as caught:
        destination.send([_draft("A")], NoWaiting())
    assert caught.value.maybe_applied
    outcome = destination.send_one(_draft("A"), NoWaiting())
    assert isinstance(outcome, Accepted)
    assert outcome.created is False


def test_the_month_is_used_up(portal: DemoPortal, connected: Connect) -> None:
    destination = connected(portal.base_url, "demo-almost-full")
    outcomes = destination.send([_draft(f"A{number}") for number in range(5)], NoWaiting())
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(refused) == 2
    assert all(outcome.limit_reached for outcome in refused)
