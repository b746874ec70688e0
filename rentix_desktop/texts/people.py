"""Agents in words: how an account stands, how it can be reached, what the portal said no to, how somebody is invited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rentix_desktop.linking.people.choosing import Contest, Standing
from rentix_desktop.sync.destination import Later, Outcome, PersonSeen, Refused
from rentix_desktop.sync.people import Channel, Part, WhyNot
from rentix_desktop.texts.language import Texts, mark

STANDINGS: Final[Mapping[Standing, str]] = {
    Standing.LINKED: mark("linked"),
    Standing.SURE: mark("sure"),
    Standing.CHOSEN: mark("chosen"),
    Standing.CHECK: mark("please check"),
    Standing.FREE: mark("not in the file"),
    Standing.ALONE: mark("no account"),
}
CONTESTS: Final[Mapping[Contest, str]] = {
    Contest.NAMESAKE_IN_FILE: mark(
        "Another agent of the file has this name, too; only one of them can be this account."
    ),
    Contest.NAMESAKE_ON_PORTAL: mark("Another account has this name, too; only one of them can be this agent."),
    Contest.AS_GOOD: mark("These are as good as each other; only one can be right."),
    Contest.LIKE: mark("Less speaks for the other one, but it may be right, too."),
}
CHANNELS: Final[Mapping[Channel, str]] = {
    Channel.PHONE: mark("Phone"),
    Channel.WHATSAPP: mark("WhatsApp"),
    Channel.VIBER: mark("Viber"),
    Channel.TELEGRAM: mark("Telegram"),
}
SITE_NAMES: Final[Mapping[Part, str]] = {
    Part.INSTAGRAM: mark("Instagram"),
    Part.YOUTUBE: mark("YouTube"),
    Part.TIKTOK: mark("TikTok"),
}
REFUSALS: Final[Mapping[WhyNot, str]] = {
    WhyNot.CODE_TAKEN: mark("Another account is linked with “{code}” already. Take that link off first."),
    WhyNot.HAS_OTHER_CODE: mark("This account is linked with somebody else already. Take that link off first."),
    WhyNot.GONE: mark("The portal does not have this account any more. Read the agents again."),
    WhyNot.PHONE_FIXED: mark("The portal does not change phones: they are verified."),
}


def channels_words(person: PersonSeen, tr: Texts) -> str:
    """The ways its listings offer to reach it."""
    told = person.profile.channels
    if not told:
        return "–"
    return ", ".join(tr(CHANNELS[channel]) for channel in Channel if told.get(channel)) or tr("no buttons")


def refusal_words(outcome: Outcome, code: str, tr: Texts) -> str:
    """Why it was not done; `code` is the id it was to be linked with."""
    if isinstance(outcome, Refused):
        if outcome.why is not None:
            return tr(REFUSALS[outcome.why], code=code)
        said = " ".join(outcome.messages)
        return tr("The portal says: “{words}”", words=said) if said else tr("The portal does not say why.")
    if isinstance(outcome, Later):
        return tr("The portal does not take it just now. Try again in a while.")
    return tr("The portal did not say whether it did it. Read the agents again.")


def invitation_steps(tr: Texts) -> tuple[str, ...]:
    """How somebody gets an account of the agency (API reference, 2.6)."""
    return (
        tr("Open rentix.md and sign in as the agency."),
        tr("Open the menu and press the name of your agency."),
        tr("Choose Invitations, enter the agent's e-mail address and press Send."),
        tr("The agent opens the e-mail, accepts and confirms a phone number."),
        tr("Come back here and press “Read again”: the agent is listed and can be linked."),
    )
