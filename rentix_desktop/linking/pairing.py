"""Which listing of the portal is which row of the file: the best assignment over the whole set.

Pairs that are possible are found by shared keys (`blocking`), weighed (`evidence`), and one partner for each is chosen so
that the whole is best (`assign`). How sure a pair is depends on its rivals too: a listing that two rows fit equally well
is nobody's for sure, however well they fit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.linking.assign import best_pairs
from rentix_desktop.linking.blocking import candidates
from rentix_desktop.linking.evidence import Fact, Rates, Subject, Weighed, evidence, log_odds, settles, weigh
from rentix_desktop.linking.facts import Facts, facts_of_listing, facts_of_row, without_phrases
from rentix_desktop.linking.yards import Yards, is_exact, says_less
from rentix_desktop.mapping.model import Level, MappedRow
from rentix_desktop.sync.books.pairs import PairName
from rentix_desktop.sync.destination import PortalListing

SURE: Final = 0.99
POSSIBLE: Final = 0.1
"""The least confidence that a pair is shown with."""
_LEAST: Final = math.log(POSSIBLE / (1 - POSSIBLE))
_RIVAL: Final = 3.0
"""A candidate whose odds are less than twenty times smaller is as good, for a person."""
_KEPT: Final = 6
"""Candidates that are kept of each: the best ones."""
_NEVER: Final = -math.inf
_Claim: TypeAlias = tuple[int, int, float]
"""Place of a listing, of a row, and the logarithm of the odds that they are one."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Another pair that is as good as the one it stands at: the same listing with another row, or the reverse."""

    portal_id: str
    row: int
    external_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A listing of the portal and the row (design, section 5: counted from 0) that is the same property. `level` is SURE
    or CHECK. `evidence` in the order of its subjects."""

    portal_id: str
    row: int
    external_id: str
    confidence: float
    level: Level
    evidence: tuple[Fact, ...]
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairing:
    """`pairs` the surest first; `portal_alone` are ids of listings, `rows_alone` rows, that have no partner. `apart` would
    be pairs, had a person not said that they are not the same; their listings and rows are paired with others, or alone."""

    pairs: tuple[Pair, ...]
    portal_alone: tuple[str, ...]
    rows_alone: tuple[int, ...]
    apart: tuple[Pair, ...] = ()

    def of(self, level: Level) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.level is level)


def pair_listings(
    listings: Iterable[PortalListing],
    rows: Iterable[MappedRow],
    *,
    key: str,
    rates: Rates | None = None,
    apart: Collection[PairName] = (),
    step: Callable[[], None] = lambda: None,
) -> Pairing:
    """Pairs listings that have no externalId with rows whose externalId no listing has.

    Rows that are left out, have no `key` (the field of their externalId), or repeat one, are not looked at: they
    are not sent. `rates` (currency → one of it in a common one) let prices in different currencies be compared.
    `apart` are not the same, as a person said: what was as good as one of them is not sure either. `step` is called
    now and then, so that the caller can raise to stop. Whatever the order of listings and rows, the pairs are the
    same. Keeps 1 to 2 KB of each record.
    """
    free, linked = _free_listings(listings)
    left = without_phrases(sorted(free, key=lambda facts: facts.key))
    right = without_phrases(sorted(_free_rows(rows, linked, key), key=lambda facts: (facts.key, facts.row)))
    graph = _Graph(left, right, rates or {}, frozenset(apart), step)
    partners = graph.partners()
    pairs = [graph.pair(one, other) for one, other in sorted(partners.items())]
    taken = set(partners.values())
    return Pairing(
        tuple(sorted(pairs, key=lambda pair: (-pair.confidence, pair.row))),
        tuple(facts.key for place, facts in enumerate(left) if place not in partners),
        tuple(sorted(facts.row for place, facts in enumerate(right) if place not in taken)),
        tuple(sorted(graph.apart(), key=lambda pair: (-pair.confidence, pair.row))),
    )


def _free_listings(listings: Iterable[PortalListing]) -> tuple[list[Facts], set[str]]:
    free: dict[str, Facts] = {}
    linked: set[str] = set()
    for listing in listings:
        if listing.external_id:
            linked.add(listing.external_id)
        else:
            free[listing.portal_id] = facts_of_listing(listing)
    return list(free.values()), linked


def _free_rows(rows: Iterable[MappedRow], linked: set[str], key: str) -> Iterator[Facts]:
    for row in rows:
        external_id = row.record.get(key)
        if not isinstance(external_id, str) or not external_id or external_id in linked:
            continue
        if not any(problem.code in (ProblemCode.LEFT_OUT, ProblemCode.KEY_REPEATED) for problem in row.problems):
            yield facts_of_row(row, external_id)


def confidence_among(odds: float, others: Iterable[float]) -> float:
    """How probable a pair is, when only one of it and its rivals can be: logarithms of odds each, against "none of them"."""
    top = max(0.0, odds)
    rest = list(others)
    top = max([top, *rest])
    whole = math.exp(-top) + math.exp(odds - top) + sum(math.exp(other - top) for other in rest)
    return math.exp(odds - top) / whole


class _Graph:
    """The candidates of both sides with the logarithm of their odds."""

    def __init__(
        self,
        left: Sequence[Facts],
        right: Sequence[Facts],
        rates: Rates,
        apart: frozenset[PairName],
        step: Callable[[], None],
    ) -> None:
        self._left, self._right, self._rates = left, right, rates
        self._yards = Yards(left, right)
        self._of_left: list[dict[int, float]] = [{} for _ in left]
        self._of_right: list[dict[int, float]] = [{} for _ in right]
        self._apart: dict[tuple[int, int], float] = {}
        self._apart_of: dict[tuple[str, int], float] = {}  # the best of those of one side
        for count, (one, other) in enumerate(candidates(left, right)):
            if count % 1024 == 0:
                step()
            odds = log_odds(weigh(right[other], left[one], rates))
            if odds > _LEAST and (left[one].key, right[other].key) in apart:
                self._put_apart(one, other, odds)
            elif odds > _LEAST:
                _keep(self._of_left[one], one, other, odds)
                _keep(self._of_right[other], other, one, odds)
        self._say_to_both()

    def _put_apart(self, one: int, other: int, odds: float) -> None:
        self._apart[one, other] = odds
        for side in (("left", one), ("right", other)):
            self._apart_of[side] = max(odds, self._apart_of.get(side, odds))

    def _say_to_both(self) -> None:
        """A candidate that one of the two keeps is one of both."""
        kept = [(one, other, odds) for one, found in enumerate(self._of_left) for other, odds in found.items()]
        kept += [(one, other, odds) for other, found in enumerate(self._of_right) for one, odds in found.items()]
        for one, other, odds in kept:
            self._of_left[one][other] = odds
            self._of_right[other][one] = odds

    def partners(self) -> dict[int, int]:
        """Place in left → place in right, of the best assignment."""
        return best_pairs([{other: odds - _LEAST for other, odds in sorted(found.items())} for found in self._of_left])

    def pair(self, one: int, other: int) -> Pair:
        left, right = self._left[one], self._right[other]
        claims = list(self._claims(one, other))
        odds = self._of_left[one][other]
        confidence = _among(odds, one, claims)
        near = [claim for claim in claims if claim[2] > odds - _RIVAL]
        rivals = tuple(map(self._rival, sorted(near, key=lambda claim: (-claim[2], claim[0], claim[1]))))
        facts = evidence(right, left, self._rates)
        doubted = any(self._apart_of.get(side, _NEVER) > odds - _RIVAL for side in (("left", one), ("right", other)))
        sure = confidence >= SURE and not rivals and not doubted and self._settled(facts, left, right)
        level = Level.SURE if sure else Level.CHECK
        return Pair(left.key, right.row, right.key, round(confidence, 4), level, facts, rivals)

    def apart(self) -> Iterator[Pair]:
        """What a person said is not the same, and looks it."""
        for (one, other), odds in self._apart.items():
            left, right = self._left[one], self._right[other]
            confidence = round(confidence_among(odds, ()), 4)
            facts = evidence(right, left, self._rates)
            yield Pair(left.key, right.row, right.key, confidence, Level.CHECK, facts)

    def _settled(self, facts: Sequence[Fact], *sides: Facts) -> bool:
        yards = self._yards
        if not yards.crowded(*sides):
            return settles(facts)
        return yards.names_building(*sides) and settles(facts, crowded=True, twins=yards.may_be_twins(*sides))

    def _claims(self, one: int, other: int) -> Iterator[_Claim]:
        """The other candidates of both; of an exact pair without those that only say less than it."""
        exact = self._exact(one, other)
        for mine, theirs, odds in self._others(one, other):
            if exact is None or not says_less(self._weighed(mine, theirs), exact):
                yield mine, theirs, odds

    def _others(self, one: int, other: int) -> Iterator[_Claim]:
        yield from ((one, place, odds) for place, odds in self._of_left[one].items() if place != other)
        yield from ((place, other, odds) for place, odds in self._of_right[other].items() if place != one)

    def _exact(self, one: int, other: int) -> dict[Subject, Weighed] | None:
        """What an exact pair of a crowded yard says; None of another one, and where it does not name one flat."""
        yards, sides = self._yards, (self._left[one], self._right[other])
        if not yards.crowded(*sides) or not yards.names_building(*sides) or yards.may_be_twins(*sides):
            return None
        weighed = self._weighed(one, other)
        return weighed if is_exact({subject: verdict for subject, (verdict, _) in weighed.items()}) else None

    def _weighed(self, one: int, other: int) -> dict[Subject, Weighed]:
        return weigh(self._right[other], self._left[one], self._rates)

    def _rival(self, claim: _Claim) -> Rival:
        one, other, odds = claim
        left, right = self._left[one], self._right[other]
        return Rival(left.key, right.row, right.key, round(_among(odds, one, self._others(one, other)), 4))


def _among(odds: float, one: int, claims: Iterable[_Claim]) -> float:
    """Of the two sides of a pair of the listing `one` the one that is less sure, against these claims."""
    told = list(claims)
    rows = (against for mine, _, against in told if mine == one)
    listings = (against for mine, _, against in told if mine != one)
    return min(confidence_among(odds, rows), confidence_among(odds, listings))


def _keep(found: dict[int, float], mine: int, place: int, odds: float) -> None:
    """Adds a candidate; of more than are kept the worst goes. Of equals those stay that stand at about the same place,
    so that of many equals each has others."""
    found[place] = odds
    if len(found) > _KEPT:
        del found[min(found, key=lambda each: (found[each], -abs(each - mine), -each))]
