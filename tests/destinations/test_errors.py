"""Every foreign failure against our own error, each over a real socket."""

from __future__ import annotations

import socket
import ssl
import threading
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from rentix_desktop.destinations.rentix import client, connect
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.destination import After, DestinationError, Op, Operation, Refused
from tests.destinations.conftest import KEY, Connect, NoWaiting
from tests.destinations.scripted import answer, error_form, scripted
from tests.fakes.request_log import MemoryRequestLog

ONE = Operation(Op.UPSERT, "CN-1", {"announcementValue": 1})
TWO = (ONE, Operation(Op.UPSERT, "CN-2", {"announcementValue": 2}))
HTML = "<!doctype html><html><body>Sign in</body></html>"


@dataclass(frozen=True)
class Case:
    foreign: bytes
    code: Code
    cause: Cause
    after: After
    in_doubt: bool = False
    retry_after: float | None = None
    messages: tuple[str, ...] | None = None


def _said(status: int, *messages: str, **headers: str) -> bytes:
    said = messages[0] if len(messages) == 1 else list(messages)
    return answer(status, error_form(status, said), **headers)


ACCESS, DATA, AWAY = Cause.ACCESS, Cause.DATA, Cause.UNREACHABLE
CASES = {
    "two headers": Case(
        _said(400, "Multiple authentication methods provided"), Code.SEVERAL_KEYS_SENT, ACCESS, After.STOP
    ),
    "no key": Case(_said(401, "API key is required"), Code.KEY_MISSING, ACCESS, After.STOP),
    "wrong key": Case(
        _said(401, "Invalid API key"), Code.KEY_INVALID, ACCESS, After.STOP, messages=("Invalid API key",)
    ),
    "suspended": Case(_said(403, "Agency is suspended"), Code.AGENCY_SUSPENDED, ACCESS, After.STOP),
    "crm off": Case(_said(403, "CRM is not enabled for this agency"), Code.CRM_DISABLED, ACCESS, After.STOP),
    "forbidden": Case(_said(403, "Not yours"), Code.FORBIDDEN, ACCESS, After.STOP),
    "bad request": Case(_said(400, "a", "b"), Code.REQUEST_REFUSED, DATA, After.SPLIT, messages=("a", "b")),
    "conflict": Case(_said(409, "no"), Code.REQUEST_REFUSED, DATA, After.SPLIT),
    "not found": Case(_said(404, "Cannot POST /listings/bulk"), Code.NOT_THE_API, AWAY, After.STOP),
    "not found page": Case(answer(404, HTML, kind="text/html"), Code.NOT_THE_API, AWAY, After.STOP),
    "guard page": Case(answer(403, HTML, kind="text/html"), Code.NOT_THE_API, AWAY, After.STOP),
    "sign-in page": Case(answer(200, HTML, kind="text/html"), Code.NOT_THE_API, AWAY, After.STOP, in_doubt=True),
    "too large": Case(_said(413, "payload too large"), Code.TOO_LARGE, DATA, After.SPLIT),
    "too large page": Case(answer(413, HTML, kind="text/html"), Code.TOO_LARGE, DATA, After.SPLIT),
    "media type": Case(_said(415, "unsupported"), Code.REQUEST_REFUSED, Cause.BUG, After.STOP),
    "request timeout": Case(_said(408, "slow"), Code.TIMEOUT, AWAY, After.RETRY, in_doubt=True),
    "too early": Case(_said(425, "early"), Code.SERVER_ERROR, AWAY, After.RETRY),
    "too many": Case(_said(429, "Too many", Retry_After="7"), Code.RATE_LIMITED, AWAY, After.RETRY, retry_after=7.0),
    "server": Case(_said(500, "oops"), Code.SERVER_ERROR, AWAY, After.RETRY, in_doubt=True),
    "gateway page": Case(answer(502, HTML, kind="text/html"), Code.SERVER_ERROR, AWAY, After.RETRY, in_doubt=True),
    "maintenance": Case(_said(503, "later", Retry_After="30"), Code.SERVER_ERROR, AWAY, After.RETRY, True, 30.0),
    "redirect": Case(answer(307, Location="https://elsewhere.example/x"), Code.REDIRECTED, AWAY, After.STOP),
    "redirect back": Case(answer(301, Location="/api/v2"), Code.REDIRECTED, AWAY, After.STOP),
    "nothing": Case(answer(204), Code.ANSWER_UNREADABLE, AWAY, After.RETRY, in_doubt=True),
    "not json": Case(answer(200, "upstream connect error"), Code.ANSWER_UNREADABLE, AWAY, After.RETRY, in_doubt=True),
    "half json": Case(answer(200, '{"results": [{"ext'), Code.ANSWER_UNREADABLE, AWAY, After.RETRY, in_doubt=True),
    "not utf-8": Case(
        answer(200, b'{"results": "\xff\xfe"}'), Code.ANSWER_UNREADABLE, AWAY, After.RETRY, in_doubt=True
    ),
    "bad gzip": Case(
        answer(200, "x" * 50, Content_Encoding="gzip"), Code.ANSWER_UNREADABLE, AWAY, After.RETRY, in_doubt=True
    ),
    "too deep": Case(answer(200, "[" * 100_000), Code.ANSWER_UNREADABLE, AWAY, After.RETRY, in_doubt=True),
    "a list": Case(answer(200, [1, 2]), Code.ANSWER_UNREADABLE, AWAY, After.RETRY, in_doubt=True),
    "no results": Case(answer(200, {"summary": {}}), Code.ANSWER_UNREADABLE, AWAY, After.RETRY, in_doubt=True),
    "cut": Case(answer(200, {"results": [1] * 99})[:-40], Code.ANSWER_UNREADABLE, AWAY, After.RETRY, in_doubt=True),
    "hung up": Case(b"", Code.UNREACHABLE, AWAY, After.RETRY, in_doubt=True),
    "not http": Case(b"SSH-2.0-OpenSSH_9.2\r\n", Code.UNREACHABLE, AWAY, After.RETRY, in_doubt=True),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_failed_batch(case: Case, connected: Connect) -> None:
    with scripted(case.foreign) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send(TWO, NoWaiting())
    error = caught.value
    assert (error.code, error.cause, error.after) == (case.code, case.cause, case.after)
    assert error.maybe_applied is case.in_doubt
    assert error.retry_after == case.retry_after
    if case.messages is not None:
        assert error.messages == case.messages
    assert len(server.asked) == 1


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_failed_check_of_the_key(case: Case, connected: Connect) -> None:
    """The same answers to a request that changes nothing: nothing is in doubt, nothing can be divided."""
    with scripted(case.foreign) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).verify()
    error = caught.value
    assert (error.code, error.cause) == (case.code, case.cause)
    assert error.after is (After.REFUSE if case.after is After.SPLIT else case.after)
    assert not error.maybe_applied


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_no_failure_shows_the_key(case: Case, connected: Connect) -> None:
    with scripted(case.foreign) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send(TWO, NoWaiting())
    seen: BaseException | None = caught.value
    while seen is not None:
        assert KEY not in "".join(traceback.format_exception(seen)) + repr(seen) + repr(vars(seen))
        assert not hasattr(seen, "request")
        seen = seen.__cause__ or seen.__context__


