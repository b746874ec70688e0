"""An agency of many agents in the window: accounts on the demo portal, and a file that names them as files do."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rentix_desktop.sync.destination import Destination
    from rentix_desktop.ui.session import Session

AGENTS = 200
_GIVEN = ("Ana", "Ion", "Petru", "Vera", "Dumitru")
_FIRST, _LAST = ("Ba", "Ce", "Do", "Fu", "Go", "La", "Mu", "Ne"), ("banu", "cescu", "doga", "laru", "nean")


def people() -> list[tuple[str, str]]:
    """Names and phones, each once."""
    names = [f"{given} {first}{last}" for given in _GIVEN for first in _FIRST for last in _LAST]
    return [(name, f"0691{number:05}") for number, name in enumerate(names[:AGENTS])]


def fill(destination: Destination) -> None:
    """The portal gets their accounts; half of them are linked."""
    from rentix_desktop.sync.control import RunControl
    from rentix_desktop.sync.destination import HasPeople, Op, Operation
    from rentix_desktop.sync.people import Part

    if not isinstance(destination, HasPeople):
        raise SystemExit("a service without people")
    made = [
        Operation(Op.UPSERT, f"A-{number}", {Part.NAME: name, Part.PHONE: phone})
        for number, (name, phone) in enumerate(people())
    ]
    for start in range(0, len(made), 100):
        destination.send_people(made[start : start + 100], RunControl())
    free = [
        Operation(Op.UNLINK, each.external_id, portal_id=each.portal_id)
        for number, each in enumerate(destination.list_people(RunControl()))
        if each.external_id and number % 2
    ]
    destination.send_people(free, RunControl())


def take(session: Session) -> None:
    """A file in which a quarter of them stands with the phone, a quarter so that somebody has to look, one in ten is
    unknown to the portal; as far as its columns are decided."""
    from rentix_desktop.mapping.model import ColumnMapping
    from rentix_desktop.sheets.read import open_table
    from rentix_desktop.sheets.table import ReadOptions
    from rentix_desktop.ui.wizard.flow import Step

    header = ("Code", "Address", "Agent")
    folder = Path(tempfile.mkdtemp(prefix="rentix-benchmark-"))
    path = folder / "agency.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for number, (name, phone) in enumerate(people()):
            given, last = name.split()
            said = (f"{name}, {phone}", name, f"{last} {given[0]}.", name)[number % 4]
            writer.writerow(
                (f"CN-{number}", f"str. Ismail {number}", f"Necunoscut {last}" if number % 10 == 9 else said)
            )
    table = open_table(path, ReadOptions(encoding="utf-8", delimiter=",", header_row=0), spool_folder=folder)
    columns = ((0, "externalId"), (1, "propertyAddress"), (2, "user"))
    mapping = ColumnMapping(columns=columns, key=(0,), values=(), headers=header)
    session.take_table(table)
    session.file = path
    flow = session.flow.read(table.info)
    session.change(replace(flow, mapping=mapping, values_in_doubt=0, step=Step.COLUMNS, reached=Step.CHECK))
