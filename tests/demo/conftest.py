"""One demo portal for the tests of this room, emptied before each test."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

import httpx
import pytest

from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions

JsonObject: TypeAlias = dict[str, Any]
Script: TypeAlias = Callable[..., None]

_TLS = ssl.SSLContext(
    ssl.PROTOCOL_TLS_CLIENT
)  # not used on loopback; without it httpx reads all certificates each time
get = partial(httpx.get, verify=_TLS)
post = partial(httpx.post, verify=_TLS)


def photos(count: int, prefix: str = "p") -> list[JsonObject]:
    return [
        {"url": f"https://photos.example.md/{prefix}/{number}.jpg", "externalFileId": f"{prefix}-{number}"}
        for number in range(count)
    ]


def flat(external_id: str = "CN-1", **changes: Any) -> JsonObject:
    """A listing that may be published; a change to ... leaves the field out."""
    listing: JsonObject = {
        "externalId": external_id,
        "announcementType": "sale",
        "propertyType": "residential",
        "propertySecondaryType": "apartment",
        "announcementValue": 61500,
        "announcementCurrency": "EUR",
        "propertyArea": 54.5,
        "propertyFloorNumber": 3,
        "propertyFloorsTotal": 9,
        "propertyAddress": "Chișinău, str. Grădinilor 5",
        "announcementDescription": "Două camere luminoase lângă parc, bucătărie separată, lift.",
        "files": photos(3, external_id),
        "announcementStatus": "active",
    }
    return {name: value for name, value in (listing | changes).items() if value is not ...}


def upsert(*listings: JsonObject) -> JsonObject:
    return {"operations": [{"op": "upsert", **listing} for listing in listings]}


def words(answer: httpx.Response) -> str:
    """The message of an error, whichever form it has."""
    said = answer.json()["message"]
    return said if isinstance(said, str) else "; ".join(said)


def client_of(demo: DemoPortal, key: str | None = None) -> httpx.Client:
    return httpx.Client(base_url=demo.base_url, headers={"X-API-Key": key or demo.key}, timeout=30, verify=_TLS)


@pytest.fixture(scope="package")
def _portal() -> Iterator[DemoPortal]:
    with start_demo(DemoOptions(limits="off", job_seconds=0.3, faults=True)) as running:
        yield running


@pytest.fixture
def demo(_portal: DemoPortal) -> DemoPortal:
    post(f"{_portal.page_url}_demo/reset").raise_for_status()
    return _portal


@pytest.fixture
def api(demo: DemoPortal) -> Iterator[httpx.Client]:
    with client_of(demo) as client:
        yield client


@pytest.fixture
def script(demo: DemoPortal) -> Script:
    """Sets the faults of the portal: `script({"kind": …}, …)`."""

    def send(*faults: JsonObject) -> None:
        post(f"{demo.page_url}_demo/faults", json=list(faults)).raise_for_status()

    return send


@pytest.fixture
def state(demo: DemoPortal) -> Callable[[], JsonObject]:
    def read() -> JsonObject:
        found: JsonObject = get(f"{demo.page_url}_demo/state").json()
        return found

    return read
