"""The address of the API, checked before a key is sent to it (design, section 6: the key)."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import SplitResult, urlsplit

from rentix_desktop.errors import AppError, Cause, Code

_PRODUCTION_HOST: Final = "crm.rentix.md"
_PRODUCTION_PATH: Final = "/api/v1"


def base_url(typed: str) -> str:
    """The address as it is used and remembered: no spaces, lower-case host, no default port, no slash at the end.

    The path is kept as typed, because another service may have another one ("…/api/v1" is part of the address); only
    the production host alone gets its known path. Without a scheme https is meant, on this computer itself http; one
    word alone is then no address: it may well be a key in the wrong field, which must not become a question to a DNS.

    Raises AppError ADDRESS_INVALID (no host, another scheme, credentials, a query or a fragment) and
    ADDRESS_INSECURE (plain http to another computer).
    """
    text = typed.strip()
    with_scheme = "://" in text
    parts = _split(text if with_scheme else f"//{text}")
    host = (parts.hostname or "").lower()
    if not host or parts.username is not None or parts.password is not None or "?" in text or "#" in text:
        raise _invalid(text)
    here = is_loopback(host)
    if not with_scheme and not here and "." not in host:
        raise _invalid(text)
    scheme = parts.scheme.lower() or ("http" if here else "https")
    if scheme not in ("http", "https"):
        raise _invalid(text)
    if scheme == "http" and not here:
        raise AppError(Code.ADDRESS_INSECURE, Cause.USAGE, address=_shown(text))
    path = parts.path.rstrip("/")
    if host == _PRODUCTION_HOST and not path:
        path = _PRODUCTION_PATH
    return f"{scheme}://{_network_place(parts, scheme, host)}{path}"


def is_loopback(host: str) -> bool:
    """Whether `host` is this computer itself, so that what is sent to it does not leave it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(address: str) -> str:
    """The host of an address that was checked before."""
    return urlsplit(address).hostname or ""


def _split(text: str) -> SplitResult:
    if "\\" in text or any(char.isspace() or not char.isprintable() for char in text):
        raise _invalid(text)
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - a port that is no number shows only when it is asked for
        (parts.hostname or "").encode("idna")
    except ValueError as error:  # UnicodeError is one
        raise _invalid(text) from error
    return parts


def _network_place(parts: SplitResult, scheme: str, host: str) -> str:
    name = f"[{host}]" if ":" in host else host
    default = 443 if scheme == "https" else 80
    return name if parts.port in (None, default) else f"{name}:{parts.port}"


def _invalid(text: str) -> AppError:
    return AppError(Code.ADDRESS_INVALID, Cause.USAGE, address=_shown(text))


def _shown(text: str) -> str:
    """The address to name in a message: without a password, a query, or what may be a key in the wrong field."""
    if not any(char in text for char in ".:/"):
        return "…"
    start, at, rest = text.rpartition("@")
    plain = f"{start.partition('://')[0]}://…@{rest}" if at and "://" in start else rest
    return "".join(char for char in plain if char.isprintable()).partition("?")[0].partition("#")[0][:100]
