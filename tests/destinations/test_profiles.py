"""Profiles of people between our terms and the portal's, and what its words of refusal mean."""

from __future__ import annotations

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.destinations.rentix import people, profiles
from rentix_desktop.sync.books.agents import AgentForm
from rentix_desktop.sync.destination import Accepted, Later, Lost, Outcome, PersonSeen, Refused
from rentix_desktop.sync.people import Channel, Part, Profile, WhyNot


def test_what_is_told_is_in_our_terms_and_nothing_is_dropped() -> None:
    told: Record = {
        "description": {"ro": "Vinde case.", "en": None},
        "instagram": "https://instagram.com/elena",
        "youtube": None,
        "settings": {"posting_type": "agent", "contact_phone": True, "contact_viber": "yes", "contact_fax": True},
        "stars": 5,
    }
    assert profiles.profile_of(told) == Profile(
        {"ro": "Vinde case."},
        {Part.INSTAGRAM: "https://instagram.com/elena"},
        {Channel.PHONE: True},
        {"settings": told["settings"], "stars": 5},
    )
    assert profiles.profile_of({"description": "Vinde case."}).about == {"": "Vinde case."}
    assert profiles.profile_of({"description": 3, "settings": [], "instagram": {}}).channels == {}


def test_changes_are_sent_in_the_portals_terms() -> None:
    changes: Record = {
        Part.NAME: "Elena",
        Part.ABOUT: {"": "Vinde case."},
        Part.PHOTO: "https://x.example/1.jpg",
        Part.TIKTOK: None,
        Part.CHANNELS: {Channel.VIBER: False, Channel.PHONE: True},
    }
    assert profiles.fields_of(changes) == {
        "name": "Elena",
        "description": "Vinde case.",
        "avatar": {"url": "https://x.example/1.jpg"},
        "tiktok": None,
        "settings": {"contact_viber": False, "contact_phone": True},
    }
    assert profiles.fields_of({Part.ABOUT: {"ro": "Vinde.", "ru": "Продаёт."}, Part.PHOTO: None}) == {
        "description": {"ro": "Vinde.", "ru": "Продаёт."},
        "avatar": None,
    }


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("External ID already linked", WhyNot.CODE_TAKEN),
        ("Conflict: User already has external ID.", WhyNot.HAS_OTHER_CODE),
        ("User not found", WhyNot.GONE),
        ("phone can not be changed", WhyNot.PHONE_FIXED),
        ("Agents are invited in the web interface", None),
    ],
)
def test_known_words_of_refusal_have_a_meaning(words: str, why: WhyNot | None) -> None:
    assert profiles.why_not((words,)) is why


def test_a_refusal_is_about_the_part_whose_field_it_names() -> None:
    words = ("avatar.url must be a URL", "instagram must start with https://", "settings.contact_viber must be", "No!")
    assert [profiles.part_of(each) for each in words] == [Part.PHOTO, Part.INSTAGRAM, Part.CHANNELS, None]


@pytest.mark.parametrize(
    ("outcome", "takes"),
    [
        (Accepted(), True),
        (Refused(("announcementType should not be empty", "user or userId should not be empty")), True),
        (Refused(("property user should not exist", "announcementType should not be empty")), False),
        (Refused(("Agent not found",)), False),
        (Refused(explain=True), None),
        (Lost(), None),
        (Later(1.0), None),
    ],
)
def test_the_form_of_naming_agents_is_learnt_only_from_words_about_it(outcome: Outcome, takes: bool | None) -> None:
    assert people.takes_agent(outcome) is takes


def test_a_trial_names_the_person_in_either_form() -> None:
    elena = PersonSeen("11", "A-1", "Elena Lupan")
    assert people.trial(elena, AgentForm.EXTERNAL).fields == {"user": {"externalUserId": "A-1"}}
    assert people.trial(elena, AgentForm.NUMBER).fields == {"user": {"externalUserId": "A-1", "id": "11"}}
