"""Before the rest of an upload is sent: whether the portal has it already could not be looked up."""

from __future__ import annotations

from typing import Final

from rentix_desktop.texts.conflicts import not_looked_up_words
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.places.linking.state import known_of
from rentix_desktop.ui.session import Session
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.wizard.check.forecast_words import Notice

SEND_REST: Final = "sendRestAnywayButton"
LOOK_AGAIN: Final = "lookUnderLinkingButton"


def unread_notice(session: Session, tr: Texts) -> Notice | None:
    """What is asked first; None where new listings are none, or it is known whether they are there."""
    known, forecast = known_of(session), session.flow.forecast
    if known is None or known.unread is None or forecast is None or not forecast.create:
        return None
    return (
        not_looked_up_words(known.unread, tr),
        tr("Those that are there already would be made a second time."),
        Tone.WRONG,
        ((SEND_REST, tr("Send all the same")), (LOOK_AGAIN, tr("Look under Linking"))),
    )
