"""`agents` against the demo portal."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from tests.cli.console import HEADER, Console, row
from tests.proofs.world import Portal


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


def test_spellings_of_one_person_are_linked_together_and_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, (*HEADER, "Agent"))
        writer.writeheader()
        names = ("Ion Sandu", "Sandu I. 0000 0012")
        writer.writerows({**row(number), "Agent": name} for number, name in enumerate(names))
    with start_demo(DemoOptions(limits="off", job_seconds=0.0)) as running:
        console = Console(tmp_path / "data", running.base_url, running.key)
        done = console("agents", file, "--map", "Agent=user", "--link")
        again = console("agents", file, "--map", "Agent=user").data
    assert done.code == 0
    assert [pair["accepted"] for pair in done.data["pairs"]] == [True, True]
    assert len({pair["id"] for pair in done.data["pairs"]}) == 1
    (ion,) = (each for each in again["people"] if each["name"] == "Ion Sandu")
    assert (ion["externalId"], set(ion["names"])) == ("+37300000012", set(names))
    assert (again["pairs"], again["without_account"]) == ([], [])


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


# a portal that takes an agent's number alone ------------------------------------------------------------------------------
@pytest.fixture
def by_number(tmp_path: Path) -> Iterator[tuple[Portal, Console, Path]]:
    """It refuses `user`, and answers slowly; 250 listings, each of an agent whom it knows."""
    options = DemoOptions(limits="off", faults=True, job_seconds=0.0, agent_named="userId", answer_seconds=0.2)
    file = tmp_path / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, (*HEADER, "Agent"))
        writer.writeheader()
        writer.writerows({**row(number), "Agent": "Elena Lupan"} for number in range(250))
    with start_demo(options) as running, contextlib.closing(Portal(running.base_url, running.key)) as portal:
        yield portal, Console(tmp_path / "data", running.base_url, running.key), file


def shown(portal: Portal) -> dict[str, int | None]:
    """Listings of the portal → the account they show."""
    return {each["externalId"]: each["user"]["id"] if each["user"] else None for each in portal.state()["listings"]}


def bulk(portal: Portal) -> list[Any]:
    return [each for each in portal.state()["log"] if each["path"].endswith("/listings/bulk")]


def test_what_the_portal_would_say_is_asked_in_the_form_that_it_takes(by_number: tuple[Portal, Console, Path]) -> None:
    portal, console, file = by_number
    assert console("agents", file, "--map", "Agent=user").code == 0  # reading them tells what the texts mean
    done = console("plan", file, "--map", "Agent=user", "--validate")
    assert (done.code, done.data["create"]) == (0, 250)
    assert "The portal looked at 250 listings and objects to none." in done.stderr
    assert sorted(each["operations"] for each in bulk(portal)) == [1, 1, 50, 100, 100]  # two trials, one a form
    assert shown(portal) == {}


def test_a_killed_run_goes_on_in_the_form_that_the_portal_takes(by_number: tuple[Portal, Console, Path]) -> None:
    portal, console, file = by_number
    console("agents", file, "--map", "Agent=user")
    with console.start("upload", file, "--map", "Agent=user") as process:
        while not shown(portal):
            assert process.poll() is None
        process.kill()
        process.communicate()
    rest = console("resume")
    assert (rest.code, rest.data["refused"], rest.data["in_doubt"]) == (0, 0, 0)
    assert set(shown(portal).values()) == {11}
    assert len(shown(portal)) == 250
    again = console("upload", file, "--map", "Agent=user")
    assert (again.code, again.data["unchanged"]) == (0, 250)
