"""Rows whose place on the service is not settled: sent now, they would be there twice, or be written over another listing."""

from __future__ import annotations

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.sync.ledger import Action, Ledger


class Unsettled:
    """What the ledger knows of such rows when it is made."""

    def __init__(self, ledger: Ledger, catalogue: Catalogue) -> None:
        self._links = ledger.unsettled_links()
        self._conflicts = ledger.conflicts()
        self._key = catalogue.key

    @property
    def links(self) -> frozenset[str]:
        """The externalIds of links that are not answered for."""
        return self._links

    def why(self, external_id: str, action: Action) -> tuple[Action, Problem] | None:
        """Why a row is not sent, and what becomes of it; None = it goes as it is planned."""
        if action is Action.NONE:
            return None
        if external_id in self._links:
            return Action.WAIT, Problem(self._key, ProblemCode.LINK_UNSETTLED)
        conflict = self._conflicts.get(external_id)
        if conflict is None:
            return None
        told = f"{conflict.told} ({conflict.portal_id})" if conflict.told else conflict.portal_id
        return Action.BLOCKED, Problem(self._key, ProblemCode.CODE_OF_ANOTHER, params={"text": told})


def held_back(ledger: Ledger) -> frozenset[str]:
    """The externalIds of rows that no run sends, however they were planned."""
    return ledger.unsettled_links() | ledger.conflicts().keys()
