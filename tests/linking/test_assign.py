"""The best assignment among few candidates, against trying everything."""

from __future__ import annotations

import time
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.linking.assign import best_pairs

_GAINS = st.lists(st.dictionaries(st.integers(0, 5), st.integers(1, 20).map(float), max_size=6), max_size=5)


def _best(gains: list[dict[int, float]]) -> float:
    """The largest sum, by trying every order of the rights and leaving out what does not fit."""
    rights = [*range(6), *[-1] * len(gains)]
    return max(
        sum(found.get(right, 0.0) for found, right in zip(gains, order, strict=True))
        for order in permutations(rights, len(gains))
    )


@given(_GAINS)
def test_the_sum_is_the_largest_that_there_is(gains: list[dict[int, float]]) -> None:
    pairs = best_pairs(gains)
    assert len(set(pairs.values())) == len(pairs)
    assert all(right in gains[left] for left, right in pairs.items())
    assert sum(gains[left][right] for left, right in pairs.items()) == _best(gains)


def test_many_equals_take_no_longer_than_many_others() -> None:
    """All are worth the same: a way that explores them all for each would take minutes."""
    gains = [{right % 2000: 1.0 for right in range(left - 4, left + 5)} for left in range(2000)]
    started = time.thread_time()
    assert len(best_pairs(gains)) == 2000
    assert time.thread_time() - started < 5
