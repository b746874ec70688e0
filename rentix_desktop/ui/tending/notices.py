"""One notification for what needs a person, and not again until it changes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from rentix_desktop.errors import Param

if TYPE_CHECKING:
    from rentix_desktop.sync.sources.monitor import Need

_Same: TypeAlias = tuple[str, tuple[tuple[str, Param], ...]]


class Notices:
    """What was told, by source. Of a need the code and what is said of it count: twelve listings to be fixed are
    another need than five, a file that waits since yesterday is the same one today."""

    def __init__(self) -> None:
        self._told: dict[str, frozenset[_Same]] = {}

    def known(self, name: str, needs: Iterable[Need]) -> None:
        """They are shown already: none of them is told."""
        self._told[name] = self._told.get(name, frozenset()) | frozenset(map(_same, needs))

    def fresh(self, name: str, needs: Iterable[Need]) -> tuple[Need, ...]:
        """Of all the needs a source has now, those that were not told; they are told with this."""
        needs = tuple(needs)
        told = self._told.get(name, frozenset())
        self._told[name] = frozenset(map(_same, needs))  # what is over and comes again is told again
        return tuple(need for need in needs if _same(need) not in told)


def _same(need: Need) -> _Same:
    return need.code.value, tuple(sorted(need.params.items()))
