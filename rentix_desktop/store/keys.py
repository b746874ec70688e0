"""The API keys in the operating system's keyring, or in memory for this session; never in clear on disk."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from rentix_desktop.errors import Code
from rentix_desktop.store.secrets import Secrets
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import Kept, KeyKept

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

_SECURE: Final = {
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.kwallet.DBusKeyringKWallet4": "KWallet",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
}
"""Class → the name a person knows. Anything else may keep the key in clear, lose it or ask on standard input."""

_CHAINER: Final = "keyring.backends.chainer.ChainerBackend"


class _NotKept(Exception):  # noqa: N818 - an answer inside this module
    """The keyring did not do it; the code says why."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


class SystemKeyStore:
    """Implements `sync.ports.KeyStore`.

    Every call to the keyring runs on a thread of its own with a time limit in seconds: a locked keyring with a screen
    waits for the person without end (stack facts, section 2).
    """

    def __init__(self, secrets: Secrets, time_limit: float = 30.0) -> None:
        self._secrets = secrets
        self._time_limit = time_limit
        self._session: dict[AccountKey, str] = {}
        self._hanging: threading.Thread | None = None
        self._one_at_a_time = threading.Lock()

    def __repr__(self) -> str:
        return "SystemKeyStore()"

    def put(self, account: AccountKey, key: str) -> KeyKept:
        """Keeps the key in the keyring and reads it back; for this session only where that fails, with the reason."""
        self._secrets.add(key)
        try:
            backend = self._within_limit(lambda: _put(account, key))
        except _NotKept as why:
            _log.warning("the key is kept for this session only: %s", why.code)
            self._session[account] = key
            return KeyKept(Kept.SESSION, why_not=why.code.value)
        self._session.pop(account, None)
        return KeyKept(Kept.KEYRING, backend=backend)

    def get(self, account: AccountKey) -> str | None:
        """The key of this session, else the keyring's; None where there is none or the keyring does not give it."""
        if account in self._session:
            return self._session[account]
        try:
            key = self._within_limit(lambda: _get(account))
        except _NotKept as why:
            _log.warning("the keyring gave no key: %s", why.code)
            return None
        if key:
            self._secrets.add(key)
        return key or None

    def forget(self, account: AccountKey) -> None:
        self._session.pop(account, None)
        try:
            self._within_limit(lambda: _forget(account))
        except _NotKept as why:
            _log.warning("the keyring did not forget the key: %s", why.code)

    def _within_limit(self, call: Callable[[], _T]) -> _T:
        """Raises _NotKept. A call that hangs is left behind; until it ends no other is begun."""
        with self._one_at_a_time:
            if self._hanging is not None and self._hanging.is_alive():
                raise _NotKept(Code.KEYRING_TIMEOUT)
            done: list[_T] = []
            failed: list[_NotKept] = []

            def work() -> None:
                try:
                    done.append(_translated(call))
                except _NotKept as why:
                    failed.append(why)

            thread = threading.Thread(target=work, name="keyring", daemon=True)
            thread.start()
            thread.join(self._time_limit)
            if thread.is_alive():
                self._hanging = thread
                raise _NotKept(Code.KEYRING_TIMEOUT)
        if failed:
            raise failed[0]
        return done[0]


def _translated(call: Callable[[], _T]) -> _T:
    """Runs `call`; whatever the keyring raises becomes _NotKept, without its text, which may hold anything."""
    try:
        from keyring.errors import InitError, KeyringLocked, NoKeyringError
    except Exception:  # noqa: BLE001 - a broken installation of a back end fails in its own ways
        raise _NotKept(Code.KEYRING_MISSING) from None
    try:
        return call()
    except _NotKept:
        raise
    except (KeyringLocked, InitError):  # InitError: the keyring would have to ask the person, and cannot
        raise _NotKept(Code.KEYRING_LOCKED) from None
    except NoKeyringError:
        raise _NotKept(Code.KEYRING_MISSING) from None
    except Exception as error:  # noqa: BLE001 - back ends raise KeyringError, D-Bus and OS errors of their own
        _log.warning("keyring: %s", type(error).__name__)
        raise _NotKept(Code.KEYRING_FAILED) from None


def _backend() -> tuple[KeyringBackend, str]:
    """The secure back end and its name. Raises _NotKept KEYRING_MISSING where there is none."""
    import keyring

    chosen = keyring.get_keyring()
    chained: Iterable[KeyringBackend] = (
        getattr(chosen, "backends", ()) if _class_name(chosen) == _CHAINER else (chosen,)
    )
    for each in chained:
        if (name := _SECURE.get(_class_name(each))) is not None:
            return each, name
    raise _NotKept(Code.KEYRING_MISSING)


def _class_name(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _service(account: AccountKey) -> str:
    return f"Rentix Desktop {account.base_url}"


def _put(account: AccountKey, key: str) -> str:
    backend, name = _backend()
    backend.set_password(_service(account), account.agency_id, key)
    if backend.get_password(_service(account), account.agency_id) != key:
        raise _NotKept(Code.KEYRING_FAILED)
    return name


def _get(account: AccountKey) -> str | None:
    backend, _ = _backend()
    return backend.get_password(_service(account), account.agency_id)


def _forget(account: AccountKey) -> None:
    from keyring.errors import PasswordDeleteError

    backend, _ = _backend()
    try:
        backend.delete_password(_service(account), account.agency_id)
    except PasswordDeleteError:
        if backend.get_password(_service(account), account.agency_id) is not None:
            raise
