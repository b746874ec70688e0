"""`compare` against the demo portal: what it shows, what it changes, and what it leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from tests.cli.console import Console, row, rows, write_csv
from tests.cli.test_sending import counts

NOTHING = {"field": 0, "status": 0, "gone": 0, "unlinked": 0, "unknown": 0}


class World:
    """A portal of its own, an uploaded file, and a hand on the portal."""

    def __init__(self, portal: DemoPortal, folder: Path) -> None:
        self.portal = portal
        self.console = Console(folder / "data", portal.base_url, portal.key)
        self.file = folder / "a.csv"

    def upload(self, found: list[dict[str, str]], *options: str) -> Any:
        return self.console("upload", write_csv(self.file, found), "--source", "a", *options)

    def by_hand(self, **fields: Any) -> dict[str, Any]:
        headers = {"X-API-Key": self.portal.key}
        answer = httpx.put(f"{self.portal.base_url}/listings", json=fields, headers=headers, trust_env=False)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def delete(self, external_id: str) -> None:
        body = {"operations": [{"op": "delete", "externalId": external_id}]}
        headers = {"X-API-Key": self.portal.key}
        httpx.post(
            f"{self.portal.base_url}/listings/bulk", json=body, headers=headers, trust_env=False
        ).raise_for_status()

    def typed_in(self) -> str:
        """A listing that has no id of ours; the portal's own."""
        photos = [{"url": f"https://photos.example/{number}.jpg"} for number in range(3)]
        place = {"propertyAddress": "Chișinău, str. Ismail 7", "announcementValue": 50_000, "files": photos}
        kind = {"announcementType": "sale", "propertyType": "residential", "propertySecondaryType": "apartment"}
        shown = {"announcementCurrency": "EUR", "announcementStatus": "active"}
        made = self.by_hand(externalId="OTHER", **place, **kind, **shown)
        address = f"{self.portal.base_url}/listings/{made['id']}/link"
        httpx.request("DELETE", address, headers={"X-API-Key": self.portal.key}, trust_env=False).raise_for_status()
        return str(made["id"])

    def status(self, portal_id: str) -> str:
        headers = {"X-API-Key": self.portal.key}
        answer = httpx.get(f"{self.portal.base_url}/listings/{portal_id}", headers=headers, trust_env=False)
        return str(answer.json()["formData"]["announcementStatus"])

    def faults(self, *faults: dict[str, Any]) -> None:
        """In place of those before."""
        address = self.portal.base_url.removesuffix("/api/v1") + "/_demo/faults"
        httpx.post(address, json=list(faults), trust_env=False).raise_for_status()

    def there(self) -> dict[str, dict[str, Any]]:
        answer = httpx.get(self.portal.base_url.removesuffix("/api/v1") + "/_demo/state", trust_env=False)
        return {listing["externalId"]: listing["formData"] for listing in answer.json()["listings"]}


@pytest.fixture
def world(tmp_path: Path) -> Any:
    with start_demo(DemoOptions(limits="off", faults=True, job_seconds=0.0, paging="cursor")) as running:
        yield World(running, tmp_path)


def test_nothing_differs_after_an_upload(world: World) -> None:
    assert world.upload(rows(130)).code == 0
    found = world.console("compare")
    assert found.code == 0
    assert {name: found.data[name] for name in ("listings", "known", "complete", "counts", "differences")} == {
        "listings": 130,
        "known": 130,
        "complete": True,
        "counts": NOTHING,
        "differences": [],
    }


def test_without_accept_it_only_shows(world: World) -> None:
    world.upload(rows(5))
    before = world.by_hand(externalId="T-1", announcementValue=1) and world.there()
    found = world.console("compare")
    assert (found.code, found.data["accepted"]) == (1, None)
    (difference,) = found.data["differences"]
    assert {
        name: difference[name] for name in ("kind", "externalId", "field", "ours", "theirs", "sides", "source")
    } == {
        "kind": "field",
        "externalId": "T-1",
        "field": "announcementValue",
        "ours": 50_100,
        "theirs": 1,
        "sides": ["file", "portal"],
        "source": "a",
    }
    assert world.there() == before
    assert counts(world.upload(rows(5))) == {"unchanged": 5}  # nothing was learnt either


