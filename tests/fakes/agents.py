"""What a ledger keeps of agents, in memory."""

from __future__ import annotations

from collections.abc import Mapping

from rentix_desktop.sync.books.agents import AgentForm


class FakeAgents:
    def __init__(self) -> None:
        self._agents: dict[str, str] = {}
        self._form: AgentForm | None = None

    def agents(self) -> Mapping[str, str]:
        return dict(sorted(self._agents.items()))

    def keep_agents(self, agents: Mapping[str, str | None]) -> None:
        for text, who in agents.items():
            self._agents.pop(text, None)
            if who is not None:
                self._agents[text] = who
        self._forget_all_prints()

    def agent_form(self) -> AgentForm | None:
        return self._form

    def keep_agent_form(self, form: AgentForm) -> None:
        self._form = form
        self._forget_all_prints()

    def _forget_all_prints(self) -> None:
        raise NotImplementedError
