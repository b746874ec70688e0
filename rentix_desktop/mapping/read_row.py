"""Rows of a sheet as records of the portal, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.derive import fill_derived
from rentix_desktop.catalog.fields import Catalogue, JsonValue, Kind, Record
from rentix_desktop.catalog.problems import IMPROBABLE, Problem, ProblemCode, Severity
from rentix_desktop.catalog.typed import SHOWN_TEXT
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.crew import cores, mapped_by_crew
from rentix_desktop.mapping.model import ColumnMapping, MappedRow, Target
from rentix_desktop.mapping.parse.codes import is_damaged, is_rounded
from rentix_desktop.mapping.parse.coordinates import in_order, read_pair
from rentix_desktop.mapping.parse.photos import has_address, is_one_address, photo_id
from rentix_desktop.mapping.prices import price_deals, priced
from rentix_desktop.mapping.readers import NOTHING, Context, Reader, Reading, reader
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.vocabulary import Vocabulary
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.table import Cell, SheetRow, Table, column_names

_INVISIBLE: Final = " \t\xa0\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""What a copied code may begin or end with, and nobody sees: with it the code would be another listing's."""
KEPT_TEXTS: Final = 20_000
"""Distinct cell texts of one column that are kept parsed, at the most: about 10 MB."""
PARALLEL_FROM: Final = 20_000
"""Rows of a table for which other processes are worth their start."""


class _Column:
    """A column and its texts that are parsed already: each distinct text is parsed once, where texts come again."""

    def __init__(self, index: int, read: Reader) -> None:
        self.index = index
        self.known: dict[tuple[type, Cell], Reading] = {}
        self._read = read
        self._room = KEPT_TEXTS

    def first(self, cell: Cell, rows: int) -> Reading:
        """What a cell says that is not known yet, in the row of this number. Texts of which most stand in one row only
        (descriptions) are not kept once there are too many."""
        reading = self._read(cell)
        if len(self.known) < self._room:
            self.known[cell.__class__, cell] = reading
            if len(self.known) == KEPT_TEXTS and rows < 2 * KEPT_TEXTS:
                self.known.clear()
                self._room = 0
        return reading


