"""The buttons that the place of linking has in the footer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from rentix_desktop.sync.destination import Lists
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.page import Foot
from rentix_desktop.ui.places.linking.state import LinkingState
from rentix_desktop.ui.places.linking.views import LinkingViews
from rentix_desktop.ui.widgets.basics import button, set_main
from rentix_desktop.ui.wizard.flow import Step


class LinkingButtons:
    def __init__(self, desk: Desk) -> None:
        tr = self._tr = desk.tr
        self._session = desk.session
        self.read_again = button(tr("Read the portal again"), "readAgainButton")
        self.check = button(tr("Back to the check"), "backToCheckButton")
        self.waiting = button("", "lookAtPairsButton", main=True)
        self.link = button("", "linkButton", main=True)

    @property
    def all(self) -> list[QWidget]:
        return [self.read_again, self.check, self.waiting, self.link]

    def show(
        self, views: LinkingViews, known: LinkingState | None, why_not: str, *, reading: bool, sending: bool
    ) -> Foot:
        """Which of them the view in front wants, the main one last, and what stands beside them. `why_not`: nothing can be
        sent just now."""
        tr, deciding = self._tr, known.deciding if known is not None else None
        accepted = len(deciding.accepted) if deciding is not None else 0
        open_cases = len(deciding.open_cases) if deciding is not None else 0
        text = tr.plural("Link {n} listing", "Link {n} listings", accepted) if accepted else tr("Nothing to link")
        self.link.setText(text)
        self.link.setAccessibleName(text)
        self.link.setToolTip(tr("A link changes nothing else in a listing.") if accepted else "")
        self.link.setEnabled(accepted > 0 and not why_not)
        text = tr.plural("Look at {n} pair", "Look at {n} pairs", open_cases)
        self.waiting.setText(text)
        self.waiting.setAccessibleName(text)
        at_check = known is not None and known.from_check and self._session.flow.step is Step.CHECK
        connection = self._session.connection
        lists = connection is not None and isinstance(connection.destination, Lists)
        can_read = lists and (views.links or (known is not None and known.on_portal is not None))
        wanted = {
            self.link: views.pairing,
            self.waiting: views.ended and open_cases > 0,
            self.check: at_check and not sending,
            self.read_again: can_read and not (views.ended or reading or sending),
        }
        for made, is_wanted in wanted.items():
            made.setProperty("unwanted", not is_wanted)
        ready = views.pairing and accepted > 0
        set_main(self.link, accepted > 0)
        set_main(self.check, not (ready or wanted[self.waiting]))
        return Foot(tr("Nothing is sent yet.") if ready else "", back=False)

    def take_focus(self) -> None:
        """To what leads on."""
        for made in (self.waiting, self.check):
            if not made.property("unwanted"):
                made.setFocus()
                return
