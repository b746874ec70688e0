"""The progress line: a bar that moves on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import io
from itertools import pairwise

from rentix_desktop.cli.progress import ProgressLine
from rentix_desktop.sync.destination import WaitReason
from rentix_desktop.sync.progress import RunProgress, Waiting
from rentix_desktop.texts.language import Texts


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _at(answered: int, waiting: Waiting | None = None) -> RunProgress:
    return RunProgress(1, 1200, answered, answered, 0, 100, seconds_left=30.0, waiting=waiting)


def test_on_a_terminal_one_line_is_drawn_over_and_goes_at_the_end() -> None:
    terminal = Terminal()
    line = ProgressLine(terminal, Texts("en"))
    for answered in (0, 600, 1200):
        line(_at(answered))
    drawn = terminal.getvalue().split("\r")[1:]
    assert [text.count("#") for text in drawn] == [0, 8, 16]
    assert "600 of 1,200 answered" in drawn[1]
    assert "30 s left" in drawn[1]
    assert "left" not in drawn[2]
    assert all(len(later) >= len(earlier.rstrip()) for earlier, later in pairwise(drawn)), "no rest of a longer line"
    line.done()
    assert terminal.getvalue().endswith(" \r")
    assert "\n" not in terminal.getvalue()


def test_it_says_what_is_waited_for() -> None:
    terminal = Terminal()
    ProgressLine(terminal, Texts("en"))(_at(100, Waiting(WaitReason.RATE_LIMIT, 17.2)))
    assert "17 s:" in terminal.getvalue()


def test_elsewhere_lines_are_few_and_the_last_one_is_there() -> None:
    now = [0.0]
    file = io.StringIO()
    line = ProgressLine(file, Texts("en"), clock=lambda: now[0])
    for step in range(0, 1201, 10):
        now[0] += 0.2
        line(_at(step))
    line(_at(1200))
    line.done()
    lines = file.getvalue().splitlines()
    assert 2 <= len(lines) <= 4
    assert lines[-1].startswith("1,200 of 1,200 answered")
    assert "\r" not in file.getvalue()


def test_nothing_to_send_is_not_told() -> None:
    file = io.StringIO()
    ProgressLine(file, Texts("en"))(RunProgress(1, 0, 0, 0, 0, 0))
    assert file.getvalue() == ""