def test_the_file_wins(world: World) -> None:
    world.upload(rows(6))
    before = world.there()
    world.by_hand(externalId="T-1", announcementValue=1)
    world.by_hand(externalId="T-2", announcementStatus="hidden")
    world.delete("T-3")
    found = world.console("compare", "--accept", "file")
    assert found.code == 0
    assert found.data["counts"] == NOTHING | {"field": 1, "status": 1, "gone": 1}
    assert found.data["accepted"] == {"file": 3, "portal": 0, "left": 0}
    assert counts(world.upload(rows(6))) == {"created": 1, "updated": 2, "unchanged": 3}
    after = world.there()
    for listing in (before["T-3"], after["T-3"]):
        del listing["id"]
    assert after == before


def test_the_portal_wins_until_the_file_says_something_else(world: World) -> None:
    world.upload(rows(6))
    world.by_hand(externalId="T-1", announcementValue=1)
    world.by_hand(externalId="T-2", announcementStatus="hidden")
    found = world.console("compare", "--accept", "portal")
    assert (found.code, found.data["accepted"]) == (0, {"file": 0, "portal": 2, "left": 0})
    assert counts(world.upload(rows(6))) == {"unchanged": 6}
    assert (world.there()["T-1"]["announcementValue"], world.there()["T-2"]["announcementStatus"]) == (1, "hidden")
    assert world.console("compare").code == 0
    assert counts(world.upload([row(0), row(1, Price="77000"), *rows(4, start=2)])) == {"updated": 1, "unchanged": 5}
    assert world.there()["T-1"]["announcementValue"] == 77_000


def test_only_some_of_them(world: World) -> None:
    world.upload(rows(4))
    world.by_hand(externalId="T-1", announcementValue=1, propertyArea=7)
    world.by_hand(externalId="T-2", announcementValue=2)
    one = world.console("compare", "--accept", "portal", "--only", "T-2")
    assert (one.code, one.data["accepted"]["portal"]) == (1, 1)
    other = world.console("compare", "--accept", "file", "--only", "propertyArea")
    assert (other.code, other.data["accepted"]["file"]) == (1, 1)
    left = world.console("compare")
    assert {(each["externalId"], each["field"]) for each in left.data["differences"]} == {("T-1", "announcementValue")}
    wrong = world.console("compare", "--only", "T-9")
    assert (wrong.code, wrong.data["error"]["code"]) == (2, "wrong_usage")
    assert "T-9" in wrong.data["error"]["message"]


def test_listings_only_on_the_portal_are_left_or_hidden_on_request(world: World) -> None:
    world.upload(rows(3))
    listing = world.there()["T-1"]
    fields = {name: value for name, value in listing.items() if name not in ("id", "announcementStatus")}
    made = world.by_hand(externalId="OTHER", **fields)
    headers = {"X-API-Key": world.portal.key}
    address = f"{world.portal.base_url}/listings/{made['id']}/link"
    httpx.request("DELETE", address, headers=headers, trust_env=False).raise_for_status()
    found = world.console("compare")
    assert (found.code, found.data["counts"]) == (1, NOTHING | {"unknown": 1})
    assert found.data["differences"][0]["id"] == str(made["id"])
    assert world.console("compare", "--accept", "portal").code == 0  # it may stay
    hidden = world.console("compare", "--hide", str(made["id"]))
    assert hidden.data["hidden"] == 1
    answer = httpx.get(f"{world.portal.base_url}/listings/{made['id']}", headers=headers, trust_env=False).json()
    assert answer["formData"]["announcementStatus"] == "hidden"
    assert world.console("compare", "--hide", "1").code == 2


