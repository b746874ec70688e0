"""What an earlier upload left: the offer to go on with one that was interrupted, a bar on the first two pages, and the
offer to look at the listings of one that still need somebody, a bar on the first."""

from __future__ import annotations

from rentix_desktop.sync.ledger import RunKind
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.session import RunOrder
from rentix_desktop.ui.ways import Wish
from rentix_desktop.ui.widgets.basics import Tone

_DECLINED = "resume_declined"


def offer_resume(page: Page) -> bool:
    """Shows the bar when the account has an interrupted run that was not declined in this session; whether it did."""
    session, tr = page.desk.session, page.desk.tr
    connection = session.connection
    run = connection.interrupted if connection else None
    if run is None or session.notes.get(_DECLINED) == run.id:
        page.notice.clear()
        return False
    undo = tr("Taking back the upload of {file} did not finish", file=run.file_name)
    sentences = {
        RunKind.UNDO: undo if run.of_rows else tr("Taking back what was hidden did not finish"),
        RunKind.HIDE: tr("Hiding listings on the portal did not finish"),
        RunKind.LINK: tr("Linking the listings of {file} did not finish", file=run.file_name)
        if run.file_name
        else tr("Taking links off did not finish"),
    }
    page.notice.show_notice(
        sentences.get(run.kind, tr("The upload of {file} did not finish", file=run.file_name)),
        tr("What was done is kept. “Linking” goes on with the rest.")
        if run.kind is RunKind.LINK
        else tr("What was sent is kept. The rest can be sent now."),
        Tone.LOOK,
        (("declineResumeButton", tr("Not now")), ("resumeButton", tr("Go on with it"))),
    )
    return True


def offer_what_is_left(page: Page) -> None:
    """The same, and else, where listings of an earlier upload still need somebody, the way to them."""
    session, tr = page.desk.session, page.desk.tr
    if offer_resume(page) or session.connection is None or session.connection.needing is None:
        return
    found = session.connection.needing
    page.notice.show_notice(
        tr.plural(
            "{n} listing of {file} still needs you",
            "{n} listings of {file} still need you",
            found.listings,
            file=found.run.file_name,
        ),
        tr("What was corrected is kept."),
        Tone.LOOK,
        (("declineRepairButton", tr("Not now")), ("openRepairButton", tr("Go on correcting"))),
    )


def on_resume_answer(page: Page, button_name: str) -> None:
    """What the page's bar said."""
    session = page.desk.session
    connection = session.connection
    if connection is None:
        return
    run = connection.interrupted
    if button_name == "resumeButton" and run is not None and run.kind is RunKind.LINK:
        session.links_wished.emit(Wish.GO_ON)
    elif button_name == "resumeButton" and run is not None:
        session.order(RunOrder(run.id, resume=True))
    elif button_name == "declineResumeButton" and run is not None:
        session.notes[_DECLINED] = run.id
        page.notice.clear()
    elif button_name == "openRepairButton" and connection.needing is not None:
        session.look_again(connection.needing)
    elif button_name == "declineRepairButton":
        session.needs_nobody()
        page.notice.clear()
