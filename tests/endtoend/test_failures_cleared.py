"""500 listings of which 120 fail for eight reasons: every one is cleared in a real window, and the presses are counted."""

from __future__ import annotations

import pytest

from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from tests.endtoend import failing_file
from tests.endtoend.conftest import Desk
from tests.endtoend.scenarios import listings

MOST_PRESSES = {"mouse": 40, "keyboard": 50}  # by keyboard alone the way to a button is walked by Tab


@pytest.mark.parametrize(("keyboard", "language"), [(False, "ro"), (True, "en")], ids=["mouse", "keyboard"])
def test_all_that_failed_is_cleared_with_few_presses(desk: Desk, keyboard: bool, language: str) -> None:
    file = failing_file.write(desk.folder / "listings.xlsx")
    with start_demo(DemoOptions(limits="off")) as portal:
        options = ("--lang", language, "--base-url", portal.base_url)
        facts = desk.run("clear-failures", portal.key, str(file), keyboard=keyboard, options=options)
        there = listings(portal.base_url, portal.key)
    first, second = facts["summaries"]
    assert first["created"] == failing_file.ROWS - failing_file.FAILING
    assert first["blocked"] + first["refused"] == failing_file.FAILING
    assert first["refused"] == 13  # what only the portal knows
    assert dict(facts["causes"]) == {cause: count for cause, (count, _) in failing_file.REASONS.items()}
    assert [count for _, count in facts["causes"]] == sorted((c for _, c in facts["causes"]), reverse=True)
    assert second["created"] == second["total"] == failing_file.FAILING
    assert len(there) == failing_file.ROWS
    print(f"presses to clear all {failing_file.FAILING}: {facts['presses']}")
    assert facts["presses"] < MOST_PRESSES["keyboard" if keyboard else "mouse"]
