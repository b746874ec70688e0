"""What a ledger keeps of pairs, in memory."""

from __future__ import annotations

from collections.abc import Mapping

from rentix_desktop.sync.books.pairs import PairAnswer, PairName, Two


class FakePairs:
    def __init__(self) -> None:
        self._pairs: dict[PairName, PairAnswer] = {}
        self._apart: set[Two] = set()

    def pair_answers(self) -> Mapping[PairName, PairAnswer]:
        return dict(self._pairs)

    def keep_pair_answers(self, answers: Mapping[PairName, PairAnswer | None]) -> None:
        for name, answer in answers.items():
            self._pairs.pop(name, None)
            if answer is not None:
                self._pairs[name] = answer

    def apart(self) -> frozenset[Two]:
        return frozenset(self._apart)

    def keep_apart(self, one: str, other: str, *, apart: bool) -> None:
        (self._apart.add if apart else self._apart.discard)(frozenset((one, other)))
