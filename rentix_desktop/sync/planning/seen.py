"""Which ids a file had so far, and in which row: a few bytes each, for a file may have any number of them."""

from __future__ import annotations

from array import array
from typing import Final

_FIRST_SLOTS: Final = 1 << 12
_NO_ROW: Final = -1
_FREE: Final = 0


class SeenIds:
    """A hash table over two arrays, kept at most half full: 24 bytes an id at the most, where a dict takes 170. Ids are
    told apart by 64 bits of their hash, which is drawn anew for each process: nobody can write a file of ids that
    are taken for one another."""

    def __init__(self) -> None:
        self._count = 0
        self._resize(_FIRST_SLOTS)

    def __contains__(self, external_id: str) -> bool:
        return self._hashes[self._slot(_hash(external_id))] != _FREE

    def row(self, external_id: str) -> int | None:
        """The row it was seen in; None where it was not seen, or in no row."""
        row = self._rows[self._slot(_hash(external_id))]
        return None if row == _NO_ROW else row

    def add(self, external_id: str, row: int | None) -> None:
        """Seen in this row; None = in none that counts."""
        number = _hash(external_id)
        slot = self._slot(number)
        if self._hashes[slot] == _FREE:
            self._count += 1
            if 2 * self._count > len(self._hashes):
                self._grow()
                slot = self._slot(number)
        self._hashes[slot] = number
        self._rows[slot] = _NO_ROW if row is None else row

    def _slot(self, number: int) -> int:
        """Where it is, or where it would be put."""
        hashes, last = self._hashes, len(self._hashes) - 1
        slot = number & last
        while hashes[slot] not in (_FREE, number):
            slot = (slot + 1) & last
        return slot

    def _grow(self) -> None:
        hashes, rows = self._hashes, self._rows
        self._resize(2 * len(hashes))
        for number, row in zip(hashes, rows, strict=True):
            if number != _FREE:
                slot = self._slot(number)
                self._hashes[slot], self._rows[slot] = number, row

    def _resize(self, slots: int) -> None:
        self._hashes = array("q", bytes(8 * slots))
        self._rows = array("i", [_NO_ROW]) * slots


def _hash(external_id: str) -> int:
    return hash(external_id) or 1
