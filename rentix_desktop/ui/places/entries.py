"""The places outside the wizard, as the side lists them: one line each, in the order a person meets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rentix_desktop.texts.language import Texts, mark

HOME: Final = "home"
UPLOAD: Final = "upload"
FIX: Final = "fix"
UPLOADS: Final = "uploads"
SETTINGS: Final = "settings"
SOURCE: Final = "source"  # what is kept of a file is decided
COMPARE: Final = "compare"
LINKING: Final = "linking"
AGENTS: Final = "agents"


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place outside the wizard, as the side lists it. `why` it cannot be gone to just now; "" = it can."""

    name: str
    text: str
    sign: str
    why: str = ""


_LISTED: Final = (
    (HOME, mark("Home page"), "home"),
    (UPLOAD, mark("New upload"), "upload"),
    (FIX, mark("To fix"), "fix"),
    (LINKING, mark("Linking"), "link"),
    (AGENTS, mark("Agents"), "people"),
    (UPLOADS, mark("History"), "list"),
    (SETTINGS, mark("Settings"), "settings"),
)
"""Name, words, sign in `resources/icons`. A further place is a line here and one in `ui.pages`; one that is reached
from another place only is not listed."""


def entries(
    tr: Texts, counts: Mapping[str, int], why: Mapping[str, str], *, begun: bool = False
) -> tuple[PlaceEntry, ...]:
    """`counts`: how many wait in a place, said behind its name; `why`: places that cannot be gone to, and the reason;
    `begun`: an upload is on its way, and is what the wizard shows."""
    found = []
    for name, text, sign in _LISTED:
        count = counts.get(name, 0)
        if name == UPLOAD and begun:
            text = mark("Upload")
        words = tr("{place} ({count})", place=tr(text), count=tr.number(count)) if count else tr(text)
        found.append(PlaceEntry(name, words, sign, why.get(name, "")))
    return tuple(found)
