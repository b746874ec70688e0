"""The agency's people, on the demo portal and in answers no documentation shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.errors import Code
from rentix_desktop.sync.destination import (
    Accepted,
    DestinationError,
    HasPeople,
    Lists,
    Lost,
    Op,
    Operation,
    PersonSeen,
    Refused,
)
from rentix_desktop.sync.people import Channel, Part, Profile, WhyNot
from tests.destinations.conftest import Connect, NoWaiting
from tests.destinations.scripted import Asked, answer, error_form, scripted

LINK = Operation(Op.LINK, "A-2", portal_id="12")
UNLINK = Operation(Op.UNLINK, "A-3", portal_id="13")
CHANGE = Operation(Op.UPSERT, "A-4", {Part.NAME: "Ana"}, portal_id="14")
NEW = Operation(Op.UPSERT, "A-5", {Part.NAME: "Ion", Part.PHONE: "+37360000111"})


@pytest.fixture
def own_demo() -> Iterator[DemoPortal]:
    with start_demo(DemoOptions(limits="off", job_seconds=0.0)) as portal:
        yield portal


def test_people_are_read_linked_changed_and_made(connected: Connect, own_demo: DemoPortal) -> None:
    destination = connected(own_demo.base_url, own_demo.key)
    assert isinstance(destination, HasPeople)
    assert isinstance(destination, Lists)
    before = {person.name: person for person in destination.list_people(NoWaiting())}
    ion, elena = before["Ion Sandu"], before["Elena Lupan"]
    assert (ion.external_id, elena.external_id, elena.role) == (None, "A-1", "")
    assert ion.phone.startswith("+373")
    assert ion.profile.channels == dict.fromkeys(Channel, True)
    assert ion.profile.more["settings"] == {  # nothing that was told is dropped
        "posting_type": "agent",
        **{f"contact_{way}": True for way in ("phone", "whatsapp", "viber", "telegram")},
    }
    outcomes = destination.send_people(
        [
            Operation(Op.LINK, "A-2", portal_id=ion.portal_id),
            Operation(Op.LINK, "A-1", portal_id=before["Olga Morari"].portal_id),
            Operation(Op.UPSERT, "A-1", {Part.CHANNELS: {Channel.VIBER: False}}, portal_id=elena.portal_id),
            NEW,
        ],
        NoWaiting(),
    )
    assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted, Accepted]
    assert isinstance(outcomes[1], Refused)
    assert (outcomes[1].messages, outcomes[1].why) == (("External ID already linked",), WhyNot.CODE_TAKEN)
    after = {person.name: person for person in destination.list_people(NoWaiting())}
    assert after["Ion Sandu"].external_id == "A-2"
    assert after["Ion"].phone == "+37360000111"
    channels = after["Elena Lupan"].profile.channels
    assert (channels[Channel.VIBER], channels[Channel.PHONE]) == (False, True)
    off = destination.send_people([Operation(Op.UNLINK, "A-2", portal_id=ion.portal_id)], NoWaiting())
    assert isinstance(off[0], Accepted)
    assert {person.external_id for person in destination.list_people(NoWaiting())} == {"A-1", "A-5", None}


def test_operations_as_they_are_sent(connected: Connect) -> None:
    def accept_all(asked: Asked) -> bytes:
        results = [{"id": one.get("id"), "success": True} for one in asked.json["operations"]]
        return answer(200, {"results": results})

    with scripted(accept_all) as server:
        outcomes = connected(server.address).send_people([LINK, UNLINK, CHANGE, NEW], NoWaiting())
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert server.asked[0].json == {
        "operations": [
            {"op": "link", "id": 12, "externalId": "A-2"},
            {"op": "unlink", "id": 13},
            {"op": "upsert", "id": 14, "name": "Ana"},
            {"op": "upsert", "externalId": "A-5", "name": "Ion", "phone": "+37360000111"},
        ]
    }


@pytest.mark.parametrize(
    "refusal",
    [
        answer(404, error_form(404, "Cannot POST /users/bulk")),
        answer(400, error_form(400, ["op must be one of the following values: upsert"])),
        answer(422, {"results": [{"success": False, "error": "Unknown operation"}] * 4}),
    ],
)
def test_where_several_at_once_are_not_taken_each_goes_alone(connected: Connect, refusal: bytes) -> None:
    def script(asked: Asked) -> bytes:
        if asked.path.endswith("/users/bulk"):
            return refusal
        if asked.method == "DELETE":
            return answer(409, error_form(409, "User has no external ID"))
        if asked.method == "PUT" and "externalId" in asked.json:
            return answer(403, error_form(403, "Agents are invited in the web application"))
        return answer(200, {"id": 12, "externalId": "A-2", "linked": True})

    with scripted(script) as server:
        outcomes = connected(server.address).send_people([LINK, UNLINK, CHANGE, NEW], NoWaiting())
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Accepted, Refused]
    assert isinstance(outcomes[3], Refused)
    assert outcomes[3].messages == ("Agents are invited in the web application",)
    assert [(asked.method, asked.path) for asked in server.asked[1:]] == [
        ("POST", "/api/v1/users/12/link"),
        ("DELETE", "/api/v1/users/13/link"),
        ("PUT", "/api/v1/users"),
        ("PUT", "/api/v1/users"),
    ]


def test_taking_off_a_link_that_is_not_there_is_done_in_bulk_as_alone(connected: Connect) -> None:
    refusal = {"index": 0, "success": False, "error": "User has no external ID"}
    with scripted(lambda _: answer(422, {"results": [refusal]})) as server:
        (outcome,) = connected(server.address).send_people([UNLINK], NoWaiting())
    assert isinstance(outcome, Accepted)


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ({"items": []}, []),
        ([{"id": 1, "name": "Ana"}], [PersonSeen("1", name="Ana")]),
        ({"items": [None, 3, {"name": "without an id"}, {"id": "7", "name": ["?"]}]}, [PersonSeen("7")]),
        (
            {"items": [{"id": 1, "avatar": {"variants": [{"url": "https://a.example/128.webp"}]}, "x": [1]}]},
            [PersonSeen("1", photo="https://a.example/128.webp", profile=Profile(more={"x": [1]}))],
        ),
        ({"items": [{"id": 1, "avatar": "none", "email": "a@example.md"}]}, [PersonSeen("1", email="a@example.md")]),
    ],
)
def test_whatever_the_list_holds(connected: Connect, said: Any, people: list[PersonSeen]) -> None:
    with scripted(answer(200, said)) as server:
        assert list(connected(server.address).list_people(NoWaiting())) == people


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (answer(200, {"people": []}), Code.ANSWER_UNREADABLE),
        (answer(200, b"<html>", kind="text/html"), Code.NOT_THE_API),
    ],
)
def test_what_is_no_list_is_an_error_of_ours(connected: Connect, said: bytes, code: Code) -> None:
    with scripted(said) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).list_people(NoWaiting())
    assert caught.value.code is code


def test_what_the_answer_does_not_speak_of_is_in_doubt(connected: Connect) -> None:
    with scripted(answer(200, {"results": [{"externalId": "A-2", "success": True}]})) as server:
        outcomes = connected(server.address).send_people([LINK, UNLINK], NoWaiting())
    assert isinstance(outcomes[0], Accepted)
    assert isinstance(outcomes[1], Lost)
