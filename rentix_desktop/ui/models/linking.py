"""Listings of the portal and rows of the file side by side: what they are called, what speaks for a pair, and the
tables of the pairs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import Qt

from rentix_desktop.linking.deciding import Answer, Candidate, Deciding, Key
from rentix_desktop.linking.evidence import Fact, Rates, Subject, Verdict, evidence
from rentix_desktop.linking.facts import facts_of_listing, facts_of_row
from rentix_desktop.linking.pairing import Pair
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.linking import SUBJECTS, fact_text, property_line
from rentix_desktop.texts.names import status_name
from rentix_desktop.ui.models.faces_model import FacesModel, Index
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import Face
from rentix_desktop.ui.widgets.ticks import TICK

K = TypeVar("K")

VERDICT_TONES: Final[Mapping[Verdict, Tone]] = {
    Verdict.AGREES: Tone.GOOD,
    Verdict.CLOSE: Tone.LOOK,
    Verdict.DIFFERS: Tone.WRONG,
    Verdict.UNKNOWN: Tone.MUTED,
}
_SOUGHT: Final = 200
"""Characters of a field that are sought in."""
_ORDER: Final = (Verdict.DIFFERS, Verdict.CLOSE, Verdict.AGREES, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Side:
    """One of a pair: its address, what stands under it, what it is in a line, its public page."""

    title: str
    below: str
    line: str = ""
    url: str | None = None


def side_of_listing(listing: PortalListing, tr: Texts) -> Side:
    number = tr("No. {number}", number=listing.portal_id)
    below = f"{number} · {status_name(listing.status, tr)}" if listing.status else number
    if listing.external_id:
        below = f"{listing.external_id} · {below}"
    return Side(
        _address(listing.fields.get(ADDRESS)) or number, below, property_line(listing.fields, tr), listing.public_url
    )


def side_of_row(row: MappedRow | None, code: str, tr: Texts) -> Side:
    if row is None:
        return Side(code, code)
    below = tr("{code} · row {number} of the file", code=code, number=row.sheet_row)
    return Side(_address(row.record.get(ADDRESS)) or code, below, property_line(row.record, tr))


def _address(value: object) -> str:
    return value if isinstance(value, str) else ""


class Sides:
    """What is known of the listings and rows of one proposal."""

    def __init__(
        self,
        listings: Mapping[str, PortalListing],
        rows: Mapping[int, MappedRow],
        pairs: Iterable[Pair],
        tr: Texts,
        rates: Rates | None = None,
    ) -> None:
        self._listings, self._rows, self._tr, self._rates = listings, rows, tr, rates or {}
        self._facts: dict[Key, tuple[Fact, ...]] = {(pair.portal_id, pair.row): pair.evidence for pair in pairs}

    def ours(self, candidate: Candidate) -> Side:
        return side_of_row(self._rows.get(candidate.row), candidate.external_id, self._tr)

    def theirs(self, candidate: Candidate) -> Side:
        listing = self._listings.get(candidate.portal_id)
        return side_of_listing(listing, self._tr) if listing is not None else Side(candidate.portal_id, "")

    def facts(self, candidate: Candidate) -> tuple[Fact, ...]:
        """What speaks for and against it."""
        if candidate.key in self._facts:
            return self._facts[candidate.key]
        row, listing = self._rows.get(candidate.row), self._listings.get(candidate.portal_id)
        if row is None or listing is None:
            return ()
        return evidence(facts_of_row(row, candidate.external_id), facts_of_listing(listing), self._rates)

    def words_of_row(self, number: int) -> str:
        """What is sought in: for thousands of them, without texts of ours."""
        row = self._rows.get(number)
        return _sought(row.record.values()) if row is not None else ""

    def words_of_listing(self, portal_id: str) -> str:
        listing = self._listings.get(portal_id)
        return f"{portal_id} {_sought(listing.fields.values())}" if listing is not None else portal_id

    def name(self, candidate: Candidate) -> str:
        """ "CV-101 – No. 9001"."""
        number = self._tr("No. {number}", number=candidate.portal_id)
        return f"{candidate.external_id} – {number}"


def _sought(values: Iterable[object]) -> str:
    return " ".join(value[:_SOUGHT] for value in values if isinstance(value, str)).casefold()


class EvidenceModel(FacesModel):
    """What speaks for and against a pair, a line each; the words of the two columns are the caller's."""

    def __init__(self, tr: Texts, ours: str, theirs: str) -> None:
        super().__init__((tr("What is compared"), ours, theirs, tr("How alike")))
        self._tr = tr
        self._facts: tuple[Fact, ...] = ()

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """What differs comes first: it is what a person looks for."""
        self._facts = tuple(sorted(facts, key=lambda fact: _ORDER.index(fact.verdict)))
        self.show_size(len(self._facts))

    def face(self, row: int, column: int) -> Face:
        fact = self._facts[row]
        text = fact_text(fact, self._tr)
        match column:
            case 0:
                return Face(text.name, tone=Tone.MUTED)
            case 1:
                return Face(text.ours, middle=True)
            case 2:
                return Face(text.theirs, middle=True)
        return Face(text.verdict, tone=VERDICT_TONES[fact.verdict], chip=True)


def how_sure(candidate: Candidate, tr: Texts) -> str:
    """ "99.8 %", rounded down: nothing is wholly sure. "" = a person found the pair."""
    if candidate.confidence is None:
        return ""
    return tr("{percent} %", percent=tr.number(min(99.9, math.floor(candidate.confidence * 1000) / 10), 1))


