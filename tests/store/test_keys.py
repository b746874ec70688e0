"""The key store over a real keyring daemon, and over everything else a computer may have instead of one."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from rentix_desktop.store import keys
from rentix_desktop.store.keys import SystemKeyStore
from rentix_desktop.store.secrets import Secrets
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import Kept, KeyKept

ACCOUNT = AccountKey("https://crm.rentix.md/api/v1", "318")
OTHER = AccountKey("https://crm.rentix.md/api/v1", "319")
KEY = "rk_live_ключ-ș_0123456789"

_ONLY_LINUX = "only on Linux: the keyring daemon of other systems belongs to the person"


# a real daemon --------------------------------------------------------------------------------------------------------
class Session:
    """A bus and a home of its own, in which a program runs with or without a keyring daemon."""

    def __init__(self, home: Path) -> None:
        self._home = home
        (home / "run").mkdir(mode=0o700)

    def run(self, program: str, password: str | None = None, bus: str = "with services") -> Any:
        """What `program` prints as JSON. `password` unlocks the daemon, or not, if it is a wrong one; None: the daemon
        is not started, though the bus may do it. `bus`: "with services", "bare" (nothing can be started), "none"."""
        words = [sys.executable, "-c", _HEAD + program]
        if password:
            unlock = 'printf %s "$PASSWORD" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1'
            words = ["bash", "-c", f'{unlock}; exec "$0" "$@"', *words]
        if bus != "none":
            config = self._home / "bare.conf"
            config.write_text(_BARE_BUS)
            words = ["dbus-run-session", *(["--config-file", str(config)] if bus == "bare" else []), "--", *words]
        wanted = ("PATH", "LANG", "SYSTEMROOT")
        environment = {name: os.environ[name] for name in wanted if name in os.environ} | {
            "HOME": str(self._home),
            "XDG_RUNTIME_DIR": str(self._home / "run"),
            "PASSWORD": password or "",
        }
        done = subprocess.run(
            words, env=environment, cwd=Path(__file__).parents[2], capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        assert KEY.encode() not in done.stderr
        return json.loads(done.stdout)

    def files(self) -> bytes:
        return b"".join(path.read_bytes() for path in self._home.rglob("*") if path.is_file())


_BARE_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"""

_HEAD = f"""
import json
from rentix_desktop.store.keys import SystemKeyStore
from rentix_desktop.store.secrets import Secrets
from rentix_desktop.sync.ledger import AccountKey
KEY, ACCOUNT, OTHER = {KEY!r}, {ACCOUNT!r}, {OTHER!r}
def new(): return SystemKeyStore(Secrets())
def told(kept): return [kept.where, kept.backend, kept.why_not]
"""


@pytest.fixture
def session() -> Iterator[Session]:
    if platform.system() != "Linux":
        pytest.skip(_ONLY_LINUX)
    if not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")):
        pytest.skip("gnome-keyring and dbus are not installed")
    with tempfile.TemporaryDirectory(prefix="rk") as folder:  # short: the daemon's socket has a path of its own in it
        yield Session(Path(folder))


def test_a_real_keyring_keeps_gives_and_forgets(session: Session) -> None:
    said = session.run(
        """
first = new().put(ACCOUNT, KEY)
new().put(OTHER, "other")
seen = [new().get(ACCOUNT), new().get(OTHER)]
new().forget(ACCOUNT); new().forget(ACCOUNT)
seen += [new().get(ACCOUNT), new().get(OTHER)]
new().put(OTHER, KEY)
print(json.dumps([told(first), seen]))""",
        password="right",
    )
    assert said == [["keyring", "Secret Service", None], [KEY, "other", None, "other"]]
    assert session.run("print(json.dumps(new().get(OTHER)))", password="right") == KEY, "outlives the daemon"
    assert KEY.encode() not in session.files()


def test_a_locked_keyring_keeps_the_key_for_the_session_only(session: Session) -> None:
    session.run("print(json.dumps(told(new().put(ACCOUNT, KEY))))", password="right")
    said = session.run(
        """
store = new()
before = store.get(ACCOUNT)
kept = store.put(ACCOUNT, KEY)
print(json.dumps([before, told(kept), store.get(ACCOUNT), new().get(ACCOUNT)]))""",
        password="wrong",
    )
    assert said == [None, ["session", None, "keyring_locked"], KEY, None]
    assert KEY.encode() not in session.files()


@pytest.mark.parametrize(
    ("bus", "why_not"),
    [("none", "keyring_missing"), ("bare", "keyring_missing"), ("with services", "keyring_locked")],
)
def test_without_a_usable_keyring_the_key_is_for_the_session_only(session: Session, bus: str, why_not: str) -> None:
    """No bus at all, a bus without a keyring, and one that was never set up: it would have to ask, without a screen."""
    said = session.run(
        "s = new(); print(json.dumps([told(s.put(ACCOUNT, KEY)), s.get(ACCOUNT), new().get(ACCOUNT)]))", bus=bus
    )
    assert said == [["session", None, why_not], KEY, None]
    assert KEY.encode() not in session.files()


# back ends of every kind ----------------------------------------------------------------------------------------------
class MemoryBackend(KeyringBackend):
    """A secure back end in memory; a test may make it fail in its own way."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library has no type there
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


class PlaintextKeyring(MemoryBackend):
    """Stands for keyrings.alt.file.PlaintextKeyring: works, and keeps the key in clear."""


class Hanging(MemoryBackend):
    """A locked keyring with a screen: waits for a person."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()
        self.calls = 0

    def set_password(self, service: str, username: str, password: str) -> None:
        self.calls += 1
        self.unlocked.wait()
        super().set_password(service, username, password)


