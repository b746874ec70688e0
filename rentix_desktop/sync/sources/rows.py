"""Which rows of a file have to be looked at: those that are not known to be as they were accepted.

A row is known by the print of its cells. A print is kept where the row was read with a meaning and the service's last
word on its listing is what it says (`SourceBook.prints`); so a row with a known print, read with the same meaning, is
neither mapped nor planned again. Whatever is doubtful is looked at: a second row of a listing, a row whose cells do not
stand under their headers, every row where most of them changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.sheets.table import SheetRow, Table
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, Listing, State
from rentix_desktop.sync.planning.diff import changes
from rentix_desktop.sync.planning.plan import emptied

_PAGE: Final = 2_000
_LOOK: Final = 1_000
"""Rows between two looks at whether the person stopped it."""


@dataclass(slots=True)
class Looked:
    """The rows of a file. `same` are known to be as they were accepted: externalId → sheet row. `rest` are to be mapped:
    their numbers, each with its print where it has one. `numbers` are those of `same`."""

    same: dict[str, int] = field(default_factory=dict)
    rest: dict[int, bytes | None] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def doubt(self, names: Collection[str]) -> None:
        """Rows of `same` that were not, after all: they are mapped whenever the file is planned again."""
        for name in names:
            del self.same[name]
            self.rest[self.numbers.pop(name)] = None


def look(
    table: Table, used: Sequence[int], known: Mapping[bytes, str], go_on: Callable[[], None] = lambda: None
) -> Looked:
    """Tells the rows apart. `go_on` is called now and then, and raises to stop."""
    looked = Looked()
    same, rest, numbers = looked.same, looked.rest, looked.numbers
    for number, sheet_row, said in table.prints(used):
        if number % _LOOK == 0:
            go_on()
        name = known.get(said) if said is not None else None
        if name is None or name in same:
            rest[number] = said
        else:
            same[name] = sheet_row
            numbers[name] = number
    if 2 * len(rest) > table.info.rows:
        return Looked(rest={number: said for number, _, said in table.prints(used)})
    return looked


def to_be_mapped(table: Table, mapper: Mapper, looked: Looked) -> Generator[MappedRow, None, None]:
    """The rows of `rest`, in their order. Close the iterator to end the processes behind it."""
    if not looked.same:
        return mapped_rows(table, mapper)
    return mapped_rows(_these(table, looked.rest), mapper, 0, looked.same)


def mapped_again(table: Table, mapper: Mapper, looked: Looked, names: Sequence[str]) -> Iterator[MappedRow]:
    """Rows of `same` that are not, for an earlier row has their id."""
    return mapped_rows(_these(table, dict.fromkeys(looked.numbers[name] for name in names)), mapper, 0)


def _these(table: Table, numbers: Mapping[int, object]) -> Iterator[SheetRow]:
    return (row for row in table.records() if row.row in numbers) if numbers else iter(())


def keep_prints(
    ledger: Ledger, source: str, meaning: str, run: int, looked: Looked, catalogue: Catalogue, empty: frozenset[str]
) -> None:
    """Keeps the prints of those rows of a run whose listings are what they say, by what the ledger knows at this moment
    and not by what was planned; of rows that were corrected here none."""
    rows = ledger.rows(run, (State.UNCHANGED, State.ACCEPTED))
    ledger.keep_prints(source, meaning, ())
    while page := list(islice(rows, _PAGE)):
        with ledger.together():
            listings = ledger.listings([row.planned.external_id for row in page])
            ledger.keep_prints(source, meaning, list(_prints(page, listings, source, looked, catalogue, empty)))


def _prints(
    page: Sequence[LedgerRow],
    listings: Mapping[str, Listing],
    source: str,
    looked: Looked,
    catalogue: Catalogue,
    empty: frozenset[str],
) -> Iterator[tuple[bytes, str]]:
    for row in page:
        planned = row.planned
        said = looked.rest.get(planned.row) if planned.row is not None else None
        listing = listings.get(planned.external_id)
        if said is None or listing is None or planned.applied or planned.action is Action.HIDE:
            continue
        if listing.source != source or listing.shown is not True or changes(planned.record, listing, catalogue):
            continue
        mapped = MappedRow(planned.row or 0, planned.sheet_row or 0, planned.record, planned.problems)
        if not emptied(mapped, listing, empty):
            yield said, planned.external_id
