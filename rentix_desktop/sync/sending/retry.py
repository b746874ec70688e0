"""When a failed request is sent again, and when a service counts as down."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

SHORTEST_SECONDS: Final = 0.05
FIRST_SECONDS: Final = 1.0
LONGEST_SECONDS: Final = 30.0
LOOK_AGAIN_SECONDS: Final = 10.0
DOWN_AFTER: Final = 8
"""Failed requests in a row after which the service counts as down; with those on their way then, at most ten."""
BUDGET: Final = 50.0
"""Retries may fail so long: each that fails takes `RETRY_COSTS`, each answer gives one back, as the AWS SDK counts. A
service that answers now and then is not pressed by retries, however large the run; one in five failing costs nothing."""
RETRY_COSTS: Final = 5.0


def back_off(attempt: int, dice: Callable[[], float] = random.random) -> float:
    """Seconds before attempt number `attempt` + 1: exponential with full jitter, never quite zero."""
    ceiling = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(attempt - 1, 10))
    return max(SHORTEST_SECONDS, dice() * ceiling)


@dataclass(slots=True)
class Outage:
    """Failed requests in a row. `patience` is how many seconds a service is looked for again."""

    patience: float
    in_a_row: int = 0
    budget: float = BUDGET
    _since: float = 0.0

    @property
    def down(self) -> bool:
        return self.in_a_row >= DOWN_AFTER or (self.in_a_row > 0 and self.budget < RETRY_COSTS)

    def worked(self) -> None:
        self.in_a_row = 0
        self.budget = min(BUDGET, self.budget + 1.0)

    def failed(self, now: float, told: float | None) -> float:
        """One more failure; the seconds to wait. `told` = the service itself said when: it is there, and obeyed."""
        if not self.in_a_row:
            self._since = now
        elif told is None:
            self.budget = max(0.0, self.budget - RETRY_COSTS)
        self.in_a_row += 1
        if told is not None and not self.down:
            self._since += told
            return told
        wait = LOOK_AGAIN_SECONDS if self.down else back_off(self.in_a_row)
        return max(wait, told or 0.0) if told is not None else min(wait, max(SHORTEST_SECONDS, self._left(now)))

    def slept(self, seconds: float) -> None:
        """Nobody looked for it meanwhile."""
        self._since += seconds

    def over(self, now: float) -> bool:
        """It was looked for long enough."""
        return self.in_a_row > 0 and self._left(now) <= 0

    def _left(self, now: float) -> float:
        return self._since + self.patience - now
