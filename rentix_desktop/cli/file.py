"""A file of the command line as a table with its mapping: read, suggested, decided."""

from __future__ import annotations

import contextlib
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.guesses import used_layout
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.progress import ProgressLine
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.decide import Decisions, decide, doubts, mapping_of, targets, with_target
from rentix_desktop.mapping.decisions import decisions_of, remembered_again
from rentix_desktop.mapping.key import propose_key
from rentix_desktop.mapping.layout_match import apply_layout, settled_layout
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.model import ColumnMapping, ReasonCode, Suggestion
from rentix_desktop.mapping.suggest import suggest, texts_around
from rentix_desktop.mapping.vocabulary import Vocabulary, load_vocabulary
from rentix_desktop.sheets.encoding import encoding_choices
from rentix_desktop.sheets.profile import TableProfile, profile_table
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import NoticeCode, ReadOptions, Table
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import Ports
from rentix_desktop.texts.notices import describe
from rentix_desktop.texts.template import template_layouts

_DELIMITERS: Final = {"\\t": "\t", "tab": "\t"}
"""How a tab is written where a shell makes it hard to type one."""

_ENCODINGS: Final = 4
"""Encodings that are offered where few bytes decide."""


@contextlib.contextmanager
def opened(context: Context) -> Iterator[Table]:
    """The table of the command's file; what a person should know about it is said on standard error.

    Raises what `open_table` raises.
    """
    arguments, output = context.arguments, context.output
    line = ProgressLine(output.stderr, output.tr)
    try:
        table = open_table(
            arguments.file,
            _read_options(arguments, context),
            spool_folder=context.ports.spool_folder,
            progress=line.reading,
        )
    finally:
        line.done()
    try:
        for notice in table.info.notices:
            output.note(describe(notice, output.tr))
            if notice.code is NoticeCode.ENCODING_DOUBTFUL:
                _show_encodings(context)
        yield table
    finally:
        table.close()


def _show_encodings(context: Context) -> None:
    """What the encodings that are possible make of a line of the file, the likeliest first: what the window asks."""
    with contextlib.suppress(OSError):  # the file went meanwhile; the table is there
        for choice in encoding_choices(context.arguments.file)[:_ENCODINGS]:
            line, _, _ = choice.sample.partition("\n")
            context.output.note(f"  --encoding {choice.name}: {line}")


@dataclass(frozen=True, slots=True)
class MappedFile:
    """A table and what its columns mean, as far as it is known."""

    table: Table
    profile: TableProfile
    suggestion: Suggestion
    vocabulary: Vocabulary
    key_said: bool = False  # by --key or --map, in this command

    @property
    def mapping(self) -> ColumnMapping:
        return mapping_of(self.suggestion)

    def refuse_doubts(self, catalogue: Catalogue) -> None:
        """Raises AppError KEY_COLUMN_NOT_SURE or NOT_SURE, naming the option that settles it.

        A key named on the command line is settled: of its rows, those without a code of their own are blocked.
        """
        proposed = () if self.suggestion.key else propose_key(self.profile, self.suggestion, self.table.records())
        for doubt in doubts(self.suggestion, self.profile, catalogue, proposed):
            if doubt.code is not Code.KEY_COLUMN_NOT_SURE or not self.key_said:
                raise doubt.error()

    def remember(self, name: str, ports: Ports, account: AccountKey | None = None) -> None:
        """Only what is settled: what is just probable is asked about again. What texts mean is remembered for the
        account, or where there is none yet in the layout itself."""
        layout = settled_layout(name, self.suggestion, self.mapping, self.table.info.header)
        if account is not None:
            layout = replace(layout, values=())
            today = date.today()  # noqa: DTZ011 - the day on the person's calendar
            ports.decisions.add(account, decisions_of(self.suggestion, today))
        ports.layouts.save(layout)


def understood(context: Context, table: Table, catalogue: Catalogue, account: AccountKey | None) -> MappedFile:
    """What the columns mean: the suggestion, a remembered layout over it, what the account decided about texts before,
    and what the command line says over all.

    Raises AppError LAYOUT_UNKNOWN, WRONG_USAGE, and NO_ROWS but for `inspect`, which only looks.
    """
    if "map" in context.arguments and not table.info.rows:
        raise AppError(Code.NO_ROWS, Cause.DATA)
    arguments, layouts = context.arguments, context.ports.layouts.all()
    vocabulary = load_vocabulary()
    profile = profile_table(table)
    wanted = _layout(arguments.layout, layouts)
    known = [wanted] if wanted else [*layouts, *template_layouts(catalogue)]
    titles = texts_around(table.info)
    before = context.ports.decisions.of(account) if account is not None else ()
    suggestion = suggest(profile, catalogue, vocabulary, known, before, titles)
    if wanted and suggestion.layout != wanted.name:
        suggestion = _forced(wanted, suggestion, profile, catalogue, vocabulary)
    if "map" in arguments:
        said = Decisions(arguments.map, arguments.set, arguments.value, "+".join(arguments.key) or None)
        suggestion = decide(suggestion, said, profile, catalogue, vocabulary)
    suggestion = remembered_again(suggestion, before, catalogue)
    for sentence in used_layout(suggestion, context.output.tr):
        context.output.note(sentence)
    return MappedFile(table, profile, suggestion, vocabulary, _key_said(arguments, suggestion))


def _key_said(arguments: Namespace, suggestion: Suggestion) -> bool:
    chosen = (
        reason.code is ReasonCode.CHOSEN for index in suggestion.key for reason in suggestion.columns[index].reasons
    )
    return bool(getattr(arguments, "key", None)) or any(chosen)


def _layout(name: str | None, layouts: Sequence[Layout]) -> Layout | None:
    if name is None:
        return None
    for layout in layouts:
        if layout.name == name:
            return layout
    raise AppError(Code.LAYOUT_UNKNOWN, Cause.USAGE, name=name)


def _forced(
    layout: Layout, suggestion: Suggestion, profile: TableProfile, catalogue: Catalogue, vocabulary: Vocabulary
) -> Suggestion:
    """The layout over a file that it would not be recognised for, because the person named it."""
    known = targets(catalogue)
    for old, new in zip(suggestion.columns, apply_layout(layout, suggestion).columns, strict=True):
        if new.target != old.target and (new.target is None or new.target in known):
            suggestion = with_target(suggestion, new.index, new.target, profile, catalogue, vocabulary)
    return replace(apply_layout(layout, suggestion), layout=layout.name)


def _read_options(arguments: Namespace, context: Context) -> ReadOptions:
    delimiter = arguments.delimiter
    if delimiter is not None:
        delimiter = _DELIMITERS.get(delimiter, delimiter)
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise wrong_usage(context.output.tr("{option} takes one character.", option="--delimiter"))
    if arguments.header_row is not None and arguments.header_row < -1:
        raise wrong_usage(context.output.tr("{option} counts from 0; -1 = no header.", option="--header-row"))
    return ReadOptions(arguments.sheet, arguments.header_row, arguments.encoding, delimiter)
