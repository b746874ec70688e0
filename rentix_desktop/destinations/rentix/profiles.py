"""What Rentix tells of a person and takes of one, in our terms and back; what its words of refusal mean (API reference,
2.6 and section 8). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.sync.people import NO_LANGUAGE, Channel, Part, Profile, ProfileForm, SiteForm, WhyNot

FORM: Final = ProfileForm(
    sites={
        Part.INSTAGRAM: SiteForm("https://instagram.com/"),
        Part.YOUTUBE: SiteForm("https://youtube.com/", before_name="@"),
        Part.TIKTOK: SiteForm("https://tiktok.com/@"),
    },
    channels=(Channel.PHONE, Channel.WHATSAPP, Channel.VIBER, Channel.TELEGRAM),
    longest_name=255,
)
_ABOUT: Final = "description"
_SETTINGS: Final = "settings"
_PHOTO: Final = "avatar"
_CHANNELS: Final[Mapping[Channel, str]] = {channel: f"contact_{channel.value}" for channel in FORM.channels}
_PARTS: Final[Mapping[str, Part]] = {
    "name": Part.NAME,
    "phone": Part.PHONE,
    _ABOUT: Part.ABOUT,
    _PHOTO: Part.PHOTO,
    _SETTINGS: Part.CHANNELS,
    **{site.value: site for site in FORM.sites},
}
_MEANT: Final = (
    ("external id already linked", WhyNot.CODE_TAKEN),
    ("already has external id", WhyNot.HAS_OTHER_CODE),
    ("user not found", WhyNot.GONE),
    ("phone can not be changed", WhyNot.PHONE_FIXED),
)
_FIRST_WORD: Final = re.compile(r"\w+")


def profile_of(told: Mapping[str, JsonValue]) -> Profile:
    """`told`: what the answer says of a person beside what `PersonSeen` has a place for. Nothing of it is dropped."""
    sites = {site: text for site in FORM.sites if isinstance(text := told.get(site.value), str) and text}
    settings = told.get(_SETTINGS)
    flags: Mapping[str, JsonValue] = settings if isinstance(settings, dict) else {}
    channels = {channel: flag for channel, name in _CHANNELS.items() if isinstance(flag := flags.get(name), bool)}
    known = {_ABOUT, *(site.value for site in FORM.sites)}
    more: Record = {name: value for name, value in told.items() if name not in known}
    return Profile(_about(told.get(_ABOUT)), sites, channels, more)


def fields_of(changes: Mapping[str, JsonValue]) -> Record:
    """Changes by `Part` as the portal takes them."""
    found: Record = {}
    for part, value in changes.items():
        match part:
            case Part.ABOUT:
                by_language = value if isinstance(value, dict) else {}
                found[_ABOUT] = by_language[NO_LANGUAGE] if set(by_language) == {NO_LANGUAGE} else by_language
            case Part.CHANNELS:
                flags = value if isinstance(value, dict) else {}
                found[_SETTINGS] = {_CHANNELS[Channel(name)]: flag for name, flag in flags.items()}
            case Part.PHOTO:
                found[_PHOTO] = {"url": value} if value else None
            case _:
                found[Part(part).value] = value
    return found


def why_not(messages: Sequence[str]) -> WhyNot | None:
    """What the portal's words mean, as they begin or as a part of them."""
    said = " ".join(messages).casefold()
    return next((why for part, why in _MEANT if part in said), None)


def part_of(message: str) -> Part | None:
    """What of a profile the portal's words are about: they begin with the name of the field."""
    first = _FIRST_WORD.match(message.strip())
    return _PARTS.get(first.group()) if first else None


def refuses_the_agent(messages: Sequence[str]) -> bool:
    """The words speak of the form in which a listing names its agent. That the trial's listing lacks everything else is
    said, too, and is no such refusal."""
    said = [text.lower() for text in messages]
    return any(("user" in text or "agent" in text) and "not be empty" not in text for text in said)


def _about(told: JsonValue) -> Mapping[str, str]:
    if isinstance(told, str):
        return {NO_LANGUAGE: told} if told else {}
    if not isinstance(told, dict):
        return {}
    return {language: text for language, text in told.items() if isinstance(text, str)}