@pytest.mark.parametrize(
    ("name", "value", "seconds"),
    [
        ("Retry_After", "12", 12.0),
        ("Retry_After", "0", 0.0),
        ("Retry_After", "999999", 3600.0),
        ("Retry_After", "Mon, 04 May 2026 09:30:45 GMT", 45.0),
        ("Retry_After", "Mon, 04 May 2026 09:00:00 GMT", 0.0),
        ("Retry_After", "soon", None),
        ("X_RateLimit_Reset", "1777887020", 20.0),
        ("X_RateLimit_Reset", "1777887020000", 20.0),
        ("X_RateLimit_Reset", "NaN", None),
    ],
)
def test_how_long_the_service_asks_to_wait(name: str, value: str, seconds: float | None, connected: Connect) -> None:
    """Compared with the answer's own date, whatever this computer's clock says."""
    headers = {name: value, "Date": "Mon, 04 May 2026 09:30:00 GMT"}
    with (
        scripted(answer(429, error_form(429, "Too many"), **headers)) as server,
        pytest.raises(DestinationError) as caught,
    ):
        connected(server.address).send(TWO, NoWaiting())
    assert caught.value.retry_after == seconds


def test_a_date_to_wait_for_without_a_date_of_the_answer(connected: Connect) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    with scripted(answer(429, Retry_After=at)) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send(TWO, NoWaiting())
    assert caught.value.retry_after == pytest.approx(100, abs=5)


