"""Links as a run: planned, sent and kept in the ledger as every write is, and taken off again.

Linking gives a listing that is on the service already the id of its row, so that the next upload changes it and makes
no double (API reference, 2.3 and section 9).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.sync.books.agents import AgentForm
from rentix_desktop.sync.comparing.drift import in_our_words
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, Destination, PortalListing, Publication, WorksLater
from rentix_desktop.sync.ledger import AccountKey, Action, Learnt, Ledger, NewRun, PlannedRow, RunKind, State
from rentix_desktop.sync.planning.plan import CHUNK, Planner, PlanOptions, PlanProgress, chunks
from rentix_desktop.sync.sending.doubt import look_up


@dataclass(frozen=True, slots=True)
class Link:
    """A listing of the service and the id it is to get; `row`, `sheet_row` and `record` of the file's row, if it is of
    one: what the service has is remembered in its words where they say the same."""

    listing: PortalListing
    external_id: str
    row: int | None = None
    sheet_row: int | None = None
    record: Record = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """A planned run. `link` and `blocked` add up to `total`."""

    run: int
    total: int
    link: int
    blocked: int


def plan_links(
    links: Iterable[Link],
    ledger: Ledger,
    catalogue: Catalogue,
    destination: Destination,
    account: AccountKey,
    source: str,
    file_name: str,
    progress: PlanProgress | None = None,
) -> LinkPlan:
    """A new run (kind LINK) over `links`, in their order; `source` is the file's, as `sync.steps.source_of` names it.

    A second link of one listing, or with one id, is blocked: CODE_TAKEN. Sends nothing. Raises `Cancelled` when
    `progress` asks to stop.
    """
    new = NewRun(account, RunKind.LINK, source, file_name)
    return _planned(_links(links, catalogue, ledger.agent_form()), ledger, catalogue, destination, new, progress)


def plan_unlinks(
    external_ids: Iterable[str],
    ledger: Ledger,
    catalogue: Catalogue,
    destination: Destination,
    account: AccountKey,
    source: str = "",
    progress: PlanProgress | None = None,
) -> LinkPlan:
    """A new run that takes the ids off these listings; one that is nowhere known is asked for, and blocked where the
    service has none of that id. The listings themselves stay as they are. Raises as `plan_links`, and
    DestinationError."""
    new = NewRun(account, RunKind.LINK, source, "")
    rows = _unlinks(external_ids, ledger, catalogue, destination)
    return _planned(rows, ledger, catalogue, destination, new, progress)


def links_of(ledger: Ledger, run: int) -> Iterator[str]:
    """The ids that a run has linked, for taking all of them off; one that another listing was given since is not among
    them."""
    for page in chunks(ledger.rows(run, (State.ACCEPTED, State.IN_DOUBT)), CHUNK):
        known = ledger.listings([row.planned.external_id for row in page])
        for row in page:
            now = known.get(row.planned.external_id)
            moved = now is not None and now.portal_id not in (None, row.planned.portal_id)
            if row.planned.action is Action.LINK and not moved:
                yield row.planned.external_id


def give_up(ledger: Ledger, run: int, destination: Destination, control: RunControl) -> int:
    """The person does not want the rest of a run of links any more: what was not sent is left out, and the service is
    asked of each in doubt. One that is linked by now stays so, and can be taken off as any other. How many were given up.

    Raises DestinationError and `Cancelled`: what is in doubt stays so then; the rest is given up all the same.
    """
    left = ledger.leave_links(run)
    for page in chunks(ledger.rows(run, (State.IN_DOUBT,)), CHUNK):
        for row in page:
            found = look_up(destination, row, control)
            if isinstance(found, Accepted):
                ledger.settle(run, [(row.planned.seq, found)])
            else:  # a service that does not tell would not at another time, either
                ledger.not_applied(run, [row.planned.seq])
    left += ledger.leave_links(run)
    ledger.finish(run, 0.0, complete=True)
    return left


def keep_statuses(ledger: Ledger, run: int, catalogue: Catalogue) -> None:
    """After a run of links: what the service says of a link has no status, and what the listing had when it was read is
    still the last that is known. One that was changed since is left alone."""
    name = catalogue.visibility.field
    for page in chunks(ledger.rows(run, (State.ACCEPTED,)), CHUNK):
        known = ledger.listings([row.planned.external_id for row in page])
        learnt = []
        for planned in (row.planned for row in page if row.planned.action is Action.LINK):
            status, now = planned.record.get(name), known.get(planned.external_id)
            if isinstance(status, str) and now is not None and now.fields.get(name) == status:
                learnt.append(Learnt(planned.external_id, status=status))
        ledger.learn(learnt)


def _planned(
    rows: Iterable[PlannedRow],
    ledger: Ledger,
    catalogue: Catalogue,
    destination: Destination,
    new: NewRun,
    progress: PlanProgress | None,
) -> LinkPlan:
    with Planner(ledger, catalogue, destination, new, PlanOptions(), progress) as planner:
        planner.add(rows)
        forecast = planner.forecast()
    return LinkPlan(forecast.run, forecast.total, forecast.total - forecast.blocked, forecast.blocked)


def _links(links: Iterable[Link], catalogue: Catalogue, form: AgentForm | None) -> Iterator[PlannedRow]:
    ids: set[str] = set()
    portal_ids: set[str] = set()
    for link in links:
        listing, external_id = link.listing, link.external_id
        taken = external_id in ids or listing.portal_id in portal_ids
        ids.add(external_id)
        portal_ids.add(listing.portal_id)
        yield PlannedRow(
            seq=0,
            row=link.row,
            sheet_row=link.sheet_row,
            external_id=external_id,
            action=Action.BLOCKED if taken else Action.LINK,
            record=in_our_words(link.record, listing, catalogue, form),
            problems=(_taken(external_id, catalogue),) if taken else (),
            portal_id=None if taken else listing.portal_id,
        )


def _taken(external_id: str, catalogue: Catalogue) -> Problem:
    return Problem(catalogue.key, ProblemCode.CODE_TAKEN, params={"text": external_id})


def _unlinks(
    external_ids: Iterable[str], ledger: Ledger, catalogue: Catalogue, destination: Destination
) -> Iterator[PlannedRow]:
    for chunk in chunks(dict.fromkeys(external_ids), CHUNK):
        known = ledger.listings(chunk)
        for external_id in chunk:
            listing = known.get(external_id)
            portal_id = listing.portal_id if listing is not None else None
            portal_id = portal_id or _asked(external_id, ledger, destination)
            record: Record = dict(listing.fields) if listing is not None else {}
            if portal_id is None:
                problem = Problem(catalogue.key, ProblemCode.CODE_NOWHERE, params={"text": external_id})
                yield PlannedRow(0, None, None, external_id, Action.BLOCKED, record, problems=(problem,))
            else:
                yield PlannedRow(0, None, None, external_id, Action.UNLINK, record, portal_id=portal_id)


def _asked(external_id: str, ledger: Ledger, destination: Destination) -> str | None:
    """The service's own id of the listing with this id of ours. Where none has it, no other property does, either."""
    if not isinstance(destination, WorksLater):
        return None
    seen = destination.listing(external_id, None, RunControl())
    if seen.publication is not Publication.GONE:
        return seen.portal_id
    ledger.keep_conflicts([external_id], [])
    return None
