"""What is proposed when an uploaded file is to be kept up to date: so good that one press is enough. No Qt."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.layout_match import settled_layout
from rentix_desktop.mapping.model import ColumnMapping
from rentix_desktop.sheets.table import ReadOptions, TableInfo
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.sources.belonging import kept_as
from rentix_desktop.sync.sources.source import Place, Publishing, Rules, Source, SourceStore, Times
from rentix_desktop.sync.steps import family
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.ways import Draft
from rentix_desktop.ui.wizard.understanding import Understanding

_NUMBERS: Final = re.compile(r"\d+(?:[\s._:()-]+\d+)*")
_DATED: Final = 4
"""Digits from which on a part of a name is taken for a day or a running number, not for a part of what it is called."""
_COPY: Final = re.compile(r"\(\d+\)")
_ENDS: Final = " ._-()"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was just sent, as far as it decides what would be kept."""

    run: int
    info: TableInfo
    options: ReadOptions
    known: Understanding
    mapping: ColumnMapping
    account: AccountKey
    agency: str
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Proposal:
    """`same`: it is kept already, exactly as it was sent now; nothing is to be offered but to say so."""

    draft: Draft
    same: bool = False


def pattern_of(name: str) -> str:
    """ "Export 2026-11-21 (2).xlsx" → "Export*.xlsx"; a name without numbers stays as it is."""
    stem, dot, end = name.rpartition(".")
    stem, end = (stem, f".{end}") if dot and stem else (name, "")
    if not _NUMBERS.search(stem):
        return name
    parts = [part.strip(_ENDS) for part in _NUMBERS.split(stem)]
    kept = [part for part in parts if part]
    pattern = "*".join(kept)
    if not parts[0]:
        pattern = f"*{pattern}"
    if len(parts) > 1 and not parts[-1]:
        pattern = f"{pattern}*" if pattern != "*" else pattern
    return (pattern or "*") + end


def is_dated(name: str) -> bool:
    """Whether the next file will surely have another name: a day, a running number, a copy of a download."""
    stem = Path(name).stem
    return bool(_COPY.search(stem)) or any(
        sum(char.isdigit() for char in found) >= _DATED for found in _NUMBERS.findall(stem)
    )


def name_of(path: Path, agency: str, taken: Collection[str]) -> str:
    """A name that says which file and whose, and that no other source has."""
    words = path.stem
    if is_dated(path.name):
        words = " ".join(part.strip(_ENDS) for part in Path(pattern_of(path.name)).stem.split("*")).strip()
    name = words or path.parent.name or agency
    if agency and agency.casefold() not in name.casefold():
        name = f"{name} {agency}"
    found, number = name, 2
    while found.casefold() in {other.casefold() for other in taken}:
        found, number = f"{name} {number}", number + 1
    return found


def propose(task: Task[Any], sent: Sent, ledger: Ledger, store: SourceStore, pasted: Path) -> Proposal | None:
    """On a worker; None for what was pasted: there is no file that could change. Raises AppError where the database
    fails, LookupError where the run is gone."""
    if sent.info.path.resolve().is_relative_to(pasted.resolve()):
        return None
    sources = store.all()
    root = ledger.run(family(ledger, sent.run)[0])
    task.check()
    path = sent.info.path
    header = sent.info.header
    sheet = sent.options.sheet or (sent.info.sheet if len(sent.info.sheets) > 1 else None)
    read = replace(sent.options, sheet=sheet)
    kept = kept_as(path, root.source, sent.account, sources)
    name = kept.name if kept else name_of(path, sent.agency, [source.name for source in sources])
    layout = settled_layout(name, sent.known.suggestion, sent.mapping, header)
    if kept is not None:
        now = replace(kept, layout=layout, read=read)
        return Proposal(Draft(now, kept.name, path, from_wizard=True), same=now == kept)
    status = sent.catalogue.visibility.field
    said = any(target == status for _, target in sent.mapping.columns) or status in dict(sent.mapping.constants)
    publishing = Publishing.AT_ONCE if said else Publishing.DRAFT  # as it was sent now
    pattern = pattern_of(path.name) if is_dated(path.name) else path.name
    source = Source(
        name=name,
        account=sent.account,
        place=Place(path.parent.resolve(), pattern),
        ledger_name=root.source,
        layout=layout,
        read=read,
        rules=Rules(publishing=publishing),
        times=Times(on_change=True),
    )
    return Proposal(Draft(source, None, path, from_wizard=True))
