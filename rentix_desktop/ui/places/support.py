"""The text of "copy details for support". English whatever the window's language; nothing secret, no listing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rentix_desktop.sync.ports import SupportFacts

SupportPort = Callable[[], SupportFacts]


def details(facts: SupportFacts, faults: Mapping[str, int], language: str) -> str:
    """Versions, paths, sizes, and the places in our code where something went wrong."""
    lines = [f"{name}: {value}" for name, value in facts.facts]
    lines += [f"language: {language}", f"data: {facts.data_folder}", f"log: {facts.log_file}"]
    lines += [f"bug ({count}x): {outline}" for outline, count in faults.items()]
    return "\n".join(lines) + "\n"