class Mapper:
    """Reads rows with one mapping. Pure: the same row always gives the same record. Picklable, without its cache.

    A cell is read once per distinct text of its column (`_Column`). The record says what was read, even where the
    portal will not take it; blank cells leave their field out.
    """

    def __init__(self, mapping: ColumnMapping, catalogue: Catalogue, vocabulary: Vocabulary) -> None:
        self._parts = (mapping, catalogue, vocabulary)
        self._catalogue = catalogue
        self._check = Checker(catalogue)
        self._names = column_names(mapping.headers)
        context = Context(catalogue, vocabulary, dict(mapping.values), mapping.factor)
        self._deals = price_deals(mapping, vocabulary)
        key_columns = tuple(index for index, target in mapping.columns if target == catalogue.key)
        self._key = mapping.key or key_columns
        self._photo_fields = {field.name for field in catalogue.fields.values() if field.kind is Kind.PHOTOS}
        readers = {index: reader(target, self._name(index), context) for index, target in mapping.columns}
        targets = [(index, target) for index, target in mapping.columns if target != catalogue.key]
        self._photo_columns = tuple(
            (index, readers[index]) for index, target in targets if target in self._photo_fields
        )
        self._columns = tuple(
            _Column(index, readers[index])
            for index, target in targets
            if target not in self._photo_fields and index not in self._deals
        )
        self._prices = tuple(_Column(index, readers[index]) for index in self._deals)
        self._place_columns = tuple(index for index, target in targets if target == roles.COORDINATES)
        self._address_columns = tuple(
            index for index, target in targets if target in (roles.ADDRESS, Target.ADDRESS_PART)
        )
        self._linked_columns = (*(index for index, _ in self._photo_columns), *self._place_columns)
        self._rows = 0
        constants = [reader(target, "", context)(text) for target, text in mapping.constants]
        self._constants = tuple(pair for reading in constants for pair in (*reading.fields, *reading.besides))
        self._constant_problems = tuple(problem for reading in constants for problem in reading.problems)
        self._from_column = self._column_of_fields(mapping)

    def __reduce__(self) -> tuple[type[Mapper], tuple[ColumnMapping, Catalogue, Vocabulary]]:
        return Mapper, self._parts

    @property
    def key_field(self) -> str:
        return self._catalogue.key

    @property
    def key_column(self) -> str | None:
        """The header, or headers, that the key comes from."""
        return self._from_column.get(self._catalogue.key)

    def map(self, row: SheetRow) -> MappedRow:
        """The record of one row and its problems: of its cells, then of the whole."""
        record: Record = {}
        key = self._key_of(row)
        problems: list[Problem] = [*self._constant_problems]
        if key:
            record[self._catalogue.key] = key
            if is_damaged(key) or any(self._is_rounded(row, index) for index in self._key):
                damaged = {"text": key[:SHOWN_TEXT]}
                problems.append(
                    Problem(self._catalogue.key, ProblemCode.KEY_DAMAGED, params=damaged, column=self.key_column)
                )
        cells = self._linked(row) if row.links else row.cells
        width = len(cells)
        if row.shifted:
            problems.append(Problem(self._catalogue.key, ProblemCode.ROW_SHIFTED))
        besides: list[tuple[str, JsonValue]] = []
        withheld: list[str] = []
        parts: list[str] = []
        self._rows += 1
        for column in self._columns:
            cell = cells[column.index] if column.index < width else None
            if cell is None:
                continue
            reading = column.known.get((cell.__class__, cell)) or column.first(cell, self._rows)
            for name, value in reading.fields:
                if name == Target.ADDRESS_PART:
                    parts.append(str(value))
                else:
                    record.setdefault(name, value)
            besides += reading.besides
            withheld += reading.withheld
            problems += reading.problems
        photos = self._photos_in(cells, problems)
        price_column = self._price(cells, record, besides, problems, withheld) if self._prices else None
        self._finish(record, besides, parts, photos, withheld)
        if row.links:
            self._place_behind(row.links, record)
        if found := self._check(record):
            problems += self._named(found, problems, price_column)
        return MappedRow(row.row, row.sheet_row, record, tuple(problems))

    def _price(
        self,
        cells: tuple[Cell, ...],
        record: Record,
        besides: list[tuple[str, JsonValue]],
        problems: list[Problem],
        withheld: list[str],
    ) -> int | None:
        """The price of the row out of several columns of prices; gives the column that it is, or should be, in."""
        deal = record.get(roles.DEAL)
        for name, value in (*besides, *self._constants):
            if deal is None and name == roles.DEAL:
                deal = value
        readings = []
        for column in self._prices:
            cell = cells[column.index] if column.index < len(cells) else None
            if cell is not None:
                reading = column.known.get((cell.__class__, cell)) or column.first(cell, self._rows)
                readings.append((column.index, self._deals[column.index], reading))
            else:
                readings.append((column.index, self._deals[column.index], NOTHING))
        found = priced(readings, deal)
        record.update(found.reading.fields)
        besides += found.reading.besides
        withheld += found.reading.withheld
        problems += found.reading.problems
        if found.deal is not None:
            besides.append((roles.DEAL, found.deal))
        return found.column

    def _photos_in(self, cells: tuple[Cell, ...], problems: list[Problem]) -> list[str]:
        """The addresses of the photos. They differ from row to row, so that none is remembered."""
        photos: list[str] = []
        for index, read in self._photo_columns:
            cell = cells[index] if index < len(cells) else None
            if isinstance(cell, str) and is_one_address(cell):
                photos.append(cell)
            elif cell is not None:
                reading = read(cell)
                photos += [str(value) for _, value in reading.fields]
                problems += reading.problems
        return photos

    def _linked(self, row: SheetRow) -> tuple[Cell, ...]:
        """The cells, with the web address behind a cell of photos or of a place on the map in its stead, where its text
        is none ("foto 1", "harta")."""
        cells, links = list(row.cells), row.links or {}
        for index in self._linked_columns:
            if index in links and index < len(cells) and not has_address(cell_text(cells[index])):
                photos = index not in self._place_columns
                if photos or (read_pair(cell_text(cells[index])) is None and read_pair(links[index])):
                    cells[index] = links[index]
        return tuple(cells)

    def _place_behind(self, links: Mapping[int, str], record: Record) -> None:
        """The place on the map that the link behind an address leads to, where no column says one."""
        if roles.COORDINATES not in record:
            found = (read_pair(links[index]) for index in self._address_columns if index in links)
            if pair := next((pair for pair in found if pair), None):
                lat, lng = in_order(*pair)
                record[roles.COORDINATES] = {"lat": lat, "lng": lng}

    def _finish(
        self,
        record: Record,
        besides: list[tuple[str, JsonValue]],
        parts: list[str],
        photos: list[str],
        withheld: list[str],
    ) -> None:
        if parts:
            record.setdefault(roles.ADDRESS, joined_address(parts))
        latitude, longitude = record.pop(Target.LATITUDE, None), record.pop(Target.LONGITUDE, None)
        if isinstance(latitude, float) and isinstance(longitude, float):
            lat, lng = in_order(latitude, longitude)
            record.setdefault(roles.COORDINATES, {"lat": lat, "lng": lng})
        for name in self._photo_fields if photos else ():
            record[name] = [{"url": url, "externalFileId": photo_id(url)} for url in dict.fromkeys(photos)]
        visibility = self._catalogue.visibility
        for name, value in besides:
            if name == visibility.field and value != visibility.shown:
                record[name] = value  # "VÂNDUT" in the place of the price goes before a state that is still active
            elif name in self._catalogue.fields:
                record.setdefault(name, value)
        for name, value in self._constants:
            if name in withheld:
                continue
            if name in self._photo_fields:
                record.setdefault(name, [{"url": value, "externalFileId": photo_id(str(value))}])
            else:
                record.setdefault(name, value)
        fill_derived(record, self._catalogue)

    def _key_of(self, row: SheetRow) -> str | None:
        width = len(row.cells)
        texts = [cell_text(row.cells[index]).strip(_INVISIBLE) if index < width else "" for index in self._key]
        return "-".join(texts) if texts and all(texts) else None

    def _is_rounded(self, row: SheetRow, index: int) -> bool:
        cell = row.cells[index] if index < len(row.cells) else None
        return isinstance(cell, float) and is_rounded(cell)

    def _name(self, index: int) -> str:
        return self._names[index] if index < len(self._names) else f"#{index}"

    def _column_of_fields(self, mapping: ColumnMapping) -> dict[str, str]:
        """The header to name where a field is wrong: of the column with that target, or of a part of it."""
        names: dict[str, str] = {}
        if self._key:
            names[self._catalogue.key] = " + ".join(self._name(index) for index in self._key)
        for index, target in mapping.columns:
            fields = (roles.FLOOR_NUMBER, roles.FLOORS_TOTAL) if target == Target.FLOOR else (target.partition(".")[0],)
            for field in fields:
                names.setdefault(field, self._name(index))
            if target == roles.PRICE:
                names.setdefault(roles.CURRENCY, self._name(index))
        return names

    def _named(self, found: tuple[Problem, ...], already: list[Problem], price_column: int | None) -> Iterator[Problem]:
        """The problems of the whole record, each with its column; a field is not missing where its cell was bad."""
        bad = {problem.field for problem in already}
        held = {problem.field for problem in already if problem.severity is Severity.ERROR}
        left_out = any(problem.code is ProblemCode.LEFT_OUT for problem in already)
        for problem in found:
            if problem.code is ProblemCode.REQUIRED_MISSING and problem.field in bad:
                continue
            if problem.code in IMPROBABLE and (left_out or problem.field in held):
                continue
            column = self._from_column.get(problem.field)
            if problem.field == roles.PRICE and price_column is not None:
                column = self._name(price_column)
            yield replace(problem, column=column)


