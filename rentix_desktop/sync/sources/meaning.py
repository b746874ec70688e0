"""What the columns of today's file mean by what was decided for its source: nothing here is guessed. Pure.

A column that the layout does not know is not used; a text that nobody decided on, and that is not known for sure, is a
problem of its row (`mapping.readers`). The order of the columns makes no difference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any, Final

import rentix_desktop
from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.decide import filled_by, targets
from rentix_desktop.mapping.decisions import ValueDecision, takes
from rentix_desktop.mapping.layout_match import known_part, places_of, settled_layout
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.model import ColumnMapping, Standing, Suggestion, Target
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.values import SURE
from rentix_desktop.resources import resource
from rentix_desktop.sheets.prints import ColumnName, names_of
from rentix_desktop.sheets.table import SECTION, ReadOptions
from rentix_desktop.sync.sources.book import Reason, WaitCode
from rentix_desktop.sync.sources.source import Blank, Publishing, Rules, Source

_STANDINGS: Final = frozenset(standing.value for standing in Standing)
_OF_NO_EFFECT: Final = frozenset({"live", "notes"})
"""Of a catalogue: where it comes from, and what of it nobody understands."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A file's columns as its source has them. `used` are the columns that count, in the order of the layout; `unused`
    the headers that the layout does not know; `digest` is of everything that decides what a row becomes."""

    mapping: ColumnMapping
    used: tuple[int, ...]
    unused: tuple[str, ...]
    digest: str


def kept_layout(name: str, suggestion: Suggestion, mapping: ColumnMapping, header: Sequence[str]) -> Layout:
    """The layout for a source, complete in itself: what a person has settled, and what every text that is sure was taken
    for, as in a column of yes and no, where the text alone would not say it."""
    layout = settled_layout(name, suggestion, mapping, header)
    sure = {(value.field, fold(value.value)) for value in suggestion.values if value.confidence >= SURE}
    said = {(field, text) for field, text, _ in layout.values}
    more = tuple((*place, value) for place, value in mapping.values if place in sure and place not in said)
    return replace(layout, values=(*layout.values, *more))


def differs(layout: Layout, header: Sequence[str]) -> Reason | None:
    """Why a file is not of the layout: a column that is used is not there. Further columns make no difference."""
    here, there = list(places_of(header)), list(places_of(layout.headers))
    used = {(name, nth) for name, nth, target in layout.columns if target is not None} | set(layout.key)
    written = dict(zip(there, layout.names or layout.headers, strict=False))
    missing = [written.get(place, place[0]) for place in there if place in used and place not in here]
    missing += [name for name, nth in used if (name, nth) not in here and (name, nth) not in there]
    if not missing:
        return None
    new = [text for text, place in zip(header, here, strict=True) if place not in there and text.strip()]
    return Reason(WaitCode.OTHER_LAYOUT, {"missing": ", ".join(missing), "new": ", ".join(new)})


def meaning_of(
    source: Source,
    header: Sequence[str],
    decisions: Sequence[ValueDecision],
    catalogue: Catalogue,
    factor: int = 1,
) -> Meaning:
    """For a file that does not `differ`. `factor` is what prices are counted in by a text above the table."""
    exists = frozenset(targets(catalogue))
    layout = known_part(source.layout, exists.__contains__, catalogue)
    here = {place: index for index, place in enumerate(places_of(header))}
    columns = tuple(
        (here[name, nth], target) for name, nth, target in layout.columns if target is not None and (name, nth) in here
    )
    key = tuple(here[place] for place in layout.key if place in here)
    mapping = ColumnMapping(
        columns=columns,
        key=key if len(key) == len(layout.key) else (),
        values=_values(layout, decisions, catalogue),
        constants=_constants(layout, source.rules, catalogue),
        headers=tuple(header),
        factor=factor,
    )
    known = {(name, nth) for name, nth, _ in source.layout.columns} | set(places_of(source.layout.headers))
    new = ((text, place) for text, place in zip(header, places_of(header), strict=True) if place not in known)
    unused = tuple(text for text, _ in new if text != SECTION)  # titles between the rows are no column of the file
    used = tuple(dict.fromkeys((*(index for index, _ in columns), *key)))
    written = tuple((header[index], target) for index, target in columns), tuple(header[index] for index in key)
    said = (written, mapping.values, mapping.constants, factor, catalogue)
    return Meaning(mapping, used, unused, f"{settled(source, decisions)}:{_digest(said)}")


def used_names(layout: Layout) -> tuple[ColumnName, ...]:
    """The columns that count, as `Meaning.used` is going to have them in a file like the one that the layout was made
    of; () where that is not known. Nothing depends on it but how soon the prints of the rows are there."""
    named = dict(zip(places_of(layout.headers), names_of(layout.names), strict=False))
    used = dict.fromkeys([(name, nth) for name, nth, target in layout.columns if target is not None] + [*layout.key])
    return tuple(named[place] for place in used) if used.keys() <= named.keys() else ()


def settled(source: Source, decisions: Sequence[ValueDecision]) -> str:
    """The first part of a meaning's digest: of what was decided here, without a look at the file and the service."""
    rules, words = source.rules, _vocabulary()
    layout = replace(source.layout, name="", headers=(), names=())
    said = [(each.field, each.text, each.value) for each in decisions]
    return _digest((rentix_desktop.__version__, words, layout, rules, _how_read(source.read), sorted(said, key=repr)))


