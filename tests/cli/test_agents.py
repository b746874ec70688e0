"""`agents` against the demo portal."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from tests.cli.console import HEADER, Console, row


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[tuple[DemoPortal, Console, Path]]:
    people = ("Ion Sandu", "Olga Morari", "Petru Rusu, 079 123 456", "Ion Sandu")
    file = tmp_path / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, (*HEADER, "Agent"))
        writer.writeheader()
        writer.writerows({**row(number), "Agent": name} for number, name in enumerate(people))
    with start_demo(DemoOptions(limits="off", faults=True, job_seconds=0.0)) as running:
        yield running, Console(tmp_path / "data", running.base_url, running.key), file


def users(portal: DemoPortal) -> dict[str, dict[str, Any]]:
    answer = httpx.get(f"{portal.base_url}/users", headers={"X-API-Key": portal.key}, trust_env=False)
    return {user["name"]: user for user in answer.json()["items"]}


def test_without_a_file_the_accounts_are_listed(agency: tuple[DemoPortal, Console, Path]) -> None:
    _, console, _ = agency
    done = console("agents")
    assert (done.code, [person["name"] for person in done.data["people"]]) == (
        0,
        ["Elena Lupan", "Ion Sandu", "Olga Morari"],
    )
    assert console("agents", "--link").code == 2


def test_pairs_are_proposed_and_nothing_is_written(agency: tuple[DemoPortal, Console, Path]) -> None:
    portal, console, file = agency
    said = console("agents", file, "--map", "Agent=user").data
    assert {(pair["externalId"], pair["level"]) for pair in said["pairs"]} == {
        ("Ion Sandu", "sure"),
        ("Olga Morari", "sure"),
    }
    assert [(each["name"], each["rows"]) for each in said["without_account"]] == [("Petru Rusu", 1)]
    assert users(portal)["Ion Sandu"]["externalId"] is None


def test_linked_agents_stand_at_the_listings(agency: tuple[DemoPortal, Console, Path]) -> None:
    portal, console, file = agency
    done = console("agents", file, "--map", "Agent=user", "--link", "--create")
    assert done.code == 0
    assert all(each["accepted"] for each in (*done.data["pairs"], *done.data["without_account"]))
    assert users(portal)["Petru Rusu"]["phone"] == "+37379123456"
    assert console("upload", file, "--map", "Agent=user").data["created"] == 4
    answer = httpx.get(
        f"{portal.base_url}/listings?limit=100", headers={"X-API-Key": portal.key}, trust_env=False
    ).json()
    assert [each["user"]["name"] for each in answer["items"]] == ["Ion Sandu", "Olga Morari", "Petru Rusu", "Ion Sandu"]


def test_an_agent_of_nobody_costs_no_listing(agency: tuple[DemoPortal, Console, Path]) -> None:
    _, console, file = agency
    done = console("upload", file, "--map", "Agent=user")
    assert (done.code, done.data["created"], done.data["refused"]) == (0, 4, 0)


def test_who_is_asked_about_because_of_a_namesake_says_so(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, (*HEADER, "Agent"))
        writer.writeheader()
        names = ("Ion Sandu, 079 111 222", "Ion Sandu, 079 333 444")
        writer.writerows({**row(number), "Agent": name} for number, name in enumerate(names))
    with start_demo(DemoOptions(limits="off", job_seconds=0.0)) as running:
        console = Console(tmp_path / "data", running.base_url, running.key)
        (pair,) = console("agents", file, "--map", "Agent=user").data["pairs"]
        said = console("agents", file, "--map", "Agent=user", json=False)
    assert pair["level"] == "check"
    assert [each["id"] for each in pair["rivals"]] == [pair["id"]]
    assert "Ion Sandu: Another agent of the file has this name, too" in said.stdout


def test_a_busy_portal_is_asked_again(agency: tuple[DemoPortal, Console, Path]) -> None:
    portal, console, file = agency
    fault = {"kind": "items", "path": "/users/bulk", "positions": [0]}
    httpx.post(portal.base_url.replace("/api/v1", "/_demo/faults"), json=fault, trust_env=False)
    assert console("agents", file, "--map", "Agent=user", "--link").code == 0
    assert users(portal)["Ion Sandu"]["externalId"] == "Ion Sandu"
    assert users(portal)["Olga Morari"]["externalId"] == "Olga Morari"
