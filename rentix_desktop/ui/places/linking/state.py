"""What the wizard and the place of linking know together of the portal's listings, for as long as the window is open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from rentix_desktop.errors import AppError
from rentix_desktop.linking.deciding import Deciding, Key
from rentix_desktop.linking.doubles import DoubleGroup
from rentix_desktop.linking.pairing import Pair
from rentix_desktop.linking.proposing import OnPortal, Proposal
from rentix_desktop.linking.recalling import Recalled
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.ui.places.open_file import OpenFile, open_file_of
from rentix_desktop.ui.session import Session
from rentix_desktop.ui.wizard.flow import Step

NOTE: Final = "linking"


@dataclass(frozen=True, slots=True)
class Proposed:
    """`rows` by their number: whole ones of pairs, the main fields of those without a partner."""

    proposal: Proposal
    rows: Mapping[int, MappedRow]
    source: str
    file_name: str


@dataclass(slots=True, eq=False)
class LinkingState:
    """Of one account.

    read_in       the run the wizard was at when the portal was read
    likely        so many of its listings without a code the upload seems to make once more
    unread        why it could not be read
    restored      so many links that the portal knew are known again
    held          the codes of rows that are held because other properties have them
    at_conflicts  the person wants to decide whose codes those are
    skipped       the person sends without pairing
    from_check    the way back leads to the check page
    """

    account: AccountKey
    on_portal: OnPortal | None = None
    likely: int | None = None
    unread: AppError | None = None
    restored: int = 0
    at_conflicts: bool = False
    held: frozenset[str] = frozenset()
    read_in: int | None = None
    doubles: tuple[DoubleGroup, ...] | None = None
    file: OpenFile | None = None
    proposed: Proposed | None = None
    deciding: Deciding | None = None
    skipped: bool = False
    from_check: bool = False

    @property
    def unlinked(self) -> int:
        """Listings of the portal that have no code."""
        return len(self.on_portal.unlinked) if self.on_portal is not None else 0

    @property
    def nothing_to_pair(self) -> bool:
        """Once it was looked: every listing has a code, or there is none."""
        return self.deciding is not None and not self.unlinked

    @property
    def doubled(self) -> int:
        """Of those, how many an upload makes doubles of, as far as is known: once they were paired, those still to be
        decided or linked."""
        return self.deciding.left if self.deciding is not None else self.likely or 0

    @property
    def by_id(self) -> dict[str, PortalListing]:
        return {each.portal_id: each for each in self.on_portal.listings} if self.on_portal is not None else {}

    def take_portal(self, on_portal: OnPortal | None, run: int | None) -> None:
        """It was read (again): what was made of it before does not hold any more."""
        self.on_portal, self.read_in = on_portal, run
        self.doubles = self.likely = self.unread = None
        self._drop_pairs()

    def take_recalled(self, recalled: Recalled, run: int | None) -> None:
        """What a plan was looked at with."""
        if recalled.on_portal is not None and recalled.on_portal is not self.on_portal:
            self.take_portal(recalled.on_portal, run)
        self.unread = recalled.failed or self.unread
        self.restored += recalled.restored.adopted
        if recalled.on_portal is not None:
            self.held = frozenset(each.external_id for each in recalled.restored.conflicts)

    @property
    def conflicts(self) -> tuple[Pair, ...]:
        """Listings that have codes of rows, and plainly are other properties; known once they were paired."""
        return self.proposed.proposal.conflicts if self.proposed is not None else ()

    def settle(self, code: str) -> None:
        """The listing that has it is its row's."""
        if self.proposed is not None:
            proposal = self.proposed.proposal
            left = tuple(pair for pair in proposal.conflicts if pair.external_id != code)
            self.proposed = replace(self.proposed, proposal=replace(proposal, conflicts=left))

    def _drop_pairs(self) -> None:
        """They are proposed again; what was decided of them is kept."""
        self.proposed = self.deciding = None

    def take_proposal(self, proposed: Proposed) -> None:
        self.proposed, self.deciding = proposed, Deciding(proposed.proposal.pairing, proposed.proposal.said)

    def linked(self, pairs: Mapping[Key, str]) -> None:
        """These have their codes by now."""
        if self.deciding is not None:
            self.deciding.linked(set(pairs))
        self._give({portal_id: code for (portal_id, _), code in pairs.items()})

    def unlinked_now(self, external_ids: Collection[str]) -> None:
        """These have none any more: they are candidates again."""
        if self.on_portal is not None:
            names = {each.portal_id: "" for each in self.on_portal.listings if each.external_id in external_ids}
            self._give(names)
            self._drop_pairs()
            self.skipped = False

    def gave_status(self, portal_id: str, status: str) -> None:
        if self.on_portal is not None:
            changed = (
                replace(each, status=status) if each.portal_id == portal_id else each
                for each in self.on_portal.listings
            )
            self.on_portal = replace(self.on_portal, listings=tuple(changed))

    def _give(self, names: Mapping[str, str]) -> None:
        """Codes by portal ids; "" = none."""
        if self.on_portal is None:
            return
        listings = (
            replace(each, external_id=names[each.portal_id] or None) if each.portal_id in names else each
            for each in self.on_portal.listings
        )
        self.on_portal = replace(self.on_portal, listings=tuple(listings))


def known_of(session: Session) -> LinkingState | None:
    """What is known for the connected account and the file that is open; None where nobody is connected."""
    connection, flow = session.connection, session.flow
    if connection is None:
        return None
    note = session.notes.get(NOTE)
    if not isinstance(note, LinkingState) or note.account != connection.key:
        note = session.notes[NOTE] = LinkingState(connection.key)
    file = file_of(session)
    if file != note.file:
        note.file, note.proposed, note.deciding, note.likely = file, None, None, None
        note.skipped = note.from_check = note.at_conflicts = False
        note.unread, note.restored = None, 0
    if note.on_portal is not None and note.read_in != flow.run:
        note.take_portal(None, None)  # something was sent since
    return note


def file_of(session: Session) -> OpenFile | None:
    """Where its columns and values are decided: then each row has its code."""
    file = open_file_of(session)
    before = (Step.FILE, Step.COLUMNS, Step.VALUES)
    return None if file is None or any(session.flow.block(step) for step in before) else file
