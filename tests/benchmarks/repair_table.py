"""How fluid the repair table is with 20,000 rows, beside a bare table model over tuples in the same run.

    python -m tests.benchmarks.repair_table [ROWS]

The real view with the real model, shown offscreen; each thing done is measured to its painted end, in the window's thread:
opening, a filter by cause, a search, a sort by a header, one edit (median of 40). Both show the same rows and columns;
the bare one's edit puts a text into a tuple, and its sort and filter are Python's over plain texts. What is done off the
window's thread is told beside: gathering, and a fix of all rows.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.fields import Record
from rentix_desktop.catalog.problems import Severity
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.store.settings import JsonSettingsStore
from rentix_desktop.sync.ledger import Action, LedgerRow, PlannedRow, State
from rentix_desktop.sync.ports import Theme
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Jobs
from rentix_desktop.ui.memory import Memory
from rentix_desktop.ui.models.failures import LISTING, FailuresModel
from rentix_desktop.ui.models.grouping import FailedRow, group, refusals_of
from rentix_desktop.ui.models.many import Many
from rentix_desktop.ui.session import Session
from rentix_desktop.ui.theme import Look
from rentix_desktop.ui.widgets.editors import FailuresView
from rentix_desktop.ui.wizard.results.fixing import Loaded
from rentix_desktop.ui.wizard.results.repair_view import RepairView

ROWS: Final = 20_000
EDITS: Final = 40
WANTED: Final = {"opening": 200.0, "filter": 100.0, "search": 100.0, "sort": 100.0, "edit": 16.0}
CATALOGUE: Final = builtin_catalogue()
_NOWHERE: Final = QModelIndex()
W = TypeVar("W", bound=QWidget)


# the rows -------------------------------------------------------------------------------------------------------------
def failures(count: int) -> list[FailedRow]:
    """Six causes of ours and two of the portal's, in turn."""
    check = Checker(CATALOGUE)
    return [_failure(number, check) for number in range(count)]


def _failure(number: int, check: Checker) -> FailedRow:
    record: Record = {
        "externalId": f"CN-{number:05}",
        "announcementType": "sale",
        "propertyType": "residential",
        "propertySecondaryType": "apartment",
        "announcementStatus": "active",
        "announcementValue": 30_000 + (number * 7919) % 90_000,
        "announcementCurrency": "EUR",
        "announcementDescription": f"Flat {number}, light and quiet, beside the park and the school, free now.",
        "propertyArea": 30.5 + number % 90,
        "propertyFloorNumber": number % 9 + 1,
        "propertyFloorsTotal": 9,
        "propertyQuantitySizeValue": number % 4 + 1,
        "propertyAddress": f"Chisinau, str. Ismail {(number * 104_729) % 9000}",
        "files": [{"url": f"https://photos.example.org/{number}/{place}.jpg"} for place in range(4)],
    }
    messages: tuple[str, ...] = ()
    match number % 8:
        case 0 | 1:
            record["announcementDescription"] = "2 rooms, urgent"
        case 2:
            record["files"] = [{"url": f"https://photos.example.org/{number}/1.jpg"}]
        case 3:
            record["propertyFloorNumber"] = 12
        case 4:
            record["announcementCurrency"] = "RUB"
        case 5:
            record["files"] = [{"url": "photo.jpg"}] * 4
        case 6:
            messages = ("announcementPayPeriod should not exist for sale",)
        case _:
            messages = ("something that nobody knows",)
    problems = check(record)
    state = State.REFUSED if messages else State.BLOCKED
    assert messages or any(problem.severity is Severity.ERROR for problem in problems)
    action = Action.CREATE if messages else Action.BLOCKED
    planned = PlannedRow(number, number, number + 2, str(record["externalId"]), action, record, record, problems)
    row = LedgerRow(planned, state, messages=messages)
    return FailedRow(row, {}, state, messages, problems, refusals_of(messages, record, CATALOGUE))


def loaded(rows: list[FailedRow]) -> Loaded:
    causes, causes_of = group(rows, CATALOGUE)
    used = frozenset(name for row in rows for name in row.row.planned.record)
    wrong = frozenset(name for cause in causes for name in cause.fields)
    checker = Checker(CATALOGUE)
    checker({})
    return Loaded(0, tuple(rows), len(rows), (), causes, causes_of, used, wrong, checker, load_vocabulary())


