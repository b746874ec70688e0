"""Tomorrow's spelling of somebody whom the account knows, and of somebody else."""

from __future__ import annotations

import pytest

from rentix_desktop.sync.agent_meaning import Meanings
from rentix_desktop.sync.destination import PersonSeen

PETRU = PersonSeen("5", "+37379123456", "Petru Rusu", "")
ELENA = PersonSeen("11", "A-1", "Elena Lupan", "+373 69 111 222")
IONS = (PersonSeen("12", "A-2", "Ion Sandu"), PersonSeen("13", None, "Ion Sandu"))
VERA = PersonSeen("14", None, "Vera Doga", "069333444")
SAID = {
    "petru rusu tel 079 123 456": "+37379123456",
    "ion sandu 079111222": "A-2",
    "elena ivanovna lupan": "A-1",
    "olga": "",
}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Petru Rusu, tel. 079 123 456", "5"),
        ("Rusu P. 079-12-34-56", "5"),
        ("+37379123456", "5"),
        ("PETRU RUSU", "5"),  # the whole name of a text that was known
        ("Rusu Petru", "5"),
        ("A-1", "11"),
        ("Lupan E., 069111222", "11"),
        ("Elena Lupan", None),  # nobody has said that this name means her
        ("Ivanovna Lupan Elena", "11"),
        ("Maria Rusu 079 123 456", None),  # the number of the family
        ("Petru Rusu 079 999 999", None),
        ("Petru", None),
        ("P. Rusu", None),
        ("Ion Sandu", None),  # two accounts have the name
        ("Vera Doga 069333444", None),  # without an id nobody can be named
        ("Olga", None),
    ],
)
def test_who_is_meant(text: str, who: str | None) -> None:
    person = Meanings((PETRU, ELENA, *IONS, VERA), SAID).person(text)
    assert (person.portal_id if person else None) == who


def test_a_phone_that_two_accounts_have_means_neither() -> None:
    office = (PersonSeen("1", "A", "Ion Rusu", "022234567"), PersonSeen("2", "B", "Ana Popa", "022234567"))
    assert Meanings(office, {}).person("Rusu Ion 022 234 567") is None


def test_that_a_text_means_nobody_counts_more_than_an_id() -> None:
    assert Meanings((ELENA,), {"a 1": ""}).person("A-1") is None