class SureModel(FacesModel):
    """Pairs that a person found, and under them those that are surely the same, with a tick each; sought by address, code
    and number."""

    def __init__(self, tr: Texts) -> None:
        super().__init__(("", tr("In your file"), tr("On the portal"), tr("How sure"), tr("What differs")))
        self._tr = tr
        self._deciding: Deciding | None = None
        self._sides: Sides | None = None
        self._every: list[Candidate] = []
        self._words: dict[Key, str] = {}
        self._shown: list[Candidate] = []
        self._told: dict[Key, tuple[Side, Side, str]] = {}  # of those that were looked at
        self._search = ""

    def show_sure(self, deciding: Deciding, sides: Sides) -> None:
        self._deciding = deciding
        if sides is not self._sides:
            self._sides, self._told, self._words = sides, {}, {}
        every = [*deciding.by_hand, *deciding.sure]
        if every == self._every:
            self.show_again()  # the person keeps the place
        else:
            self._every = every
            self.show_only(self._search)

    def show_only(self, search: str) -> None:
        self._search = search.casefold().strip()
        self._shown = (
            [each for each in self._every if self._search in self._sought(each)] if self._search else self._every
        )
        self.show_size(len(self._shown))

    def _sought(self, candidate: Candidate) -> str:
        words, sides = self._words.get(candidate.key), self._sides
        if words is None and sides is not None:
            words = f"{sides.words_of_row(candidate.row)} {sides.words_of_listing(candidate.portal_id)}"
            self._words[candidate.key] = words
        return words or ""

    def _tell(self, candidate: Candidate) -> tuple[Side, Side, str]:
        told, sides = self._told.get(candidate.key), self._sides
        if told is None and sides is not None:
            other = [
                self._tr(SUBJECTS[fact.subject])
                for fact in sides.facts(candidate)
                if fact.verdict in (Verdict.CLOSE, Verdict.DIFFERS) and fact.subject is not Subject.TEXT
            ]
            told = self._told[candidate.key] = sides.ours(candidate), sides.theirs(candidate), ", ".join(other)
        return told or (Side("", ""), Side("", ""), "")

    def candidate(self, row: int) -> Candidate | None:
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def toggle(self, rows: Sequence[int]) -> None:
        """Ticks them all, or where all are, none."""
        deciding = self._deciding
        if deciding is None:
            return
        found = [each for row in rows if (each := self.candidate(row)) is not None and deciding.may_be_same(each)]
        ticked = not all(deciding.ticked(each) for each in found)
        for each in found:
            deciding.tick(each, ticked)
        if self._sides is not None:
            self.show_sure(deciding, self._sides)  # one that a person found is gone with its tick

    def face(self, row: int, column: int) -> Face:
        candidate = self._shown[row]
        ours, theirs, other = self._tell(candidate)
        deciding = self._deciding
        match column:
            case 1:
                return Face(ours.title, below=ours.below, strong=True, middle=True)
            case 2:
                return Face(theirs.title, below=theirs.below, middle=True)
            case 3:
                return Face(how_sure(candidate, self._tr) or "–", tone=Tone.MUTED)
            case 4 if deciding is not None and not deciding.ticked(candidate):
                return Face(self._why_not(deciding, candidate), tone=Tone.LOOK, chip=True)
            case 4 if candidate.confidence is None:
                return Face(self._tr("Chosen by you"), tone=Tone.ACCENT, chip=True)
            case 4:
                return Face(other or self._tr("everything agrees"), tone=Tone.MUTED, lines=2)
        return Face()

    def _why_not(self, deciding: Deciding, candidate: Candidate) -> str:
        if not deciding.may_be_same(candidate):
            return self._tr("Given to another by you")
        if deciding.answer(candidate) is Answer.NOT:
            return self._tr("You said: not the same")
        return self._tr("Not linked")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole and index.isValid() and index.column() == TICK and self._deciding:
            ticked = self._deciding.ticked(self._shown[index.row()])
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        return super().data(index, role)


class SidesModel(FacesModel, Generic[K]):
    """One side of what has no partner. What is told of each is asked for when it is shown."""

    def __init__(self, title: str, tr: Texts) -> None:
        super().__init__((title,))
        self._title, self._tr = title, tr
        self._every: list[K] = []
        self._shown: list[K] = []
        self._side: Callable[[K], Side] = lambda _: Side("", "")
        self._words: Callable[[K], str] = lambda _: ""
        self._search = ""

    def show_sides(self, keys: list[K], side: Callable[[K], Side], words: Callable[[K], str]) -> None:
        """`words` of a key are sought in."""
        same = keys == self._every
        self._every, self._side, self._words = keys, side, words
        if same:
            self.show_again()  # the person keeps the place
        else:
            self.show_only(self._search)

    def show_only(self, search: str) -> None:
        self._search = search.casefold().strip()
        every = self._every
        self._shown = [each for each in every if self._search in self._words(each)] if self._search else every
        count = len(self._shown)
        self.show_size(count, (self._tr("{place} ({count})", place=self._title, count=self._tr.number(count)),))

    @property
    def every(self) -> int:
        return len(self._every)

    def key(self, row: int) -> K | None:
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def face(self, row: int, _: int) -> Face:
        side = self._side(self._shown[row])
        below = f"{side.below} · {side.line}" if side.line else side.below
        return Face(side.title, below=below, strong=True, middle=True)
