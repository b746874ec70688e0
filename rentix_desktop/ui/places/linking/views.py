"""All that the place of linking may show, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from rentix_desktop.linking.deciding import Deciding
from rentix_desktop.sync.progress import RunProgress
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import wait_name
from rentix_desktop.texts.reading import reading_listings
from rentix_desktop.ui.models.linking import Sides
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.places.linking.alone import AloneView
from rentix_desktop.ui.places.linking.conflicts import ConflictsView
from rentix_desktop.ui.places.linking.doubles import DoublesView
from rentix_desktop.ui.places.linking.file import NoFileView, Ways
from rentix_desktop.ui.places.linking.linked import LinkedView
from rentix_desktop.ui.places.linking.look import LookView, SureView
from rentix_desktop.ui.places.linking.result import ResultView
from rentix_desktop.ui.places.linking.state import LinkingState
from rentix_desktop.ui.places.linking.tabs import Tab
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState

V = TypeVar("V", bound=QWidget)


class LinkingViews(QStackedWidget):
    """A view is built when it is first shown: all at once would hold the window up."""

    changed = Signal()  # something was decided
    unlink_wanted = Signal(list)  # codes
    same_wanted = Signal(str)  # the code: the listing that has it is the row's
    hide_wanted = Signal(str)  # the portal's id
    apart_wanted = Signal(str, str, bool)  # two that are not the same, or that is taken back
    other_wanted = Signal(str)  # what the listings that are linked are sought for
    read_wanted = Signal()
    again_pressed = Signal()
    go_on_pressed = Signal()
    give_up_pressed = Signal()
    linked_pressed = Signal()  # back to the links that are there

    def __init__(self, page: Page, ways: Ways, kept: Callable[[], Sequence[Source]]) -> None:
        super().__init__()
        self._page, self._ways, self._kept = page, ways, kept
        self._tr = page.desk.tr
        self._filled: dict[Tab, Deciding] = {}  # the decisions that are shown
        self._sides: Sides | None = None
        self.waiting = self._added(WaitingState(self._tr("Stop"), "stopLinkingButton"))

    def _added(self, view: V) -> V:
        self.addWidget(view)
        return view

    @cached_property
    def none(self) -> EmptyState:
        made = self._added(EmptyState("", "", self._tr("Try again"), "tryLinkingButton"))
        made.pressed.connect(self.read_wanted)
        return made

    @cached_property
    def no_file(self) -> NoFileView:
        return self._added(NoFileView(self._page, self._ways, self._kept))

    @cached_property
    def sure(self) -> SureView:
        made = self._added(SureView(self._page.desk))
        made.changed.connect(self.changed)
        return made

    @cached_property
    def look(self) -> LookView:
        made = self._added(LookView(self._page.desk))
        made.changed.connect(self.changed)
        return made

    @cached_property
    def alone(self) -> AloneView:
        made = self._added(AloneView(self._page.desk))
        made.changed.connect(self.changed)
        return made

    @cached_property
    def conflicts(self) -> ConflictsView:
        made = self._added(ConflictsView(self._page.desk))
        made.unlink_wanted.connect(self.unlink_wanted)
        made.same_wanted.connect(self.same_wanted)
        return made

    @cached_property
    def linked(self) -> LinkedView:
        made = self._added(LinkedView(self._page.desk))
        made.unlink_wanted.connect(self.unlink_wanted)
        return made

    @cached_property
    def doubles(self) -> DoublesView:
        made = self._added(DoublesView(self._page.desk))
        made.hide_wanted.connect(self.hide_wanted)
        made.apart_wanted.connect(self.apart_wanted)
        made.read_wanted.connect(self.read_wanted)
        return made

    @cached_property
    def done(self) -> ResultView:
        made = self._added(ResultView(self._page.desk))
        made.again_pressed.connect(self.again_pressed)
        made.go_on_pressed.connect(self.go_on_pressed)
        made.give_up_pressed.connect(self.give_up_pressed)
        made.other_wanted.connect(self.other_wanted)
        made.linked_pressed.connect(self.linked_pressed)
        return made

    @property
    def pairing(self) -> bool:
        """Pairs are shown."""
        return isinstance(self.currentWidget(), SureView | LookView | AloneView)

    @property
    def links(self) -> bool:
        """Links that are there are shown: what is known here, and what the portal tells once it is read."""
        return isinstance(self.currentWidget(), LinkedView)

    @property
    def ended(self) -> bool:
        """What came of sending is shown."""
        return isinstance(self.currentWidget(), ResultView)

    @property
    def idle(self) -> bool:
        """Nothing is shown, and why."""
        return isinstance(self.currentWidget(), EmptyState)

    def show_waiting(self, what: str, more: str = "", fraction: float | None = None) -> None:
        self.waiting.show_waiting(what, more, fraction)
        self.setCurrentWidget(self.waiting)

    @Slot(object)
    def show_progress(self, progress: object) -> None:
        """How many listings of the portal were read; or the picture of a run."""
        tr = self._tr
        if isinstance(progress, RunProgress):
            done = tr("{done} of {all}", done=tr.number(progress.answered), all=tr.number(progress.to_send))
            if (waiting := progress.waiting) is not None:
                seconds = tr("Waiting {n} s", n=tr.number(max(1, round(waiting.seconds))))
                done = f"{done} · {seconds}. {wait_name(waiting.why, tr)}."
            fraction = progress.answered / progress.to_send if progress.to_send else None
            self.waiting.show_waiting(tr("Telling the portal…"), done, fraction)
        elif isinstance(progress, int):
            self.waiting.show_waiting(*reading_listings(progress, tr))

    def show_none(self, title: str, sentence: str, *, action: bool = True) -> None:
        self.none.show_state(title, sentence, action=action)
        self.setCurrentWidget(self.none)

    def show_nothing_to_pair(self, known: LinkingState) -> None:
        tr = self._tr
        words = tr("There is nothing to pair.")
        if known.on_portal is not None and known.on_portal.listings:
            self.show_none(tr("Every listing on the portal has its code"), words, action=False)
        else:
            self.show_none(tr("The portal has no listings yet"), words, action=False)

    def show_pairs(self, known: LinkingState, tab: Tab, key: str) -> None:
        """What is decided so far is shown as it is."""
        deciding, proposed = known.deciding, known.proposed
        if deciding is None or proposed is None:
            return
        if self._sides is None or deciding not in self._filled.values():
            self._filled.clear()
            rates = known.on_portal.rates if known.on_portal is not None else None
            self._sides = Sides(known.by_id, proposed.rows, proposed.proposal.pairing.pairs, self._tr, rates)
        new = self._filled.get(tab) is not deciding
        self._filled[tab] = deciding
        view = self.look if tab is Tab.LOOK else self.alone if tab is Tab.ALONE else self.sure
        self.setCurrentWidget(view)
        if not new:
            view.update_pairs()
        elif isinstance(view, AloneView):
            view.show_proposal(deciding, self._sides, dict(proposed.rows), key)
        else:
            view.show_proposal(deciding, self._sides)

    def show_conflicts(self, known: LinkingState) -> None:
        self.conflicts.show_conflicts(known)
        self.setCurrentWidget(self.conflicts)

    def forget(self) -> None:
        """The pairs are to be shown anew."""
        self._filled.clear()

    def take_focus(self) -> None:
        view = self.currentWidget()
        able = (
            WaitingState
            | SureView
            | LookView
            | AloneView
            | ConflictsView
            | LinkedView
            | DoublesView
            | ResultView
            | NoFileView
        )
        if isinstance(view, able):
            view.take_focus()


def sentence_words(known: LinkingState | None, tr: Texts) -> str:
    """Where one is: how many have no code, and how many pairs wait."""
    if known is None or known.deciding is None or known.proposed is None or not known.unlinked:
        return tr("Listings that were typed in on the portal get the codes of your rows, so that none is there twice.")
    deciding, proposal = known.deciding, known.proposed.proposal
    words = [
        tr.plural(
            "{n} listing on the portal has no code yet.", "{n} listings on the portal have no code yet.", known.unlinked
        )
    ]
    if count := len(deciding.open_cases):
        words.append(tr.plural("{n} pair waits for your answer.", "{n} pairs wait for your answer.", count))
    if not proposal.complete:
        words.append(tr("The portal may have more listings than it showed."))
    return " ".join(words)


def tab_counts(known: LinkingState | None) -> dict[Tab, int | None]:
    """How many stand under each tab, as far as it is known."""
    counts: dict[Tab, int | None] = {}
    if known is not None and known.deciding is not None:
        deciding = known.deciding
        counts = {Tab.SURE: deciding.proposed_as_same, Tab.LOOK: len(deciding.open_cases)}
        counts[Tab.ALONE] = len(deciding.free_listings())
        counts[Tab.CONFLICT] = len(known.conflicts)
    if known is not None and known.doubles is not None:
        counts[Tab.TWICE] = sum(len(group.doubles) for group in known.doubles)
    return counts
