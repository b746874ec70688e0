"""What one account keeps of agents in its database: who is meant by a text of a file, and how a listing names them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from rentix_desktop.store.ledger.codec import clean
from rentix_desktop.sync.books.agents import AgentForm

AGENTS: Final = (
    "CREATE TABLE agents (text TEXT PRIMARY KEY, external_id TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE agent_form (form TEXT NOT NULL)",
    # a row that names an agent is another row when the agent is
    "CREATE TRIGGER agent_new AFTER INSERT ON agents BEGIN DELETE FROM prints; END",
    "CREATE TRIGGER agent_changed AFTER UPDATE ON agents BEGIN DELETE FROM prints; END",
    "CREATE TRIGGER agent_gone AFTER DELETE ON agents BEGIN DELETE FROM prints; END",
    "CREATE TRIGGER agent_form_new AFTER INSERT ON agent_form BEGIN DELETE FROM prints; END",
)
"""The step of the schema."""

_KEEP: Final = """
    INSERT INTO agents VALUES (?, ?) ON CONFLICT (text) DO UPDATE SET external_id = excluded.external_id
        WHERE external_id <> excluded.external_id
"""


class _Database(Protocol):
    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]: ...

    def _transaction(self, *, flush: bool = True) -> AbstractContextManager[sqlite3.Connection]: ...


class AgentsTable:
    """The part of the ledger that implements `sync.agents.AgentBook`."""

    def agents(self: _Database) -> Mapping[str, str]:
        return dict(self._read("SELECT text, external_id FROM agents ORDER BY text"))

    def keep_agents(self: _Database, agents: Mapping[str, str | None]) -> None:
        with self._transaction() as db:
            db.executemany(
                "DELETE FROM agents WHERE text = ?", [(clean(text),) for text, who in agents.items() if who is None]
            )
            db.executemany(_KEEP, [(clean(text), clean(who)) for text, who in agents.items() if who is not None])

    def agent_form(self: _Database) -> AgentForm | None:
        found = self._read("SELECT form FROM agent_form")
        return AgentForm(found[0][0]) if found else None

    def keep_agent_form(self: _Database, form: AgentForm) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM agent_form")
            db.execute("INSERT INTO agent_form VALUES (?)", (form.value,))
