"""The scripted faults do what their table says, and only as often as asked."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import pytest

from rentix_desktop.demo.launch import DemoPortal
from tests.demo.conftest import JsonObject, Script, flat, get, post, upsert, words

State = Callable[[], JsonObject]


def _applied(state: State) -> dict[str, int]:
    return {listing["externalId"]: listing["applied"] for listing in state()["listings"]}


def test_a_status_for_the_next_requests_that_match(api: httpx.Client, script: Script, state: State) -> None:
    script({"kind": "status", "status": 500, "times": 2, "skip": 1, "method": "PUT"})
    assert [api.put("/listings", json=flat(str(n))).status_code for n in range(4)] == [201, 500, 500, 201]
    assert _applied(state) == {"0": 1, "3": 1}
    assert api.get("/agency").status_code == 200


def test_status_bodies_and_headers(api: httpx.Client, script: Script) -> None:
    script(
        {"kind": "status", "status": 429, "headers": {"Retry-After": "3"}},
        {"kind": "status", "status": 502, "body": "<html>Bad gateway</html>"},
        {"kind": "status", "status": 403, "body": {"statusCode": 403, "message": "other"}},
        {"kind": "html"},
        {"kind": "redirect", "location": "http://other.example/"},
    )
    first, second, third, fourth, fifth = (api.get("/agency") for _ in range(5))
    assert (first.status_code, first.headers["Retry-After"]) == (429, "3")
    assert (second.status_code, second.text) == (502, "<html>Bad gateway</html>")
    assert words(third) == "other"
    assert (fourth.status_code, fourth.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (fifth.status_code, fifth.headers["location"]) == (307, "http://other.example/")
    assert api.get("/agency").json()["id"] == 318


@pytest.mark.parametrize(("kind", "applied"), [("drop", {"CN-1": 1}), ("cut", {"CN-1": 1}), ("refuse", {})])
def test_lost_answers(api: httpx.Client, script: Script, state: State, kind: str, applied: dict[str, int]) -> None:
    script({"kind": kind})
    with pytest.raises(httpx.RemoteProtocolError):
        api.put("/listings", json=flat())
    assert _applied(state) == applied
    assert api.put("/listings", json=flat()).is_success
    assert _applied(state)["CN-1"] == len(applied) + 1


def test_an_answer_that_is_late_and_one_that_is_no_json(api: httpx.Client, script: Script, state: State) -> None:
    script({"kind": "delay", "seconds": 0.3}, {"kind": "not_json"})
    began = time.monotonic()
    answer = api.put("/listings", json=flat())
    assert time.monotonic() - began >= 0.3
    assert (answer.status_code, answer.text) == (200, "upstream connect error")
    assert _applied(state) == {"CN-1": 1}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("missing", ["A", "B"]),
        ("extra", ["A", "B", "C", "never-sent"]),
        ("reversed", ["C", "B", "A"]),
        ("nameless", [None, None, None]),
        ("twice", ["A", "B", "C", "A"]),
        ("none", None),
    ],
)
def test_bulk_results_are_spoilt(
    api: httpx.Client, script: Script, state: State, change: str, expected: list[str | None] | None
) -> None:
    script({"kind": "results", "change": change})
    body = api.post("/listings/bulk", json=upsert(flat("A"), flat("B"), flat("C"))).json()
    named = [result.get("externalId") for result in body["results"]] if "results" in body else None
    assert named == expected
    assert _applied(state) == {"A": 1, "B": 1, "C": 1}


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("object", {"message": "a; b", "statusCode": 400}),
        ("list", ["a", "b"]),
        ("object_list", {"message": ["a", "b"], "error": "Bad Request", "statusCode": 400}),
        ("lists", [["a"], ["b"]]),
    ],
)
def test_errors_in_other_shapes(api: httpx.Client, script: Script, shape: str, expected: object) -> None:
    script({"kind": "error_shape", "shape": shape})
    body = upsert(flat("A"), flat("B", a=1, b=2))
    said = api.post("/listings/bulk", json=body).json()["results"][1]["error"]
    as_sent = str(said).replace("property ", "").replace(" should not exist", "")
    assert as_sent == str(expected)


def test_a_422_without_results(api: httpx.Client, script: Script) -> None:
    script({"kind": "bare_422"})
    assert "results" in api.post("/listings/bulk", json=upsert(flat("A"))).json(), "a good answer passes"
    bare = api.post("/listings/bulk", json=upsert(flat("A", nothing=1)))
    assert (bare.status_code, sorted(bare.json())) == (422, ["error", "message", "statusCode"])
    assert "results" in api.post("/listings/bulk", json=upsert(flat("A", nothing=1))).json()


def test_operations_that_fail_inside_a_200(api: httpx.Client, script: Script, state: State) -> None:
    script({"kind": "items", "positions": [0, 2]})
    answer = api.post("/listings/bulk", json=upsert(flat("A"), flat("B"), flat("C")))
    assert answer.status_code == 200
    assert answer.json()["summary"] == {"total": 3, "succeeded": 1, "failed": 2}
    assert [result["externalId"] for result in answer.json()["results"]] == ["A", "B", "C"]
    assert answer.json()["results"][0]["error"]["statusCode"] == 429
    assert _applied(state) == {"B": 1}


def test_the_state_tells_what_was_asked(demo: DemoPortal, api: httpx.Client, script: Script, state: State) -> None:
    api.post("/listings/bulk", json=upsert(flat("A"), flat("B")))
    get(f"{demo.base_url}/agency")
    said = state()
    assert (said["requests"], said["too_many"]) == (2, 0)
    assert [(entry["path"], entry["operations"], entry["key"], entry["status"]) for entry in said["log"][:1]] == [
        ("/listings/bulk", 2, True, 200)
    ]
    assert (said["log"][1]["status"], said["log"][1]["key"]) == (401, False)
    post(f"{demo.page_url}_demo/reset")
    assert state()["listings"] == []


def test_what_is_no_fault_is_refused(demo: DemoPortal) -> None:
    for wrong in ({"kind": "earthquake"}, {"times": 1}, "x"):
        assert post(f"{demo.page_url}_demo/faults", json=wrong).status_code == 400
