"""What the connect page does on a worker, and the small decisions around it. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import KeyKept, KeyStore, OpenLedger, RunningDemo
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.session import Connection, RunningPortal


class Phase(StrEnum):
    """What a connecting job waits for."""

    STARTING_DEMO = "starting_demo"
    READING_KEY = "reading_key"
    ASKING = "asking"


@dataclass(frozen=True, slots=True)
class Reached:
    """What a connecting job brings: the connection, the demo portal if it started one, and the key still to be kept."""

    connection: Connection
    portal: RunningPortal | None = None
    to_keep: str | None = None

    def __repr__(self) -> str:
        return f"Reached({self.connection.account!r})"


Connect = Callable[[str, str], Destination]
Work = Callable[[Task[Any]], Reached]


def clean_key(text: str) -> str:
    """A key as it was meant: pasted blanks, line ends and invisible characters are taken out."""
    return "".join(char for char in text if not char.isspace() and char not in "\u200b\u200c\u200d\u2060\ufeff")


def host(base_url: str) -> str:
    """The host a person recognises; the address itself where it has none."""
    with suppress(ValueError):
        return urlsplit(base_url).netloc or base_url
    return base_url


def connect_with(task: Task[Any], connect: Connect, open_ledger: OpenLedger, base_url: str, key: str) -> Reached:
    """Verifies a key that was typed in. Raises AppError for every refusal."""
    if not key:
        raise AppError(Code.KEY_MISSING, Cause.ACCESS)
    task.progress(Phase.ASKING)
    return Reached(_open(task, connect, open_ledger, base_url, key), to_keep=key)


def reconnect(
    task: Task[Any], connect: Connect, open_ledger: OpenLedger, keys: KeyStore, account: AccountKey
) -> Reached:
    """Verifies the kept key of a known account. Raises AppError KEY_MISSING where the key store has none."""
    task.progress(Phase.READING_KEY)
    key = keys.get(account)
    if key is None:
        raise AppError(Code.KEY_MISSING, Cause.ACCESS)
    task.check()
    task.progress(Phase.ASKING)
    return Reached(_open(task, connect, open_ledger, account.base_url, key))


def connect_demo(
    task: Task[Any],
    connect: Connect,
    open_ledger: OpenLedger,
    start: Callable[[], AbstractContextManager[RunningDemo]],
    running: RunningPortal | None,
) -> Reached:
    """Connects to the demo portal, started before or now. Raises AppError DEMO_NOT_STARTED."""
    portal = running
    if portal is None:
        task.progress(Phase.STARTING_DEMO)
        context = start()
        portal = RunningPortal(context, context.__enter__())
    try:
        task.check()
        task.progress(Phase.ASKING)
        return Reached(_open(task, connect, open_ledger, portal.demo.base_url, portal.demo.key), portal)
    except BaseException:
        if running is None:
            portal.context.__exit__(None, None, None)
        raise


def keep(keys: KeyStore, account: AccountKey, key: str) -> KeyKept:
    """Puts the key into the key store; may wait for the person's password."""
    return keys.put(account, key)


def _open(task: Task[Any], connect: Connect, open_ledger: OpenLedger, base_url: str, key: str) -> Connection:
    """A connection, or nothing left open: also when it was stopped meanwhile and nobody would take it."""
    from rentix_desktop.sync.repair.needing import needing  # half the program: not before the first page is up

    destination = connect(base_url, key)
    try:
        account = destination.verify()
        catalogue = destination.catalogue()
        ledger = open_ledger(AccountKey(account.base_url, account.id))
    except BaseException:
        destination.close()
        raise
    try:
        ledger.keep_quota(account.used, account.limit)
        interrupted = ledger.interrupted()
        left = needing(ledger)
        task.check()
    except BaseException:
        ledger.close()
        destination.close()
        raise
    return Connection(account, destination, catalogue, ledger, interrupted, left)
