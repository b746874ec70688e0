"""All that the place of linking may show, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from rentix_desktop.sync.sources.source import Source
from rentix_desktop.ui.models.linking import Sides
from rentix_desktop.ui.places.linking_alone import AloneView
from rentix_desktop.ui.places.linking_doubles import DoublesView
from rentix_desktop.ui.places.linking_file import NoFileView, Ways
from rentix_desktop.ui.places.linking_linked import LinkedView
from rentix_desktop.ui.places.linking_look import LookView, SureView
from rentix_desktop.ui.places.linking_note import Known
from rentix_desktop.ui.places.linking_result import ResultView
from rentix_desktop.ui.places.linking_tabs import PAIRING, Tab
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState
from rentix_desktop.ui.wizard.page import Page


class LinkingViews(QStackedWidget):
    def __init__(self, page: Page, ways: Ways, kept: Callable[[], Sequence[Source]]) -> None:
        super().__init__()
        desk, tr = page.desk, page.desk.tr
        self._tr = tr
        self._filled: object = None  # the decisions that are shown
        self.waiting = WaitingState(tr("Stop"), "stopLinkingButton")
        self.none = EmptyState("", "", tr("Try again"), "tryLinkingButton")
        self.no_file = NoFileView(page, ways, kept)
        self.sure = SureView(desk)
        self.look = LookView(desk)
        self.alone = AloneView(desk)
        self.linked = LinkedView(desk)
        self.doubles = DoublesView(desk)
        self.done = ResultView(desk)
        self._of_tab: Mapping[Tab, QWidget] = {
            Tab.SURE: self.sure,
            Tab.LOOK: self.look,
            Tab.ALONE: self.alone,
            Tab.LINKED: self.linked,
            Tab.TWICE: self.doubles,
        }
        for each in (self.waiting, self.none, self.no_file, self.done, *self._of_tab.values()):
            self.addWidget(each)

    @property
    def pairing(self) -> bool:
        """Pairs are shown."""
        return self.currentWidget() in [self._of_tab[tab] for tab in PAIRING]

    def show_waiting(self, what: str, more: str = "", fraction: float | None = None) -> None:
        self.waiting.show_waiting(what, more, fraction)
        self.setCurrentWidget(self.waiting)

    def show_none(self, title: str, sentence: str, *, action: bool = True) -> None:
        self.none.show_state(title, sentence, action=action)
        self.setCurrentWidget(self.none)

    def show_pairs(self, known: Known, tab: Tab, key: str) -> None:
        """What is decided so far is shown as it is."""
        deciding, proposed = known.deciding, known.proposed
        if deciding is None or proposed is None:
            return
        self.setCurrentWidget(self._of_tab[tab])
        if self._filled is not deciding:
            self._filled = deciding
            sides = Sides(known.by_id, proposed.rows, proposed.proposal.pairing.pairs, self._tr)
            self.sure.show_proposal(deciding, sides)
            self.look.show_proposal(deciding, sides)
            self.alone.show_proposal(deciding, sides, dict(proposed.rows), key)
        elif tab is Tab.SURE:
            self.sure.update_pairs()
        elif tab is Tab.ALONE:
            self.alone.update_pairs()
        else:
            self.look.update_pairs()

    def forget(self) -> None:
        """The pairs are to be shown anew."""
        self._filled = None

    def take_focus(self) -> None:
        view = self.currentWidget()
        if isinstance(view, SureView | LookView | AloneView | LinkedView | DoublesView | ResultView | NoFileView):
            view.take_focus()
