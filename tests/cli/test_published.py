"""`published`: what became of accepted listings, by their jobs and by a look at them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from tests.cli.console import Console, row, rows, write_csv

GONE_PHOTOS = " ".join(f"https://nowhere.invalid/{number}.jpg" for number in (1, 2, 3))


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Console]:
    """A portal that tells of its jobs in bulk answers, and takes a second for each."""
    options = DemoOptions(limits="off", faults=True, job_seconds=1.0, bulk_results="full")
    with start_demo(options) as portal:
        yield Console(tmp_path / "data", portal.base_url, portal.key)


def test_what_became_of_accepted_listings(slow: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [*rows(2), row(2, Photos=GONE_PHOTOS), row(3, Status="Draft")])
    sent = slow("upload", file)
    assert sent.data["created"] == 4
    assert "rentix-sync published" in sent.stderr

    now = slow("published", "--wait", "0")
    assert (now.code, now.data["run"], now.data["processing"], now.data["accepted"]) == (1, sent.data["run"], 3, 1)
    then = slow("published")
    assert then.code == 1
    assert (then.data["published"], then.data["failed"], then.data["processing"], then.data["accepted"]) == (2, 1, 0, 1)
    (listing,) = then.data["listings"]
    assert (listing["row"], listing["externalId"], listing["publication"]) == (2, "T-2", "failed")
    assert "nowhere.invalid" in listing["message"]
    assert "nowhere.invalid" in slow("published", json=False).stdout

    asked = slow("published", "--ask")
    assert (asked.data["published"], asked.data["failed"]) == (2, 1)
    assert asked.data["listings"][0]["status"] == "publish_failed"
    again = slow("plan", file)
    assert (again.data["update"], again.data["unchanged"]) == (1, 3)  # its publication is asked for again


@pytest.mark.parametrize("results", ["documented", "full"])
def test_after_a_sync_the_status_tells_what_could_not_be_published(
    tmp_path: Path, results: Literal["documented", "full"]
) -> None:
    """Whether or not the bulk answers tell of jobs, and also where nothing is to be sent."""
    file = write_csv(tmp_path / "a.csv", [*rows(2), row(2, Photos=GONE_PHOTOS)])
    with start_demo(DemoOptions(limits="off", job_seconds=0.0, bulk_results=results)) as portal:
        console = Console(tmp_path / "data", portal.base_url, portal.key)
        console("sources", "add", "crm", file)
        assert console("sync").data[0]["created"] == 3
        said = console("status").data
    assert [need["code"] for need in said["sources"][0]["needs"]] == ["publish_failed"]
    assert said["on_portal"].get("active") == 2


def test_all_is_well(slow: Console, tmp_path: Path) -> None:
    nothing = slow("published")
    assert (nothing.code, nothing.data["run"], nothing.data["listings"]) == (0, None, [])
    slow("upload", write_csv(tmp_path / "a.csv", rows(2)))
    done = slow("published")
    assert (done.code, done.data["published"]) == (0, 2)
    assert slow("published", str(done.data["run"])).data == done.data
    assert slow("published", "99").code == 2


def test_what_is_known_is_told_without_the_portal(slow: Console, tmp_path: Path) -> None:
    slow("upload", write_csv(tmp_path / "a.csv", rows(2)))
    alone = slow.with_(key=None)("published", "--wait", "0")
    assert (alone.code, alone.data["processing"]) == (1, 2)
