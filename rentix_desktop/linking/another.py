"""Whether two records with one code are plainly two properties all the same.

A code is strong evidence by itself, and rows are edited every day: prices, areas that were measured again, addresses
written in another way, a flat that is let now and was for sale. None of that makes another property. What does is much
that differs at once, with nothing beside it that agrees: another town and street and deal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rentix_desktop.linking.evidence import Rates, Subject, Weighed, weigh
from rentix_desktop.linking.facts import Facts

PLAINLY: Final = -11.0
"""Logarithm of odds, as in `evidence`, at which one code does not make one property of two records. Ordinary edits stay
above it with room to spare, two at once too (tests/linking/test_another.py)."""
_SAME_HOUSE: Final = 1.0
"""The most that is said for two records by where they are: the flats of one house have their codes, too."""
_OTHER_TYPE: Final = -5.0
"""Beside the kind: a garage is no flat, though a flat may become an office."""
_WHERE: Final = frozenset(
    {Subject.STREET, Subject.HOUSE, Subject.TOWN, Subject.SECTOR, Subject.COORDINATES}
)  # fmt: skip


def plainly_another(ours: Facts, theirs: Facts, rates: Rates | None = None) -> bool:
    """Whether what the file says under a code and what the portal has under it cannot be one property. Symmetric."""
    weighed = weigh(ours, theirs, rates or {})
    whole = _where(weighed) + sum(weight for subject, (_, weight) in weighed.items() if subject not in _WHERE)
    if ours.kind and theirs.kind and ours.kind != theirs.kind:
        whole += _OTHER_TYPE
    return whole <= PLAINLY


def _where(weighed: Mapping[Subject, Weighed]) -> float:
    return min(_SAME_HOUSE, sum(weighed[subject][1] for subject in _WHERE if subject in weighed))
