"""What every page is handed: texts, look, jobs, the session and the settings."""

from __future__ import annotations

from dataclasses import dataclass

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.jobs import Jobs
from rentix_desktop.ui.memory import Memory
from rentix_desktop.ui.session import Session
from rentix_desktop.ui.theme import Tokens


@dataclass(frozen=True, slots=True)
class Desk:
    tr: Texts
    tokens: Tokens
    jobs: Jobs
    session: Session
    memory: Memory
