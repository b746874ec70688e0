"""Time as the portal tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], float]
"""Seconds since 1970, UTC."""


def iso(moment: float) -> str:
    """ISO 8601, UTC, milliseconds (API reference, section 1)."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(moment * 1000) % 1000:03d}Z"
