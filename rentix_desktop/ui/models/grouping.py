"""Rows that did not go through, and the causes they are grouped by. No Qt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.ledger import Action, LedgerRow, State
from rentix_desktop.sync.repair.refusals import understand
from rentix_desktop.texts.causes import cause_title
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.cells import wrong_fields_of

_FIGURES: Final = re.compile(r"\d+(?:[.,]\d+)*")
_WORTH_A_LOOK: Final = frozenset({ProblemCode.COORDINATES_OUTSIDE, ProblemCode.PHOTO_DOES_NOT_OPEN})
"""Warnings that are causes of their own here: a row that stays behind anyway can be put right at once."""


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row that did not go through. `before` is what retries corrected of it; `messages` are the portal's words, and
    `refusals` the same as problems, as far as they are known. `live` = the portal shows the listing, by `url`."""

    row: LedgerRow
    before: Record
    state: State
    messages: tuple[str, ...]
    problems: tuple[Problem, ...]
    refusals: tuple[Problem, ...] = ()
    url: str | None = None
    live: bool = False
    seq: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "seq", self.row.planned.seq)  # asked for each of 20,000 rows at every turn

    @property
    def fixable(self) -> bool:
        """A listing that should only be hidden, or come back, has no cells of its own: it stands in no row of a file."""
        return self.row.planned.action is not Action.HIDE and self.row.planned.row is not None

    @property
    def understood(self) -> bool:
        """Whether all that the portal said is known."""
        return bool(self.messages) and len(self.refusals) == len(self.messages)

    def address(self, record: Record) -> str:
        value = record.get(ADDRESS)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class FailureCause:
    """`key` tells causes apart; `example` is a problem (ours, or the portal's put in our words) or the portal's words."""

    key: str
    example: Problem | str
    count: int
    fields: frozenset[str]

    @property
    def problem(self) -> Problem | None:
        return self.example if isinstance(self.example, Problem) else None

    @property
    def warns(self) -> bool:
        """Whether it holds no row back."""
        return isinstance(self.example, Problem) and self.example.severity is Severity.WARNING

    def title(self, tr: Texts) -> str:
        if isinstance(self.example, Problem):
            return cause_title(self.example, tr)
        return self.example or tr("The portal gave no reason.")


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def refusals_of(messages: Iterable[str], record: Record, catalogue: Catalogue) -> tuple[Problem, ...]:
    """The portal's words, as far as they are known."""
    found = (understand(words, record, catalogue) for words in messages)
    return tuple(problem for problem in found if problem is not None)


def key_of(problem: Problem) -> str:
    return f"!{problem.code.value}/{problem.field}"


def group(
    rows: Iterable[FailedRow], catalogue: Catalogue
) -> tuple[tuple[FailureCause, ...], dict[int, frozenset[str]]]:
    """The causes, the most frequent first, and which of them each row has. What holds no row back comes last."""
    counts: Counter[str] = Counter()
    examples: dict[str, Problem | str] = {}
    fields: dict[str, frozenset[str]] = {}
    causes_of: dict[int, frozenset[str]] = {}
    same: dict[frozenset[str], frozenset[str]] = {}  # many rows, few sets
    for row in rows:
        found = dict(_causes_of(row, catalogue))
        for key, example in found.items():
            counts[key] += 1
            if key not in examples:
                examples[key] = example
                fields[key] = _fields_of(example, catalogue)
        keys = frozenset(found)
        causes_of[row.seq] = same.setdefault(keys, keys)
    made = [FailureCause(key, examples[key], count, fields[key]) for key, count in counts.most_common()]
    return tuple(sorted(made, key=lambda cause: cause.warns)), causes_of


def _causes_of(row: FailedRow, catalogue: Catalogue) -> Iterator[tuple[str, Problem | str]]:
    if row.state is State.REFUSED:
        for words in row.messages or ("",):
            known = understand(words, row.row.planned.record | row.before, catalogue)
            yield (_FIGURES.sub("#", words), words) if known is None else (key_of(known), known)
    for problem in row.problems:
        blocks = row.state is not State.REFUSED and problem.severity is Severity.ERROR
        if blocks or problem.code in _WORTH_A_LOOK:
            yield key_of(problem), problem


def _fields_of(example: Problem | str, catalogue: Catalogue) -> frozenset[str]:
    if isinstance(example, str):
        return frozenset(wrong_fields_of((example,), catalogue))
    also = str(example.params.get("fields", "")).split(", ") if example.code is ProblemCode.ONE_OF_MISSING else []
    return frozenset({example.field, *also} & catalogue.fields.keys())


def texts_of(rows: Iterable[FailedRow], cause: FailureCause) -> Mapping[str, int]:
    """The texts that the rows of a cause have instead of a value, the most frequent first."""
    counts: Counter[str] = Counter()
    for row in rows:
        for problem in (*row.refusals, *row.problems):
            if key_of(problem) == cause.key:
                counts[str(problem.params.get("text", ""))] += 1
                break
    return dict(counts.most_common())
