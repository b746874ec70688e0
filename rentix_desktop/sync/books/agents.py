"""The port to what an account keeps of agents; the ledger implements it beside its own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol


class AgentForm(StrEnum):
    """How a listing names its agent."""

    EXTERNAL = "external"  # by our id
    NUMBER = "number"  # by the number that the service gave


class AgentBook(Protocol):
    """What an account's ledger keeps of agents."""

    def agents(self) -> Mapping[str, str]:
        """A text of a file, folded by `mapping.text.fold` → the externalId of the person; several texts may mean one. "" =
        nobody: a person said so."""
        ...

    def keep_agents(self, agents: Mapping[str, str | None]) -> None:
        """On disk when it returns; None = it is not known any more what this text means, "" = nobody. Rows that were not looked at
        again because nothing changed in them are looked at again."""
        ...

    def agent_form(self) -> AgentForm | None:
        """None = it was not tried yet."""
        ...

    def keep_agent_form(self, form: AgentForm) -> None: ...
