"""The process of the demo portal: takes a loopback port, says so in one line, serves until stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType

import uvicorn

from rentix_desktop.demo import keys
from rentix_desktop.demo.app import create_app
from rentix_desktop.demo.faults import TrackedProtocol
from rentix_desktop.demo.options import API_PATH, DemoOptions, parse
from rentix_desktop.demo.portal import Portal

_STANDARD_INPUT = 0


def main(arguments: Sequence[str]) -> int:
    """Runs the demo portal: 0 when stopped (SIGINT, SIGTERM, closed input), 1 when the port cannot be had."""
    return serve(parse(arguments))


def serve(options: DemoOptions) -> int:
    """As `main`, from options. Must be called on the main thread, as it handles signals."""
    try:
        listener = _listener(options.port)
    except OSError as error:
        sys.stderr.write(f"port {options.port}: {error}\n")
        return 1
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    portal = Portal(options, address)
    config = uvicorn.Config(
        create_app(portal, options),
        loop="asyncio",
        http=TrackedProtocol,
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config, lambda: _announce(f"{address}{API_PATH}"))

    def stop(_signal: int = 0, _frame: FrameType | None = None) -> None:
        server.should_exit = True

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):  # uvicorn raises a signal again when it is done: it must find ours
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    if options.end_with_stdin:
        threading.Thread(target=_wait_for_closed_input, args=(stop,), name="demo-input", daemon=True).start()
    with listener:
        server.run(sockets=[listener])
    return 0


def _listener(port: int) -> socket.socket:
    """A socket that listens on loopback. Raises OSError where the port is taken.

    The protocol is named because asyncio turns off the delay of small packets only then: without it every answer to
    a kept-alive connection comes 40 ms late.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere this option would let two programs have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


class _Server(uvicorn.Server):
    """Tells when connections are accepted."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def _announce(base_url: str) -> None:
    sys.stdout.write(json.dumps({"base_url": base_url, "key": keys.OPEN}) + "\n")
    sys.stdout.flush()


def _wait_for_closed_input(stop: Callable[[], None]) -> None:
    # os.read, not sys.stdin: a buffered reader held by this thread would stop the interpreter from ending
    try:
        while os.read(_STANDARD_INPUT, 1024):
            pass
    except OSError:
        pass  # no usable input is as good as a closed one
    stop()
