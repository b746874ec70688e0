"""What a person decides of proposed pairs, one after the other, and can take back.

A pair that is the same settles every other one with its listing or its row as not the same: that is told, and never
kept: what is taken back opens them again. Sure pairs are ticked from the start; the others wait for an answer. What was
said on another day (`sync.books.pairs`) holds, and can be taken back like what was said just now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeVar

from rentix_desktop.linking.pairing import Pair, Pairing
from rentix_desktop.mapping.model import Level
from rentix_desktop.sync.books.pairs import PairAnswer, PairName

T = TypeVar("T")
Key: TypeAlias = tuple[str, int]
"""The service's own id of a listing, and the number of a row."""


class Answer(StrEnum):
    OPEN = "open"
    SAME = "same"
    NOT = "not"
    SETTLED = "settled"  # another pair with its listing or its row is the same


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listing and a row that may be one; `confidence` None = a person found them."""

    portal_id: str
    row: int
    external_id: str
    confidence: float | None = None

    @property
    def key(self) -> Key:
        return self.portal_id, self.row

    @property
    def name(self) -> PairName:
        """As it is kept."""
        return self.portal_id, self.external_id


Case: TypeAlias = tuple[Candidate, ...]
"""A proposed pair, and after it its rivals."""
Said: TypeAlias = tuple[Candidate, PairAnswer]


class Deciding:
    """`said`: what is kept of these pairs, and of others of the same listings and rows, the oldest first."""

    def __init__(self, pairing: Pairing, said: Iterable[Said] = ()) -> None:
        self._sure = {pair.portal_id: _candidate(pair) for pair in pairing.of(Level.SURE)}
        self._cases = [_case(pair) for pair in (*pairing.of(Level.CHECK), *pairing.apart)]
        self._known = {each.key: each for each in self._sure.values()}
        self._known |= {each.key: each for case in self._cases for each in case}
        self._listings = list(dict.fromkeys((*(pair.portal_id for pair in pairing.pairs), *pairing.portal_alone)))
        self._rows = list(dict.fromkeys((*(pair.row for pair in pairing.pairs), *pairing.rows_alone)))
        self._unticked: set[str] = set()
        self._answers: dict[Key, bool] = {}
        self._history: list[tuple[Key, bool | None]] = []  # with what was answered before
        self._row_of: dict[str, int] = {}  # of those that are the same
        self._listing_of: dict[int, str] = {}
        self._linked: set[Key] = set()
        self._made: dict[str, list[Candidate]] = {}  # what was worked out since the last answer
        self._made_cases: dict[str, list[Case]] = {}
        for candidate, answer in said:
            self._hear(candidate, answer)

    def _hear(self, candidate: Candidate, answer: PairAnswer) -> None:
        if answer is not PairAnswer.LEFT:
            same = answer is PairAnswer.SAME
            if self.may_be_same(candidate) or not same:
                self.say(candidate, same)
        elif (sure := self._sure.get(candidate.portal_id)) is not None and sure.key == candidate.key:
            self._unticked.add(candidate.portal_id)

    # what there is ------------------------------------------------------------------------------------------------------
    @property
    def sure(self) -> list[Candidate]:
        """Those that are not linked yet, ticked or not: the least sure first, as those are what a person looks at."""
        return _once(self._made, "sure", self._not_linked)

    def _not_linked(self) -> list[Candidate]:
        left = (each for each in self._sure.values() if each.key not in self._linked)
        return sorted(left, key=lambda each: each.confidence or 0.0)

    @property
    def proposed_as_same(self) -> int:
        """How many of the sure ones, and of those found by hand, nobody said or settled to be two."""
        two = (Answer.NOT, Answer.SETTLED)
        return len(self.by_hand) + sum(self.answer(each) not in two for each in self.sure)

    @property
    def by_hand(self) -> list[Candidate]:
        """Found by a person among what has no partner, and not linked yet."""
        return [self._known[key] for key, same in self._answers.items() if same and self._is_by_hand(key)]

    def _is_by_hand(self, key: Key) -> bool:
        return self._known[key].confidence is None and key not in self._linked

    @property
    def cases(self) -> list[Case]:
        """In their order, open or not; not those that are linked."""
        if not self._linked:
            return self._cases
        return _once(self._made_cases, "cases", lambda: [case for case in self._cases if self._is_there(case)])

    def _is_there(self, case: Case) -> bool:
        return self.is_open(case) or not any(each.key in self._linked for each in case)

    @property
    def open_cases(self) -> list[Case]:
        return _once(self._made_cases, "open", lambda: [case for case in self._cases if self.is_open(case)])

    def is_open(self, case: Case) -> bool:
        return any(True for _ in self._left(case))

    def answer(self, candidate: Candidate) -> Answer:
        said = self._answers.get(candidate.key)
        if said is not None:
            return Answer.SAME if said else Answer.NOT
        taken = candidate.portal_id in self._row_of or candidate.row in self._listing_of
        return Answer.SETTLED if taken else Answer.OPEN

    def ticked(self, candidate: Candidate) -> bool:
        """Of a sure one: whether it is to be linked. One whose listing or row a person gave to another is not."""
        answer = self.answer(candidate)
        return answer is Answer.SAME or (answer is Answer.OPEN and candidate.portal_id not in self._unticked)

    @property
    def unticked(self) -> list[Candidate]:
        """Sure ones that are not to be linked for now: an upload makes doubles of them."""
        return [each for each in self.sure if each.portal_id in self._unticked and self.answer(each) is Answer.OPEN]

    @property
    def accepted(self) -> list[Candidate]:
        """What is to be linked: the ticked ones, and those a person said are the same."""
        return _once(self._made, "accepted", self._accepted)

    def _accepted(self) -> list[Candidate]:
        ticked = [each for each in self.sure if self.ticked(each) and each.key not in self._answers]
        said = [self._known[key] for key, same in self._answers.items() if same and key not in self._linked]
        return [*ticked, *said]

    @property
    def left(self) -> int:
        """How many are still to be decided, or to be linked. Who took a tick off did not say that they are two."""
        return len(self.open_cases) + len(self.accepted) + len(self.unticked)

    @property
    def said(self) -> dict[PairName, PairAnswer]:
        """What is to be kept. What was linked is no answer any more."""
        found = {each.name: PairAnswer.LEFT for each in self.unticked}
        for key, same in self._answers.items():
            if key not in self._linked:
                found[self._known[key].name] = PairAnswer.SAME if same else PairAnswer.NOT
        return found

    def free_listings(self) -> list[str]:
        """Those that have no partner, ticked or not, and are in no open case."""
        taken = {each.portal_id for each in (*self._held, *self.unticked)} | set(self._row_of)
        return [name for name in self._listings if name not in taken]

    def free_rows(self) -> list[int]:
        """As `free_listings`."""
        taken = {each.row for each in (*self._held, *self.unticked)} | set(self._listing_of)
        return [row for row in self._rows if row not in taken]

    @property
    def _held(self) -> list[Candidate]:
        """Neither side of these is free; nor is what is the same by an answer."""
        return _once(self._made, "held", lambda: [*filter(self.ticked, self._sure.values()), *self._open()])

    def _open(self) -> Iterator[Candidate]:
        return (each for case in self.open_cases for each in self._left(case))

    def _left(self, case: Case) -> Iterator[Candidate]:
        return (each for each in case if self.answer(each) is Answer.OPEN)

    def _forget(self) -> None:
        self._made.clear()
        self._made_cases.clear()

    # what is decided ----------------------------------------------------------------------------------------------------
    def tick(self, candidate: Candidate, ticked: bool) -> None:
        """Takes back what was said against it. No tick is needed for what is not the same, as a person said."""
        self._forget()
        said = self._answers.get(candidate.key)
        if said is not None and said is not ticked:
            self._history.append((candidate.key, said))
            self._put(candidate.key, None)
        if ticked:
            self._unticked.discard(candidate.portal_id)
        elif (sure := self._sure.get(candidate.portal_id)) is not None and sure.key == candidate.key:
            self._unticked.add(candidate.portal_id)

    def may_be_same(self, candidate: Candidate) -> bool:
        """A person gave neither its listing nor its row to another."""
        row, listing = self._row_of.get(candidate.portal_id), self._listing_of.get(candidate.row)
        return row in (None, candidate.row) and listing in (None, candidate.portal_id)

    def settles(self, candidate: Candidate) -> list[Candidate]:
        """The others that are not the same, should this one be: open ones, and ticked ones."""
        rivals: dict[Key, Candidate] = {}
        for each in self._held:
            if each.key != candidate.key and (each.portal_id == candidate.portal_id or each.row == candidate.row):
                rivals[each.key] = each
        return list(rivals.values())

    def say(self, candidate: Candidate, same: bool) -> list[Candidate]:
        """What it settles. Raises ValueError where it may not be said."""
        if same and not self.may_be_same(candidate):
            raise ValueError(candidate)
        settled = self.settles(candidate) if same else []
        self._known.setdefault(candidate.key, candidate)
        self._history.append((candidate.key, self._answers.get(candidate.key)))
        self._put(candidate.key, same)
        return settled

    def undo(self) -> Candidate | None:
        """Takes the last answer back; the pair it was about."""
        if not self._history:
            return None
        key, before = self._history.pop()
        self._put(key, before)
        return self._known[key]

    @property
    def can_undo(self) -> bool:
        return bool(self._history)

    def _put(self, key: Key, same: bool | None) -> None:
        self._forget()
        portal_id, row = key
        if self._answers.pop(key, None):
            del self._row_of[portal_id], self._listing_of[row]
        if same is not None:
            self._answers[key] = same
        if same:
            self._row_of[portal_id], self._listing_of[row] = row, portal_id

    def linked(self, pairs: set[Key]) -> None:
        """These are linked by now: they are not shown any more, and cannot be taken back here."""
        for key in pairs:
            self._put(key, True)
        self._linked |= pairs
        self._forget()
        self._history = [(key, before) for key, before in self._history if key not in pairs]


def _once(made: dict[str, list[T]], name: str, make: Callable[[], list[T]]) -> list[T]:
    """Worked out once for each answer: there may be thousands of pairs."""
    return made[name] if name in made else made.setdefault(name, make())


def _candidate(pair: Pair) -> Candidate:
    return Candidate(pair.portal_id, pair.row, pair.external_id, pair.confidence)


def _case(pair: Pair) -> Case:
    rivals = (Candidate(each.portal_id, each.row, each.external_id, each.confidence) for each in pair.rivals)
    return (_candidate(pair), *rivals)
