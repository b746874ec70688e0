"""A field and a value that only the live schema knows appear by themselves, from the window to the portal."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rentix_desktop.bootstrap.parts import open_parts
from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.demo.schema import LATER_FIELD, LATER_KIND, LATER_VALUES
from rentix_desktop.mapping.model import Level
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import ReadOptions
from rentix_desktop.sync.destination import Account
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import Ports
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.widgets.choosing import MEANS, ChoosingTable
from rentix_desktop.ui.window import Opening, Window
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.conftest import find, settle
from tests.ui.test_columns import known
from tests.ui.test_values import choose

HEADER = ["Cod", "Tranzacție", "Tip imobil", "Preț", "Adresa", "Statut", "Încălzire", "Foto 1", "Foto 2", "Foto 3"]


@pytest.fixture
def portal() -> Iterator[DemoPortal]:
    with start_demo(DemoOptions(limits="off", job_seconds=0.1, later=True, faults=True)) as running:
        yield running


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    with open_parts("test", data_dir=tmp_path / "data", requests_per_minute=10_000, bulk_per_minute=10_000) as real:
        yield real


def file_of(folder: Path) -> Path:
    path = folder / "oferte.csv"
    kinds = ("Townhouse", "Apartament", "Duplex nou")
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(12):
            photos = [f"https://photos.example.md/{number}/{photo}.jpg" for photo in range(3)]
            heating = ("autonomă", "central", "")[number % 3]
            deal = ["Vânzare", kinds[number % 3], "62500 €", f"str. Florilor {number}", "activ", heating]
            writer.writerow([f"L-{number}", *deal, *photos])
    return path


def test_a_field_and_a_value_of_a_later_day_go_from_the_file_to_the_portal(
    qtbot: QtBot, tmp_path: Path, portal: DemoPortal, ports: Ports
) -> None:
    window = Window(ports, Opening("en"))
    qtbot.addWidget(window)
    window.show()
    settle(qtbot, window)
    session, destination = window.session, ports.connect(portal.base_url, portal.key)
    account = destination.verify()
    connection = Connection(account, destination, destination.catalogue(), ports.open_ledger(_key(account)))
    session.take_connection(connection)
    table = open_table(file_of(tmp_path), ReadOptions(), spool_folder=ports.spool_folder)
    session.take_table(table)
    session.change(session.flow.connected(account).go_next())
    session.change(session.flow.read(table.info).go_next())
    settle(qtbot, window)

    columns = find(window, ChoosingTable, "columnsTable")
    line = next(
        row for row in range(columns.model().rowCount()) if "Încălzire" in str(columns.model().index(row, 0).data())
    )
    columns.model().setData(columns.model().index(line, MEANS), LATER_FIELD)
    settle(qtbot, window)
    assert columns.model().index(line, MEANS).data() == LATER_FIELD  # no words for it yet: its technical name
    while rows := columns.model().marked_rows():  # type: ignore[attr-defined]
        columns.confirm_pressed.emit(rows[0])
    find(window, QPushButton, "nextButton").click()
    settle(qtbot, window)

    assert window.page.NAME == "valuesPage"
    said = {(value.field, value.value): value for value in known(window).suggestion.values}
    assert said["propertySecondaryType", "Townhouse"].target == LATER_KIND  # the portal's own word
    assert said["propertySecondaryType", "Townhouse"].level is Level.SURE
    assert said[LATER_FIELD, "central"].target == "central"
    choose(qtbot, window, "Duplex nou", LATER_KIND)
    choose(qtbot, window, "autonomă", LATER_VALUES[0])
    assert session.flow.next is Step.CHECK
    find(window, QPushButton, "nextButton").click()
    settle(qtbot, window)
    find(window, QPushButton, "sendButton").click()
    qtbot.waitUntil(lambda: session.flow.summary is not None, timeout=20_000)

    assert session.flow.summary is not None
    assert (session.flow.summary.created, session.flow.summary.total) == (12, 12)
    rows = list(connection.ledger.rows(session.flow.summary.run))
    accepted = connection.ledger.listings([row.planned.external_id for row in rows])
    assert {listing.fields["propertySecondaryType"] for listing in accepted.values()} == {LATER_KIND, "apartment"}
    on_portal = _portal_has(portal)
    assert on_portal["L-0"]["propertySecondaryType"] == LATER_KIND
    assert on_portal["L-0"][LATER_FIELD] == LATER_VALUES[0]
    assert on_portal["L-1"][LATER_FIELD] == "central"
    assert LATER_FIELD not in on_portal["L-2"]
    settle(qtbot, window)
    session.change(session.flow.again())
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())


def _key(account: Account) -> AccountKey:
    return AccountKey(account.base_url, account.id)


def _portal_has(portal: DemoPortal) -> dict[str, dict[str, Any]]:
    """externalId → the fields that the portal stored, asked of the portal itself."""
    listings = httpx.get(f"{portal.page_url}_demo/state").json()["listings"]
    return {listing["externalId"]: listing["formData"] for listing in listings}
