"""What of a profile is sent, and what the portal would not take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.linking.people.profile import Entered, changes_of, entered_of, site_address, wrong_parts
from rentix_desktop.sync.destination import PersonSeen
from rentix_desktop.sync.people import Channel, Part, Profile, ProfileForm, SiteForm

FORM = ProfileForm(
    {
        Part.INSTAGRAM: SiteForm("https://instagram.com/"),
        Part.YOUTUBE: SiteForm("https://youtube.com/", "@"),
        Part.TIKTOK: SiteForm("https://tiktok.com/@"),
    },
    tuple(Channel),
    255,
)
CHANNELS = {Channel.PHONE: True, Channel.WHATSAPP: True, Channel.VIBER: False, Channel.TELEGRAM: True}
ELENA = PersonSeen(
    "11",
    "A-1",
    "Elena Lupan",
    photo="https://x.example/1.jpg",
    profile=Profile({"": "Vinde case."}, {Part.INSTAGRAM: "https://instagram.com/elena"}, CHANNELS),
)


def edited(person: PersonSeen = ELENA, language: str = "ro", **changed: object) -> Record:
    wanted: Entered = replace(entered_of(person, FORM, language), **changed)  # type: ignore[arg-type]  # fields by their names
    return changes_of(person, wanted, FORM, language)


def test_nothing_changed_is_nothing_to_send() -> None:
    assert edited() == {}


def test_only_what_is_another_is_sent() -> None:
    assert edited(name=" Elena Rusu ") == {Part.NAME: "Elena Rusu"}
    assert edited(about="Vinde și închiriază.") == {Part.ABOUT: {"": "Vinde și închiriază."}}
    assert edited(about="") == {Part.ABOUT: {"": ""}}
    assert edited(photo="https://x.example/2.jpg") == {Part.PHOTO: "https://x.example/2.jpg"}
    assert edited(photo="") == {Part.PHOTO: None}
    sites = {Part.INSTAGRAM: "", Part.YOUTUBE: "https://youtube.com/@elena", Part.TIKTOK: ""}
    assert edited(sites=sites) == {Part.INSTAGRAM: None, Part.YOUTUBE: "https://youtube.com/@elena"}


def test_channels_go_together() -> None:
    channels = {**entered_of(ELENA, FORM, "ro").channels, Channel.VIBER: True}
    assert edited(channels=channels) == {Part.CHANNELS: dict.fromkeys(Channel, True)}


def test_a_channel_of_which_nothing_is_told_is_not_made_up() -> None:
    silent = replace(ELENA, profile=Profile())
    assert edited(silent, channels={Channel.PHONE: None, Channel.VIBER: True}) == {Part.CHANNELS: {Channel.VIBER: True}}


def test_a_description_by_language_stays_one() -> None:
    both = replace(ELENA, profile=Profile({"ro": "Vinde case.", "ru": "Продаёт дома."}))
    assert entered_of(both, FORM, "ru").about == "Продаёт дома."
    assert edited(both, "ru", about="Продаёт.") == {Part.ABOUT: {"ro": "Vinde case.", "ru": "Продаёт."}}
    assert edited(both, "ru", about="") == {Part.ABOUT: {"ro": "Vinde case."}}
    russian = replace(ELENA, profile=Profile({"ru": "Продаёт дома."}))
    assert edited(russian, "ro", about="Продаёт.") == {Part.ABOUT: {"ru": "Продаёт."}}
    assert edited(russian, "ro", about="") == {Part.ABOUT: {}}


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
    assert site_address(FORM.sites[Part(name)], typed) == whole


def test_what_the_portal_would_not_take_is_known_before() -> None:
    sites = {
        Part.INSTAGRAM: "https://facebook.com/x",
        Part.YOUTUBE: "https://youtube.com/",
        Part.TIKTOK: "https://tiktok.com/@a",
    }
    wrong = {Part.NAME, Part.PHOTO, Part.INSTAGRAM, Part.YOUTUBE}
    assert wrong_parts(Entered("", photo="c:\\photo.jpg", sites=sites), FORM) == wrong
    assert wrong_parts(Entered("x" * 256), FORM) == {Part.NAME}
    assert wrong_parts(entered_of(ELENA, FORM, "ro"), FORM) == frozenset()
