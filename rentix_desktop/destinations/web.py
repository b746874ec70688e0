"""The open web, where the photos of a file lie. Nothing of ours goes there: no key, no cookie, no proxy password of a
portal. An address of the office's own network is not asked for: a file must not make this computer talk to it."""

from __future__ import annotations

import ipaddress
import logging
import socket
import ssl
import threading
import time
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import rentix_desktop
from rentix_desktop.sync.photos import PhotoFault

if TYPE_CHECKING:
    import httpx

_SECONDS: Final = 5.0
_MOST_REDIRECTS: Final = 5
_BEGINNING: Final = 64
_LARGEST: Final = 12 * 1024 * 1024
_WHOLE_SECONDS: Final = 30.0
_SIGNS: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """Where an answer redirects to."""

    address: str


class WebPhotos:
    """Thread-safe. `own_network` = addresses that are not public are asked for, too."""

    def __init__(self, *, own_network: bool = False) -> None:
        self._own_network = own_network
        self._lock = threading.Lock()
        self._http: httpx.Client | None = None

    def look(self, address: str) -> PhotoFault | None:
        """A `sync.photos.PhotoLook`: asks for the beginning of the photo, follows redirects."""
        found = self._follow(address, _BEGINNING, {"Range": f"bytes=0-{_BEGINNING - 1}"})
        return found if isinstance(found, PhotoFault) else None

    def fetch(self, address: str) -> bytes | PhotoFault:
        """A `sync.photos.PhotoFetch`; what is larger than 12 MB is cut there."""
        return self._follow(address, _LARGEST, {})

    def _follow(self, address: str, most: int, headers: dict[str, str]) -> bytes | PhotoFault:
        import httpx

        try:
            for _ in range(_MOST_REDIRECTS):
                if not (self._own_network or _is_public(address)):
                    return PhotoFault.NOT_PUBLIC
                found = self._ask(address, most, headers)
                if isinstance(found, bytes | PhotoFault):
                    return found
                address = urljoin(address, found.address)
                if not address.startswith(("http://", "https://")):
                    return PhotoFault.BROKEN
        except socket.gaierror:
            return PhotoFault.UNREACHABLE
        except (httpx.InvalidURL, httpx.DecodingError, UnicodeError, ValueError):
            return PhotoFault.BROKEN
        except (httpx.HTTPError, OSError, RuntimeError):  # RuntimeError: closed by another thread
            return PhotoFault.UNREACHABLE
        return PhotoFault.BROKEN

    def close(self) -> None:
        with self._lock:
            if self._http is not None:
                self._http.close()
                self._http = None

    def _ask(self, address: str, most: int, headers: dict[str, str]) -> bytes | PhotoFault | _Elsewhere:
        until = time.monotonic() + _WHOLE_SECONDS
        with self._opened().stream("GET", address, headers=headers) as answer:
            if answer.is_redirect and answer.status_code != 304:
                return _Elsewhere(answer.headers["location"])
            if answer.status_code in (404, 410):
                return PhotoFault.MISSING
            if answer.status_code in (401, 403, 407, 429):
                return PhotoFault.FORBIDDEN
            if not 200 <= answer.status_code < 300:
                return PhotoFault.BROKEN
            kind = answer.headers.get("content-type", "").strip().lower()
            photo = bytearray()
            for piece in answer.iter_raw():
                photo += piece
                if len(photo) >= most:
                    break
                if time.monotonic() > until:
                    return PhotoFault.UNREACHABLE
        if not photo:
            return PhotoFault.BROKEN
        is_photo = kind.startswith(("image/", "video/")) or _looks_like_one(bytes(photo[:_BEGINNING]))
        return bytes(photo[:most]) if is_photo else PhotoFault.NOT_A_PHOTO

    def _opened(self) -> httpx.Client:
        with self._lock:
            if self._http is None:
                self._http = _new()
            return self._http


def _new() -> httpx.Client:
    import httpx
    import truststore

    for name in ("httpx", "httpcore"):  # a line for each request
        logging.getLogger(name).setLevel(logging.WARNING)
    return httpx.Client(
        verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        headers={"User-Agent": f"rentix-desktop/{rentix_desktop.__version__}", "Accept": "image/*,*/*;q=0.5"},
        timeout=_SECONDS,
        follow_redirects=False,
    )


def _looks_like_one(beginning: bytes) -> bool:
    """By the first bytes: the formats the portal takes (API reference, section 5), whatever the server calls them."""
    boxed = beginning[4:8] == b"ftyp"  # HEIC, AVIF, MP4
    return beginning.startswith(_SIGNS) or boxed or (beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP")


def _is_public(address: str) -> bool:
    """Raises socket.gaierror where the host has no address, ValueError where there is no host. Behind a proxy names are
    looked up by it."""
    host = urlsplit(address).hostname
    if not host:
        raise ValueError(address)
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    if urllib.request.getproxies():
        return host != "localhost" and not host.endswith((".localhost", ".local", ".internal"))
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return all(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global for entry in found)
