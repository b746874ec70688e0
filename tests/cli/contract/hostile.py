"""A portal that answers what no portal should: `POST /listings/bulk` and `PUT /listings` as a test says."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answers = Callable[[list[dict[str, Any]], str], tuple[int, bytes]]
"""(operations, value of the Authorization header) → status and body."""


class Hostile:
    """`agency` and `bulk` are what it answers; `bulk_requests` counts."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.agency: Any = {"id": 1, "name": "X", "limits": {"monthlyListings": {"used": 1, "limit": 100}}}
        self.bulk: Answers = good
        self.bulk_requests = 0


def good(operations: list[dict[str, Any]], _: str) -> tuple[int, bytes]:
    results = [{"externalId": each["externalId"], "success": True} for each in operations]
    return 200, json.dumps({"results": results}).encode()


@contextlib.contextmanager
def serve() -> Iterator[Hostile]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            known = self.path.endswith("/agency")
            answer = portal.agency if known else {"statusCode": 404, "message": "Cannot GET", "error": "Not Found"}
            self._answer(200 if known else 404, json.dumps(answer).encode())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            portal.bulk_requests += 1
            self._answer(*portal.bulk(body.get("operations", [body]), self.headers["authorization"]))

        def do_PUT(self) -> None:
            self.do_POST()

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):  # the other side may have heard enough
                self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    portal = Hostile(f"http://127.0.0.1:{server.server_port}/api/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="hostile")
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
