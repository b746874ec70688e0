"""A server on loopback that answers with exactly the bytes a test gives it, also such as no decent server sends."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name.lower()]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def answer(status: int, body: Any = b"", *, kind: str = "application/json", **headers: str) -> bytes:
    """The bytes of a whole answer; what is not bytes or text is written as JSON."""
    raw = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    lines = [
        f"HTTP/1.1 {status} Something",
        f"Content-Type: {kind}",
        f"Content-Length: {len(raw)}",
        "Connection: close",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw


def error_form(status: int, message: str | list[str]) -> dict[str, object]:
    """The common form of an error (API reference, section 8)."""
    return {"statusCode": status, "message": message, "error": "Something"}


Script = Callable[[Asked], bytes | None]
"""Gives the bytes to answer with; None = hold the connection open and say nothing until the server is stopped."""


@dataclass(slots=True)
class ScriptedServer:
    address: str
    asked: list[Asked] = field(default_factory=list)


@contextlib.contextmanager
def scripted(
    script: Script | bytes | None, tls: tuple[Path, Path] | None = None, *, hold: bool = False
) -> Iterator[ScriptedServer]:
    """Serves one connection after the other; `tls` is (certificate, key), `hold` keeps connections open after what was
    said."""
    context: ssl.SSLContext | None = None
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
    listener = socket.create_server(("127.0.0.1", 0))
    scheme = "https" if tls else "http"
    server = ScriptedServer(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/api/v1")
    stopped = threading.Event()
    threads: list[threading.Thread] = []

    def serve(plain: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.closing(plain):  # the client may hang up at any moment
            connection = context.wrap_socket(plain, server_side=True) if context else plain
            with contextlib.closing(connection):
                asked = _read(connection)
                if asked is None:
                    return
                server.asked.append(asked)
                said = script(asked) if callable(script) else script
                if said is not None:
                    connection.sendall(said)
                if said is None or hold:
                    stopped.wait(30)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            if stopped.is_set():
                connection.close()
                return
            thread = threading.Thread(target=serve, args=(connection,))
            thread.start()
            threads.append(thread)

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield server
    finally:
        stopped.set()
        with contextlib.suppress(OSError), socket.create_connection(listener.getsockname(), timeout=1):
            pass
        accepting.join(10)
        listener.close()
        for thread in threads:
            thread.join(10)


def _read(connection: socket.socket) -> Asked | None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = connection.recv(65536)
        if not piece:
            return None
        raw += piece
        if raw.startswith(b"\x16\x03"):  # a TLS greeting to a server without TLS
            return Asked("", "", [], raw)
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    length = int(dict(headers).get("content-length", "0"))
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            return None
        body += piece
    method, path, _ = first.split(" ")
    return Asked(method, path, headers, body)
