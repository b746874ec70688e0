"""What the forecast says, in one paragraph; and what stands over it, where a person should know something first."""

from __future__ import annotations

from typing import Final

from rentix_desktop.sync.destination import Account
from rentix_desktop.sync.planning.foreseen import Number, count
from rentix_desktop.sync.progress import Forecast, beyond_the_month
from rentix_desktop.texts.conflicts import held_words, known_again_words
from rentix_desktop.texts.corrections import corrections_of
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.ways import GIVE_UP_LINKS, GO_ON_LINKING
from rentix_desktop.ui.widgets.basics import Tone

Notice = tuple[str, str, Tone, tuple[tuple[str, str], ...]]
"""As `NoticeBar.show_notice` takes it."""
DECIDE_CONFLICTS: Final = "decideConflictsButton"


def forecast_sentence(planned: Forecast, file_name: str, tr: Texts, known_again: int = 0) -> str:
    """The whole forecast in words: what a screen reader says, too. `known_again`: so many links that the portal knew."""
    rows = tr.plural("{n} listing in {file}.", "{n} listings in {file}.", planned.total - planned.hide, file=file_name)
    sent = count(planned, Number.SENT)
    parts = [rows]
    blocked = count(planned, Number.BLOCKED)
    if not sent and not planned.blocked and not planned.skipped:
        parts.append(tr("All of them are on the portal as they are in the file: there is nothing to send."))
    elif not sent:
        parts.append(tr("None of them can be sent as it is.") if blocked else tr("There is nothing to send."))
    else:
        parts.append(tr.plural("{n} will be sent.", "{n} will be sent.", sent))
    if blocked:
        parts.append(
            tr.plural(
                "{n} stays here until it is fixed and holds up none of the others.",
                "{n} stay here until they are fixed and hold up none of the others.",
                blocked,
            )
        )
    if known_again:
        parts.append(known_again_words(known_again, tr))
    if planned.waiting:
        words = tr.plural("{n} listing waits for its link", "{n} listings wait for their links", planned.waiting)
        parts.append(f"{words}.")
    if planned.skipped:
        parts.append(
            tr.plural("{n} is left out, as you decided.", "{n} are left out, as you decided.", planned.skipped)
        )
    if planned.hide_held:
        parts.append(
            tr.plural(
                "{n} is gone from the file and is not hidden without your yes.",
                "{n} are gone from the file and are not hidden without your yes.",
                planned.hide_held,
            )
        )
    return " ".join((*parts, *corrections_of(planned, tr)))


def conflict_notice(count: int, tr: Texts) -> Notice:
    """Of rows whose codes other properties have on the portal."""
    return held_words(count, tr), "", Tone.WRONG, ((DECIDE_CONFLICTS, tr("Decide…")),)


def forecast_notice(planned: Forecast, account: Account | None, tr: Texts, *, as_drafts: bool) -> Notice | None:
    """What does not fit this month, what is held back, or what becomes of the new listings; the first that holds."""
    if planned.waiting:
        return waiting_notice(planned.waiting, tr)
    over = beyond_the_month(planned, account) if account is not None else 0
    if over > 0:
        return (
            tr.plural(
                "{n} new listing is more than your monthly limit allows",
                "{n} new listings are more than your monthly limit allows",
                over,
            ),
            tr("They are kept here and can be sent next month. Changes are sent now."),
            Tone.LOOK,
            (),
        )
    if planned.hide_held:
        return (
            tr.plural(
                "{n} listing is gone from the file and is not hidden",
                "{n} listings are gone from the file and are not hidden",
                planned.hide_held,
            ),
            tr("They are unusually many: is it the right file, and the whole of it? Nothing was hidden."),
            Tone.LOOK,
            (("hideHeldButton", tr("Hide all {n}", n=tr.number(planned.hide_held))),),
        )
    if planned.create and as_drafts:
        return (
            tr("New listings arrive as drafts"),
            tr("Your file does not say whether to publish them. To publish at once, choose a status for all rows."),
            Tone.ACCENT,
            (("chooseStatusButton", tr("Choose a status")),),
        )
    return None


def waiting_notice(count: int, tr: Texts) -> Notice:
    """What becomes of listings that are held because linking did not finish."""
    return (
        tr.plural("{n} listing waits for its link", "{n} listings wait for their links", count),
        tr("Linking did not finish. Sent now, they might be on the portal twice."),
        Tone.LOOK,
        ((GIVE_UP_LINKS, tr("Give the links up…")), (GO_ON_LINKING, tr("Go on linking"))),
    )
