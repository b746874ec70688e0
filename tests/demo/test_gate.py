"""Key, content type, size, JSON: what a request must pass before anything else (API reference, sections 1, 7, 8)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import httpx
import psutil  # type: ignore[import-untyped]  # the library has no types
import pytest

from rentix_desktop.demo import keys
from rentix_desktop.demo.launch import DemoPortal
from tests.demo.conftest import client_of, flat, get, post, upsert, words

_LIMIT = 512 * 1024


@pytest.mark.parametrize(
    ("headers", "status", "message"),
    [
        ({}, 401, "API key is required"),
        ({"Authorization": ""}, 401, "API key is required"),
        ({"X-API-Key": "nobody"}, 401, "Invalid API key"),
        ({"Authorization": f"Bearer {keys.OPEN}"}, 401, "Invalid API key"),
        ({"Authorization": f"ApiKey {keys.OPEN}", "X-API-Key": keys.OPEN}, 400, "Multiple authentication methods provided"),
        ({"X-API-Key": keys.SUSPENDED}, 403, "Agency is suspended"),
        ({"X-API-Key": keys.CRM_OFF}, 403, "CRM is not enabled for this agency"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/agency", "/reference/schema/base"])
def test_refused_keys(demo: DemoPortal, path: str, headers: dict[str, str], status: int, message: str) -> None:
    answer = get(demo.base_url + path, headers=headers)
    assert (answer.status_code, answer.json()["message"]) == (status, message)
    assert answer.json()["statusCode"] == status
    assert answer.json()["error"]


@pytest.mark.parametrize("headers", [{"X-API-Key": keys.OPEN}, {"Authorization": f"ApiKey {keys.OPEN}"}])
def test_either_header_is_taken(demo: DemoPortal, headers: dict[str, str]) -> None:
    answer = get(f"{demo.base_url}/agency", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["name"] == "Casa Verde"
    assert answer.json()["limits"]["monthlyListings"]["used"] == 0


def test_a_wrong_key_is_told_before_anything_else(demo: DemoPortal) -> None:
    answer = httpx.put(f"{demo.base_url}/listings", content=b"not json", headers={"X-API-Key": "nobody"})
    assert answer.status_code == 401


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_must_be_json_by_its_header(api: httpx.Client, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    assert api.put("/listings", content=json.dumps(flat()).encode(), headers=headers).status_code == 415


def test_the_content_type_may_name_a_charset(api: httpx.Client) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert api.put("/listings", content=json.dumps(flat()).encode(), headers=headers).is_success


@pytest.mark.parametrize(
    "body",
    [b"{", b'"text"', b"[]", b'{"announcementValue": NaN}', b"\xff\xfe{}", b"[" * 200_000, b"", b'{"announcementValue":1e999}'],
)  # fmt: skip
def test_a_body_must_be_a_json_object(api: httpx.Client, body: bytes) -> None:
    assert api.put("/listings", content=body, headers={"Content-Type": "application/json"}).status_code == 400


def _padded(length: int) -> bytes:
    body = json.dumps({"operations": [{"op": "upsert", "externalId": "A-1", "announcementStatus": "draft"}]}).encode()
    return body + b" " * (length - len(body))


def test_512_kb_is_the_most(api: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}
    assert api.post("/listings/bulk", content=_padded(_LIMIT), headers=headers).status_code == 200
    refused = api.post("/listings/bulk", content=_padded(_LIMIT + 1), headers=headers)
    assert (refused.status_code, refused.json()["statusCode"]) == (413, 413)
    assert "too large" in words(refused)


def _in_pieces(megabytes: int, look: Callable[[], None]) -> Iterator[bytes]:
    for _ in range(megabytes):
        yield b"x" * (1024 * 1024)
        look()


def test_a_huge_body_is_not_kept(demo: DemoPortal, api: httpx.Client) -> None:
    process = psutil.Process(demo.pid)
    before = process.memory_info().rss
    seen: list[int] = []
    body = _in_pieces(48, lambda: seen.append(process.memory_info().rss))
    answer = api.post("/listings/bulk", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert max(seen) - before < 12 * 1024 * 1024


@pytest.mark.parametrize(("method", "path"), [("GET", "/nothing"), ("PATCH", "/listings"), ("GET", "/listings/x")])
def test_unknown_paths_and_methods_are_404(api: httpx.Client, method: str, path: str) -> None:
    answer = api.request(method, path)
    assert answer.status_code == 404
    assert answer.json()["message"].startswith(f"Cannot {method}")


def test_another_agency_sees_nothing_of_it(demo: DemoPortal, api: httpx.Client) -> None:
    number = api.put("/listings", json=flat()).json()["id"]
    with client_of(demo, keys.ALMOST_FULL) as other:
        assert words(other.get(f"/listings/{number}")) == "Listing not found"
        assert other.get("/listings").json()["items"] == []


def test_faults_are_closed_unless_asked_for() -> None:
    from rentix_desktop.demo.launch import start_demo

    with start_demo() as plain:
        assert get(f"{plain.page_url}_demo/state").status_code == 404
        assert post(f"{plain.page_url}_demo/faults", json=[]).status_code == 404


def test_a_bulk_request_has_1_to_100_operations(api: httpx.Client) -> None:
    hundred = [flat(f"B-{number}", announcementStatus="draft", files=...) for number in range(100)]
    assert api.post("/listings/bulk", json=upsert(*hundred)).json()["summary"]["succeeded"] == 100
    too_many = api.post("/listings/bulk", json=upsert(*hundred, flat("B-100")))
    assert (too_many.status_code, words(too_many)) == (400, "operations must contain no more than 100 elements")
    assert api.post("/listings/bulk", json={"operations": []}).status_code == 400
    assert api.post("/listings/bulk", json={"operations": {}}).status_code == 400
    assert api.post("/listings/bulk", json={"operations": ["x"]}).status_code == 400
    assert api.get("/listings/external/B-100").status_code == 404
