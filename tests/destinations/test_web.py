"""Whether a photo opens, over real sockets; and what this computer is not made to ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rentix_desktop.destinations.web import WebPhotos
from rentix_desktop.sync.photos import PhotoFault
from tests.destinations.scripted import Asked, answer, scripted

JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 60


@pytest.fixture
def photos() -> Iterator[WebPhotos]:
    made = WebPhotos(own_network=True)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (answer(200, JPEG, kind="image/jpeg"), None),
        (answer(206, JPEG, kind="application/octet-stream"), None),
        (answer(200, b"RIFF\x24\0\0\0WEBPVP8 ", kind=""), None),
        (answer(200, b"\0\0\0\x18ftypheic", kind="text/plain"), None),
        (answer(200, b"<html>Not here", kind="text/html"), PhotoFault.NOT_A_PHOTO),
        (answer(200, b"", kind="image/jpeg"), PhotoFault.BROKEN),
        (answer(404, b"", kind="text/html"), PhotoFault.MISSING),
        (answer(410, b"gone"), PhotoFault.MISSING),
        (answer(403, b"no"), PhotoFault.FORBIDDEN),
        (answer(429, b"slow"), PhotoFault.FORBIDDEN),
        (answer(500, b"oh"), PhotoFault.BROKEN),
        (b"SSH-2.0-nothing\r\n", PhotoFault.UNREACHABLE),
        (answer(302, b"", Location="ftp://example.org/a.jpg"), PhotoFault.BROKEN),
    ],
)
def test_what_an_answer_means(said: bytes, fault: PhotoFault | None, photos: WebPhotos) -> None:
    with scripted(said) as server:
        assert photos.look(f"{server.address}/a.jpg") is fault


def test_redirects_are_followed_and_do_not_go_on_for_ever(photos: WebPhotos) -> None:
    def script(asked: Asked) -> bytes:
        if asked.path == "/api/v1/round":
            return answer(301, b"", Location="round")
        if asked.path == "/api/v1/a":
            return answer(302, b"", Location="b")
        return answer(200, JPEG, kind="image/jpeg")

    with scripted(script) as server:
        assert photos.look(f"{server.address}/a") is None
        assert photos.look(f"{server.address}/round") is PhotoFault.BROKEN
    assert len([asked for asked in server.asked if asked.path.endswith("round")]) < 10
    assert all(not asked.values("authorization") and not asked.values("cookie") for asked in server.asked)


def test_only_the_beginning_is_fetched(photos: WebPhotos) -> None:
    huge = answer(200, JPEG + b"\0" * 5_000_000, kind="image/jpeg")
    with scripted(huge) as server:
        assert photos.look(f"{server.address}/a.jpg") is None
    assert server.asked[0].values("range") == ["bytes=0-63"]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/a.jpg",
        "http://localhost/a.jpg",
        "http://192.168.1.1/reboot.jpg",
        "http://10.0.0.1/a.jpg",
        "http://169.254.169.254/latest",
        "http://[::1]/a.jpg",
        "http://[fe80::1%25eth0]/a.jpg",
        "https://0.0.0.0/",
    ],
)
def test_the_own_network_is_not_asked(address: str) -> None:
    photos = WebPhotos()
    assert photos.look(address) is PhotoFault.NOT_PUBLIC
    photos.close()


def test_a_redirect_does_not_lead_into_the_own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(answer(302, b"", Location="http://192.168.1.1/reboot")) as server:
        photos = WebPhotos()
        first = [True]

        def public(address: str) -> bool:
            return address.startswith(server.address) if first else False

        monkeypatch.setattr("rentix_desktop.destinations.web._is_public", public)
        assert photos.look(f"{server.address}/a.jpg") is PhotoFault.NOT_PUBLIC
        photos.close()


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("http://127.0.0.1:9/a.jpg", PhotoFault.UNREACHABLE),
        ("http://no-such-host.invalid/a.jpg", PhotoFault.UNREACHABLE),
        ("http://", PhotoFault.BROKEN),
        ("http://exa mple/a.jpg", PhotoFault.BROKEN),
        ("http://[::1/a.jpg", PhotoFault.BROKEN),
        ("http://" + "a" * 300 + "/x", PhotoFault.BROKEN),
    ],
)
def test_an_address_that_leads_nowhere(address: str, fault: PhotoFault, photos: WebPhotos) -> None:
    assert photos.look(address) in (fault, PhotoFault.UNREACHABLE)


def test_after_the_end_nothing_is_open(photos: WebPhotos) -> None:
    with scripted(answer(200, JPEG)) as server:
        assert photos.look(server.address) is None
        photos.close()
        assert photos.look(server.address) is None  # a new connection; closing twice is no error
        photos.close()
        photos.close()


def test_a_whole_photo_and_not_more_than_is_sensible(photos: WebPhotos, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(answer(200, JPEG * 1000, kind="image/jpeg")) as server:
        assert photos.fetch(f"{server.address}/a.jpg") == JPEG * 1000
        monkeypatch.setattr("rentix_desktop.destinations.web._LARGEST", 1000)
        found = photos.fetch(f"{server.address}/a.jpg")
    assert isinstance(found, bytes)
    assert len(found) == 1000
    with scripted(answer(404)) as server:
        assert photos.fetch(f"{server.address}/a.jpg") is PhotoFault.MISSING
    assert WebPhotos().fetch("http://127.0.0.1:9/a.jpg") is PhotoFault.NOT_PUBLIC
