"""A file on disk, read, understood and mapped in one go, as the wizard would with nothing decided by hand."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, JsonValue
from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.key import propose_key
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.model import Level, MappedRow, Suggestion
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.suggest import suggest, texts_around
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import NoticeCode, TableInfo

CATALOGUE: Final = builtin_catalogue()
WORDS: Final = load_vocabulary()


@dataclass(frozen=True)
class Understood:
    info: TableInfo
    suggestion: Suggestion
    rows: tuple[MappedRow, ...]
    proposed: tuple[int, ...]

    @property
    def notices(self) -> set[NoticeCode]:
        return {notice.code for notice in self.info.notices}

    @property
    def targets(self) -> dict[str, str | None]:
        return {column.header: column.target for column in self.suggestion.columns}

    @property
    def levels(self) -> dict[str, Level]:
        return {column.header: column.level for column in self.suggestion.columns}

    def said(self, field: str) -> list[JsonValue]:
        return [row.record.get(field) for row in self.rows]

    def codes(self, *, of: Severity | None = None) -> list[set[ProblemCode]]:
        return [{p.code for p in row.problems if of in (None, p.severity)} for row in self.rows]

    @property
    def everything(self) -> str:
        return str([row.record for row in self.rows])


def understood(path: Path, *, catalogue: Catalogue = CATALOGUE, layouts: Sequence[Layout] = ()) -> Understood:
    with closing(open_table(path, spool_folder=path.parent / "spools")) as table:
        profile = profile_table(table)
        suggestion = suggest(profile, catalogue, WORDS, layouts, titles=texts_around(table.info))
        rows = tuple(mapped_rows(table, Mapper(mapping_of(suggestion), catalogue, WORDS), 0))
        return Understood(table.info, suggestion, rows, propose_key(profile, suggestion, table.records()))
