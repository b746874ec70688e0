"""The key goes to the chosen host and nowhere else, over a line that is checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.destinations.rentix.address import base_url
from rentix_desktop.errors import AppError, Code
from rentix_desktop.sync.destination import DestinationError, Op, Operation
from rentix_desktop.sync.redacting import SHORTEST_PIECE, hidden
from tests.destinations.conftest import KEY, Connect, NoWaiting
from tests.destinations.scripted import Asked, answer, scripted

TWO = (Operation(Op.UPSERT, "CN-1", {"announcementValue": 1}), Operation(Op.UPSERT, "CN-2", {"announcementValue": 2}))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("where", ["port", "host", "scheme", "relative", "protocol relative", "userinfo"])
def test_no_redirect_is_followed(status: int, where: str, connected: Connect) -> None:
    """A redirect within the same host neither: another path may be another program."""
    with scripted(answer(200, {"id": 1})) as other:
        port = other.address.rsplit(":", 1)[1].removesuffix("/api/v1")
        location = {
            "port": other.address,
            "host": f"http://localhost:{port}/api/v1",
            "scheme": f"https://127.0.0.1:{port}/api/v1",
            "relative": "/elsewhere",
            "protocol relative": f"//localhost:{port}/api/v1",
            "userinfo": f"http://127.0.0.1@localhost:{port}/api/v1",
        }[where]
        with scripted(answer(status, Location=location)) as server:
            portal = connected(server.address)
            for call in (portal.verify, lambda: portal.send(TWO, NoWaiting())):
                with pytest.raises(DestinationError) as caught:
                    call()
                assert caught.value.code is Code.REDIRECTED
                assert KEY not in repr(caught.value) + str(caught.value.params) + caught.value.detail
        assert len(server.asked) == 2
        assert all(asked.values("authorization") == [f"ApiKey {KEY}"] for asked in server.asked)
    assert other.asked == []


@pytest.mark.parametrize(
    "typed",
    [
        "http://127.1/api/v1",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://0.0.0.0/",
        "http://localhost.evil.example/",
        "http://localhost./",
        "http://127.0.0.1.evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://localhost:80@evil.example/",
        "http://evil.example#@127.0.0.1/",
        "http://evil.example?@127.0.0.1/",
        "http://evil.example\\@127.0.0.1/",
        "http://[fe80::1]/",
        "http://[::]/",
        "http://[::ffff:192.168.0.1]/",
        "http://[2001:db8::1]/",
        "http://ｌocalhost.evil.example/",
        "http://169.254.169.254/",
        "HTTP://10.0.0.1/",
    ],
)
def test_plain_http_is_for_this_computer_only(typed: str) -> None:
    with pytest.raises(AppError) as caught:
        base_url(typed)
    assert caught.value.code in (Code.ADDRESS_INSECURE, Code.ADDRESS_INVALID)


@pytest.mark.parametrize("typed", ["http://127.0.0.1:8/api", "http://[::1]:8/api", "http://localhost:8/api", "http://127.8.9.1:8/a"])  # fmt: skip
def test_this_computer_by_any_of_its_names(typed: str) -> None:
    assert base_url(typed) == typed


_CHECK = """
import sys
from rentix_desktop.destinations.rentix import connect
from tests.fakes.request_log import MemoryRequestLog
try:
    connect(sys.argv[1], "rx_live_0123456789abcdef", request_log=MemoryRequestLog()).verify()
except Exception as error:
    print(getattr(error, "code", error))
else:
    print("went through")
"""


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONHTTPSVERIFY": "0"},
        {"SSL_CERT_FILE": "", "SSL_CERT_DIR": ""},
        {"REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": ""},
        {"HTTPX_VERIFY": "false", "SSL_VERIFY": "0", "NODE_TLS_REJECT_UNAUTHORIZED": "0"},
        {"RENTIX_VERIFY": "0", "RENTIX_INSECURE": "1"},
    ],
    ids=lambda variables: next(iter(variables)),
)
def test_no_variable_turns_the_check_of_certificates_off(
    variables: dict[str, str], certificate: tuple[Path, Path]
) -> None:
    said: list[str] = []
    with scripted(answer(200, {"id": 1}), certificate) as server:
        command = [sys.executable, "-c", _CHECK, server.address]
        done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=True)
        said.append(done.stdout.strip())
    assert said == ["tls_failed"]
    assert server.asked == []


def test_an_own_certificate_file_still_asks_for_the_right_host(
    certificate: tuple[Path, Path], connected: Connect
) -> None:
    """It is a setting, and adds to what is trusted; the name of the host is checked as ever."""
    with scripted(answer(200, {"id": 1}), certificate) as server:
        connected(server.address, ca_file=certificate[0]).verify()
        with pytest.raises(DestinationError) as caught:
            connected(server.address.replace("127.0.0.1", "localhost"), ca_file=certificate[0]).verify()
    assert caught.value.code is Code.TLS_FAILED
    assert len(server.asked) == 1


def test_a_service_that_says_the_key_back_is_not_repeated(connected: Connect) -> None:
    def says_back(asked: Asked) -> bytes:
        (sent,) = asked.values("authorization")
        pieces = [sent, sent[8:24], sent[-SHORTEST_PIECE:]]
        return answer(200, {"results": [{"externalId": f"CN-{n}", "success": False, "error": pieces} for n in (1, 2)]})

    with scripted(says_back) as server:
        outcomes = connected(server.address).send(TWO, NoWaiting())
    assert not [piece for piece in _pieces(KEY) if piece in repr(outcomes)]


@given(
    st.text("abc", min_size=14, max_size=20),
    st.text("abc", max_size=30),
    st.text("abc", max_size=30),
    st.integers(0, 8),
    st.integers(0, 8),
)
def test_a_secret_and_its_pieces_are_hidden(secret: str, before: str, after: str, cut: int, end: int) -> None:
    text = before + secret[cut : len(secret) - end] + after
    shown = hidden(text, secret, "*")
    assert not [piece for piece in _pieces(secret) if piece in shown]
    assert hidden(text.encode(), secret.encode(), b"*").decode() == shown
    if not [piece for piece in _pieces(secret) if piece in text]:
        assert shown == text


def _pieces(secret: str) -> list[str]:
    return [secret[at : at + SHORTEST_PIECE] for at in range(len(secret) - SHORTEST_PIECE + 1)]
