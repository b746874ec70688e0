"""A window on the way: connected to a service in memory over a real ledger, with a real file read and understood."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from rentix_desktop.mapping.model import ColumnMapping
from rentix_desktop.mapping.text import fold
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import ReadOptions
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.conftest import settle
from tests.ui.parts import ACCOUNT, Service, World

HEADER = ("Code", "Address", "Kind", "Price", "Floor", "Text", "Status")
TARGETS = (
    "externalId",
    "propertyAddress",
    "propertySecondaryType",
    "announcementValue",
    "propertyFloorNumber",
    "announcementDescription",
    "announcementStatus",
)
Row = tuple[str, str, str, str, str, str, str]


def listing(number: int, *, price: str = "50000", floor: str = "2", text: str = "") -> Row:
    return (f"CN-{number}", f"str. Ismail {number}", "apartment", price, floor, text, "active")


def mapping_of_file(without: Sequence[str] = ()) -> ColumnMapping:
    columns = tuple((index, target) for index, target in enumerate(TARGETS) if target not in without)
    values = (
        (("propertySecondaryType", fold("apartment")), "apartment"),
        (("announcementStatus", fold("active")), "active"),
    )
    return ColumnMapping(columns=columns, key=(0,), values=values, headers=HEADER)


def at_check(
    qtbot: QtBot,
    window: Window,
    world: World,
    rows: Sequence[Row],
    service: Service | None = None,
    without: Sequence[str] = (),
    photos: Sequence[str] = (),
) -> Service:
    """The check page with the forecast of these rows, and of an address of a photo for each where there are `photos`;
    without another service the connection there is stays."""
    session = window.session
    if service is None and session.connection is not None:
        assert isinstance(session.connection.destination, Service)
        service = session.connection.destination
    else:
        service = service or Service()
        ledger = SqliteLedger(world.folder / "ledger.sqlite", AccountKey(ACCOUNT.base_url, ACCOUNT.id))
        session.take_connection(Connection(service.account, service, service.catalogue(), ledger))
    path = world.folder / "listings.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if photos:
            writer.writerows(((*HEADER, "Photo"), *((*row, photo) for row, photo in zip(rows, photos, strict=True))))
        else:
            writer.writerows((HEADER, *rows))
    table = open_table(path, ReadOptions(encoding="utf-8", delimiter=",", header_row=0), spool_folder=spool(world))
    session.take_table(table)
    session.file = path
    flow = session.flow.connected(service.account).read(table.info)
    mapping = mapping_of_file(without)
    if photos:
        columns = (*mapping.columns, (len(HEADER), "files"))
        mapping = replace(mapping, columns=columns, headers=(*HEADER, "Photo"))
    flow = replace(flow, mapping=mapping, values_in_doubt=0, step=Step.CHECK, reached=Step.CHECK)
    session.change(flow)
    settle(qtbot, window)
    assert window.session.flow.forecast is not None
    return service


def spool(world: World) -> Path:
    folder = world.folder / "spool"
    folder.mkdir(exist_ok=True)
    return folder
