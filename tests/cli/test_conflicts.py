"""A ledger that knows nothing of the account: what the portal has under the file's codes is known before the forecast, and
a code that another property has there is held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.sync.sources import find
from tests.cli.console import Console, rows, write_csv

UNGHENI: dict[str, Any] = {
    "externalId": "T-2",
    "announcementType": "rent",
    "propertyType": "residential",
    "propertySecondaryType": "house",
    "propertyAddress": "Ungheni, bd. Ștefan cel Mare 69",
    "announcementValue": 300,
    "announcementCurrency": "EUR",
    "propertyArea": 140,
}


@pytest.fixture(scope="module")
def running() -> Iterator[DemoPortal]:
    with start_demo(DemoOptions(limits="off", faults=True, job_seconds=0.0)) as portal:
        yield portal


class World:
    """A portal with another property under the code T-2, and two computers that know nothing of it."""

    def __init__(self, portal: DemoPortal, folder: Path) -> None:
        self.portal, self.folder = portal, folder
        self.here, self.there = (Console(folder / name, portal.base_url, portal.key) for name in ("here", "there"))
        self.file = write_csv(folder / "a.csv", rows(6))
        self.door("reset")
        key = {"X-API-Key": portal.key}
        url = f"{portal.base_url}/listings"
        httpx.put(url, json=UNGHENI, headers=key, trust_env=False).raise_for_status()

    def door(self, name: str, body: object = None) -> None:
        url = self.portal.base_url.removesuffix("/api/v1")
        httpx.post(f"{url}/_demo/{name}", json=body, trust_env=False).raise_for_status()

    @property
    def state(self) -> dict[str, Any]:
        url = self.portal.base_url.removesuffix("/api/v1")
        found: dict[str, Any] = httpx.get(f"{url}/_demo/state", trust_env=False).json()
        return found

    @property
    def places(self) -> dict[str | None, str]:
        return {each["externalId"]: each["formData"]["propertyAddress"] for each in self.state["listings"]}

    def status(self, code: str) -> str:
        (found,) = [each for each in self.state["listings"] if each["externalId"] == code]
        return str(found["formData"]["announcementStatus"])

    def readings(self) -> int:
        return sum(each["method"] == "GET" and each["path"].endswith("/listings") for each in self.state["log"])

    def lookings(self) -> int:
        return sum(each["method"] == "GET" and "/listings/external/" in each["path"] for each in self.state["log"])


@pytest.fixture
def world(running: DemoPortal, tmp_path: Path) -> World:
    return World(running, tmp_path)


def test_a_row_with_the_code_of_another_property_is_held_from_the_first_plan_on(world: World) -> None:
    plan = world.here("plan", world.file)
    assert (plan.data["create"], plan.data["update"], plan.data["blocked"]) == (5, 0, 1)
    assert "1 row has the code of another property on the portal." in plan.stderr
    assert "Ungheni" in plan.stderr
    before = world.places
    done = world.here("upload", world.file)
    assert (done.code, done.data["created"], done.data["updated"], done.data["blocked"]) == (1, 5, 0, 1)
    (failure,) = done.data["failures"]
    assert failure["externalId"] == "T-2"
    assert "another property" in failure["messages"][0]
    assert world.places["T-2"] == before["T-2"] == UNGHENI["propertyAddress"]
    assert world.here("retry").data["blocked"] == 1
    assert world.places["T-2"] == UNGHENI["propertyAddress"]


def test_link_tells_the_evidence_and_a_person_says_that_it_is_the_same(world: World) -> None:
    world.here("upload", world.file)
    (conflict,) = world.here("link", world.file).data["conflicts"]
    assert (conflict["externalId"], conflict["row"]) == ("T-2", 2)
    assert {"town", "deal", "kind"} <= {
        fact["subject"] for fact in conflict["evidence"] if fact["verdict"] == "differs"
    }
    assert world.here("link", world.file, "--same", "T-1").code == 2
    said = world.here("link", world.file, "--same", "T-2")
    assert (said.code, said.data["adopted"], said.data["conflicts"]) == (0, 1, [])
    plan = world.here("plan", world.file).data
    assert (plan["update"], plan["unchanged"], plan["blocked"]) == (1, 5, 0)


def test_with_its_code_taken_off_the_row_is_new(world: World) -> None:
    world.here("upload", world.file)
    assert world.here("unlink", "T-2").code == 0
    done = world.here("upload", world.file)
    assert (done.code, done.data["created"], done.data["unchanged"]) == (0, 1, 5)
    assert world.places[None] == UNGHENI["propertyAddress"]
    assert world.places["T-2"] != UNGHENI["propertyAddress"]


def test_a_lost_ledger_is_restored_before_the_forecast_and_the_daily_way_reads_nothing_more(world: World) -> None:
    world.here("upload", world.file)
    read = world.readings()
    assert world.here("plan", world.file).data["unchanged"] == 5
    more = write_csv(world.folder / "a.csv", rows(8))
    assert world.here("plan", more).data["create"] == 2
    assert world.readings() == read
    plan = world.there("plan", more)
    assert (plan.data["create"], plan.data["unchanged"], plan.data["blocked"]) == (2, 5, 1)
    assert "5 listings are linked already and are known here again." in plan.stderr
    assert world.readings() == read + 1
    assert world.there("plan", more).data["unchanged"] == 5
    assert world.readings() == read + 1


def test_a_new_code_of_a_known_file_that_another_property_has_is_held_too(world: World) -> None:
    few = write_csv(world.folder / "a.csv", rows(2))
    assert world.here("upload", few).code == 0
    asked = world.lookings()
    assert world.here("upload", few).code == 0
    assert world.lookings() == asked
    done = world.here("upload", write_csv(few, rows(4)))
    assert (done.code, done.data["created"], done.data["unchanged"], done.data["blocked"]) == (1, 1, 2, 1)
    assert "1 row has the code of another property on the portal." in done.stderr
    assert world.lookings() == asked + 2
    assert world.places["T-2"] == UNGHENI["propertyAddress"]


def test_that_a_row_whose_code_was_taken_off_would_be_there_twice_is_told(world: World) -> None:
    file = write_csv(world.folder / "other.csv", rows(4, 10))
    assert world.here("upload", file).data["created"] == 4
    assert world.here("unlink", "T-11").code == 0
    told = "1 listing on the portal has no code and looks like a new row: sent now, it would be there twice."
    assert told in world.here("plan", file).stderr
    sent = world.here("upload", file)  # it was said, and is the person's to decide
    assert told in sent.stderr
    assert sent.data["created"] == 1
    assert told not in world.here("plan", write_csv(file, rows(5, 10))).stderr


def test_where_it_cannot_be_looked_up_that_is_said_and_the_plan_is_made_all_the_same(world: World) -> None:
    fault = {"kind": "status", "method": "GET", "path": "/listings", "status": 403, "times": 9}
    world.door("faults", [fault])
    plan = world.here("plan", world.file)
    assert (plan.code, plan.data["create"]) == (0, 6)
    assert "could not be looked up" in plan.stderr


def test_a_kept_file_never_writes_over_another_property_either(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "QUIET", 0.02)
    assert world.here("sources", "add", "crm", str(world.file)).code == 0
    done = world.here("sync")
    (one,) = done.data
    assert (one["created"], one["updated"], one["blocked"]) == (5, 0, 1)
    assert "1 row has the code of another property on the portal." in done.stderr
    assert world.places["T-2"] == UNGHENI["propertyAddress"]
    (again,) = world.here("sync").data
    assert (again["created"], again["updated"], again["unchanged"], again["blocked"]) == (0, 0, 5, 1)
    assert world.places["T-2"] == UNGHENI["propertyAddress"]


def test_the_other_property_is_hidden_and_the_row_is_held_all_the_same(world: World) -> None:
    world.here("upload", world.file)
    number = next(str(each["id"]) for each in world.state["listings"] if each["externalId"] == "T-2")
    hidden = world.here("compare", "--hide", number)
    assert (hidden.data["hidden"], hidden.data["hide_left"]) == (1, 0)
    assert world.status("T-2") == "hidden"
    assert world.here("resume").code == 0
    assert world.here("upload", world.file).data["blocked"] == 1
    assert world.places["T-2"] == UNGHENI["propertyAddress"]
