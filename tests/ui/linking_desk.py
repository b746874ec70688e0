"""A window at the check page, over a real ledger and a demo portal on which people typed listings in before."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import ReadOptions
from rentix_desktop.sync.destination import Op, Operation
from rentix_desktop.ui.places.entries import LINKING
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from tests.destinations.conftest import NoWaiting
from tests.fakes.catalogue import CATALOGUE
from tests.proofs.world import Office, Portal
from tests.ui.conftest import find, settle
from tests.ui.ways import HEADER, Row, mapping_of_file

ROWS: list[Row] = [
    ("CN-1", "Chișinău, str. Ismail 1", "apartment", "50000", "2", "", "active"),
    ("CN-2", "Chișinău, str. Puskin 12", "apartment", "61000", "5", "", "active"),
    ("CN-3", "Chișinău, str. Teilor 7", "apartment", "70000", "3", "", "active"),
    ("CN-4", "Chișinău, str. Teilor 7", "apartment", "70000", "3", "", "active"),
    ("CN-5", "Chișinău, bd. Moscova 20", "apartment", "45000", "9", "", "active"),
    ("CN-6", "Chișinău, str. Florilor 4", "apartment", "38500", "1", "", "active"),
]
"""CN-1 and CN-6 are on the portal, CN-2 twice; one listing may be CN-3 or CN-4; CN-5 is not there."""
TYPED_IN = (
    ("Chișinău, strada Ismail 1", 50000, 2),  # 90001
    ("Chișinău, str. Puskin 12", 61000, 5),  # 90002
    ("Chișinău, str. Puskin 12", 61000, 5),  # 90003
    ("Chișinău, str. Teilor 7", 70000, 3),  # 90004
    ("Chișinău, str. Florilor 4", 38500, 1),  # 90005
    ("Chișinău, str. Alba Iulia 75", 92000, 12),  # 90006
)


def write_typed_in(path: Path, listings: Sequence[tuple[str, int, int]] = TYPED_IN) -> str:
    """The file of the demo portal's listings; its name."""
    told = [
        {
            "announcementStatus": "active",
            "announcementType": "sale",
            "propertyType": "residential",
            "propertySecondaryType": "apartment",
            "propertyAddress": address,
            "announcementValue": price,
            "announcementCurrency": "EUR",
            "propertyFloorNumber": floor,
        }
        for address, price, floor in listings
    ]
    path.write_text(json.dumps(told), "utf-8")
    return str(path)


@dataclass
class LinkDesk:
    window: Window
    office: Office
    portal: Portal
    qtbot: QtBot
    folder: Path

    def connect(self) -> None:
        office, session = self.office, self.window.session
        account = office.destination.verify()
        session.take_connection(Connection(account, office.destination, CATALOGUE, office.ledger))
        session.change(session.flow.connected(account).go(Step.FILE))

    def to_check(self, rows: Sequence[Row] = ROWS, *, settle: bool = True) -> None:
        """The check page with its forecast; `settle`: once it has nothing more to look up, too."""
        session = self.window.session
        path = self.folder / "listings.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((HEADER, *rows))
        options = ReadOptions(encoding="utf-8", delimiter=",", header_row=0)
        table = open_table(path, options, spool_folder=self.folder / "spool")
        session.take_table(table)
        session.file = path
        without = ("announcementStatus", "announcementDescription")
        mapping = replace(
            mapping_of_file(without), constants=(("announcementCurrency", "EUR"), ("announcementType", "sale"))
        )
        flow = session.flow.read(table.info)
        session.change(replace(flow, mapping=mapping, values_in_doubt=0, step=Step.CHECK, reached=Step.CHECK))
        self.qtbot.waitUntil(lambda: session.flow.forecast is not None, timeout=20_000)
        if settle:
            self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.jobs.ended, timeout=20_000)
        settle(self.qtbot, self.window)

    def pair(self) -> None:
        """From the offer of the check page to the pairs."""
        self.press("pairFirstButton")

    def open(self) -> None:
        self.window.show_place(LINKING)
        self.settle()

    def press(self, name: str) -> None:
        self.button(name).click()
        self.settle()

    def button(self, name: str) -> QPushButton:
        found = [each for each in self.window.findChildren(QPushButton, name) if each.isVisible()]
        assert len(found) == 1, f"{len(found)} of {name} on {self.window.page.NAME}"
        return found[0]

    def sees(self, name: str) -> bool:
        return any(each.isVisible() for each in self.window.findChildren(QWidget, name))

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.settle()

    def said(self) -> str:
        return "\n".join(each.text() for each in self.window.page.findChildren(QLabel) if each.isVisible())

    def table(self, name: str) -> QTableView:
        return find(self.window, QTableView, name)

    def cells(self, name: str) -> list[list[str]]:
        model: QAbstractItemModel = self.table(name).model()
        return [
            [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def codes(self) -> dict[int, str | None]:
        """The portal's number of each listing → its code."""
        return {each["id"]: each["externalId"] for each in self.portal.state()["listings"]}

    def writes(self) -> list[Any]:
        return [each["path"] for each in self.portal.state()["log"] if each["method"] != "GET"]


def desk_of(window: Window, office: Office, portal: Portal, qtbot: QtBot, folder: Path) -> LinkDesk:
    desk = LinkDesk(window, office, portal, qtbot, folder)
    (folder / "spool").mkdir(exist_ok=True)
    desk.connect()
    return desk


def link_by_hand(desk: LinkDesk, portal_id: str, code: str) -> None:
    """Somebody else was faster."""
    (outcome,) = desk.office.destination.send([Operation(Op.LINK, code, portal_id=portal_id)], NoWaiting())
    assert not hasattr(outcome, "messages")