@pytest.mark.parametrize("status", [400, 404, 409, 422, 413, 403])
def test_a_refused_listing_keeps_the_portals_words(status: int, connected: Connect) -> None:
    with scripted(_said(status, "External ID already linked", "and more")) as server:
        outcome = connected(server.address).send_one(ONE, NoWaiting())
    assert outcome == Refused(("External ID already linked", "and more"))


@pytest.mark.parametrize(
    "name", ["wrong key", "suspended", "crm off", "too many", "server", "redirect", "cut", "not found"]
)
def test_a_single_request_that_says_nothing_of_the_listing(name: str, connected: Connect) -> None:
    case = CASES[name]
    with scripted(case.foreign) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send_one(ONE, NoWaiting())
    assert (caught.value.code, caught.value.maybe_applied) == (case.code, case.in_doubt)


@pytest.mark.parametrize("foreign", [answer(413, HTML, kind="text/html"), answer(400, {})])
def test_a_refusal_without_words_says_at_least_its_number(foreign: bytes, connected: Connect) -> None:
    with scripted(foreign) as server:
        outcome = connected(server.address).send_one(ONE, NoWaiting())
    assert isinstance(outcome, Refused)
    assert outcome.messages[0].startswith("HTTP 4")


def test_a_wordless_403_is_about_the_key(connected: Connect) -> None:
    with scripted(answer(403, {})) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send_one(ONE, NoWaiting())
    assert (caught.value.code, caught.value.after) == (Code.FORBIDDEN, After.STOP)


def test_a_batch_of_one_cannot_be_divided(connected: Connect) -> None:
    with scripted(_said(400, "no")) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send((ONE,), NoWaiting())
    assert caught.value.after is After.REFUSE


