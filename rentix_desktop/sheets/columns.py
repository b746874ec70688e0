"""What stands in the columns of a table, from a sample of its rows: tells values from what is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.table import Cell

Row = tuple[Cell, ...]

NUMBER: Final = re.compile(r"\W*\d[\d\s.,'’]*\W*\D{0,14}")
_OF_ONE_KIND: Final = 0.9
_FEW: Final = 5
_WORDS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")


class Columns:
    """What stands in the columns of the sample."""

    def __init__(self, sample: Sequence[Row]) -> None:
        self._texts: dict[int, Counter[str]] = {}
        for row in sample:
            for index, cell in enumerate(row):
                if cell is not None:
                    self._texts.setdefault(index, Counter())[cell_text(cell)] += 1
        self._shapes: dict[int, Counter[str]] = {}
        self._tests: dict[int, re.Pattern[str]] = {}
        for index, texts in self._texts.items():
            self._shapes[index] = Counter(_shape(text) for text in texts)
            for pattern in (NUMBER, _WEB):
                fitting = sum(count for text, count in texts.items() if pattern.fullmatch(text))
                if texts.total() >= _FEW and fitting >= _OF_ONE_KIND * texts.total():
                    self._tests[index] = pattern

    def is_value(self, index: int, text: str) -> bool:
        """Whether the text is, or looks like, one of the values of its column: a sparse record then, no title."""
        texts = self._texts.get(index, Counter())
        if text in texts:
            return True
        shape, shapes = _shape(text), self._shapes.get(index, Counter())
        alike = shapes[shape] * 2 > len(texts) > 0
        if "0" in shape:
            return alike
        return alike and " " not in text and len(texts) >= _FEW and len(texts) >= 0.8 * texts.total()

    def has_value(self, row: Row) -> bool:
        """Whether a cell of the row is, or looks like, one of the values of its column."""
        return any(
            not isinstance(cell, str) or self.is_value(index, cell_text(cell))
            for index, cell in enumerate(row)
            if cell is not None
        )

    def mismatch(self, row: Row) -> bool:
        """Whether a cell is of another kind than nearly all the cells of its column."""
        return any(
            index in self._tests
            and not self._tests[index].fullmatch(text := cell_text(cell))
            and text not in self._texts[index]
            for index, cell in enumerate(row)
            if cell is not None
        )


_WEB = re.compile(r"\s*(?:https?://|www\.)\S.*", re.IGNORECASE | re.DOTALL)


def _shape(text: str) -> str:
    return _WORDS.sub("a", _DIGITS.sub("0", text))
