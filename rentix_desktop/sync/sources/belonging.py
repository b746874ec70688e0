"""Which kept source a file belongs to: it is sent, paired and linked in that one's name, so that its listings stay its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.sources.find import fits
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.sync.steps import source_of


def kept_as(path: Path, ledger_name: str, account: AccountKey, sources: Sequence[Source]) -> Source | None:
    """The source of this agency that the file belongs to already: by what it was sent as, else by its place."""
    mine = [source for source in sources if source.account == account]
    for source in mine:
        if source.ledger_name == ledger_name:
            return source
    folder = path.parent.resolve()
    here = [source for source in mine if source.place.folder.resolve() == folder]
    return next((source for source in here if fits(path.name, source.place.pattern)), None)


def ledger_name_of(path: Path, sheet: str | None, account: AccountKey, sources: Sequence[Source]) -> str:
    """What the ledger knows the file by: its source's name for it, else its own (`source_of`)."""
    own = source_of(path, sheet)
    kept = kept_as(path, own, account, sources)
    return kept.ledger_name if kept is not None else own
