"""How a turn of a source is made, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from rentix_desktop.errors import AppError
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.planning.recall import Recall
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.sources.book import Visit


@dataclass(frozen=True, slots=True)
class TurnResult:
    """How a turn ended. `visit` is on disk (its `id` is 0 where not even that could be written).

    summary   of the run; where nothing was to be sent one of no run; None = the file was not taken, or nothing is known
              of it
    held      listings that are gone from the file and were not hidden: they need a yes
    unused    columns of the file that the layout does not know: they are not used
    kept      fields that are empty in the file and keep what the service has, as it said now that it does not take them
              empty
    undone    listings whose rows say what was taken back: they are not sent again without a yes
    error     why it failed
    """

    visit: Visit
    summary: Summary | None = None
    held: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    error: AppError | None = None


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """How a turn is made. `key` None = that of the key store. `ledger`, where the account's is open already: it is used,
    and left open. `wait_for_service` as in `Engine`. What a person said yes to: `hide`, that these listings are hidden;
    `renewed`, that new codes with this digest (`codes.new_codes`) are right, though most are new; `again`, that what was
    taken back is sent again. `asked`: a person wants it now, so that what was refused today is sent again, too. `clock`
    gives seconds since the epoch; `sleep` None = a wait that the control ends; `recall` None = a ledger that knows nothing of the
    file is taken at its word."""

    key: str | None = None
    ledger: Ledger | None = None
    wait_for_service: float = 120.0
    hide: frozenset[str] = frozenset()
    renewed: str = ""
    again: bool = False
    asked: bool = True
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] | None = None
    recall: Recall | None = None
