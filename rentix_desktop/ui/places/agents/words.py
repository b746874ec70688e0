"""What the place of agents says of what is going on and of what was done."""

from __future__ import annotations

from collections.abc import Mapping

from rentix_desktop.linking.proposing import OnPortal
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.places.agents.state import AgentsState
from rentix_desktop.ui.places.agents.work import Deed
from rentix_desktop.ui.widgets.basics import Tone

MATCH = "decideAgentsButton"
INVITE = "inviteAgentsButton"
UNDO = "undoAgentAnswerButton"
COLUMNS = "agentColumnButton"

Told = tuple[str, str, Tone]
"""Strong words, a sentence, the tone."""


def waiting_words(what: Deed, tr: Texts) -> str:
    match what:
        case Deed.LINK:
            return tr("Linking the agents…")
        case Deed.UNLINK | Deed.FORGET:
            return tr("Taking the links off…")
        case Deed.CREATE:
            return tr("Asking the portal for the accounts…")
        case Deed.CHANGE:
            return tr("Saving the profile…")


def done_words(what: Deed, worked: int, refused: Mapping[str, tuple[str, str]], tr: Texts) -> Told:
    """`refused`: by the agent's id the name and the reason."""
    match what:
        case Deed.LINK:
            strong = tr.plural("{n} agent was linked", "{n} agents were linked", worked)
            more = tr("From the next upload on their listings show them.")
        case Deed.UNLINK:
            strong = tr.plural("{n} link was taken off", "{n} links were taken off", worked)
            more = tr("From the next upload on their listings go without an agent.")
        case Deed.FORGET:
            strong = tr.plural("{n} spelling is somebody else", "{n} spellings are somebody else", worked)
            more = tr("From the next upload on their listings go without an agent.")
        case Deed.CREATE:
            strong = tr.plural("{n} account was made", "{n} accounts were made", worked)
            more = tr("From the next upload on their listings show them.")
        case Deed.CHANGE:
            strong, more = tr("The profile is saved"), ""
    if not refused:
        return strong, more, Tone.GOOD
    reasons = " ".join(f"{name}: {words}" for name, words in refused.values())
    if not worked:
        strong, more = tr("The portal did not do it"), ""
    return strong, f"{more} {reasons}".strip(), Tone.WRONG if not worked else Tone.LOOK


def counted_words(on_portal: OnPortal, counted: Mapping[str, int], tr: Texts) -> Told:
    """`counted`: listings by account."""
    nobody = len(on_portal.listings) - sum(counted.values())
    words = tr.plural("{n} listing shows no agent.", "{n} listings show no agent.", nobody) if nobody else ""
    if not on_portal.complete:
        words = f"{words} {tr('The portal may have more listings than it showed.')}".strip()
    strong = tr.plural("{n} listing was counted.", "{n} listings were counted.", len(on_portal.listings))
    return strong, words, Tone.ACCENT


def reading_words(rows: int, tr: Texts) -> str:
    """How far the file was read; the portal gives its accounts at once."""
    return tr.plural("{n} row read", "{n} rows read", rows)


def decided_words(known: AgentsState, answer: str, tr: Texts) -> Told:
    """After the last answer, and what it did: who has no account is told beside it."""
    return answer, tr("Nothing is left to look at."), Tone.LOOK if known.alone else Tone.GOOD


def notice_of(
    known: AgentsState, told: Told | None, tr: Texts, *, answered: bool = False
) -> tuple[Told, tuple[tuple[str, str], ...]] | None:
    """What was just done, whom a person has to look at, who has no account; and what can be pressed about it. `answered`:
    the last answer is to be taken back from here."""
    alone, doubtful = known.alone, known.doubtful
    strong, words, tone = told or ("", "", Tone.LOOK)
    said = [words] if words else []
    actions = []
    if answered and known.choosing is not None and known.choosing.can_undo:
        actions.append((UNDO, tr("Take back (Ctrl+Z)")))
    if known.file is not None and known.read is not None and not known.read.file.column:
        said.append(tr("Say which column of the file names the agent, so that its listings show them."))
        actions.append((COLUMNS, tr("Choose the column…")))
    if doubtful:
        said.append(
            tr.plural("{n} account may be an agent of the file.", "{n} accounts may be agents of the file.", doubtful)
        )
        actions.append((MATCH, tr.plural("Look at {n}", "Look at {n}", doubtful)))
    if alone:
        rows = tr.plural("{n} listing", "{n} listings", sum(agent.rows for agent in alone))
        said.append(
            tr.plural(
                "{n} agent of the file has no account ({listings}).",
                "{n} agents of the file have no account ({listings}).",
                len(alone),
                listings=rows,
            )
        )
        actions.append((INVITE, tr("Invite…")))
    return ((strong, " ".join(said), tone), tuple(actions)) if strong or said else None
