"""What is read from prices, areas and descriptions beside fixed values, counted over the whole file. No Qt.

Currency and period as the prices say them, texts that are too short or too long, HTML that is taken out, phone numbers in
public texts, square feet, a second language: nothing of it is decided on the values page, but it is said there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from rentix_desktop.catalog.fields import Field, JsonValue, Kind
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.headers import header_meaning
from rentix_desktop.mapping.model import ColumnSuggestion
from rentix_desktop.mapping.readers import Context, Reading, reader
from rentix_desktop.mapping.text import unaccented
from rentix_desktop.mapping.vocabulary import Vocabulary
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.table import Cell, SheetRow, column_names
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.wizard.understanding import Understanding

ROWS: Final = 5
"""Rows of the file that are named for one fact."""
_KEPT: Final = 2_000  # readings of different cells of one column
_TOLD: Final = frozenset(
    {
        ProblemCode.TOO_SHORT,
        ProblemCode.TOO_LONG,
        ProblemCode.MARKUP_REMOVED,
        ProblemCode.CONTACT_IN_TEXT,
        ProblemCode.UNIT_CONVERTED,
        ProblemCode.RANGE_FIRST,
    }
)


@dataclass(frozen=True, slots=True)
class Read:
    """A currency or a period: `text` as the file says it, in the cells or (`in_header`) over them; `value` the portal's,
    or None where the portal does not take it; `code` is what it was understood as. An empty text = the price does not say
    it; `for_all` then, that it is the value for all rows."""

    text: str
    code: str | None
    value: str | None
    in_header: bool = False
    for_all: bool = False


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """A column with a text of the same field that is not sent. `used` is the one that is; both are headers."""

    header: str
    used: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is true of `count` rows; `rows` are the first of them, as Excel numbers them. Of problems `about` is
    the first one met."""

    field: str
    header: str
    about: Read | Problem | OtherLanguage
    count: int
    rows: tuple[int, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether those rows cannot be sent as they are."""
        if isinstance(self.about, Problem):
            return self.about.severity is Severity.ERROR
        return isinstance(self.about, Read) and self.about.code is not None and self.about.value is None

    @property
    def noted(self) -> bool:
        """Whether it is worth a look."""
        return self.holds or not isinstance(self.about, Read) or (not self.about.text and self.about.code is None)


@dataclass(slots=True)
class _Counted:
    fact: Fact
    count: int = 0
    rows: list[int] = field(default_factory=list)

    def add(self, row: SheetRow) -> None:
        self.count += 1
        if len(self.rows) < ROWS:
            self.rows.append(row.sheet_row)

    def told(self) -> Fact:
        fact = self.fact
        return Fact(fact.field, fact.header, fact.about, self.count, tuple(self.rows))


_Look = Callable[[Cell], tuple[Fact, ...]]


def gather(task: Task[Any], known: Understanding) -> tuple[Fact, ...]:
    """Looks at every row. For a worker. Raises AppError STOPPED."""
    looks = {column.index: _look(column, known) for column in known.suggestion.columns}
    columns = [(index, look, dict[tuple[type, Cell], tuple[Fact, ...]]()) for index, look in looks.items() if look]
    counted: dict[tuple[str, object], _Counted] = {}
    if columns:
        for number, row in enumerate(known.table.records()):
            if not number % 200:
                task.check()
            for index, look, kept in columns:
                cell = row.cells[index] if index < len(row.cells) else None
                if cell is None:
                    continue
                key = (cell.__class__, cell)
                found = kept.get(key)
                if found is None:
                    if len(kept) >= _KEPT:
                        kept.clear()
                    found = kept[key] = look(cell)
                for fact in found:
                    same = counted.setdefault((fact.field, _kind(fact)), _Counted(fact))
                    same.add(row)
    facts = [*(each.told() for each in counted.values()), *_other_languages(known)]
    order = {name: place for place, name in enumerate(known.catalogue.fields)}
    facts.sort(key=lambda fact: (order.get(fact.field, 0), not fact.noted, -fact.count))
    return tuple(facts)


def _kind(fact: Fact) -> object:
    return (fact.about.code, fact.header) if isinstance(fact.about, Problem) else fact.about


def _look(column: ColumnSuggestion, known: Understanding) -> _Look | None:
    """What to look for in a column; None where there is nothing to be said of it."""
    target = column.target
    found = known.catalogue.fields.get(target or "")
    if target is None or found is None:
        return None
    context = Context(known.catalogue, known.words, {}, known.suggestion.factor)
    header = column_names(known.table.info.header)[column.index]
    read = reader(target, header, context)
    if target == roles.PRICE:
        return _price(read, header, known)
    if target == roles.AREA or (found.kind is Kind.TEXT and (found.min_length or 0) > 1):
        return lambda cell: _problems(read(cell), found, header)
    return None


def _problems(reading: Reading, of: Field, header: str) -> tuple[Fact, ...]:
    problems = [problem for problem in reading.problems if problem.code in _TOLD]
    text = dict(reading.fields).get(of.name)
    if isinstance(text, str) and of.kind is Kind.TEXT:
        problems += _lengths(of, len(text))
    return tuple(Fact(of.name, header, problem, 1) for problem in problems)


def _lengths(of: Field, length: int) -> Iterator[Problem]:
    if of.min_length is not None and length < of.min_length:
        yield Problem(of.name, ProblemCode.TOO_SHORT, params={"length": length, "limit": of.min_length})
    if of.max_length is not None and length > of.max_length:
        yield Problem(of.name, ProblemCode.TOO_LONG, params={"length": length, "limit": of.max_length})


def _price(read: Callable[[Cell], Reading], header: str, known: Understanding) -> _Look:
    """Currency and period, where no column has them of its own."""
    words, fields = known.words, known.catalogue.fields
    own = {column.target for column in known.suggestion.columns}
    spoken = header.replace("_", " ")
    constants = known.suggestion.constants

    def said(name: str, code: JsonValue, in_text: str | None, in_header: str | None) -> Read | None:
        if name in own or name not in fields:
            return None
        choices = fields[name].choices
        if isinstance(code, str):
            text, over = (in_text, False) if in_text else (in_header or "", bool(in_header))
            return Read(text, code, code if not choices or code in choices else None, over)
        if name == roles.PAY_PERIOD:
            return None
        constant = constants.get(name)
        return Read("", constant, constant, for_all=constant is not None)

    def look(cell: Cell) -> tuple[Fact, ...]:
        reading = read(cell)
        if not reading.fields:
            return ()
        besides, text = dict(reading.besides), cell_text(cell).casefold()
        facts = list(_problems(reading, fields[roles.PRICE], header))
        for name, find in ((roles.CURRENCY, _currency_word), (roles.PAY_PERIOD, _period_word)):
            found = said(name, besides.get(name), find(text, words), find(spoken.casefold(), words))
            if found is not None:
                facts.append(Fact(name, header, found, 1))
        return tuple(facts)

    return look


def _currency_word(text: str, words: Vocabulary) -> str | None:
    found = words.currency_pattern.search(text)
    return found.group() if found else None


def _period_word(text: str, words: Vocabulary) -> str | None:
    found = words.period_pattern.search(text) or words.period_pattern.search(unaccented(text))
    return found.group() if found else None


def _other_languages(known: Understanding) -> Iterator[Fact]:
    """Columns whose header means a text that another column gives: the portal takes one."""
    names = column_names(known.table.info.header)
    for field_ in known.catalogue.fields.values():
        if field_.kind is not Kind.TEXT or (field_.min_length or 0) <= 1:
            continue
        used = next((column for column in known.suggestion.columns if column.target == field_.name), None)
        if used is None:
            continue
        for column in known.suggestion.columns:
            if column.target is None and field_.name in header_meaning(column.header, known.words).targets:
                filled = known.profile.columns[column.index].filled
                if filled:
                    other = OtherLanguage(names[column.index], names[used.index])
                    yield Fact(field_.name, names[used.index], other, filled)
