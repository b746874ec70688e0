"""Agents in words: how an account stands, how it can be reached, what the portal said no to, how somebody is invited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rentix_desktop.linking.choosing import Standing
from rentix_desktop.linking.profile import CONTACTS
from rentix_desktop.sync.destination import Later, Outcome, PersonSeen, Refused
from rentix_desktop.texts.language import Texts, mark

STANDINGS: Final[Mapping[Standing, str]] = {
    Standing.LINKED: mark("linked"),
    Standing.SURE: mark("sure"),
    Standing.CHOSEN: mark("chosen"),
    Standing.CHECK: mark("please check"),
    Standing.FREE: mark("not in the file"),
    Standing.ALONE: mark("no account"),
}
CHANNELS: Final[Mapping[str, str]] = {
    "contact_phone": mark("Phone"),
    "contact_whatsapp": mark("WhatsApp"),
    "contact_viber": mark("Viber"),
    "contact_telegram": mark("Telegram"),
}
SITE_NAMES: Final[Mapping[str, str]] = {
    "instagram": mark("Instagram"),
    "youtube": mark("YouTube"),
    "tiktok": mark("TikTok"),
}
_KNOWN: Final = (
    ("external id already linked", mark("Another account is linked with “{code}” already. Take that link off first.")),
    ("already has external id", mark("This account is linked with somebody else already. Take that link off first.")),
    ("user not found", mark("The portal does not have this account any more. Read the agents again.")),
    ("phone can not be changed", mark("The portal does not change phones: they are verified.")),
)
"""What the portal says, as it begins or as a part of it, and what it means."""


def channels_words(person: PersonSeen, tr: Texts) -> str:
    """The ways its listings offer to reach it."""
    settings = person.profile.get("settings")
    flags = settings if isinstance(settings, dict) else {}
    if not any(isinstance(flags.get(name), bool) for name in CONTACTS):
        return "–"
    return ", ".join(tr(CHANNELS[name]) for name in CONTACTS if flags.get(name) is True) or tr("none")


def refusal_words(outcome: Outcome, code: str, tr: Texts) -> str:
    """Why it was not done; `code` is the id it was to be linked with."""
    if isinstance(outcome, Refused):
        said = " ".join(outcome.messages)
        plain = next((tr(text, code=code) for part, text in _KNOWN if part in said.casefold()), "")
        if plain:
            return plain
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
