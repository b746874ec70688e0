"""Lengths of time as a person says them."""

from __future__ import annotations

from rentix_desktop.texts.language import Texts


def about(seconds: float, tr: Texts) -> str:
    """ "4 seconds", "3 minutes", "2 hours", rounded up."""
    whole = max(1, round(seconds))
    if whole < 90:
        return tr.plural("{n} second", "{n} seconds", whole)
    minutes = -(-whole // 60)
    if minutes < 90:
        return tr.plural("{n} minute", "{n} minutes", minutes)
    return tr.plural("{n} hour", "{n} hours", -(-minutes // 60))
