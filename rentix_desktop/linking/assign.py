"""Best assignment where few of all pairs are possible: thousands on both sides, some candidates each.

`mapping.assign` looks at every pair: right for the columns of a table, and too slow by far here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from typing import TypeAlias

Gains: TypeAlias = Sequence[Mapping[int, float]]
"""For each of the left: right → what their pair is worth, above zero."""

_Step: TypeAlias = tuple[float, bool, int]
"""(cost of the way, whether it is somebody's, right): of equals a free one goes first, so that the way ends."""


def best_pairs(gains: Gains) -> dict[int, int]:
    """Left → right with the largest sum of gains; each at most once. The same input always gives the same answer.

    Successive shortest paths. Each of the left may also stay alone, at no gain: a right of its own with the number
    -1 - left. A path ends at the first right that is free, so that it seldom goes far.
    """
    search = _Search(gains)
    for left in range(len(gains)):
        search.place(left)
    return {left: right for right, left in search.owner.items() if right >= 0}


class _Search:
    def __init__(self, gains: Gains) -> None:
        self._gains = gains
        self._left_price: dict[int, float] = {}
        self._right_price: dict[int, float] = {}
        self.owner: dict[int, int] = {}
        self._owned: dict[int, int] = {}

    def place(self, left: int) -> None:
        """One more of the left gets a right; others may change theirs for it."""
        self._left_price[left] = min(-gain for gain in (0.0, *self._gains[left].values()))
        distance: dict[int, float] = {}
        way: dict[int, int] = {}
        final: dict[int, float] = {}
        heap: list[_Step] = []
        current, so_far = left, 0.0
        while True:
            self._look(current, so_far, distance, way, heap)
            so_far, _, right = heappop(heap)
            while right in final:
                so_far, _, right = heappop(heap)
            final[right] = so_far
            if right not in self.owner:
                break
            current = self.owner[right]
        for seen, at in final.items():
            if seen in self.owner:
                self._left_price[self.owner[seen]] += so_far - at
            self._right_price[seen] = self._right_price.get(seen, 0.0) + at - so_far
        self._left_price[left] += so_far
        self._turn(right, left, way)

    def _look(
        self, left: int, so_far: float, distance: dict[int, float], way: dict[int, int], heap: list[_Step]
    ) -> None:
        price = self._left_price[left]
        for right, gain in (*self._gains[left].items(), (-1 - left, 0.0)):
            reached = so_far + max(0.0, -gain - price - self._right_price.get(right, 0.0))
            if reached < distance.get(right, float("inf")):
                distance[right], way[right] = reached, left
                heappush(heap, (reached, right in self.owner, right))

    def _turn(self, right: int, first: int, way: Mapping[int, int]) -> None:
        """Gives every right on the way to the one that came to it."""
        while True:
            left = way[right]
            before = self._owned.get(left)
            self.owner[right], self._owned[left] = left, right
            if left == first or before is None:
                return
            right = before