# network --------------------------------------------------------------------------------------------------------------
def test_nobody_there(connected: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(DestinationError) as caught:
        connected(f"http://127.0.0.1:{port}").send(TWO, NoWaiting())
    assert (caught.value.code, caught.value.after) == (Code.UNREACHABLE, After.RETRY)
    assert not caught.value.maybe_applied
    assert caught.value.params["host"] == "127.0.0.1"


def test_a_host_without_an_address(connected: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DestinationError) as caught:
        connected("https://no-such-host.invalid/api/v1").verify()
    assert (caught.value.code, caught.value.after) == (Code.HOST_UNKNOWN, After.RETRY)


def test_no_answer_in_time(connected: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "READ_SECONDS", 0.2)
    with scripted(None) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send(TWO, NoWaiting())
    assert (caught.value.code, caught.value.maybe_applied) == (Code.TIMEOUT, True)


def test_an_answer_that_does_not_end(connected: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_SECONDS", -1.0)
    with scripted(answer(200, {"results": []})) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send(TWO, NoWaiting())
    assert (caught.value.code, caught.value.maybe_applied) == (Code.TIMEOUT, True)


def test_an_answer_that_is_too_big(connected: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LARGEST_ANSWER", 1000)
    with scripted(answer(200, {"results": ["x" * 2000]})) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).send(TWO, NoWaiting())
    assert (caught.value.code, caught.value.maybe_applied) == (Code.ANSWER_UNREADABLE, True)


# TLS ------------------------------------------------------------------------------------------------------------------
AGENCY = answer(200, {"id": 318, "name": "Casa Nord"})


def test_a_certificate_nobody_vouches_for(connected: Connect, certificate: tuple[Path, Path]) -> None:
    with scripted(AGENCY, certificate) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).verify()
    assert (caught.value.code, caught.value.after) == (Code.TLS_FAILED, After.STOP)
    assert server.asked == []  # the key was not sent


def test_an_offices_own_authority(connected: Connect, certificate: tuple[Path, Path]) -> None:
    with scripted(AGENCY, certificate) as server:
        assert connected(server.address, ca_file=certificate[0]).verify().id == "318"


def test_a_certificate_of_another_host(connected: Connect, certificate: tuple[Path, Path]) -> None:
    with scripted(AGENCY, certificate) as server, pytest.raises(DestinationError) as caught:
        connected(server.address.replace("127.0.0.1", "localhost"), ca_file=certificate[0]).verify()
    assert caught.value.code is Code.TLS_FAILED
    assert server.asked == []


def test_a_line_that_breaks_under_tls_is_not_a_matter_of_certificates(
    connected: Connect, certificate: tuple[Path, Path]
) -> None:
    """A run goes on after it: only a greeting that fails stops it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def break_off() -> None:
            plain, _ = listener.accept()
            encrypted = context.wrap_socket(plain, server_side=True)
            encrypted.recv(65536)
            with socket.socket(fileno=encrypted.detach()) as raw:
                raw.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))

        thread = threading.Thread(target=break_off)
        thread.start()
        destination = connected(f"https://127.0.0.1:{listener.getsockname()[1]}/api/v1", ca_file=certificate[0])
        with pytest.raises(DestinationError) as caught:
            destination.verify()
        thread.join()
    assert (caught.value.code, caught.value.after) == (Code.UNREACHABLE, After.RETRY)


def test_no_tls_where_it_should_be(connected: Connect) -> None:
    with scripted(AGENCY) as server, pytest.raises(DestinationError) as caught:
        connected(server.address.replace("http:", "https:")).verify()
    assert caught.value.code is Code.TLS_FAILED


@pytest.mark.parametrize("content", [None, b"", b"not a certificate"])
def test_a_certificate_file_that_cannot_be_read(content: bytes | None, connected: Connect, tmp_path: Path) -> None:
    path = tmp_path / "office.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AppError) as caught:
        connected("https://127.0.0.1:9/api/v1", ca_file=path).verify()
    assert caught.value.code is Code.CA_FILE_UNREADABLE
    assert caught.value.params["path"] == str(path)


def test_no_setting_turns_the_check_of_certificates_off(connected: Connect) -> None:
    made = connected("https://127.0.0.1:9/api/v1")
    context = made._client._certificates()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


# proxies --------------------------------------------------------------------------------------------------------------
def test_what_stays_on_this_computer_goes_through_no_proxy(connected: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(AGENCY) as proxy, scripted(AGENCY) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.address.removesuffix("/api/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        connected(server.address).verify()
    assert proxy.asked == []
    assert len(server.asked) == 1


def test_a_proxy_sees_no_key(connected: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(answer(407)) as proxy:
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.address.removesuffix("/api/v1"))
        with pytest.raises(DestinationError) as caught:
            connected("https://portal.invalid/api/v1").send(TWO, NoWaiting())
    assert (caught.value.code, caught.value.maybe_applied) == (Code.UNREACHABLE, False)
    assert [asked.method for asked in proxy.asked] == ["CONNECT"]
    assert KEY not in repr(proxy.asked)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "nonsense://x", "http://[::1"])
def test_a_proxy_setting_that_cannot_be_used(proxy: str, connected: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    with pytest.raises(DestinationError) as caught:
        connected("https://portal.invalid/api/v1").verify()
    assert caught.value.code is Code.UNREACHABLE


# before anything is sent ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", Code.KEY_MISSING),
        (" \r\n", Code.KEY_MISSING),
        ("ключ", Code.KEY_MALFORMED),
        ("a\x00b", Code.KEY_MALFORMED),
        ("x" * 5000, Code.KEY_MALFORMED),
    ],
)
def test_a_key_that_cannot_be_one(key: str, code: Code) -> None:
    with pytest.raises(AppError) as caught:
        connect("https://crm.rentix.md", key, request_log=MemoryRequestLog())
    assert (caught.value.code, caught.value.cause) == (code, Cause.ACCESS)
    assert key not in repr(caught.value) or not key.strip()