def joined_address(parts: list[str]) -> str:
    """Parts joined by ", " in column order; one whose words stand in another part already is left out."""
    folded = [f" {fold(part)} " for part in parts]
    whole = ",".join(folded)
    if all(whole.count(part) == 1 for part in folded):
        return ", ".join(parts)
    kept = [
        part
        for number, part in enumerate(parts)
        if not any(
            _says_it(other, folded[number], before=place < number)
            for place, other in enumerate(folded)
            if place != number
        )
    ]
    return ", ".join(kept)


def _says_it(other: str, part: str, *, before: bool) -> bool:
    """Whether another part says this one already. The number of a house is said only by an address that ends with it:
    the 5 of "str. 5 Mai" is another."""
    if not any(map(str.isalpha, part)):
        return other != part and other.endswith(part)
    return part in other and (part != other or before)


def mapped_rows(
    rows: Table | Iterable[SheetRow],
    mapper: Mapper,
    workers: int | None = None,
    others: Mapping[str, int] = MappingProxyType({}),
) -> Generator[MappedRow, None, None]:
    """Streams the rows; of rows with the same key the first goes, the others get KEY_REPEATED. `others` are rows of the
    file that are not among these: their keys, each with its sheet row.

    `workers` processes do it for a table, 0 = none but this one; None = one a core for a large one. Close the iterator
    to end them early. Keeps the key of every row: about 150 bytes each.
    """
    if isinstance(rows, Iterable):
        yield from _repeats_marked(map(mapper.map, rows), mapper, others)
        return
    if workers is None:
        workers = cores() if rows.info.rows >= PARALLEL_FROM else 0
    if workers > 1:  # one process alone would only wait for this one
        with closing(mapped_by_crew(rows, mapper, workers)) as crew:
            yield from _repeats_marked(crew, mapper, others)
    else:
        yield from _repeats_marked(map(mapper.map, rows.records()), mapper, others)


def _repeats_marked(rows: Iterator[MappedRow], mapper: Mapper, others: Mapping[str, int]) -> Iterator[MappedRow]:
    key_field = mapper.key_field
    seen: dict[str, int] = {}
    for mapped in rows:
        key = mapped.record.get(key_field)
        if isinstance(key, str) and not (mapped.problems and mapped.left_out):
            first = seen.setdefault(key, min(mapped.sheet_row, others.get(key, mapped.sheet_row)))
            if first != mapped.sheet_row:
                repeated = Problem(
                    key_field, ProblemCode.KEY_REPEATED, params={"other_row": first}, column=mapper.key_column
                )
                mapped = replace(mapped, problems=(*mapped.problems, repeated))
        yield mapped
