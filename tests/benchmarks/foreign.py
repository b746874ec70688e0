"""How well tables are understood that nobody tuned for: `python -m tests.benchmarks.foreign [-v] [FILE…]`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.model import Level
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from tests.mapping.foreign_tables import ForeignTable, foreign_tables
from tests.mapping.tables import profile_of

TABLES: Final = Path(__file__).resolve().parents[1] / "mapping" / "foreign_tables.txt"


@dataclass(slots=True)
class Score:
    """Columns counted: `right` and `wrong` of those that were given a target, `missed` of those that should have one."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    sure: int = 0
    wrong_at_sure: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def same_target(told: str | None, expected: frozenset[str | None]) -> str | None:
    """The whole address and a part of it are one target: the only part there is, is the whole."""
    if told == "propertyAddress" and "propertyAddress.part" in expected:
        return "propertyAddress.part"
    if told == "propertyAddress.part" and "propertyAddress" in expected:
        return "propertyAddress"
    return told


def score(tables: tuple[ForeignTable, ...], *, say: bool = False) -> Score:
    catalogue, words, total = builtin_catalogue(), load_vocabulary(), Score()
    for table in tables:
        suggestion = suggest(profile_of(table.columns), catalogue, words)
        for column, expected in zip(suggestion.columns, table.expected, strict=True):
            told = same_target(column.target, expected)
            sure = column.level is Level.SURE
            if told is not None:
                right = told in expected
                total.right += right
                total.wrong += not right
                total.sure += sure
                total.wrong_at_sure += sure and not right
            missed = (told is None or told not in expected) and None not in expected
            total.missed += missed
            if say and (missed or (told is not None and told not in expected)):
                wanted = "/".join(str(target) for target in sorted(expected, key=str))
                print(f"{table.name}: {column.header!r} {column.level.value} {column.target} instead of {wanted}")
    return total


def main() -> None:
    arguments = [text for text in sys.argv[1:] if text != "-v"]
    for path in map(Path, arguments) if arguments else (TABLES,):
        tables = foreign_tables(path.read_text("utf-8"))
        total = score(tables, say="-v" in sys.argv)
        print(f"{path.stem}: {len(tables)} tables; right {total.right}, wrong {total.wrong}, missed {total.missed}")
        print(f"columns of foreign tables: 1 - F1\t{1 - total.f1:.4f}\t0.05\t")
        print(f"columns of foreign tables: wrong of mapped\t{1 - total.precision:.4f}\t0.03\t")
        print(f"columns of foreign tables: wrong and sure\t{total.wrong_at_sure}\t0\tcolumns")


if __name__ == "__main__":
    main()