def _how_read(read: ReadOptions) -> tuple[str | int | None, ...]:
    return read.sheet, read.header_row, read.encoding, read.delimiter


def _values(
    layout: Layout, decisions: Sequence[ValueDecision], catalogue: Catalogue
) -> tuple[tuple[tuple[str, str], str | None], ...]:
    """What was decided for the account goes before what the layout says of the same text."""
    values = {(field, text): value for field, text, value in layout.values}
    for each in decisions:
        field = catalogue.fields.get(each.field)
        elsewhere = each.text in _STANDINGS and each.field != catalogue.visibility.field
        if field is not None and not elsewhere and takes(field, each.value):
            values[each.field, each.text] = each.value
    return tuple(sorted(values.items()))


def _constants(layout: Layout, rules: Rules, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Values for rows that have none of their own; what a listing is whose row says nothing of its status, by the rule.
    A status that is not understood is none of these (`mapping.readers`)."""
    visibility = catalogue.visibility
    constants = dict(layout.constants)
    if rules.publishing is Publishing.AT_ONCE:
        constants.setdefault(visibility.field, visibility.shown)
    elif constants.get(visibility.field) in visibility.public:
        del constants[visibility.field]
    return tuple(constants.items())


def may_be_empty(source: Source, mapping: ColumnMapping, catalogue: Catalogue) -> frozenset[str]:
    """The fields that an empty cell is to empty: those of the columns that are used, by the rule. Never the id, the
    status, or one that follows from another; nor one that can be missing though a cell of it is not empty: the floors of
    a house where a cell has the floor alone, a place of which half is there."""
    if source.rules.blank is not Blank.CLEAR:
        return frozenset()
    targets_used = [target for _, target in mapping.columns]
    filled = {name for target in targets_used for name in filled_by(target)}
    filled -= {name for target in targets_used if _is_partial(target) for name in filled_by(target)}
    always = {name for name, _ in mapping.constants} | {derived.field for derived in catalogue.derived}
    return frozenset(filled & catalogue.fields.keys()) - always - {catalogue.key, catalogue.visibility.field}


def _is_partial(target: str) -> bool:
    return len(filled_by(target)) > 1 or target in (Target.LATITUDE, Target.LONGITUDE)


@cache
def _vocabulary() -> str:
    """Of the words and tables that texts are understood by: they are this program's, and change with it."""
    made = hashlib.blake2b(digest_size=8)
    folder = resource("vocabulary")
    for path in (*sorted(folder.glob("*.toml")), *sorted(folder.parent.glob("*.toml"))):
        made.update(path.read_bytes())
    return made.hexdigest()


def _digest(said: object) -> str:
    text = json.dumps(_plain(said), ensure_ascii=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _plain(said: Any) -> Any:
    """The same text for the same content, whatever the order that sets and tables were made in."""
    if is_dataclass(said) and not isinstance(said, type):
        return [_plain(getattr(said, each.name)) for each in fields(said) if each.name not in _OF_NO_EFFECT]
    if isinstance(said, Mapping):
        return sorted(([_plain(key), _plain(value)] for key, value in said.items()), key=repr)
    if isinstance(said, frozenset | set):
        return sorted(map(_plain, said), key=repr)
    if isinstance(said, Sequence | Iterator) and not isinstance(said, str):
        return [_plain(each) for each in said]
    return said
