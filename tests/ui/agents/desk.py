"""A window over a real ledger and a demo portal with people, and a file that names agents."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import ReadOptions
from rentix_desktop.ui.places.entries import AGENTS, UPLOAD
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from tests.proofs.world import Office, Portal
from tests.ui.conftest import find
from tests.ui.linking_desk import LinkDesk
from tests.ui.ways import HEADER, Row, listing, mapping_of_file

NAMES = (
    "Ion Sandu", "Ion Sandu", "Olga M.", "Petru Rusu, 079 123 456", "Vasile", "Vasile", "Elena Lupan",
)  # fmt: skip
"""Ion is sure; Olga may be Olga Morari; Petru and Vasile have no account; Elena is linked as A-1."""
AGENT_HEADER = (*HEADER, "Agent")


def rows_of(names: Sequence[str]) -> list[tuple[Row, str]]:
    return [(listing(number), name) for number, name in enumerate(names)]


def write_file(path: Path, names: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(AGENT_HEADER)
        writer.writerows((*row, name) for row, name in rows_of(names))
    return path


@dataclass
class AgentsDesk(LinkDesk):
    answers: list[str] = field(default_factory=list)  # titles of the questions that were asked

    def take_file(self, names: Sequence[str] = NAMES, *, agents: bool = True) -> None:
        """The check page, once it has nothing more to work out."""
        session = self.window.session
        self.window.show_place(UPLOAD)
        path = write_file(self.folder / "listings.csv", names)
        options = ReadOptions(encoding="utf-8", delimiter=",", header_row=0)
        table = open_table(path, options, spool_folder=self.folder / "spool")
        session.take_table(table)
        session.file = path
        mapping = mapping_of_file(("announcementStatus", "announcementDescription"))
        columns = (*mapping.columns, (len(HEADER), "user")) if agents else mapping.columns
        mapping = replace(
            mapping,
            columns=columns,
            headers=AGENT_HEADER,
            constants=(("announcementCurrency", "EUR"), ("announcementType", "sale")),
        )
        flow = session.flow.read(table.info)
        session.change(replace(flow, mapping=mapping, values_in_doubt=0, step=Step.CHECK, reached=Step.CHECK))
        self.settle()

    def open(self) -> None:
        self.window.show_place(AGENTS)
        self.settle()

    def agents(self) -> dict[str, tuple[str, str, str]]:
        """Name → listings of the file, of the portal, state; as the table shows them."""
        found = {}
        for row in self.cells("agentsTable"):
            name = row[2].split("\n")[0]
            found[name] = (row[4].split("\n")[0], row[5], row[6])
        return found

    def select(self, *names: str) -> None:
        table = self.table("agentsTable")
        cells = self.cells("agentsTable")
        table.clearSelection()
        for at, row in enumerate(cells):
            if row[2].split("\n")[0] in names:
                index = table.model().index(at, 2)
                flags = table.selectionModel().SelectionFlag
                table.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)

    def edit(self, name: str) -> None:
        """The profile of this account."""
        self.open()
        self.select(name)
        self.press("editAgentButton")

    def line(self, name: str) -> QLineEdit:
        return find(self.window, QLineEdit, name)

    def answer(self, yes: bool) -> None:
        """The next question is answered so."""

        def press() -> None:
            box = next(
                (each for each in self.window.findChildren(QMessageBox) if each.isVisible()),
                None,
            )
            if box is None:
                QTimer.singleShot(20, self.window, press)
                return
            self.answers.append(f"{box.text()} {box.informativeText()}")
            stay = box.defaultButton()
            go = next(each for each in box.findChildren(QPushButton) if each is not stay)
            (go if yes else stay).click()

        QTimer.singleShot(20, self.window, press)

    def users(self) -> dict[str, dict[str, Any]]:
        answer = httpx.get(f"{self.portal.base_url}/users", headers={"X-API-Key": self.portal.key}, trust_env=False)
        return {user["name"]: user for user in answer.json()["items"]}

    def shown_by(self) -> dict[str, str | None]:
        """Code of each listing of the portal → the name of the agent it shows."""
        answer = httpx.get(
            f"{self.portal.base_url}/listings?limit=100", headers={"X-API-Key": self.portal.key}, trust_env=False
        )
        return {
            each["externalId"]: each["user"]["name"] if each.get("user") else None for each in answer.json()["items"]
        }

    def sent(self) -> list[Any]:
        """The bodies of what was written about people."""
        log = self.portal.state()["log"]
        return [each for each in log if each["method"] != "GET" and "/users" in each["path"]]


def agents_desk(window: Window, office: Office, portal: Portal, qtbot: QtBot, folder: Path) -> AgentsDesk:
    desk = AgentsDesk(window, office, portal, qtbot, folder)
    (folder / "spool").mkdir(exist_ok=True)
    desk.connect()
    return desk
