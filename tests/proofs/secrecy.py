"""Where the key is after everything that can go wrong: `python -m tests.proofs.secrecy`.

Uploads with faults of every kind, killed and resumed, refused keys, a service that says the key back, a redirect, a bug
of ours, exports: then no file holds the key, a piece of it or another way of writing it, and no process showed it.
"""

from __future__ import annotations

import base64
import contextlib
import random
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]  # it has no annotations
from openpyxl import Workbook

from rentix_desktop.sync.redacting import SHORTEST_PIECE
from tests.cli.console import HEADER, Console, row, rows
from tests.proofs.faults import CASES
from tests.proofs.world import Fault, Portal, open_portal

WRONG_KEY: Final = "rx_live_Zq8+Lm/3tWv9=Kd1nYs6Hb2c"
"""A key with signs that are written otherwise in addresses, in JSON and in base64."""
_BUG: Final = """
import os, sys
key = os.environ["RENTIX_API_KEY"]
from rentix_desktop.destinations.rentix.destination import RentixDestination
def broken(self, operations, waiter):
    raise RuntimeError(f"boom {key} {key[3:18]}")
RentixDestination.send = broken
from rentix_desktop.bootstrap.console import main
sys.exit(main())
"""


def forms(secret: str) -> set[bytes]:
    """Every way to write it down that a program may come upon, and its pieces."""
    raw = secret.encode()
    found = {raw[at : at + SHORTEST_PIECE] for at in range(len(raw) - SHORTEST_PIECE + 1)} | {raw}
    found |= {secret.encode("utf-16-le"), secret.encode("utf-16-be"), quote(secret, safe="").encode(), raw[::-1]}
    found |= {raw.hex().encode(), raw.hex().upper().encode()}
    for before in range(3):  # base64 of a longer text that holds it: by where it begins, without what depends on others
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            whole = encode(b"\0" * before + raw)
            found.add(whole[(8 * before + 5) // 6 + 1 : len(whole) - 4])
    return {form for form in found if len(form) >= SHORTEST_PIECE}


def holding(folder: Path, secrets: set[bytes]) -> list[str]:
    """The files under `folder` that hold one of them, those packed into workbooks, too."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        with contextlib.suppress(FileNotFoundError):
            for name, content in _contents(path):
                found += [f"{name} holds {secret[:40]!r}" for secret in secrets if secret in content][:1]
    return found


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    yield str(path), path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            for member in packed.namelist():
                yield f"{path}!{member}", packed.read(member)


@dataclass
class Watch:
    """Looks at the processes while something goes on: what any of them was called with, and what our children, which
    are handed no key, have in their environment."""

    secrets: set[bytes]
    shown: set[str] = field(default_factory=set)
    looked: int = 0
    children: int = 0

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        over = threading.Event()
        thread = threading.Thread(target=self._until, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _until(self, over: threading.Event) -> None:
        me = psutil.Process()
        while not over.wait(0.02):
            self.looked += 1
            for child in me.children():
                with contextlib.suppress(psutil.Error):
                    self._look(child, environment=False)  # it was given the key, by its environment
                    for grandchild in child.children(recursive=True):
                        if grandchild.cmdline() != child.cmdline():  # else it is just about to become another program
                            self.children += 1
                            self._look(grandchild, environment=True)

    def _look(self, process: psutil.Process, *, environment: bool) -> None:
        said = "\0".join(process.cmdline())
        if environment:
            said += "\0".join(f"{name}={value}" for name, value in process.environ().items())
        for secret in self.secrets:
            if secret in said.encode("utf-8", "surrogateescape"):
                self.shown.add(f"process {process.name()} shows {secret[:40]!r}")


@dataclass
class Result:
    wrong: list[str]
    commands: int
    files: int
    looked: int
    children: int


def everything_wrong(folder: Path, portal: Portal, *, whole: bool = True) -> Result:
    """`whole` False: one story of each kind."""
    home = folder / "home"
    home.mkdir()
    extra = {"HOME": str(home), "TMPDIR": str(home), "RENTIX_BULK_PER_MINUTE": "100000"}
    extra |= {"RENTIX_REQUESTS_PER_MINUTE": "100000", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    console = Console(folder / "data", portal.base_url, portal.key, extra)
    secrets = forms(portal.key) | forms(WRONG_KEY)
    watch, commands = Watch(secrets), 0
    with watch.watching():
        for number, words in enumerate(_stories(console, portal, folder, whole)):
            commands += 1
            if words:
                raise AssertionError(f"story {number}: {words}")
    files = sum(path.is_file() for path in folder.rglob("*"))
    return Result([*holding(folder, secrets), *sorted(watch.shown)], commands, files, watch.looked, watch.children)


def _stories(console: Console, portal: Portal, folder: Path, whole: bool) -> Iterator[str]:
    """Does one thing after the other; gives "" or what went otherwise than it must."""
    file = _workbook(folder / "export.xlsx", 220)
    where = {"method": "POST", "path": "/listings/bulk"}
    for case in CASES if whole else ():
        portal.reset()
        portal.faults([case.fault | where | ({"holding": "T-41"} if case.poisons else {})])
        done = console.process("upload", file, "--all", "--wait", "1", "--failures", folder / "failures.xlsx")
        yield "" if done.code in (0, 1, 3, 4) else f"{case.name}: exit {done.code}, {done.stderr}"
        console.process("resume")
        yield ""
    portal.faults([{"kind": "delay", "seconds": 0.3, "times": 100} | where])
    for _ in range(4 if whole else 1):
        with console.start("upload", file, "--all") as process:
            time.sleep(random.uniform(0.5, 2.5))
            process.kill()
            process.communicate()
        yield ""
    portal.faults([])
    said_back = {"statusCode": 400, "message": [f"key {portal.key}", portal.key[1:14]], "error": portal.key}
    told: list[Fault] = [
        {"kind": "status", "status": 400, "body": said_back, "times": 1000},
        {"kind": "status", "status": 500, "body": f"<html>{portal.key}</html>", "times": 3},
        {"kind": "redirect", "location": f"http://localhost:9/?key={portal.key}"},
    ]
    for fault in told if whole else told[:1]:
        portal.faults([fault | where])
        console.process("upload", file, "--all", "--wait", "1", "--failures", folder / "said-back.xlsx")
        yield ""
    portal.faults([])
    wrong = console.with_(key=WRONG_KEY)
    for words in (["agency"], ["upload", file], ["resume"])[: 3 if whole else 1]:
        yield "" if wrong.process(*words).code == 3 else f"{words} with a wrong key"
    mistaken = console.with_(key=WRONG_KEY, base_url=f"https://{quote(WRONG_KEY, safe='')}.invalid/api/v1")
    yield "" if mistaken.process("agency").code in (2, 4) else "a key in the wrong field"
    yield _bug(console, file)
    looking: list[tuple[str | Path, ...]] = [("retry", "--failures", folder / "retry.xlsx"), ("runs",), ("plan", file)]
    for look in [*looking, ("published", "--wait", "0")] if whole else looking[:1]:
        console.process(*look)
        yield ""


def _bug(console: Console, file: Path) -> str:
    import subprocess

    command = [sys.executable, "-c", _BUG, "upload", str(file), "--all"]
    done = subprocess.run(command, env=console.environment(), capture_output=True, text=True, check=False)
    logged = "".join(path.read_text("utf-8", "replace") for path in (console.data_dir / "log").iterdir())
    if "boom" not in logged or "Traceback" not in logged:
        return f"the bug is not in the log: {done.stderr}"
    held = [form for form in forms(str(console.key)) if form.decode("latin-1") in done.stdout + done.stderr]
    return f"on the screen: {held}" if held else ""


def _workbook(path: Path, count: int) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append(list(HEADER))
    for each in [*rows(count), row(count, Description="scurt"), row(count + 1, Price="")]:
        sheet.append(list(each.values()))
    book.save(path)
    return path


def main() -> int:
    started = time.monotonic()
    with open_portal() as portal, tempfile.TemporaryDirectory() as folder:
        result = everything_wrong(Path(folder), portal)
    for words in result.wrong[:20]:
        print(f"    {words}")
    print(f"{result.commands} commands, {result.files} files left, {time.monotonic() - started:.0f} s")
    print(f"{result.looked} looks at the processes, {result.children} at those that are handed no key")
    print(f"{len(result.wrong)} places that hold the key")
    return 1 if result.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