# the baseline ---------------------------------------------------------------------------------------------------------
class Bare(QAbstractTableModel):
    """Nothing but texts in tuples."""

    def __init__(self, rows: list[tuple[str, ...]], titles: list[str]) -> None:
        super().__init__()
        self.all = rows
        self.rows = rows
        self._titles = titles

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    def put(self, at: int, column: int, text: str) -> None:
        old = self.rows[at]
        self.rows[at] = (*old[:column], text, *old[column + 1 :])
        self.dataChanged.emit(self.index(at, column), self.index(at, column))

    def show(self, rows: list[tuple[str, ...]]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


def took(act: Callable[[], object]) -> float:
    """Milliseconds until it is done and painted."""
    started = time.perf_counter()
    act()
    QApplication.processEvents()
    return (time.perf_counter() - started) * 1000


def bare(model: FailuresModel) -> dict[str, float]:
    titles = [str(model.headerData(at, Qt.Orientation.Horizontal) or "") for at in range(model.columnCount())]
    count = model.rowCount()
    rows = [tuple(model.text_at(model.index(at, section)) for section in range(len(titles))) for at in range(count)]
    view = QTableView()
    view.resize(1000, 560)
    shown = Bare(rows, titles)
    view.show()
    QApplication.processEvents()
    found = {"opening": took(lambda: view.setModel(shown))}
    found["filter"] = took(lambda: shown.show([row for row in rows if row[LISTING + 1].startswith("4")]))
    found["search"] = took(lambda: shown.show([row for row in rows if "ismail 77" in row[LISTING].casefold()]))
    shown.show(rows)
    found["sort"] = took(lambda: shown.show(sorted(rows, key=lambda row: row[LISTING + 1])))
    edits = [took(lambda at=at: shown.put(at, LISTING + 1, "a text")) for at in range(EDITS)]  # type: ignore[misc]
    view.close()
    return {**found, "edit": statistics.median(edits)}


# ours -----------------------------------------------------------------------------------------------------------------
def ours(desk: Desk, rows: Loaded, frame: QWidget) -> tuple[dict[str, float], FailuresModel]:
    view = RepairView(desk, lambda *_: None)
    view.setParent(frame)
    view.resize(1000, 560)
    frame.resize(1000, 560)
    frame.show()
    view.show()
    QApplication.processEvents()
    made: list[FailuresModel] = []

    def open_it() -> None:
        made.append(FailuresModel(desk.tr, CATALOGUE, rows))
        view.show_failures(made[0])

    found = {"opening": took(open_it)}
    (model,) = made
    causes, table = _child(view, QTableView, "causesTable"), _child(view, FailuresView, "failuresTable")
    found["filter"] = max(
        took(lambda line=line: causes.setCurrentIndex(causes.model().index(line, 0)))  # type: ignore[misc]
        for line in range(1, len(rows.causes) + 1)
    )
    causes.setCurrentIndex(causes.model().index(0, 0))
    search = _child(view, QLineEdit, "searchFailuresEdit")
    found["search"] = took(lambda: search.setText("ismail 77"))
    search.clear()
    headers = list(range(1, model.columnCount()))
    found["sort"] = max(
        took(lambda section=section: table.on_header_clicked(section))  # type: ignore[misc]
        for section in headers
    )
    section = next(
        at for at in headers if (column := model.column_at(at)) is not None and column.name == "propertyArea"
    )
    edits = [
        took(lambda at=at: model.setData(model.index(at, section), str(50 + at)))  # type: ignore[misc]
        for at in range(EDITS)
    ]
    found["edit"] = statistics.median(edits)
    return found, model


def _child(view: QWidget, kind: type[W], name: str) -> W:
    found = view.findChild(kind, name)
    if not isinstance(found, kind):
        raise SystemExit(f"no {name}")
    return found


def main(count: int) -> None:
    application = QApplication([])
    gc.disable()  # as in the program: `ui.garbage` searches when nobody waits
    with tempfile.TemporaryDirectory() as folder:
        settings = JsonSettingsStore(Path(folder, "settings.json"))
        look, frame = Look(application), QWidget()
        jobs = Jobs()
        desk = Desk(Texts("en"), look.apply(Theme.LIGHT, frame), jobs, Session(), Memory(settings, jobs))
        rows = failures(count)
        grouped = time.perf_counter()
        taken = loaded(rows)
        print(f"{count:,} rows; grouped on a worker in {(time.perf_counter() - grouped) * 1000:.0f} ms")
        found, model = ours(desk, taken, frame)
        plain = bare(model)
        for name, limit in WANTED.items():
            sign = "ok" if found[name] <= limit else "TOO SLOW"
            ratio = found[name] / plain[name] if plain[name] else 0.0
            print(
                f"{name:8} {found[name]:7.1f} ms  wanted {limit:5.0f}  {ratio:6.2f} x a bare table ({plain[name]:.1f} ms)  {sign}"
            )
        _fix_all(model, desk.tr)
        frame.close()


def _fix_all(model: FailuresModel, tr: Texts) -> None:
    """The largest cause, fixed at once: worked out on a worker, taken by the window."""
    cause = model.loaded.causes[0]
    many = Many(model.repairs, tr)
    fix = many.offered(cause)[0]
    started = time.perf_counter()
    step = model.repairs.step(many.fix(fix, cause))
    worked = (time.perf_counter() - started) * 1000
    print(
        f"a fix of {len(step.after):,} rows: {worked:.0f} ms on a worker, {took(lambda: model.take(step.after)):.0f} ms taken"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
