"""The page with the published listings: what it shows, in whose language, and that a text stays a text."""

from __future__ import annotations

import re
import time
import xml.etree.ElementTree as ET

import httpx
import pytest

from rentix_desktop.demo.launch import DemoPortal
from rentix_desktop.demo.pictures import picture
from rentix_desktop.demo.schema import SECONDARY_TYPES
from rentix_desktop.demo.words import LANGUAGES, preferred, word
from tests.demo.conftest import flat, get, upsert

_HOSTILE = "<script>alert(1)</script> \" onerror='x' & <img src=http://evil.example/x> și încă ceva text"


def _page(demo: DemoPortal, path: str = "", language: str = "en") -> str:
    answer = get(demo.page_url + path, headers={"Accept-Language": language})
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


def _wait_published(demo: DemoPortal, count: int) -> str:
    until = time.monotonic() + 20
    while (page := _page(demo)).count('class="card"') != count:
        assert time.monotonic() < until
        time.sleep(0.02)
    return page


def test_it_shows_what_is_published_and_nothing_else(demo: DemoPortal, api: httpx.Client) -> None:
    assert "No listing is published yet." in _page(demo)
    shown = flat("A", announcementValue=61500.5)
    api.post(
        "/listings/bulk",
        json=upsert(shown, flat("B", announcementStatus="draft"), flat("C", announcementStatus="hidden")),
    )
    page = _wait_published(demo, 1)
    for text in (
        "61\u202f500.50 €",
        "apartment",
        "54.50 m²",
        "floor 3 of 9",
        "Chișinău, str. Grădinilor 5",
        "For sale",
    ):
        assert text in page
    assert "квартира" in _page(demo, language="ru-MD,ru;q=0.9,en;q=0.8")
    assert "apartament" in _page(demo, language="fr")


def test_hostile_texts_stay_texts(demo: DemoPortal, api: httpx.Client) -> None:
    hostile = flat("A", announcementDescription=_HOSTILE, propertyAddress=_HOSTILE)
    hostile["files"] = [{"url": f"https://evil.example/{n}.jpg?a=\"'><script>"} for n in range(3)]
    number = api.put("/listings", json=hostile).json()["id"]
    home = _wait_published(demo, 1)
    one = _page(demo, f"announcement/{number}")
    for page in (home, one):
        assert "<script" not in page
        assert "<img src=http" not in page
        assert "&lt;script&gt;alert(1)" in page
        sources = re.findall(r'(?:src|href)="([^"]*)"', page)
        assert sources
        assert all(source.startswith("/") and not source.startswith("//") for source in sources), "nothing from outside"
    answer = get(demo.page_url)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_its_photos_are_its_own(demo: DemoPortal, api: httpx.Client) -> None:
    number = api.put("/listings", json=flat()).json()["id"]
    _wait_published(demo, 1)
    sources = re.findall(r'src="/([^"]*)"', _page(demo, f"announcement/{number}"))
    assert len(set(sources)) == 3
    for source in sources:
        photo = get(demo.page_url + source)
        assert photo.headers["content-type"] == "image/svg+xml"
        ET.fromstring(photo.text)  # noqa: S314 - made by us


def test_many_listings_are_paged(demo: DemoPortal, api: httpx.Client) -> None:
    api.post("/listings/bulk", json=upsert(*(flat(f"N-{n}") for n in range(30))))
    assert "Published: 30" in _wait_published(demo, 24)
    assert _page(demo, "?page=2").count('class="card"') == 6
    assert _page(demo, "?page=9999").count('class="card"') == 0
    assert _page(demo, "?page=-1").count('class="card"') == 24


def test_an_unpublished_listing_has_no_page(demo: DemoPortal, api: httpx.Client) -> None:
    number = api.put("/listings", json=flat(announcementStatus="hidden")).json()["id"]
    answer = get(f"{demo.page_url}announcement/{number}")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "ro"), ("*", "ro"), ("de,en;q=0.5,ru;q=0.7", "ru"), ("EN-gb", "en"), ("ru;q=x,en;q=0.1", "en"), ("ro;q=0", "ro")],
)  # fmt: skip
def test_the_language_of_a_visitor(header: str, language: str) -> None:
    assert preferred(header) == language


def test_every_type_has_a_word_and_a_picture() -> None:
    every = {one for kinds in SECONDARY_TYPES.values() for ones in kinds.values() for one in ones}
    for kind in every:
        ET.fromstring(picture(kind, "1"))  # noqa: S314 - made by us
        if kind not in ("office", "room"):
            assert {word(kind, language) for language in LANGUAGES} - {kind}, kind
    assert picture("house", "1") == picture("house", "1") != picture("house", "2")
