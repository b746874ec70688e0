"""The real parts behind the ports, the same for window and console. Everything heavy is imported when first used."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import rentix_desktop
from rentix_desktop.destinations import rentix
from rentix_desktop.destinations.web import WebPhotos
from rentix_desktop.resources import resource
from rentix_desktop.scheduling.system import system_scheduler
from rentix_desktop.store.decisions import JsonDecisionStore
from rentix_desktop.store.keys import SystemKeyStore
from rentix_desktop.store.layouts import JsonLayoutStore
from rentix_desktop.store.ledger.schema import ENGINE
from rentix_desktop.store.lock import FolderLock
from rentix_desktop.store.log import logging_to
from rentix_desktop.store.paths import Paths, default_folder, prepare
from rentix_desktop.store.request_times import RequestTimes
from rentix_desktop.store.secrets import Secrets
from rentix_desktop.store.settings import JsonSettingsStore
from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.ports import OpenLedger, Ports, RunningDemo, SettingsStore, SupportFacts

_LIBRARIES: Final = ("PySide6-Essentials", "httpx", "pydantic", "keyring", "python-calamine", "openpyxl")


@contextlib.contextmanager
def open_parts(
    program: str,
    *,
    data_dir: Path | None = None,
    requests_per_minute: int | None = None,
    bulk_per_minute: int | None = None,
) -> Iterator[Ports]:
    """The ports over one data folder (None = the platform's) while the context lasts.

    The limits given here win over those of the settings. The data folder's lock is taken with the first ledger and
    held to the end; `inspect` and `preview` never take it. `program` names the log and the holder of the lock.

    Raises AppError DATA_FOLDER_NOT_WRITABLE, DISK_FULL.
    """
    paths = prepare(data_dir)
    secrets = Secrets()
    settings = JsonSettingsStore(paths.settings)
    with contextlib.ExitStack() as at_end:
        at_end.enter_context(logging_to(paths.log(program), secrets))
        lock = FolderLock(paths.lock, program)
        at_end.callback(lock.release)
        request_log = RequestTimes(paths.request_times)
        at_end.callback(request_log.close)
        web = WebPhotos()
        at_end.callback(web.close)
        yield Ports(
            settings=settings,
            keys=SystemKeyStore(secrets),
            layouts=JsonLayoutStore(paths.layouts),
            open_ledger=_ledger_opener(paths, lock),
            connect=_connector(settings, request_log, secrets, requests_per_minute, bulk_per_minute),
            start_demo=start_demo,
            support=lambda: _support(paths, program),
            builtin_catalogue=rentix.builtin_catalogue,
            spool_folder=paths.spool,
            samples_folder=resource("samples"),
            pasted_folder=paths.pasted,
            decisions=JsonDecisionStore(paths.root),
            sources=JsonSourceStore(paths.sources),
            scheduler=system_scheduler(_entry_name(paths.root), _console_program()),
            look_at_photo=web.look,
            fetch_photo=web.fetch,
        )


@contextlib.contextmanager
def start_demo(port: int = 0, limits: str = "documented", typed_in: bool = False) -> Iterator[RunningDemo]:
    """The demo portal in a process of its own, on loopback; leaving the context, or dying, stops it. `typed_in`: with
    listings that were typed in by hand before.

    Raises AppError DEMO_NOT_STARTED.
    """
    from rentix_desktop.demo import launch
    from rentix_desktop.demo.options import DemoOptions
    from rentix_desktop.demo.typed_in import SAMPLE

    with launch.start_demo(DemoOptions(port=port, limits=limits, typed_in=SAMPLE if typed_in else "")) as portal:
        yield RunningDemo(portal.base_url, portal.key, portal.page_url)


def _ledger_opener(paths: Paths, lock: FolderLock) -> OpenLedger:
    one_at_a_time = threading.Lock()  # a database is made, or brought up to date, by one of its openers alone

    def open_ledger(account: AccountKey) -> Ledger:
        from rentix_desktop.store.ledger.ledger import SqliteLedger

        with one_at_a_time:
            lock.acquire()
            return SqliteLedger(paths.ledger(account), account)

    return open_ledger


def _connector(
    settings: SettingsStore,
    request_log: RequestTimes,
    secrets: Secrets,
    requests_per_minute: int | None,
    bulk_per_minute: int | None,
) -> Callable[[str, str], Destination]:
    def connect(base_url: str, key: str) -> Destination:
        secrets.add(key)
        now = settings.load()  # a certificate or a limit changed in the window holds from the next connection on
        return rentix.connect(
            base_url,
            key,
            request_log=request_log,
            requests_per_minute=requests_per_minute or now.requests_per_minute,
            bulk_per_minute=bulk_per_minute or now.bulk_per_minute,
            ca_file=now.ca_file,
        )

    return connect


def _entry_name(root: Path) -> str:
    """What the entry in the system's scheduler is called: each data folder has its own."""
    if root.resolve() == default_folder().resolve():
        return "rentix-sync"
    return f"rentix-sync-{hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:8]}"


def _console_program() -> tuple[str, ...]:
    """`rentix-sync` by its absolute path, however this program was started."""
    if getattr(sys, "frozen", False):
        here = Path(sys.executable)
        return (str(here.with_name(f"rentix-sync{here.suffix}")),)
    # -P: what lies in the folder it is started in is not taken for a part of the program
    return (sys.executable, "-P", "-m", "rentix_desktop.bootstrap.console")


def _support(paths: Paths, program: str) -> SupportFacts:
    facts = [
        ("program", f"{program} {rentix_desktop.__version__}"),
        ("system", platform.platform()),
        ("python", platform.python_version()),
        ("database", ENGINE),
        *((name, _version(name)) for name in _LIBRARIES),
    ]
    for name, path in (("ledgers", paths.ledgers), ("spool", paths.spool), ("log", paths.logs)):
        size = sum(file.stat().st_size for file in path.iterdir() if file.is_file())
        facts.append((name, f"{size:,} bytes"))
    return SupportFacts(paths.root, paths.log(program), tuple(facts))


def _version(name: str) -> str:
    from importlib import metadata  # 40 ms

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "-"
