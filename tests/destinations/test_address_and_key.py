from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.destinations.rentix.address import base_url
from rentix_desktop.destinations.rentix.key import ApiKey
from rentix_desktop.errors import AppError, Cause, Code


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("https://crm.rentix.md/api/v1", "https://crm.rentix.md/api/v1"),
        ("  https://CRM.Rentix.md/api/v1//\r\n", "https://crm.rentix.md/api/v1"),
        ("https://crm.rentix.md:443/api/v1", "https://crm.rentix.md/api/v1"),
        ("crm.rentix.md", "https://crm.rentix.md/api/v1"),
        ("https://crm.rentix.md/", "https://crm.rentix.md/api/v1"),
        ("crm.rentix.md/api/v2", "https://crm.rentix.md/api/v2"),
        ("https://staging.example.md:8443/x/api/v1/", "https://staging.example.md:8443/x/api/v1"),
        ("https://portal.example", "https://portal.example"),
        ("http://127.0.0.1:8123/api/v1", "http://127.0.0.1:8123/api/v1"),
        ("127.0.0.1:8123/api/v1", "http://127.0.0.1:8123/api/v1"),
        ("localhost:8123", "http://localhost:8123"),
        ("http://localhost:80/api/v1", "http://localhost/api/v1"),
        ("http://[::1]:8123/api/v1", "http://[::1]:8123/api/v1"),
        ("https://intranet/api/v1", "https://intranet/api/v1"),
    ],
)
def test_addresses_as_people_type_them(typed: str, used: str) -> None:
    assert base_url(typed) == used
    assert base_url(used) == used


@pytest.mark.parametrize(
    "typed",
    ["", "https://", "https:///api/v1", "ftp://crm.rentix.md", "file:///etc/passwd", "javascript://x.y/", "rx_0123456789abcdef",
     "https://me:secret@crm.rentix.md/api/v1", "https://me@crm.rentix.md", "https://crm.rentix.md/api/v1?key=secret",
     "https://crm.rentix.md/api/v1#secret", "https://crm.rentix.md:port/", "https://crm.rentix.md:99999/", "https://[::1/",
     "https://crm rentix.md", "https://crm.rentix.md\\@evil.example", "https://crm.rentix.md/\x00", "https://" + "a" * 64 + ".md"],
)  # fmt: skip
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(AppError) as caught:
        base_url(typed)
    assert (caught.value.code, caught.value.cause) == (Code.ADDRESS_INVALID, Cause.USAGE)
    assert "secret" not in str(caught.value.params) + str(caught.value)
    assert "0123456789abcdef" not in str(caught.value.params)


@pytest.mark.parametrize(
    "typed",
    ["http://crm.rentix.md/api/v1", "http://192.168.1.5/api/v1", "http://localhost.example.com/", "http://127.0.0.1.example.com", "http://127.1", "HTTP://crm.rentix.md"],
)  # fmt: skip
def test_no_key_over_plain_http(typed: str) -> None:
    with pytest.raises(AppError) as caught:
        base_url(typed)
    assert (caught.value.code, caught.value.cause) == (Code.ADDRESS_INSECURE, Cause.USAGE)


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z@:/?#\[\]\\.0-9]{0,30}", fullmatch=True))
def test_any_text_is_an_address_or_refused(typed: str) -> None:
    try:
        used = base_url(typed)
    except AppError as error:
        refusal = error
    else:
        assert base_url(used) == used
        return
    assert refusal.code in (Code.ADDRESS_INVALID, Code.ADDRESS_INSECURE)


@pytest.mark.parametrize(
    "typed",
    [
        "abc-123",
        "  abc-123\r\n",
        "\ufeffabc-123\u200b",
        "abc-\r\n123",
        "ApiKey abc-123",
        "apikey: abc-123",
        "\u00a0abc-123\t",
    ],
)
def test_a_key_is_cleaned_of_what_a_paste_brings(typed: str) -> None:
    assert ApiKey(typed).header() == ("Authorization", "ApiKey abc-123")


def test_a_key_does_not_show_itself() -> None:
    key = ApiKey("abc-123")
    assert "abc" not in f"{key} {key!r} {[key]}"
    for write in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            write(key)
    assert key.hidden_in("bad header ApiKey abc-123!") == "bad header ApiKey •••!"
