"""Which service, which key, which account: decided from the command line, the environment and what is remembered."""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from rentix_desktop.cli.context import Context
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Account, Destination, DestinationError
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import PRODUCTION, Settings
from rentix_desktop.sync.verifying import interrupting, verified


@dataclass(frozen=True, slots=True)
class Connection:
    """A service that knows the key, and whose account it is."""

    account: Account
    destination: Destination

    @property
    def key(self) -> AccountKey:
        return AccountKey(self.account.base_url, self.account.id)


def base_url(context: Context, settings: Settings) -> str:
    """What was said, else that of the account used last, else the portal's own."""
    if context.options.base_url:
        return context.options.base_url
    return settings.last_account.base_url if settings.last_account else PRODUCTION


def known_account(context: Context) -> AccountKey | None:
    """The account used last at this address, as far as it is remembered: asks neither the service nor the keyring."""
    settings = context.ports.settings.load()
    address = base_url(context, settings).strip().rstrip("/")
    here = [known.key for known in settings.accounts if known.key.base_url == address]
    if settings.last_account in here:
        return settings.last_account
    return here[-1] if here else None


@contextlib.contextmanager
def connected(context: Context, wait: float) -> Iterator[Connection]:
    """A verified connection; `wait` = seconds to look for a service that cannot be reached.

    Remembers the account, never the key. Raises AppError KEY_MISSING, ADDRESS_INVALID and what `verify` raises.
    """
    settings = context.ports.settings.load()
    address = base_url(context, settings)
    destination = context.ports.connect(address, _key(context))
    try:
        account = _verified(context, destination, wait)
        _remember(context, account)
        yield Connection(account, destination)
    finally:
        destination.close()


def _key(context: Context) -> str:
    if context.options.key:
        return context.options.key
    account = known_account(context)
    key = context.ports.keys.get(account) if account else None
    if key is None:
        raise AppError(Code.KEY_MISSING, Cause.ACCESS)
    return key


def _verified(context: Context, destination: Destination, wait: float) -> Account:
    control = RunControl()

    def waiting(error: DestinationError) -> None:
        context.output.note(context.output.described(error).message)

    with interrupting(destination, control):
        return context.stopping.work(control, lambda: verified(destination, control, wait, waiting))


def _remember(context: Context, account: Account) -> None:
    """A service on this computer is for practice: it is not the one used last, and only one is remembered."""
    before = context.ports.settings.load()
    if _on_this_computer(account.base_url):
        real = tuple(known for known in before.accounts if not _on_this_computer(known.key.base_url))
        after = replace(replace(before, accounts=real).with_account(account), last_account=before.last_account)
    else:
        after = before.with_account(account)
    if after != before:
        context.ports.settings.save(after)


def _on_this_computer(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
