"""Whether two records with one code are plainly two properties all the same.

A code is strong evidence by itself, and rows are edited every day: prices, areas that were measured again, addresses
written in another way, a flat that is let now and was for sale. None of that makes another property, nor do two of them on
one day, however little the records say beside it. What does is much that differs at once, with nothing beside it that
agrees: another town and street and deal; and in one house, where all but the code may be edited, more still.
"""

from __future__ import annotations

from typing import Final

from rentix_desktop.linking.evidence import Rates, Subject, Verdict, weigh
from rentix_desktop.linking.facts import Facts

PLAINLY: Final = -11.0
"""Logarithm of odds, as in `evidence`, at which one code does not make one property of two records. Ordinary edits stay
above it with room to spare where much is known (tests/linking/test_another.py)."""
_SAME_HOUSE: Final = 1.0
"""The most that is said for two records by where they are: the flats of one house have their codes, too."""
_OTHER_TYPE: Final = -5.0
"""Beside the kind: a garage is no flat, though a flat may become an office."""
_ELSEWHERE: Final = -5.0
"""What is said against one place: more than one thing, so that a street that was renamed, or a house's number that was
corrected, is no other place."""
_STRONGLY: Final = -3.0
_HERE, _THERE = 3, 1
"""What else has to differ strongly: where the place agrees, or is not known, and where it is another one."""
_WHERE: Final = frozenset(
    {Subject.STREET, Subject.HOUSE, Subject.TOWN, Subject.SECTOR, Subject.COORDINATES}
)  # fmt: skip


def plainly_another(ours: Facts, theirs: Facts, rates: Rates | None = None) -> bool:
    """Whether what the file says under a code and what the portal has under it cannot be one property. Symmetric."""
    weighed = weigh(ours, theirs, rates or {})
    if weighed[Subject.DEAL][0] is Verdict.DIFFERS:  # its price says the same once more
        del weighed[Subject.PRICE]
    flat = weighed.pop(Subject.FLAT)
    where = sum(weighed.pop(subject)[1] for subject in _WHERE)
    weights = [weight for _, weight in weighed.values()]
    whole = min(_SAME_HOUSE, where) + flat[1] + sum(weights)
    if ours.kind and theirs.kind and ours.kind != theirs.kind:
        whole += _OTHER_TYPE
    elsewhere = where <= _ELSEWHERE or flat[0] is Verdict.DIFFERS
    strong = sum(weight <= _STRONGLY for weight in weights)
    return strong >= (_THERE if elsewhere else _HERE) and whole <= PLAINLY
