"""What a program on the other side of the contract sees: a summary that adds up, and the portal's own state."""

from __future__ import annotations

from typing import Any

import httpx

from rentix_desktop.demo.launch import DemoPortal
from tests.cli.console import Done

NINE = ("created", "updated", "unchanged", "hidden", "refused", "blocked", "skipped", "not_sent", "in_doubt")
SUMMARY = {"run": int, "total": int, **dict.fromkeys(NINE, int), "hide_held": int, "requests": int}
BULK = {"method": "POST", "path": "/listings/bulk"}


def summary(done: Done) -> dict[str, Any]:
    """The counts that are not 0 of a summary of the promised shape and types that adds up."""
    data = done.data
    assert set(data) == {*SUMMARY, "seconds", "failures"}, data
    assert all(type(data[name]) is kind for name, kind in SUMMARY.items())
    assert isinstance(data["seconds"], (int, float))
    assert sum(data[name] for name in NINE) == data["total"]
    assert len(data["failures"]) == data["refused"] + data["blocked"] or data["in_doubt"]
    for failure in data["failures"]:
        assert set(failure) == {"row", "externalId", "messages"}
        assert type(failure["row"]) is int
        assert failure["messages"]
        assert all(isinstance(message, str) for message in failure["messages"])
    return {name: data[name] for name in (*NINE, "hide_held") if data[name]}


class Portal:
    """The demo portal, seen from behind."""

    def __init__(self, demo: DemoPortal) -> None:
        self._page = demo.page_url

    def faults(self, *faults: dict[str, Any]) -> None:
        httpx.post(self._page + "_demo/faults", json=list(faults)).raise_for_status()

    def reset(self) -> None:
        httpx.post(self._page + "_demo/reset").raise_for_status()

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = httpx.get(self._page + "_demo/state").json()
        return state

    @property
    def prices(self) -> dict[str, float]:
        """What is really there: externalId → price."""
        return {each["externalId"]: each["formData"]["announcementValue"] for each in self.state["listings"]}

    @property
    def statuses(self) -> dict[str, str]:
        return {each["externalId"]: each["status"] for each in self.state["listings"]}

    @property
    def bulk_requests(self) -> int:
        return sum(1 for each in self.state["log"] if each["path"].endswith("/bulk"))

    @property
    def requests(self) -> int:
        return int(self.state["requests"])
