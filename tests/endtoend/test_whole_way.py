"""The whole way in a real window with a window manager, by mouse and by keyboard alone, and killed in the middle."""

from __future__ import annotations

import csv
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.resources import resource
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.ledger import AccountKey, State
from tests.endtoend.conftest import Desk
from tests.endtoend.scenarios import DESCRIPTION, LONG_ENOUGH, SAMPLE, listings

HELD_BACK = 6  # rows of the sample that are wrong on purpose
CURRENCIES = {"EUR": ("€", "EUR", "euro"), "USD": ("$", "USD"), "MDL": ("MDL", "lei")}
PICTURES = {
    *("1-connect", "1-connected", "2-file", "2-file-read", "3-columns", "3-columns-confirmed", "4-values"),
    *("4-values-choice", "4-values-decided", "5-check", "6-upload", "7-results-trial", "7-results"),
    *("7-results-editing", "7-results-corrected", "7-results-after"),
}


@pytest.mark.parametrize(("keyboard", "language"), [(False, "ro"), (True, "ru")], ids=["mouse", "keyboard"])
def test_from_the_key_to_a_corrected_listing(desk: Desk, keyboard: bool, language: str) -> None:
    facts = desk.run("whole-way", keyboard=keyboard, options=("--lang", language))
    rows = _sample()
    trial, rest, retried = facts["summaries"]
    assert trial == _summary(len(rows), created=5, blocked=HELD_BACK, not_sent=len(rows) - 5 - HELD_BACK)
    assert rest == _summary(len(rows), created=len(rows) - HELD_BACK, blocked=HELD_BACK)
    assert retried == _summary(1, created=1)
    _portal_is_as_the_file_says(facts, rows)
    _ledger_adds_up(desk.folder, facts, len(rows))
    assert {picture.stem for picture in desk.album.iterdir()} == PICTURES


def _sample() -> dict[str, dict[str, Any]]:
    """Code → header → cell of the sample, read without any of our code."""
    sheet = load_workbook(resource("samples", SAMPLE)).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0]]
    header = next(row for row in rows if row[0] == "Cod")
    return {str(row[0]): dict(zip(map(str, header), row, strict=True)) for row in rows if str(row[0]).startswith("CV-")}


def _summary(total: int, **counts: int) -> dict[str, int]:
    names = ("created", "updated", "unchanged", "hidden", "refused", "blocked", "skipped", "not_sent", "in_doubt")
    return {"total": total, **dict.fromkeys(names, 0), **counts}


def _portal_is_as_the_file_says(facts: dict[str, Any], rows: dict[str, dict[str, Any]]) -> None:
    portal = {listing["externalId"]: listing for listing in facts["portal"]}
    assert len(portal) == len(facts["portal"]) == len(rows) - HELD_BACK + 1
    assert facts["corrected"] in portal
    for code, listing in portal.items():
        row, form = rows[code], listing["formData"]
        described = LONG_ENOUGH if code == facts["corrected"] else row["Descriere"]
        assert form[DESCRIPTION] == described
        assert form["propertyArea"] == pytest.approx(float(row["Suprafața, m²"]))
        assert form["propertyAddress"] == ", ".join(str(row[name]) for name in ("Oraș", "Strada", "Nr. casei"))
        assert form["announcementValue"] == int("".join(filter(str.isdigit, row["Preț"])))
        assert form["announcementCurrency"] == _currency(row["Preț"])
        assert len(listing["files"]) == sum(bool(row[f"Foto {number}"]) for number in range(1, 7))


def _currency(price: str) -> str:
    return next((code for code, signs in CURRENCIES.items() if any(sign in price for sign in signs)), "none")


def _ledger_adds_up(folder: Path, facts: dict[str, Any], rows: int) -> None:
    [path] = (folder / "data" / "ledgers").glob("*.sqlite")
    ledger = SqliteLedger(path, AccountKey(*facts["account"]))
    try:
        retry, upload = (ledger.counts(run.id).by_state for run in ledger.runs())
        codes = {listing["externalId"] for listing in facts["portal"]}
        assert ledger.listings(sorted(codes)).keys() == codes
    finally:
        ledger.close()
    assert {state: count for state, count in upload.items() if count} == {
        State.ACCEPTED: rows - HELD_BACK,
        State.BLOCKED: HELD_BACK,
    }
    assert {state: count for state, count in retry.items() if count} == {State.ACCEPTED: 1}


def test_killed_in_the_middle_it_goes_on_at_the_next_start(desk: Desk) -> None:
    rows = 450
    file = _file_of(desk.folder / "listings.csv", rows)
    with start_demo(DemoOptions(limits="off", answer_seconds=0.4)) as portal:
        options = ("--lang", "en", "--base-url", portal.base_url)
        with desk.start("interrupted", portal.key, str(file), options=options) as process:
            try:
                assert process.stdout is not None
                answered = process.stdout.readline().strip()
                os.kill(process.pid, signal.SIGKILL)
            finally:
                process.kill()
            assert answered, process.stderr.read() if process.stderr else ""
        there = listings(portal.base_url, portal.key)
        assert 0 < len(there) < rows
        facts = desk.run("go-on", portal.key, options=options)
        [summary] = facts["summaries"]
        assert summary == _summary(rows, created=rows)
        after = listings(portal.base_url, portal.key)
        assert sorted(listing["externalId"] for listing in after) == sorted(f"K-{number}" for number in range(rows))
        assert json.dumps(portal.key) not in (desk.folder / "facts.json").read_text("utf-8")


def _file_of(path: Path, rows: int) -> Path:
    header = ("Code", "Deal type", "Property type", "Address", "Price", "Currency", "Status")
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(header)
        for number in range(rows):
            street = f"Chisinau, Pacii St {number}"
            writer.writerow((f"K-{number}", "Sale", "Apartment", street, 40_000 + number, "EUR", "draft"))
    return path
