"""The profile of an account as a person edits it, and what of it the portal is to be sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.sync.destination import PersonSeen
from rentix_desktop.sync.people import NO_LANGUAGE, Channel, Part, ProfileForm, SiteForm

_PREFIX: Final = re.compile(r"^(?:https?://)?(?:www\.|m\.)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in the form. A channel that the portal did not tell is None; `photo` is an address, "" = none."""

    name: str = ""
    about: str = ""
    photo: str = ""
    sites: Mapping[Part, str] = field(default_factory=dict)
    channels: Mapping[Channel, bool | None] = field(default_factory=dict)


def entered_of(person: PersonSeen, form: ProfileForm, language: str) -> Entered:
    """As it is. Of what is said in several languages the text in `language`, else the first there is."""
    told = person.profile
    return Entered(
        person.name,
        told.about.get(_edited(told.about, language), ""),
        person.photo or "",
        {site: told.sites.get(site, "") for site in form.sites},
        {channel: told.channels.get(channel) for channel in form.channels},
    )


def changes_of(person: PersonSeen, wanted: Entered, form: ProfileForm, language: str) -> Record:
    """What has to be sent, by `Part`, so that the account is as `wanted`: what differs, and nothing else. All channels
    go together: whether the portal keeps those that are not named is not documented."""
    now = entered_of(person, form, language)
    found: Record = {}
    if wanted.name.strip() != now.name:
        found[Part.NAME] = wanted.name.strip()
    if wanted.about.strip() != now.about.strip():
        found[Part.ABOUT] = _about(person.profile.about, wanted.about.strip(), language)
    if wanted.photo.strip() != now.photo:
        found[Part.PHOTO] = wanted.photo.strip() or None
    for site, address in now.sites.items():
        if (typed := wanted.sites.get(site, "").strip()) != address:
            found[site] = typed or None
    if any(wanted.channels.get(channel) != flag for channel, flag in now.channels.items()):
        flags: dict[str, JsonValue] = {
            channel: flag for channel in form.channels if (flag := wanted.channels.get(channel)) is not None
        }
        found[Part.CHANNELS] = flags
    return found


def wrong_parts(wanted: Entered, form: ProfileForm) -> frozenset[Part]:
    """What the portal would not take as it is."""
    wrong = {site for site, each in form.sites.items() if not _fits(wanted.sites.get(site, "").strip(), each.begins)}
    if not 0 < len(wanted.name.strip()) <= form.longest_name:
        wrong.add(Part.NAME)
    if wanted.photo.strip() and not is_address(wanted.photo.strip()):
        wrong.add(Part.PHOTO)
    return frozenset(wrong)


def site_address(site: SiteForm, typed: str) -> str:
    """The whole address of what a person typed: "@elena", "instagram.com/elena" or the name alone. What is none of these
    stays as it is."""
    text, begins = typed.strip(), site.begins
    host = begins.removeprefix("https://").rstrip("@")
    rest = _PREFIX.sub("", text)
    if rest.casefold().startswith(host):
        path = rest[len(host) :]
        return begins + path.lstrip("@") if begins.endswith("@") else begins + path
    if re.fullmatch(r"@[\w.-]+|[\w-]+", text):
        return begins + site.before_name + text.lstrip("@")
    return text


def is_address(text: str) -> bool:
    return re.fullmatch(r"https?://[^\s/]+\S*", text, re.IGNORECASE) is not None


def _fits(address: str, begins: str) -> bool:
    return not address or (address.startswith(begins) and len(address) > len(begins) and " " not in address)


def _edited(about: Mapping[str, str], language: str) -> str:
    """The language whose text is edited."""
    return language if language in about else next(iter(about), NO_LANGUAGE)


def _about(told: Mapping[str, str], text: str, language: str) -> Record:
    """All of it with the edited text in it; a language whose text is emptied goes."""
    edited = _edited(told, language)
    others: Record = {name: other for name, other in told.items() if name != edited}
    return {**told, edited: text} if text or edited == NO_LANGUAGE else others
