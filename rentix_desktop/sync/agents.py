"""Who a listing's agent is: a text of the file becomes a person the service knows, or the listing goes without one.

A listing is never refused for its agent: one whom nobody knows is left out, with a warning (API reference, 2.6: the
agency's own contacts are shown then). What a text means was said once, by a person or by a sure match, and belongs to
the account; so does the form in which the service takes an agent (section 10, contradiction 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rentix_desktop.catalog.fields import AGENT_ID, AGENT_NUMBER, Catalogue, JsonValue, Kind, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.agent_meaning import Meanings
from rentix_desktop.sync.books.agents import AgentBook, AgentForm
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Destination, DestinationError, HasPeople, PersonSeen, Waiter


def agent_field(catalogue: Catalogue) -> str | None:
    """The name of the field that holds a listing's agent."""
    return next((field.name for field in catalogue.fields.values() if field.kind is Kind.AGENT), None)


def agent_text(record: Record, field: str) -> str:
    """What the file says of the agent; "" = nothing."""
    value = record.get(field)
    said = value.get(AGENT_ID) if isinstance(value, dict) else None
    return said if isinstance(said, str) else ""


def settle_form(service: HasPeople, person: PersonSeen, waiter: Waiter) -> AgentForm | None:
    """The form the service takes, found out by asking it; None where it does not tell. `person` has an externalId."""
    for form in AgentForm:
        try:
            takes = service.takes_agent(person, form, waiter)
        except DestinationError:
            return None
        if takes is None:
            return None
        if takes:
            return form
    return None


def named(person: PersonSeen, form: AgentForm) -> JsonValue:
    """A person as the value of a listing's field. With a number in it the destination sends the number."""
    value: dict[str, JsonValue] = {AGENT_ID: person.external_id}
    return value | {AGENT_NUMBER: person.portal_id} if form is AgentForm.NUMBER else value


class Agents:
    """Puts the agents into rows. The service is asked for its people once, with the first row that names one."""

    def __init__(self, book: AgentBook, destination: Destination, catalogue: Catalogue) -> None:
        self._book = book
        self._destination = destination
        self._field = agent_field(catalogue)
        self._known: Meanings | None = None
        self._form = AgentForm.EXTERNAL

    def __call__(self, rows: Sequence[MappedRow]) -> list[MappedRow]:
        """The rows with their agents as the service takes them. Rows without one stay as they are."""
        field = self._field
        if field is None or not any(agent_text(row.record, field) for row in rows):
            return list(rows)
        meanings = self._meanings()
        return list(rows) if meanings is None else [self._row(row, field, meanings) for row in rows]

    def _row(self, row: MappedRow, field: str, meanings: Meanings) -> MappedRow:
        text = agent_text(row.record, field)
        if not text:
            return row
        told = tuple(each for each in row.problems if each.code is not ProblemCode.AGENT_UNKNOWN)  # of an earlier plan
        person = meanings.person(text)
        if person is not None:
            return replace(row, record={**row.record, field: named(person, self._form)}, problems=told)
        record = {name: value for name, value in row.record.items() if name != field}
        warning = Problem(field, ProblemCode.AGENT_UNKNOWN, Severity.WARNING, {"text": text})
        return replace(row, record=record, problems=(*told, warning))

    def _meanings(self) -> Meanings | None:
        """None where the service has no people at all. One that cannot be asked now knows nobody: what is left out keeps
        the agent it has."""
        if not isinstance(self._destination, HasPeople):
            return None
        if self._known is None:
            try:
                found = self._destination.list_people(RunControl())
            except DestinationError:
                found = ()
            self._known = Meanings(found, self._book.agents())
            self._form = self._book.agent_form() or self._tried(self._destination, found)
        return self._known

    def _tried(self, service: HasPeople, people: Iterable[PersonSeen]) -> AgentForm:
        person = next((each for each in people if each.external_id), None)
        if person is None:
            return AgentForm.EXTERNAL
        form = settle_form(service, person, RunControl())
        if form is not None:
            self._book.keep_agent_form(form)
        return form or AgentForm.EXTERNAL
