"""The bar above the agents: what was just done, and what can be pressed about what is left."""

from __future__ import annotations

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.messages import NoticeBar
from rentix_desktop.ui.places.agents import words as agents_words
from rentix_desktop.ui.places.agents.state import AgentsState


class Telling:
    """`answered`: the list is shown because the last answer was given, which can be taken back there."""

    def __init__(self, notice: NoticeBar, tr: Texts) -> None:
        self._notice, self._tr = notice, tr
        self._told: agents_words.Told | None = None
        self.answered = False

    def say(self, told: agents_words.Told, *, answered: bool = False) -> None:
        """With the next look at the list."""
        self._told, self.answered = told, answered

    def forget(self) -> None:
        self._told, self.answered = None, False
        self._notice.clear()

    def hide(self) -> None:
        """What was done is not told again, but for what comes of it."""
        self.answered = False
        self._notice.clear()

    def show(self, known: AgentsState) -> None:
        found = agents_words.notice_of(known, self._told, self._tr, answered=self.answered)
        if found is None:
            self._notice.clear()
        else:
            (strong, words, tone), actions = found
            self._notice.show_notice(strong, words, tone, actions)
