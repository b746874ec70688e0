"""What the place of linking sends: links, links taken off, a listing hidden. The job outlives the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Signal, Slot

from rentix_desktop.linking.deciding import Key
from rentix_desktop.linking.linked import Sent
from rentix_desktop.linking.proposing import links
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.planning.hides import Hides
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.one_job import OneJob
from rentix_desktop.ui.places.linking import work as linking_work
from rentix_desktop.ui.places.linking.state import LinkingState

_KEPT: Final = "linking"
"""Under this name the session keeps the job."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A listing was to be hidden."""

    portal_id: str
    hides: Hides


@dataclass(frozen=True, slots=True)
class GivenUp:
    """`links` that were to be put on or taken off are not to be any more."""

    links: int


Ended = Sent | Hidden | GivenUp


class LinkSending(OneJob):
    """While it lasts nothing else is sent for the account. `progressed`: RunProgress; `stopped`: before anything was sent."""

    begun = Signal()
    ended = Signal(object)  # Ended

    def take_up(self) -> bool:
        """What was begun before the page was built again, if there is something."""
        kept = self._desk.session.kept(_KEPT)
        if kept is None:
            return False
        if kept is not self._job:
            self._follow(kept, self._on_ended)
            self.begun.emit()
        return True

    def let_go(self) -> None:
        """What is sent goes on without the page, which finds it again."""

    def link(self, known: LinkingState, only: Collection[Key] | None = None) -> None:
        """What was accepted; `only` some of it."""
        proposed, deciding = known.proposed, known.deciding
        if proposed is None or deciding is None:
            return
        chosen = [each for each in deciding.accepted if only is None or each.key in only]
        made = list(links(chosen, known.by_id, proposed.rows))
        source, name = proposed.source, proposed.file_name
        connection, senders = self._desk.session.connection, self._desk.session.senders
        if connection is not None and made:
            self._send(lambda task: linking_work.send_links(task, connection, senders, made, source, name))

    def unlink(self, codes: Sequence[str]) -> None:
        connection, senders = self._desk.session.connection, self._desk.session.senders
        if connection is not None:
            self._send(lambda task: linking_work.send_unlinks(task, connection, senders, codes))

    def go_on(self, runs: Sequence[int]) -> None:
        """What is left of these runs."""
        connection, senders = self._desk.session.connection, self._desk.session.senders
        if connection is not None:
            self._send(lambda task: linking_work.go_on(task, connection, senders, runs))

    def give_up(self, runs: Sequence[int]) -> None:
        """What is left of these runs."""
        connection, senders = self._desk.session.connection, self._desk.session.senders
        if connection is not None:
            self._send(lambda task: GivenUp(linking_work.give_up_links(task, connection, senders, runs)))

    def hide(self, listing: PortalListing) -> None:
        connection, senders = self._desk.session.connection, self._desk.session.senders
        if connection is not None:
            self._send(
                lambda task: Hidden(listing.portal_id, linking_work.send_hide(task, connection, senders, listing))
            )

    def _send(self, work: Callable[[Task[Any]], Ended]) -> None:
        session = self._desk.session
        connection = session.connection
        if connection is None or self.running:
            return
        job = self._desk.jobs.build("send-links", work)
        session.keep(_KEPT, job)
        self._follow(job, self._on_ended)
        session.tend(connection.key, job, outdates=True)
        job.start()
        self.begun.emit()

    @Slot(object)
    def _on_ended(self, ended: Ended) -> None:
        self.ended.emit(ended)
