"""Cutting a stream of operations into requests by count and by UTF-8 bytes of the final body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from rentix_desktop.sync.destination import BatchLimits

T = TypeVar("T")


class Cutter:
    """Says where one request ends and the next begins, and counts the requests begun."""

    def __init__(self, limits: BatchLimits) -> None:
        self._limits = limits
        self._operations = 0
        self._bytes = 0
        self.requests = 0

    def starts_new(self, size: int) -> bool:
        """Takes in the next operation of `size` bytes; True where it begins a new request."""
        grown = self._bytes + self._limits.separator_bytes + size
        if self._operations and self._operations < self._limits.max_operations and grown <= self._limits.max_bytes:
            self._operations += 1
            self._bytes = grown
            return False
        self._operations = 1
        self._bytes = self._limits.envelope_bytes + size
        self.requests += 1
        return True


def fits(size: int, limits: BatchLimits) -> bool:
    """Whether an operation of `size` bytes can be sent at all, alone in a request."""
    return limits.envelope_bytes + size <= limits.max_bytes


def batches(items: Iterable[T], size: Callable[[T], int], limits: BatchLimits) -> Iterator[list[T]]:
    """The items in their order, cut into requests. Each item must fit alone."""
    cutter = Cutter(limits)
    batch: list[T] = []
    for item in items:
        if cutter.starts_new(size(item)) and batch:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch
