"""The sockets of a client's connections, so that a request on its way can be cut from another thread."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Mapping
from typing import Any, Final
from weakref import WeakSet

_OPENED: Final = (".connect_tcp.complete", ".start_tls.complete")


class OpenSockets:
    """Told of connections by `trace`; forgets them when nobody else holds them."""

    def __init__(self) -> None:
        self._lock: Final = threading.Lock()
        self._sockets: Final[WeakSet[socket.socket]] = WeakSet()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """For the request extension "trace" of httpx, which gives out the stream of each connection it makes."""
        if event.endswith(_OPENED):
            opened = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._sockets.add(opened)

    def cut(self) -> None:
        """Whoever reads or writes on one of them gets an error at once."""
        with self._lock:
            for each in self._sockets:
                with contextlib.suppress(OSError):  # closed already, or wrapped into another one for TLS
                    # not each.shutdown: that of TLS would drop the encryption while another thread may be sending
                    socket.socket.shutdown(each, socket.SHUT_RDWR)
                if sys.platform == "win32":  # a thread that waits there is woken by nothing less
                    each.close()
