"""The offer to go on with an upload that was interrupted: a bar on the first two pages."""

from __future__ import annotations

from rentix_desktop.ui.session import RunOrder
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.wizard.page import Page

_DECLINED = "resume_declined"


def offer_resume(page: Page) -> None:
    """Shows the bar when the account has an interrupted run that was not declined in this session."""
    session, tr = page.desk.session, page.desk.tr
    connection = session.connection
    run = connection.interrupted if connection else None
    if run is None or session.notes.get(_DECLINED) == run.id:
        page.notice.clear()
        return
    page.notice.show_notice(
        tr("The upload of {file} did not finish", file=run.file_name),
        tr("What was sent is kept. The rest can be sent now."),
        Tone.LOOK,
        (("declineResumeButton", tr("Not now")), ("resumeButton", tr("Go on with it"))),
    )


def on_resume_answer(page: Page, button_name: str) -> None:
    """What the page's bar said."""
    session = page.desk.session
    run = session.connection.interrupted if session.connection else None
    if run is None:
        return
    if button_name == "resumeButton":
        session.order(RunOrder(run.id, resume=True))
    elif button_name == "declineResumeButton":
        session.notes[_DECLINED] = run.id
        page.notice.clear()
