"""A service whose writes may not be repeated, and that does not tell of them: the person is asked, and says it by an
option. Rentix is another kind; its demo stands in with that property taken from it."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rentix_desktop.bootstrap.console import console_parts
from rentix_desktop.bootstrap.parts import start_demo
from rentix_desktop.cli.main import run
from rentix_desktop.cli.options import GlobalOptions
from rentix_desktop.errors import Cause, Code
from rentix_desktop.sync.destination import After, Destination, DestinationError, Operation, Outcome, Waiter
from rentix_desktop.sync.ports import Ports
from tests.cli.console import Console, Done, rows, write_csv


class Once:
    """Loses its first bulk answer, allows no second sending and cannot be asked."""

    repeatable = False

    def __init__(self, real: Destination, lost: list[int]) -> None:
        self._real = real
        self._lost = lost

    def __getattr__(self, name: str) -> Any:
        if name == "look_up":
            raise AttributeError(name)
        return getattr(self._real, name)

    def send(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        outcomes = self._real.send(operations, waiter)
        if not self._lost:
            self._lost.append(len(operations))
            raise DestinationError(Code.TIMEOUT, Cause.UNREACHABLE, After.RETRY, maybe_applied=True)
        return outcomes


@pytest.mark.parametrize(("said", "created", "sent"), [("there", 4, 1), ("again", 4, 5), ("leave", 0, 1)])
def test_the_person_is_asked(console: Console, tmp_path: Path, said: str, created: int, sent: int) -> None:
    lost: list[int] = []

    @contextmanager
    def parts(options: GlobalOptions) -> Iterator[Ports]:
        with console_parts(options) as ports:
            real = ports.connect
            yield dataclasses.replace(ports, connect=lambda url, key: Once(real(url, key), lost))

    def call(*words: object) -> Done:
        stdout, stderr = io.StringIO(), io.StringIO()
        code = run([*map(str, words), "--json"], console.environment(), lambda o: parts(o), start_demo, stdout, stderr)
        return Done(code, stdout.getvalue(), stderr.getvalue())

    asked = call("upload", write_csv(tmp_path / "a.csv", rows(4)))
    assert (asked.code, asked.data["in_doubt"], asked.data["requests"]) == (4, 4, 1)
    assert "T-0, T-1, T-2, T-3" in asked.stderr
    assert "--in-doubt there" in asked.stderr
    still = call("resume")
    assert (still.code, still.data["in_doubt"]) == (4, 4)
    answered = call("resume", "--in-doubt", said)
    found = answered.data
    assert found["created"] + found["updated"] == created
    assert found["in_doubt"] == 4 - created
    assert found["requests"] == sent
    assert answered.code == (0 if created else 4)
