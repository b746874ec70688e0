"""The buttons that the place of agents has in the footer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.page import Foot
from rentix_desktop.ui.places.agents.edit import EditView
from rentix_desktop.ui.places.agents.invite import InviteView
from rentix_desktop.ui.places.agents.match import MatchView
from rentix_desktop.ui.places.agents.state import AgentsState
from rentix_desktop.ui.places.agents.table import AgentsList
from rentix_desktop.ui.places.agents.views import AgentsViews
from rentix_desktop.ui.widgets.basics import button, set_main


class AgentsButtons:
    def __init__(self, desk: Desk) -> None:
        tr = self._tr = desk.tr
        self.again = button(tr("Read again"), "readAgentsButton")
        self.check = button(tr("Back to the check"), "agentsToCheckButton")
        self.link = button("", "linkAgentsButton", main=True)
        self.save = button(tr("Save"), "saveAgentButton", main=True)

    @property
    def all(self) -> list[QWidget]:
        return [self.again, self.check, self.link, self.save]

    def show(self, views: AgentsViews, known: AgentsState | None, why_not: str, *, checking: bool) -> Foot:
        """Which of them the view in front wants, and what stands beside them. `why_not`: nothing can be sent just now;
        `checking`: the wizard is at the check page, and one may have come from there."""
        tr = self._tr
        accepted = known.accepted if known is not None else 0
        editing, listed = views.shows(EditView), views.shows(AgentsList, MatchView)
        file = known is not None and known.read is not None and known.read.file.column
        for made, wanted in (
            (self.again, views.shows(AgentsList, InviteView)),
            (self.check, not editing and checking),
            (self.link, listed and file),
            (self.save, editing),
        ):
            made.setProperty("unwanted", not wanted)
        text = tr.plural("Link {n} agent", "Link {n} agents", accepted) if accepted else tr("Nothing to link")
        self.link.setText(text)
        self.link.setAccessibleName(text)
        self.link.setEnabled(accepted > 0 and not why_not)
        set_main(self.link, accepted > 0)
        self.save.setEnabled(views.edit is not None and editing and bool(views.edit.fields) and not why_not)
        if why_not and not views.idle:
            return Foot(why_not, back=False)
        if editing:
            return Foot(tr("Only what you change is sent."), back=False)
        return Foot(tr("Ticked agents are not linked yet.") if listed and accepted else "", back=False)
