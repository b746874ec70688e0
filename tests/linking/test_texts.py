"""The evidence in words."""

from __future__ import annotations

import pytest

from rentix_desktop.linking.evidence import Fact, Subject, Verdict
from rentix_desktop.mapping.model import Level
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.linking import GROUPS, SUBJECTS, VERDICTS, fact_text, group_name
from tests.linking.pairs import pair_listings
from tests.linking.test_pairing import listing, row


def test_every_subject_verdict_and_group_has_a_name() -> None:
    assert set(SUBJECTS) == set(Subject)
    assert set(VERDICTS) == set(Verdict)
    assert set(GROUPS) == set(Level)
    assert group_name(Level.CHECK, Texts("en")) == "Please look"


@pytest.mark.parametrize(
    ("fact", "ours", "theirs"),
    [
        (Fact(Subject.AREA, 54.5, None, Verdict.UNKNOWN, 0), "54.5 m²", "–"),
        (Fact(Subject.PRICE, 61500.0, 63000.0, Verdict.CLOSE, 0, ("EUR", "")), "61,500 EUR", "63,000"),
        (Fact(Subject.DEAL, "sale", "rent", Verdict.DIFFERS, 0), "For sale", "For rent"),
        (Fact(Subject.KIND, "apartment", "castle", Verdict.DIFFERS, 0), "Apartment", "castle"),
        (Fact(Subject.COORDINATES, 40.0, 40.0, Verdict.AGREES, 0), "40 m apart", "40 m apart"),
        (Fact(Subject.PHOTOS, 1.0, 1.0, Verdict.AGREES, 0), "1 photo is the same", "1 photo is the same"),
        (Fact(Subject.TEXT, 0.5, 0.5, Verdict.AGREES, 0), "50 % of the words in common", "50 % of the words in common"),
        (Fact(Subject.FLOOR, 3.0, 3.0, Verdict.AGREES, 0), "3", "3"),
    ],
    ids=lambda value: value.subject.value if isinstance(value, Fact) else "",
)
def test_what_each_side_says(fact: Fact, ours: str, theirs: str) -> None:
    told = fact_text(fact, Texts("en"))
    assert (told.ours, told.theirs) == (ours, theirs)


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
def test_the_whole_evidence_of_a_pair_can_be_said(language: str) -> None:
    tr = Texts(language)
    (pair,) = pair_listings([listing(propertyCoordinates={"lat": 47.0, "lng": 28.8})], [row(propertyArea=55)]).pairs
    told = [fact_text(fact, tr) for fact in pair.evidence]
    assert all(each.name and each.verdict for each in told)
    assert "str. Independenței 12/3" in {each.ours for each in told}


def test_a_house_with_a_letter_is_said_as_people_write_it() -> None:
    for said, shown in (("48/a", "48A"), ("53/1", "53/1"), ("48", "48"), ("12/б", "12Б")):
        fact = Fact(Subject.HOUSE, said, said, Verdict.AGREES, 1.0)
        assert fact_text(fact, Texts("en")).ours == shown