def test_what_was_hidden_is_a_run_of_the_history_and_is_taken_back(world: World) -> None:
    world.upload(rows(3))
    one = world.typed_in()
    hidden = world.console("compare", "--hide", one, "--accept", "portal")
    assert (hidden.code, hidden.data["hidden"], hidden.data["hide_refused"]) == (0, 1, [])
    (run, _) = world.console("runs").data
    assert (run["run"], run["kind"], run["hidden"], run["source"]) == (hidden.data["run"], "hide", 1, "")
    assert "Hidden on the portal" in world.console("runs", json=False).stdout
    life = world.console("history", one).data["events"]
    assert [(event["event"], event["kind"]) for event in life] == [("hidden_on_request", "hide")]
    assert counts(world.upload(rows(3))) == {"unchanged": 3}  # of the file nothing changed
    plain = world.console("undo", str(run["run"]), "--dry-run", json=False).stdout
    assert "What was hidden on the portal on" in plain
    assert "1 hidden listing comes back" in plain
    assert "The same file" not in plain
    told = world.console("undo", str(run["run"]), "--dry-run")
    assert (told.data["show"], told.data["total"]) == (1, 1)
    back = world.console("undo", str(run["run"]))
    assert (back.code, counts(back)) == (0, {"updated": 1})
    assert world.status(one) == "active"
    assert "1 listing was hidden." in world.console("compare", "--hide", one, json=False).stdout


def test_a_refusal_to_hide_is_told_in_the_portals_words(world: World) -> None:
    one = world.typed_in()
    body = {"statusCode": 422, "message": ["listing is being checked"], "error": "Unprocessable Entity"}
    world.faults({"kind": "status", "method": "PUT", "path": "/listings", "status": 422, "body": body})
    refused = world.console("compare", "--hide", one)
    assert (refused.code, refused.data["hidden"], refused.data["hide_left"]) == (1, 0, 0)
    assert refused.data["hide_refused"] == [{"id": one, "message": "listing is being checked"}]
    assert f"{one}: listing is being checked" in refused.stderr
    assert world.console("retry").data["error"]["code"] == "nothing_to_retry"


def test_a_hide_that_was_interrupted_is_resumed(world: World) -> None:
    one = world.typed_in()
    world.faults({"kind": "status", "method": "PUT", "path": "/listings", "status": 500, "times": 40})
    broken = world.console("compare", "--hide", one, "--wait", "0")
    assert (broken.code, broken.data["hidden"], broken.data["hide_left"]) == (4, 0, 1)
    assert world.status(one) == "active"
    world.faults()
    again = world.console("resume")
    assert (again.code, counts(again)) == (0, {"hidden": 1})
    assert world.status(one) == "hidden"


def test_a_list_that_may_not_be_complete_says_so(tmp_path: Path) -> None:
    with start_demo(DemoOptions(limits="off", paging="none", job_seconds=0.0)) as running:
        world = World(running, tmp_path)
        world.upload(rows(120))
        world.delete("T-110")
        found = world.console("compare")
        assert (found.data["complete"], found.data["looked_up"]) == (False, 20)
        assert [(each["kind"], each["externalId"]) for each in found.data["differences"]] == [("gone", "T-110")]
        told = world.console("compare", json=False)
        assert "may have more listings" in told.stderr


def test_for_a_person_it_is_a_table(world: World) -> None:
    world.upload(rows(3))
    world.by_hand(externalId="T-1", announcementValue=1)
    told = world.console("compare", json=False)
    assert "50,100" in told.stdout
    assert "T-1" in told.stdout
    assert "Price" in told.stdout


def test_a_key_that_is_refused(world: World) -> None:
    other = Console(world.console.data_dir, world.portal.base_url, "no-such-key-0123456789")
    assert other("compare").code == 3
