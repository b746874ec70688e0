"""What every ledger keeps of agents. A test module subclasses it beside `LedgerContract`."""

from __future__ import annotations

from rentix_desktop.sync.books.agents import AgentForm
from rentix_desktop.sync.ledger import Ledger
from tests.contracts.ledger import Reopen


class AgentsContract:
    def test_who_a_text_means_is_kept_until_it_means_somebody_else(self, ledger: Ledger, reopened: Reopen) -> None:
        assert ledger.agents() == {}
        ledger.keep_agents({"elena": "A-1", "ion sandu": "A-2"})
        ledger.keep_agents({"elena": "A-3", "olga": None})
        ledger = reopened(ledger)
        assert ledger.agents() == {"elena": "A-3", "ion sandu": "A-2"}
        ledger.keep_agents({"elena": None})
        assert ledger.agents() == {"ion sandu": "A-2"}

    def test_that_a_text_means_nobody_is_kept_as_said(self, ledger: Ledger, reopened: Reopen) -> None:
        ledger.keep_agents({"elena": "A-1", "olga": ""})
        ledger.keep_agents({"elena": ""})
        ledger = reopened(ledger)
        assert ledger.agents() == {"elena": "", "olga": ""}
        ledger.keep_agents({"elena": "A-1", "olga": None})
        assert ledger.agents() == {"elena": "A-1"}

    def test_the_form_is_not_known_until_it_was_tried(self, ledger: Ledger, reopened: Reopen) -> None:
        assert ledger.agent_form() is None
        ledger.keep_agent_form(AgentForm.NUMBER)
        ledger.keep_agent_form(AgentForm.EXTERNAL)
        assert reopened(ledger).agent_form() is AgentForm.EXTERNAL
