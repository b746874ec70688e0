"""People of the agency in our own terms: how they are reached, what of a profile can be changed, why the service says no.

How a service calls these things in what it sends and takes, and the words in which it refuses, are its destination's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from rentix_desktop.catalog.fields import Record


class Channel(StrEnum):
    """A way to reach somebody that listings may offer, in the order they are shown."""

    PHONE = "phone"
    WHATSAPP = "whatsapp"
    VIBER = "viber"
    TELEGRAM = "telegram"


class Part(StrEnum):
    """A part of a profile. As `Operation.fields` of a person its value is: ABOUT {language: text}, CHANNELS
    {channel: bool}, of the others a text; None = it is taken away."""

    NAME = "name"
    PHONE = "phone"
    PHOTO = "photo"  # an address
    ABOUT = "about"
    CHANNELS = "channels"
    INSTAGRAM = "instagram"  # addresses, too
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"


NO_LANGUAGE: Final = ""
"""The language of a text that is told without one."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is told of a person beside name, phone and photo; what is not told is missing. `more` is what is not known here,
    in the service's own shape."""

    about: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[Part, str] = field(default_factory=dict)
    channels: Mapping[Channel, bool] = field(default_factory=dict)
    more: Record = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SiteForm:
    """How the address of a person's page begins, and what stands between that and a bare name."""

    begins: str
    before_name: str = ""


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """What of a profile the service lets be changed beside name, photo and what is said about the person. `longest_name`
    in characters."""

    sites: Mapping[Part, SiteForm]
    channels: tuple[Channel, ...]
    longest_name: int


class WhyNot(StrEnum):
    """What the service's words mean when it refuses something about a person."""

    CODE_TAKEN = "code_taken"  # another account is linked with this id
    HAS_OTHER_CODE = "has_other_code"  # this account is linked with another id
    GONE = "gone"  # the service has no such account
    PHONE_FIXED = "phone_fixed"  # it does not let phones be changed
