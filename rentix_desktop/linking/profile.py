"""The profile of an account as a person edits it, and what of it the portal is to be sent (API reference, 2.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.sync.destination import PersonSeen

SITES: Final[Mapping[str, str]] = {
    "instagram": "https://instagram.com/",
    "youtube": "https://youtube.com/",
    "tiktok": "https://tiktok.com/@",
}
"""How the address of each begins."""
CONTACTS: Final = ("contact_phone", "contact_whatsapp", "contact_viber", "contact_telegram")
LONGEST_NAME: Final = 255
_DESCRIPTION: Final = "description"
_PREFIX: Final = re.compile(r"^(?:https?://)?(?:www\.|m\.)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Profile:
    """`sites` and `contacts` by the names of SITES and CONTACTS; a contact that the portal did not tell is None. `photo`
    is an address, "" = none."""

    name: str = ""
    description: str = ""
    photo: str = ""
    sites: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, bool | None] = field(default_factory=dict)


def profile_of(person: PersonSeen, language: str) -> Profile:
    """As it is. Of a description in several languages the text in `language`, else the first there is."""
    told = person.profile
    settings = told.get("settings")
    flags = settings if isinstance(settings, dict) else {}
    return Profile(
        person.name,
        _description(told.get(_DESCRIPTION), language)[1],
        person.photo or "",
        {name: text if isinstance(text := told.get(name), str) else "" for name in SITES},
        {name: flag if isinstance(flag := flags.get(name), bool) else None for name in CONTACTS},
    )


def changed_fields(person: PersonSeen, wanted: Profile, language: str) -> Record:
    """What has to be sent, so that the account is as `wanted`: the fields that are others, and nothing else. All contact
    channels go together: whether the portal keeps those that are not named is not documented."""
    now = profile_of(person, language)
    found: Record = {}
    if wanted.name.strip() != now.name:
        found["name"] = wanted.name.strip()
    if wanted.description.strip() != now.description.strip():
        found[_DESCRIPTION] = _described(person.profile.get(_DESCRIPTION), wanted.description.strip(), language)
    if wanted.photo.strip() != now.photo:
        address = wanted.photo.strip()
        found["avatar"] = {"url": address} if address else None
    for name in SITES:
        address = wanted.sites.get(name, "").strip()
        if address != now.sites[name]:
            found[name] = address or None
    if any(wanted.contacts.get(name) != now.contacts[name] for name in CONTACTS):
        flags: dict[str, JsonValue] = {
            name: flag for name in CONTACTS if (flag := wanted.contacts.get(name)) is not None
        }
        found["settings"] = flags
    return found


def wrong_fields(wanted: Profile) -> frozenset[str]:
    """Fields that the portal would not take as they are: `name`, `photo`, and those of SITES."""
    wrong = {name for name, begins in SITES.items() if not _site_fits(wanted.sites.get(name, "").strip(), begins)}
    if not 0 < len(wanted.name.strip()) <= LONGEST_NAME:
        wrong.add("name")
    if wanted.photo.strip() and not is_address(wanted.photo.strip()):
        wrong.add("photo")
    return frozenset(wrong)


def site_address(name: str, typed: str) -> str:
    """The whole address of what a person typed: "@elena", "instagram.com/elena" or the name alone. What is none of these
    stays as it is."""
    text, begins = typed.strip(), SITES[name]
    host = begins.removeprefix("https://").rstrip("@")
    rest = _PREFIX.sub("", text)
    if rest.casefold().startswith(host):
        path = rest[len(host) :]
        return begins + path.lstrip("@") if begins.endswith("@") else begins + path
    if re.fullmatch(r"@[\w.-]+|[\w-]+", text):
        bare = text.lstrip("@")
        return f"{begins}@{bare}" if name == "youtube" else begins + bare
    return text


def is_address(text: str) -> bool:
    return re.fullmatch(r"https?://[^\s/]+\S*", text, re.IGNORECASE) is not None


def fields_of_refusal(message: str) -> str:
    """The field that the portal's words are about, by its name in the API; "" = none of the profile."""
    first = re.match(r"[\w.]+", message.strip())
    name = first.group().split(".")[0] if first else ""
    return name if name in ("name", _DESCRIPTION, "avatar", "settings", "phone", *SITES) else ""


def _site_fits(address: str, begins: str) -> bool:
    return not address or (address.startswith(begins) and len(address) > len(begins) and " " not in address)


def _description(told: JsonValue, language: str) -> tuple[str, str]:
    """The language whose text is edited, and the text; "" = the portal has one text without a language."""
    if not isinstance(told, dict):
        return "", told if isinstance(told, str) else ""
    texts = {key: text for key, text in told.items() if isinstance(text, str)}
    if not texts or language in texts:
        return language, texts.get(language, "")
    return next(iter(texts.items()))


def _described(told: JsonValue, text: str, language: str) -> JsonValue:
    if not isinstance(told, dict):
        return text
    edited, _ = _description(told, language)
    return {**told, edited: text} if text else {key: other for key, other in told.items() if key != edited}