class Forgetful(MemoryBackend):
    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:10])


class Broken(MemoryBackend):
    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(f"no: {password}")

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked


class Chainer(keyring.backends.chainer.ChainerBackend):
    members: tuple[KeyringBackend, ...] = ()
    backends = property(lambda self: self.members)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`use(backend)`: what `keyring` chose; classes of `trusted` count as secure."""
    before = keyring.get_keyring()

    def choose(backend: KeyringBackend, *trusted: type[KeyringBackend]) -> None:
        keyring.set_keyring(backend)
        names = {f"{each.__module__}.{each.__qualname__}": "Test Keyring" for each in trusted}
        monkeypatch.setattr(keys, "_SECURE", names)

    yield choose
    keyring.set_keyring(before)


def test_a_secure_back_end(use: Any) -> None:
    backend = MemoryBackend()
    use(backend, MemoryBackend)
    store = SystemKeyStore(Secrets())
    assert store.put(ACCOUNT, KEY) == KeyKept(Kept.KEYRING, backend="Test Keyring")
    assert backend.kept == {("Rentix Desktop https://crm.rentix.md/api/v1", "318"): KEY}
    assert SystemKeyStore(Secrets()).get(ACCOUNT) == KEY
    assert store.get(OTHER) is None
    store.forget(ACCOUNT)
    store.forget(ACCOUNT)
    assert store.get(ACCOUNT) is None


@pytest.mark.parametrize("kind", [PlaintextKeyring, keyring.backends.null.Keyring, keyring.backends.fail.Keyring])
def test_an_insecure_back_end_is_never_given_a_key(use: Any, kind: type[KeyringBackend]) -> None:
    backend = kind()
    use(backend, MemoryBackend)
    store = SystemKeyStore(Secrets())
    assert store.put(ACCOUNT, KEY) == KeyKept(Kept.SESSION, why_not="keyring_missing")
    assert store.get(ACCOUNT) == KEY
    assert SystemKeyStore(Secrets()).get(ACCOUNT) is None
    assert getattr(backend, "kept", {}) == {}
    assert KEY not in repr(store)


def test_of_a_chain_the_first_secure_member_is_taken(use: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, secure = PlaintextKeyring(), MemoryBackend()
    chain = Chainer()  # type: ignore[no-untyped-call]  # the library has no type there
    chain.members = (plain, secure)
    monkeypatch.setattr(keys, "_CHAINER", f"{Chainer.__module__}.{Chainer.__qualname__}")
    use(chain, MemoryBackend)
    assert SystemKeyStore(Secrets()).put(ACCOUNT, KEY).where is Kept.KEYRING
    assert plain.kept == {}
    assert list(secure.kept.values()) == [KEY]


def test_the_real_chainer_has_the_name_we_know() -> None:
    chainer = keyring.backends.chainer.ChainerBackend
    assert f"{chainer.__module__}.{chainer.__qualname__}" == keys._CHAINER


def test_every_secure_class_exists_in_the_library() -> None:
    for name in keys._SECURE:
        module, _, attribute = name.rpartition(".")
        assert hasattr(pytest.importorskip(module), attribute), name


def test_a_back_end_that_hangs_is_left_after_the_limit_and_not_called_again(use: Any) -> None:
    backend = Hanging()
    use(backend, Hanging)
    store = SystemKeyStore(Secrets(), time_limit=0.2)
    assert store.put(ACCOUNT, KEY) == KeyKept(Kept.SESSION, why_not="keyring_timeout")
    assert store.put(ACCOUNT, KEY) == KeyKept(Kept.SESSION, why_not="keyring_timeout")
    assert store.get(OTHER) is None
    assert backend.calls == 1
    backend.unlocked.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join()
    assert store.put(ACCOUNT, KEY).where is Kept.KEYRING, "the person unlocked it: the next try works"


def test_a_key_that_does_not_come_back_whole_is_not_kept(use: Any) -> None:
    use(Forgetful(), Forgetful)
    store = SystemKeyStore(Secrets())
    assert store.put(ACCOUNT, KEY) == KeyKept(Kept.SESSION, why_not="keyring_failed")
    assert store.get(ACCOUNT) == KEY


def test_whatever_a_back_end_raises_the_key_is_kept_for_the_session(use: Any, caplog: pytest.LogCaptureFixture) -> None:
    use(Broken(), Broken)
    store = SystemKeyStore(Secrets())
    assert store.put(ACCOUNT, KEY) == KeyKept(Kept.SESSION, why_not="keyring_failed")
    assert store.get(ACCOUNT) == KEY
    assert store.get(OTHER) is None
    store.forget(ACCOUNT)
    assert store.get(ACCOUNT) is None
    assert KEY not in caplog.text


def test_a_new_key_kept_by_the_keyring_wins_over_the_one_of_the_session(use: Any) -> None:
    use(Broken(), Broken)
    store = SystemKeyStore(Secrets())
    store.put(ACCOUNT, "old key of the session")
    use(MemoryBackend(), MemoryBackend)
    store.put(ACCOUNT, KEY)
    assert store.get(ACCOUNT) == KEY
