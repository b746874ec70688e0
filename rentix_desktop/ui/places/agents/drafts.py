"""What was typed into a profile and not saved: it outlives the page, and the window asks before it is lost."""

from __future__ import annotations

from dataclasses import dataclass

from rentix_desktop.linking.people.profile import Entered
from rentix_desktop.ui.places.agents.edit import EditView
from rentix_desktop.ui.places.agents.state import AgentsState
from rentix_desktop.ui.places.agents.views import AgentsViews
from rentix_desktop.ui.session import Session, Unsaved

_PAGE = "agentsPlace"


@dataclass(frozen=True, slots=True)
class Draft:
    portal_id: str
    entered: Entered


class Drafts:
    """One an account."""

    def __init__(self, session: Session) -> None:
        self._unsaved = session.unsaved

    def keep(self, known: AgentsState, edit: EditView) -> None:
        """As it stands in the form now; where that is what the portal has, there is none."""
        self.drop(known)
        if edit.person is not None and edit.unsaved:
            draft = Draft(edit.person.portal_id, edit.entered)
            self._unsaved[_PAGE, known.account] = Unsaved(edit.person.name, draft)

    def drop(self, known: AgentsState) -> None:
        self._unsaved.pop((_PAGE, known.account), None)

    def whose(self, known: AgentsState) -> str | None:
        """The name of the person; None = nothing is unsaved."""
        kept = self._unsaved.get((_PAGE, known.account))
        return kept.what if kept is not None else None

    def show(self, known: AgentsState, views: AgentsViews) -> bool:
        """The profile that somebody was at; False = none, or its account is gone."""
        kept = self._unsaved.get((_PAGE, known.account))
        draft = kept.typed if kept is not None else None
        if not isinstance(draft, Draft) or known.read is None:
            return False
        person = known.read.staff.people.get(draft.portal_id)
        if person is None:
            self.drop(known)
            return False
        views.show_profile(known, person, draft.entered)
        return True
