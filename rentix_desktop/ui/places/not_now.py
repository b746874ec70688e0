"""Why a place cannot read or send anything just now."""

from __future__ import annotations

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.session import Session


def why_not_now(session: Session, tr: Texts, *, own: bool = False) -> str:
    """Said to the person; "" = it can. `own`: what is being sent is the place's own, and it shows it."""
    if session.connection is None:
        return tr("Connect to the portal first.")
    if session.flow.sending or (session.being_tended and not own):
        return tr("Something is being sent now. When it is done, you can go on here.")
    return ""
