"""What of a profile is sent, and what the portal would not take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.linking.profile import (
    Profile,
    changed_fields,
    fields_of_refusal,
    profile_of,
    site_address,
    wrong_fields,
)
from rentix_desktop.sync.destination import PersonSeen

SETTINGS: Record = {
    "posting_type": "agent",
    "contact_phone": True,
    "contact_whatsapp": True,
    "contact_viber": False,
    "contact_telegram": True,
}
ELENA = PersonSeen(
    "11",
    "A-1",
    "Elena Lupan",
    photo="https://x.example/1.jpg",
    profile={"description": "Vinde case.", "instagram": "https://instagram.com/elena", "settings": SETTINGS},
)


def edited(person: PersonSeen = ELENA, language: str = "ro", **changed: object) -> Record:
    wanted: Profile = replace(profile_of(person, language), **changed)  # type: ignore[arg-type]  # fields by their names
    return changed_fields(person, wanted, language)


def test_nothing_changed_is_nothing_to_send() -> None:
    assert edited() == {}


def test_only_what_is_another_is_sent() -> None:
    assert edited(name=" Elena Rusu ") == {"name": "Elena Rusu"}
    assert edited(description="Vinde și închiriază.") == {"description": "Vinde și închiriază."}
    assert edited(photo="https://x.example/2.jpg") == {"avatar": {"url": "https://x.example/2.jpg"}}
    assert edited(photo="") == {"avatar": None}
    sites = {"instagram": "", "youtube": "https://youtube.com/@elena", "tiktok": ""}
    assert edited(sites=sites) == {"instagram": None, "youtube": "https://youtube.com/@elena"}


def test_contact_channels_go_together_and_without_what_cannot_be_written() -> None:
    contacts = {**profile_of(ELENA, "ro").contacts, "contact_viber": True}
    assert edited(contacts=contacts) == {
        "settings": {
            "contact_phone": True,
            "contact_whatsapp": True,
            "contact_viber": True,
            "contact_telegram": True,
        }
    }


def test_a_channel_of_which_nothing_is_told_is_not_made_up() -> None:
    silent = replace(ELENA, profile={})
    assert edited(silent, contacts={"contact_phone": None, "contact_viber": True}) == {
        "settings": {"contact_viber": True}
    }


def test_a_description_by_language_stays_one() -> None:
    both = replace(ELENA, profile={"description": {"ro": "Vinde case.", "ru": "Продаёт дома."}})
    assert profile_of(both, "ru").description == "Продаёт дома."
    assert edited(both, "ru", description="Продаёт.") == {"description": {"ro": "Vinde case.", "ru": "Продаёт."}}
    assert edited(both, "ru", description="") == {"description": {"ro": "Vinde case."}}
    russian = replace(ELENA, profile={"description": {"ru": "Продаёт дома."}})
    assert edited(russian, "ro", description="Продаёт.") == {"description": {"ru": "Продаёт."}}


@pytest.mark.parametrize(
    ("name", "typed", "whole"),
    [
        ("instagram", "@elena.lupan", "https://instagram.com/elena.lupan"),
        ("instagram", "elena", "https://instagram.com/elena"),
        ("instagram", "www.instagram.com/elena", "https://instagram.com/elena"),
        ("instagram", "http://instagram.com/elena", "https://instagram.com/elena"),
        ("youtube", "@casa", "https://youtube.com/@casa"),
        ("youtube", "https://www.youtube.com/channel/1", "https://youtube.com/channel/1"),
        ("tiktok", "elena", "https://tiktok.com/@elena"),
        ("tiktok", "tiktok.com/@elena", "https://tiktok.com/@elena"),
        ("instagram", "https://facebook.com/elena", "https://facebook.com/elena"),
        ("instagram", "two words", "two words"),
    ],
)
def test_a_name_becomes_an_address_and_what_is_none_stays(name: str, typed: str, whole: str) -> None:
    assert site_address(name, typed) == whole


def test_what_the_portal_would_not_take_is_known_before() -> None:
    sites = {
        "instagram": "https://facebook.com/x",
        "youtube": "https://youtube.com/",
        "tiktok": "https://tiktok.com/@a",
    }
    assert wrong_fields(Profile("", photo="c:\\photo.jpg", sites=sites)) == {"name", "photo", "instagram", "youtube"}
    assert wrong_fields(Profile("x" * 256)) == {"name"}
    assert wrong_fields(profile_of(ELENA, "ro")) == frozenset()


def test_a_refusal_is_shown_at_the_field_it_is_about() -> None:
    words = ("avatar.url must be a URL", "instagram must start with https://", "settings.contact_viber must be", "No!")
    assert [fields_of_refusal(each) for each in words] == ["avatar", "instagram", "settings", ""]
