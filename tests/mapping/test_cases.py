"""The tables of cell texts in `cases`: no value is wrong in silence, and what can be read is read."""

from __future__ import annotations

import pytest

from rentix_desktop.catalog.check import is_photo_address
from rentix_desktop.catalog.problems import Severity
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.parse.photos import photo_addresses
from rentix_desktop.mapping.parse.plain import read_yes_no
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.values import value_of
from rentix_desktop.mapping.vocabulary import load_vocabulary
from tests.mapping.cases import Case, Outcome, areas, choices, coordinates, floors, prices, read, rooms, tally, texts

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
TABLES: dict[str, tuple[Case, ...]] = {
    "prices": prices.CASES,
    "areas": areas.CASES,
    "floors": floors.CASES,
    "rooms": rooms.CASES,
    "coordinates": coordinates.CASES,
    "descriptions": texts.CASES,
    "addresses": texts.CASES_ADDRESSES,
}


@pytest.mark.parametrize("kind", TABLES)
def test_no_value_is_wrong_in_silence_and_what_can_be_read_is_read(kind: str) -> None:
    counts, wrong, left = tally(TABLES[kind])
    assert not wrong, "\n".join(wrong)
    assert counts[Outcome.RIGHT] >= 0.97 * counts.total(), "\n".join(left)


def test_yes_no_and_neither() -> None:
    assert [text for text in texts.YES if read_yes_no(text, WORDS) is not True] == []
    assert [text for text in texts.NO if read_yes_no(text, WORDS) is not False] == []
    assert [text for text in texts.NEITHER if read_yes_no(text, WORDS) is not None] == []


def test_no_value_and_what_only_looks_like_none() -> None:
    assert [text for text in texts.EMPTY if not WORDS.is_empty(text.strip())] == []
    assert [text for text in texts.NOT_EMPTY if WORDS.is_empty(text)] == []


@pytest.mark.parametrize(("text", "addresses"), texts.PHOTOS)
def test_lists_of_photos(text: str, addresses: tuple[str, ...]) -> None:
    assert photo_addresses(text) == addresses


@pytest.mark.parametrize("text", texts.PHOTOS_HELD)
def test_what_is_no_photo_address_is_never_sent_as_one(text: str) -> None:
    assert not all(map(is_photo_address, photo_addresses(text)))


def _taken(field: str, text: str) -> str | None:
    """What a row gets from the text without a word to anybody."""
    row = read(Case((("Tip", field, text),), (field,), {}))
    held = any(problem.field == field and problem.severity is Severity.ERROR for problem in row.problems)
    value = None if held else row.record.get(field)
    return value if isinstance(value, str) else None


def _proposed(field: str, text: str) -> str | None:
    """A state waits for a person, and hides the listing until then: it is right when the right one is proposed."""
    if field != choices.STATE:
        return _taken(field, text)
    return value_of(CATALOGUE.fields[field], fold(text), CATALOGUE, WORDS).target


def test_fixed_values_in_four_languages() -> None:
    cases = [(field, text, value) for field, found, value in choices.CHOICES for text in found]
    assert [case for case in cases if _taken(*case[:2]) not in (None, case[2])] == []
    known = [case for case in cases if case[2] is not None]
    left = [case for case in known if _proposed(*case[:2]) != case[2]]
    assert len(left) <= 0.03 * len(known), left


@pytest.mark.parametrize(("field", "text", "record"), choices.SEVERAL)
def test_one_text_that_says_several_things(field: str, text: str, record: dict[str, str]) -> None:
    row = read(Case((("Tip", field, text),), (field,), {}))
    assert {name: row.record.get(name) for name in record} == record
