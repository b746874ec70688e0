"""`link` and `unlink` against a demo portal on which people have typed in listings before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.resources import resource
from rentix_desktop.sync.books.pairs import PairAnswer
from tests.cli.console import Console, rows, write_csv
from tests.cli.test_corrections import ledger_of

SAMPLE = resource("samples") / "listings-ro.xlsx"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[tuple[DemoPortal, Console]]:
    options = DemoOptions(limits="off", faults=True, job_seconds=0.0, typed_in="sample")
    with start_demo(options) as running:
        yield running, Console(tmp_path / "data", running.base_url, running.key)


def state(portal: DemoPortal) -> dict[str, Any]:
    answer = httpx.get(portal.base_url.removesuffix("/api/v1") + "/_demo/state", trust_env=False)
    found: dict[str, Any] = answer.json()
    return found


def writes(portal: DemoPortal) -> list[str]:
    return [each["path"] for each in state(portal)["log"] if each["method"] != "GET"]


def ids(portal: DemoPortal) -> dict[int, str | None]:
    return {listing["id"]: listing["externalId"] for listing in state(portal)["listings"]}


def test_proposals_say_why_and_write_nothing(agency: tuple[DemoPortal, Console]) -> None:
    portal, console = agency
    done = console("link", SAMPLE)
    assert done.code == 0
    said = done.data
    assert (said["unlinked"], said["complete"], said["adopted"]) == (34, True, 0)
    levels = [pair["level"] for pair in said["pairs"]]
    assert levels.count("sure") >= 25
    assert set(levels) == {"sure", "check"}
    assert len(said["pairs"]) + len(said["portal_alone"]) == 34
    assert len(said["pairs"]) + len(said["rows_alone"]) == 48
    sure = next(pair for pair in said["pairs"] if pair["level"] == "sure")
    assert isinstance(sure["id"], int)
    assert 0.9 < sure["confidence"] <= 1
    agreeing = {fact["subject"] for fact in sure["evidence"] if fact["verdict"] == "agrees"}
    assert {"street", "kind", "deal"} <= agreeing
    assert writes(portal) == []
    assert set(ids(portal).values()) == {None}
    assert console("runs").data == []


def test_a_flat_that_is_there_twice_is_never_sure(agency: tuple[DemoPortal, Console]) -> None:
    _, console = agency
    doubtful = [pair for pair in console("link", SAMPLE).data["pairs"] if pair["level"] == "check"]
    assert any(rival["externalId"] == pair["externalId"] for pair in doubtful for rival in pair["rivals"])


def test_sure_pairs_are_linked_and_the_upload_makes_no_doubles_of_them(agency: tuple[DemoPortal, Console]) -> None:
    portal, console = agency
    before = console("plan", SAMPLE).data
    done = console("link", SAMPLE, "--accept", "sure")
    assert done.code == 0
    linked = sum(pair["level"] == "sure" for pair in done.data["pairs"])
    assert (done.data["summary"]["total"], done.data["summary"]["updated"]) == (linked, linked)
    given = {pair["id"]: pair["externalId"] for pair in done.data["pairs"] if pair["level"] == "sure"}
    assert {number: name for number, name in ids(portal).items() if name} == given
    after = console("plan", SAMPLE).data
    assert before["create"] - after["create"] + before["blocked"] - after["blocked"] <= linked
    assert after["update"] + after["unchanged"] >= linked - after["blocked"]
    count = len(ids(portal))
    uploaded = console("upload", SAMPLE).data
    assert len(ids(portal)) == count + uploaded["created"]
    again = console("link", SAMPLE).data
    assert not {pair["externalId"] for pair in again["pairs"]} & set(given.values())


def test_links_are_taken_off_by_code_and_by_run(agency: tuple[DemoPortal, Console]) -> None:
    portal, console = agency
    run = console("link", SAMPLE, "--accept", "sure").data["summary"]["run"]
    name = next(each for each in ids(portal).values() if each)
    done = console("unlink", name, "no-such-code")
    assert (done.code, done.data["updated"], done.data["blocked"]) == (1, 1, 1)
    assert "no-such-code" in done.data["failures"][0]["messages"][0]
    assert name not in ids(portal).values()
    rest = console("unlink", "--run", str(run)).data
    assert rest["updated"] + rest["unchanged"] + rest["blocked"] == rest["total"]
    assert set(ids(portal).values()) == {None}
    assert len(ids(portal)) == 34


def test_what_the_portal_knows_of_a_lost_ledger_is_known_again(
    agency: tuple[DemoPortal, Console], tmp_path: Path
) -> None:
    portal, console = agency
    file = write_csv(tmp_path / "a.csv", rows(6))
    assert console("upload", file).code == 0
    elsewhere = Console(tmp_path / "elsewhere", portal.base_url, portal.key)
    plan = elsewhere("plan", file)
    assert (plan.data["create"], plan.data["unchanged"], plan.data["requests"]) == (0, 6, 0)
    assert "6 listings are linked already and are known here again." in plan.stderr
    by_link = Console(tmp_path / "by-link", portal.base_url, portal.key)
    assert by_link("link", file).data["adopted"] == 6
    assert by_link("plan", file).data["unchanged"] == 6


@pytest.mark.parametrize("words", [(), ("CN-1", "--run", "1"), ("--run", "77")])
def test_wrong_usage_of_unlink(agency: tuple[DemoPortal, Console], words: tuple[str, ...]) -> None:
    _, console = agency
    done = console("unlink", *words)
    assert (done.code, done.data["error"]["code"]) == (2, "wrong_usage")


def test_what_a_person_said_are_two_is_told_so_and_never_accepted(agency: tuple[DemoPortal, Console]) -> None:
    portal, console = agency
    first, second, third = [pair for pair in console("link", SAMPLE).data["pairs"] if pair["level"] == "sure"][:3]
    with closing(ledger_of(console)) as ledger:
        ledger.keep_pair_answers(
            {
                (str(first["id"]), first["externalId"]): PairAnswer.NOT,
                (str(second["id"]), second["externalId"]): PairAnswer.LEFT,
            }
        )
    done = console("link", SAMPLE, "--accept", "sure")
    assert done.code == 0
    (rejected,) = done.data["rejected"]
    assert (rejected["id"], rejected["externalId"], rejected["answer"]) == (first["id"], first["externalId"], "not")
    assert rejected["evidence"] == first["evidence"]
    assert [pair["externalId"] for pair in done.data["pairs"] if pair["answer"] == "left"] == [second["externalId"]]
    given = {name for name in ids(portal).values() if name}
    assert third["externalId"] in given
    assert not {first["externalId"], second["externalId"]} & given
    told = console("link", SAMPLE, "--lang", "en", json=False).stdout
    (line,) = [line for line in told.splitlines() if f"{first['externalId']} – {first['id']}" in line]
    assert line.endswith("You said: not the same")


def test_what_was_said_is_taken_back(agency: tuple[DemoPortal, Console]) -> None:
    portal, console = agency
    pair = next(pair for pair in console("link", SAMPLE).data["pairs"] if pair["level"] == "sure")
    with closing(ledger_of(console)) as ledger:
        ledger.keep_pair_answers({(str(pair["id"]), pair["externalId"]): PairAnswer.NOT})
    assert console("link", SAMPLE).data["rejected"] != []
    unknown = console("link", SAMPLE, "--ask-again", "no-such-code")
    assert (unknown.code, unknown.data["error"]["code"]) == (2, "wrong_usage")
    done = console("link", SAMPLE, "--ask-again", pair["externalId"], "--accept", "sure")
    assert done.data["rejected"] == []
    assert ids(portal)[pair["id"]] == pair["externalId"]
    with closing(ledger_of(console)) as ledger:
        assert ledger.pair_answers() == {}


def linking_broke_off(portal: DemoPortal, console: Console) -> int:
    """The portal does not take the key any more while links are sent; how many there are."""
    door = portal.base_url.removesuffix("/api/v1") + "/_demo/faults"
    httpx.post(door, json=[{"kind": "status", "status": 401, "path": "/listings/bulk", "times": 9}])
    done = console("link", SAMPLE, "--accept", "sure")
    assert done.code == 3
    httpx.post(door, json=[])
    sure = [pair["externalId"] for pair in done.data["pairs"] if pair["level"] == "sure"]
    assert done.data["summary"]["not_sent"] + done.data["summary"]["in_doubt"] == len(sure)
    return len(sure)


def test_after_links_that_broke_off_an_upload_makes_no_doubles(agency: tuple[DemoPortal, Console]) -> None:
    portal, console = agency
    sound = console("plan", SAMPLE).data
    links = linking_broke_off(portal, console)
    planned = console("plan", SAMPLE)
    assert 0 < planned.data["waiting_for_links"] <= links
    assert planned.data["create"] == sound["create"] - planned.data["waiting_for_links"]
    assert planned.data["blocked"] == sound["blocked"] + planned.data["waiting_for_links"]
    assert "resume" in planned.stderr
    uploaded = console("upload", SAMPLE)
    assert uploaded.code == 1
    assert uploaded.data["waiting_for_links"] == planned.data["waiting_for_links"]
    assert "rentix-sync resume --give-up-links" in uploaded.stderr
    resumed = console("resume")
    assert (resumed.code, resumed.data["updated"]) == (0, links)
    after = console("plan", SAMPLE).data
    assert (after["create"], "waiting_for_links" in after) == (0, False)
    console("upload", SAMPLE)
    assert len(ids(portal)) == 34 + sound["create"] - planned.data["waiting_for_links"]


def test_links_that_broke_off_can_be_given_up(agency: tuple[DemoPortal, Console]) -> None:
    portal, console = agency
    sound = console("plan", SAMPLE).data
    links = linking_broke_off(portal, console)
    done = console("resume", "--give-up-links")
    assert (done.code, done.data["skipped"], done.data["total"]) == (0, links, links)
    assert set(ids(portal).values()) == {None}
    after = console("plan", SAMPLE).data
    assert (after["create"], "waiting_for_links" in after) == (sound["create"], False)
    assert console("resume", "--give-up-links").data["total"] == 0


def test_who_gives_up_taking_links_off_is_told_that_they_stay(agency: tuple[DemoPortal, Console]) -> None:
    portal, console = agency
    console("link", SAMPLE, "--accept", "sure")
    name = next(each for each in ids(portal).values() if each)
    door = portal.base_url.removesuffix("/api/v1") + "/_demo/faults"
    httpx.post(door, json=[{"kind": "status", "status": 401, "path": "/listings/bulk", "times": 9}])
    assert console("unlink", name).code == 3
    httpx.post(door, json=[])
    assert "1 listing stays linked." in console("resume", "--give-up-links").stderr
    assert name in ids(portal).values()


def test_the_file_of_today_is_linked_and_sent_as_the_kept_file(
    agency: tuple[DemoPortal, Console], tmp_path: Path
) -> None:
    """The window does so: what is linked here belongs to the same listings."""
    _, console = agency
    first, today = tmp_path / "Export 1.xlsx", tmp_path / "Export 2.xlsx"
    for path in (first, today):
        shutil.copy(SAMPLE, path)
    assert console("sources", "add", "crm", str(first), "--pattern", "Export*.xlsx").code == 0
    console("link", today, "--accept", "sure")
    console("upload", today)
    console("upload", today, "--source", "by hand")
    with closing(ledger_of(console)) as ledger:
        by_hand, sent, linked = (info.source for info in ledger.runs())
    assert by_hand == "by hand"
    assert sent == linked
    assert linked.startswith(str(first.resolve()))


def test_a_code_that_is_nowhere_is_told_so_and_never_to_be_sent_as_new(agency: tuple[DemoPortal, Console]) -> None:
    """Its listing is there, without a code: who sends the row as a new listing makes it twice."""
    portal, console = agency
    console("link", SAMPLE, "--accept", "sure")
    name = next(each for each in ids(portal).values() if each)
    assert console("unlink", name).code == 0
    again = console("unlink", name)
    (message,) = again.data["failures"][0]["messages"]
    assert (again.code, again.data["blocked"]) == (1, 1)
    assert "without a code" in message
    assert "new listing" not in message


def test_links_are_told_as_links(agency: tuple[DemoPortal, Console], tmp_path: Path) -> None:
    _, console = agency
    linked = console("link", SAMPLE, "--accept", "sure").data["summary"]
    assert linked["linked"] == linked["updated"] > 0
    taken_off = console("unlink", "--run", str(linked["run"])).data
    assert (taken_off["unlinked"], taken_off["updated"]) == (linked["linked"], linked["updated"])
    newest, first = console("runs").data
    assert (newest["kind"], newest["unlinked"]) == ("link", linked["linked"])
    assert (first["kind"], first["linked"]) == ("link", linked["linked"])
    told = console("runs", json=False).stdout
    assert told.count("Linked with the portal") == told.count("Links taken off") == 1
    assert console("status").data["last_sync"] is None
    for run, words in ((linked["run"], "Linked"), (taken_off["run"], "Link taken off")):
        console("report", str(run), tmp_path / f"{run}.html", json=False)
        page = (tmp_path / f"{run}.html").read_text("utf-8")
        assert f"</b>{words}</div>" in page
        assert "</b>Updated</div>" not in page


def test_the_status_of_what_was_linked_is_known(agency: tuple[DemoPortal, Console]) -> None:
    _, console = agency
    linked = console("link", SAMPLE, "--accept", "sure").data["summary"]["linked"]
    on_portal = console("status").data["on_portal"]
    assert "" not in on_portal
    assert sum(on_portal.values()) == linked


def test_everything_is_named_alike_and_prices_say_their_currencies(agency: tuple[DemoPortal, Console]) -> None:
    _, console = agency
    said = console("link", SAMPLE).data
    rivals = [rival for pair in said["pairs"] for rival in pair["rivals"]]
    assert rivals
    assert all(rival.keys() == {"id", "externalId", "row", "confidence"} for rival in rivals)
    every = [*said["portal_alone"], *(each["id"] for each in [*rivals, *said["pairs"]])]
    assert {type(each) for each in every} == {int}
    prices = [fact for pair in said["pairs"] for fact in pair["evidence"] if fact["subject"] == "price"]
    assert prices
    assert {len(fact["currencies"]) for fact in prices} == {2}
    assert ["EUR", "EUR"] in [fact["currencies"] for fact in prices]


def test_a_person_is_shown_first_what_to_look_at_and_why(agency: tuple[DemoPortal, Console]) -> None:
    _, console = agency
    data = console("link", SAMPLE).data
    look = [pair for pair in data["pairs"] if pair["level"] == "check"]
    told = console("link", SAMPLE, json=False).stdout
    before, _, after = told.partition("Surely the same:")
    assert "Please look:" in before
    assert all(pair["externalId"] in before for pair in look)
    assert "Fits as well: " in before
    assert "The same: Street" in after
    assert f"… and {sum(pair['level'] == 'sure' for pair in data['pairs']) - 20} more" in after


def test_a_first_plan_says_how_many_rows_would_be_there_twice(agency: tuple[DemoPortal, Console]) -> None:
    _, console = agency
    done = console("plan", SAMPLE)
    assert "have no code and look like new rows" in done.stderr
    assert "rentix-sync link FILE" in done.stderr
    console("link", SAMPLE, "--accept", "sure")
    console("upload", SAMPLE)
    assert "look like new rows" not in console("plan", SAMPLE).stderr
