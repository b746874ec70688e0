"""What cell texts mean, without a window: said once, remembered for the account, never public by a guess."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from rentix_desktop.demo.keys import ALMOST_FULL
from tests.cli.console import Console, row, rows, write_csv

STATUS = "announcementStatus"
SOLD_OUT = f"{STATUS}:#sold=#skip"


def states_file(folder: Path, *states: str) -> Path:
    listings = [row(number, Deal="Sale", Status=state) for number, state in enumerate(states)]
    return write_csv(folder / f"{'-'.join(states)}.csv".replace(" ", "_"), listings)


def previewed(console: Console, *words: str | Path) -> list[dict[str, Any]]:
    done = console("preview", *words, "--json")
    assert done.code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_sold_ones_are_hidden_and_said_until_they_are_decided(console: Console, tmp_path: Path) -> None:
    file = states_file(tmp_path, "Active", "Sold", "Sold STC", "Reserved")
    done = console("plan", file, "--lang", "en")
    assert "Sold and rented listings (Sold, Sold STC; 2 rows) are hidden, because nobody has said" in done.stderr
    assert f'--value "{STATUS}:#sold=completed" or' in done.stderr
    assert f'--value "{STATUS}:#sold=#skip"' in done.stderr
    statuses = [line["record"].get(STATUS) for line in previewed(console, file)]
    assert statuses == ["active", "hidden", "hidden", "hidden"]


def test_rows_left_out_are_skipped_counted_and_not_sent(console: Console, tmp_path: Path) -> None:
    file = states_file(tmp_path, "Active", "Sold", "Sold STC", "Active")
    lines = previewed(console, file, "--value", SOLD_OUT)
    assert [[each["code"] for each in line["problems"]] for line in lines] == [[], ["left_out"], ["left_out"], []]
    plan = console("plan", file, "--value", SOLD_OUT, "--json").data
    assert (plan["total"], plan["create"], plan["skipped"], plan["blocked"]) == (4, 2, 2, 0)
    done = console("upload", file, "--value", SOLD_OUT, "--json")
    assert done.code == 0, done.stderr
    assert (done.data["total"], done.data["created"], done.data["skipped"]) == (4, 2, 2)
    assert "Sold and rented" not in done.stderr


def test_a_decision_is_remembered_for_the_account_with_the_layout(console: Console, tmp_path: Path) -> None:
    first = states_file(tmp_path, "Active", "Sold", "Active")
    second = states_file(tmp_path, "Active", "Sold STC", "Sold")
    once = console("plan", first, "--value", SOLD_OUT, "--json").data
    assert once["skipped"] == 1
    assert console("plan", second, "--json").data["skipped"] == 0  # it was said for that command only
    assert console("plan", first, "--value", SOLD_OUT, "--save-layout", "CRM", "--json").code == 0
    assert console("plan", second, "--json").data["skipped"] == 2
    assert [line["record"].get(STATUS) for line in previewed(console, second)] == ["active", None, None]
    changed = console("plan", second, "--value", f"{STATUS}:#sold=hidden", "--save-layout", "CRM", "--json").data
    assert changed["skipped"] == 0
    assert console("plan", first, "--json").data["skipped"] == 0


def test_two_accounts_never_share_a_decision(console: Console, tmp_path: Path) -> None:
    file = states_file(tmp_path, "Active", "Sold", "Active")
    console("plan", file, "--value", SOLD_OUT, "--save-layout", "CRM")
    assert console("plan", file, "--json").data["skipped"] == 1
    other = replace(console, key=ALMOST_FULL)
    assert other("plan", file, "--json").data["skipped"] == 0
    assert other("plan", file, "--layout", "CRM", "--json").data["skipped"] == 0


def test_without_an_account_the_layout_keeps_what_was_decided(offline: Console, tmp_path: Path) -> None:
    file = states_file(tmp_path, "Active", "Sold", "Active")
    previewed(offline, file, "--value", SOLD_OUT, "--save-layout", "CRM")
    lines = previewed(offline, file)
    assert [[each["code"] for each in line["problems"]] for line in lines] == [[], ["left_out"], []]


def test_a_currency_that_is_not_taken_stops_the_row(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "rub.csv", [*rows(4), row(9, Price="4950000 руб.", Currency="")])
    line = previewed(console, file, "--lang", "en")[4]
    assert line["record"]["announcementCurrency"] == "RUB"
    (problem,) = (each for each in line["problems"] if each["severity"] == "error")
    assert (problem["code"], "does not take prices in RUB" in problem["message"]) == ("currency_not_accepted", True)
    assert console("plan", file, "--json").data["blocked"] == 1


def test_html_and_telephones_in_a_text_are_said(console: Console, tmp_path: Path) -> None:
    text = "<p>Two bright rooms near the park, separate kitchen.</p> Call +373 69 123 456."
    line = previewed(
        console, write_csv(tmp_path / "html.csv", [*rows(3), row(9, Deal="Sale", Description=text)]), "--lang", "en"
    )[3]
    assert "<" not in line["record"]["announcementDescription"]
    warnings = {each["code"]: each["message"] for each in line["problems"] if each["severity"] == "warning"}
    assert set(warnings) == {"markup_removed", "contact_in_text"}
    assert "+373 69 123 456" in warnings["contact_in_text"]
