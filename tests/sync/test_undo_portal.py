"""Whatever was there and whatever was sent: against the demo portal an undo leaves what was before, but for what it names."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import Record
from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.ledger import NewRun, RunKind
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from rentix_desktop.sync.planning.undo import UndoForecast, available_until, not_restored, plan_undo
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.steps import resume
from tests.proofs.world import Office, Portal, open_portal
from tests.sync.runs import mapped

STATUS = "announcementStatus"
FULL: Record = {
    "announcementType": "sale",
    "propertyType": "residential",
    "propertySecondaryType": "apartment",
    "announcementValue": 50_000,
    "announcementCurrency": "EUR",
    "propertyAddress": "Chișinău, str. Ismail 1",
    "files": [{"url": f"https://img.example.org/{number}.jpg"} for number in range(3)],
}
SHORT = "Two bright rooms near the park, quiet street."
LONG = "Three rooms on a high floor with a view over the whole of the valley."

Listings = dict[str, Record]
"""externalId → what is chosen of it freely; the rest is `FULL`."""

chosen = st.fixed_dictionaries(
    {"announcementValue": st.sampled_from([50_000, 60_000])},
    optional={
        "announcementDescription": st.sampled_from([SHORT, LONG]),
        "propertyFloorNumber": st.integers(1, 3),
        STATUS: st.sampled_from(["draft", "active", "hidden"]),
    },
)
files = st.dictionaries(st.sampled_from([f"CN-{number}" for number in range(8)]), chosen, max_size=8)


@pytest.fixture(scope="module", params=["documented", "full"])
def portal(request: pytest.FixtureRequest) -> Iterator[Portal]:
    options = DemoOptions(limits="off", faults=True, job_seconds=0.0, bulk_results=request.param)
    with open_portal(options) as running:
        yield running


@contextlib.contextmanager
def fresh(portal: Portal) -> Iterator[Office]:
    portal.reset()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        contextlib.closing(Office(Path(folder), portal)) as made,
    ):
        yield made


def send(office: Office, listings: Listings, *, options: PlanOptions, trial: int | None = None) -> Summary:
    catalogue = office.destination.catalogue()
    rows = mapped({"externalId": name, **FULL, **fields} for name, fields in listings.items())
    new = NewRun(office.account, RunKind.UPLOAD, "/files/a.xlsx#1", "a.xlsx")
    run = plan(rows, office.ledger, catalogue, office.destination, new, options).run
    engine = Engine(office.ledger, office.destination, RunControl())
    summary = engine.run(run, trial)
    return resume(engine, office.ledger) if trial is not None and summary.not_sent else summary


def take_back(office: Office, run: int) -> tuple[UndoForecast, Summary]:
    now = available_until(office.ledger, [run])
    told = plan_undo(office.ledger, run, office.destination.catalogue(), office.destination, now)
    return told, Engine(office.ledger, office.destination, RunControl()).run(told.run)


def there(portal: Portal) -> dict[str, dict[str, Any]]:
    return {listing["externalId"]: listing["formData"] for listing in portal.state()["listings"]}


@settings(max_examples=20, deadline=None)
@given(first=files, second=files, hides=st.booleans(), trial=st.none() | st.integers(1, 4))
def test_the_portal_is_as_it_was(
    portal: Portal, first: Listings, second: Listings, hides: bool, trial: int | None
) -> None:
    with fresh(portal) as office:
        send(office, first, options=PlanOptions())
        before = there(portal)
        second = {name: _askable(fields, before.get(name)) for name, fields in second.items()}
        options = PlanOptions(hide_missing=hides, hide_confirmed=hides)
        done = send(office, second, options=options, trial=trial)
        assert (done.refused, done.not_sent, done.in_doubt) == (0, 0, 0)
        after = there(portal)
        if not done.created + done.updated + done.hidden:
            assert after == before
            return

        told, undo = take_back(office, done.run)
        assert (undo.hidden, undo.updated, undo.unchanged, undo.skipped, undo.refused, undo.total) == (
            told.hide,
            told.restore + told.show,
            told.unchanged,
            told.left,
            0,
            told.total,
        )
        assert _named(office, told.run) == _expected_to_stay(first, second, before, after)
        _same_but(there(portal), before, after, _named(office, told.run))

        if not told.to_send:
            return
        redone, _ = take_back(office, told.run)
        assert {name: form for name, form in there(portal).items() if name in before} == {
            name: form for name, form in after.items() if name in before
        }
        assert redone.left == sum(form[STATUS] == "draft" for name, form in after.items() if name not in before)


def _askable(fields: Record, now: dict[str, Any] | None) -> Record:
    """Without what the portal refuses: nothing becomes a draft."""
    if now is None or now[STATUS] == "draft" or fields.get(STATUS) != "draft":
        return fields
    return {name: value for name, value in fields.items() if name != STATUS}


def _named(office: Office, run: int) -> dict[str, set[str]]:
    rows = list(not_restored(office.ledger, run))
    assert {problem.code for row in rows for problem in row.planned.problems} <= {
        ProblemCode.FORMER_UNKNOWN,
        ProblemCode.NO_WAY_BACK,
    }
    return {row.planned.external_id: {problem.field for problem in row.planned.problems} for row in rows}


def _expected_to_stay(
    first: Listings, second: Listings, before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]
) -> dict[str, set[str]]:
    """Fields that had no value before, and drafts that were drafts no more."""
    found: dict[str, set[str]] = {}
    for name, form in before.items():
        stays = (second.get(name, {}).keys() - first[name].keys()) - {STATUS}
        if form[STATUS] == "draft" != after[name][STATUS]:
            stays |= {STATUS}
        if stays:
            found[name] = set(stays)
    return found


def _same_but(
    now: dict[str, dict[str, Any]],
    before: dict[str, dict[str, Any]],
    after: dict[str, dict[str, Any]],
    named: dict[str, set[str]],
) -> None:
    assert now.keys() == after.keys()
    for name, form in now.items():
        if name not in before:
            assert form[STATUS] == "hidden"
            continue
        stays = {field: after[name][field] for field in named.get(name, set())}
        if STATUS in stays:
            stays[STATUS] = "hidden"  # in place of a draft
        assert form == before[name] | stays
