"""Every place outside the wizard, as a clerk comes to them: pairs, agents, the kept file, home, history, comparing."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt

from rentix_desktop.resources import resource
from rentix_desktop.ui.wizard.flow import Step
from tests.endtoend.clerk import Clerk
from tests.endtoend.scenarios import SAMPLE, confirm_columns, connect, decide_values

PEOPLE = ("Ion Sandu", "Sandu I. 0000 0012", "Olga M.", "Elena Lupan", "Petru Rusu, tel. 079 123 456", "vasile")
_HEADER_ROW = 3


def messy(path: Path) -> Path:
    """The sample as an office keeps it: who has the listing, what the owner pays, sections, a sold one, totals."""
    book = load_workbook(resource("samples", SAMPLE))
    sheet = book.worksheets[0]
    last, wide = sheet.max_row, sheet.max_column
    for number, text in enumerate(("Agent", "Comision"), 1):
        sheet.cell(_HEADER_ROW, wide + number, text)
    for row in range(_HEADER_ROW + 1, last + 1):
        sheet.cell(row, wide + 1, PEOPLE[row % len(PEOPLE)])
        sheet.cell(row, wide + 2, "3%")
    sheet.cell(last + 2, 1, "TOTAL")
    sheet.cell(last + 2, 7, last - _HEADER_ROW)
    book.save(path)
    return path


def every_place(clerk: Clerk) -> None:
    """`clerk.words`: the key of a portal on which people have typed in listings, and a file."""
    key, file = clerk.words
    connect(clerk, key)
    _empty_places(clerk)
    clerk.press("nextButton")
    clerk.at(Step.FILE)
    clerk.fill("filePathEdit", file)
    clerk.key(Qt.Key.Key_Return)
    clerk.wait(lambda: clerk.window.session.flow.table is not None, "the file read")
    clerk.settled()
    clerk.press("nextButton")
    confirm_columns(clerk)
    decide_values(clerk)
    clerk.at(Step.CHECK)
    clerk.wait(lambda: clerk.sees("pairFirstButton"), "the offer to pair first")
    clerk.picture("check-offer")
    _pairs(clerk)
    _agents(clerk)
    _kept(clerk)
    _at_home(clerk)


def _go(clerk: Clerk, place: str) -> None:
    if not clerk.sees(f"place_{place}"):  # the side shows the steps
        clerk.press("settingsButton")
        clerk.settled()
    clerk.press(f"place_{place}")
    clerk.settled()


def _empty_places(clerk: Clerk) -> None:
    for place in ("home", "linking", "agents", "uploads"):
        _go(clerk, place)
        clerk.picture(f"{place}-empty")
    _go(clerk, "upload")


def _pairs(clerk: Clerk) -> None:
    clerk.press("pairFirstButton")
    clerk.wait(lambda: clerk.sees("sureTable"), "the pairs")
    clerk.picture("linking-sure")
    for tab in ("lookTab", "aloneTab", "linkedTab", "twiceTab"):
        clerk.press(tab)
        clerk.settled()
        clerk.picture(f"linking-{tab}")
    clerk.press("sureTab")
    clerk.press("linkButton")
    clerk.wait(lambda: clerk.sees("linkedSaid"), "the end of the links")
    clerk.picture("linking-linked")
    clerk.press("backToCheckButton")
    clerk.at(Step.CHECK)


def _agents(clerk: Clerk) -> None:
    _go(clerk, "agents")
    clerk.wait(lambda: clerk.sees("linkAgentsButton"), "the agents")
    clerk.picture("agents")
    clerk.press("decideAgentsButton")
    clerk.picture("agents-decide")
    clerk.key(Qt.Key.Key_Return)
    clerk.settled()
    clerk.picture("agents-decided")
    clerk.key(Qt.Key.Key_Escape)
    clerk.press("inviteAgentsButton")
    clerk.picture("agents-invite")
    clerk.press("inviteBackButton")
    clerk.press("linkAgentsButton")
    clerk.settled()
    clerk.picture("agents-linked")
    _go(clerk, "upload")
    clerk.at(Step.CHECK)


def _kept(clerk: Clerk) -> None:
    clerk.press("sendButton")
    clerk.wait(lambda: clerk.sees("sendAllTheSameButton"), "the warning of doubles")  # a pair is open still
    clerk.picture("check-warning")
    clerk.press("sendAllTheSameButton")
    clerk.at(Step.RESULTS)
    clerk.wait(lambda: clerk.sees("keepFileButton"), "the offer to keep the file")
    clerk.picture("results-keep")
    clerk.press("keepFileButton")
    clerk.picture("keeping")
    clerk.press("saveSourceButton")
    clerk.settled()


def _at_home(clerk: Clerk) -> None:
    _go(clerk, "home")
    clerk.wait(lambda: clerk.sees("syncNowButton"), "the kept file")
    clerk.picture("home")
    _go(clerk, "uploads")
    clerk.picture("history")
    clerk.press("comparePlaceButton")
    clerk.picture("compare")
