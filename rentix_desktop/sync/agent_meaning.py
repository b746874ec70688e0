"""Whom a text of a file means: known to the account, or another spelling of what is known.

Tomorrow's file may say "Rusu P., 079 123 456" where today's says "Petru Rusu, tel. 079-123-456". Without asking anybody
only that is taken for the same person which has the phone of exactly one account and no other name, or no phone and the
whole name that was known to mean exactly one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from rentix_desktop.mapping.phones import LABELS, phones_in, without_contacts
from rentix_desktop.mapping.text import fold
from rentix_desktop.sync.destination import PersonSeen

_WORD: Final = re.compile(r"[^\W\d_]+")
_DIGIT: Final = re.compile(r"\d")
_LABELS: Final = frozenset(map(fold, LABELS))


class Meanings:
    """`said`: folded text → externalId, "" = nobody (`AgentBook.agents`)."""

    def __init__(self, people: Iterable[PersonSeen], said: Mapping[str, str]) -> None:
        self._said = said
        self._by_id: dict[str, PersonSeen] = {}
        self._people = {person.portal_id: person for person in people}
        self._by_phone: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[frozenset[str]]] = defaultdict(set)
        self._learned: dict[str, set[frozenset[str]]] = defaultdict(set)
        self._found: dict[str, PersonSeen | None] = {}
        self._indexed = False
        for person in self._people.values():
            if person.external_id:
                self._by_id[person.external_id] = person

    def person(self, text: str) -> PersonSeen | None:
        """None = nobody, or it may be more than one."""
        if text not in self._found:
            self._found[text] = self._meant(text)
        return self._found[text]

    def _meant(self, text: str) -> PersonSeen | None:
        known = self._said.get(fold(text))
        if known == "":
            return None
        person = self._by_id.get(text) or self._by_id.get(known or "")
        if person is not None or known is not None:
            return person
        self._index()
        words, phones = _words(text), phones_in(text)
        alike = (
            self._with_phone(words, phones) if phones else self._with_name(words) if not _DIGIT.search(text) else None
        )
        return self._people[alike] if alike is not None and self._people[alike].external_id else None

    def _with_phone(self, words: frozenset[str], phones: frozenset[str]) -> str | None:
        having = {each for phone in phones for each in self._by_phone.get(phone, ())}
        found = next(iter(having)) if len(having) == 1 else None
        return found if found is not None and _no_other(words, self._names[found]) else None

    def _with_name(self, words: frozenset[str]) -> str | None:
        if len(words) < 2 or any(len(word) == 1 for word in words):
            return None
        having = [each for each, names in self._names.items() if words in names]
        return having[0] if len(having) == 1 and words in self._learned[having[0]] else None

    def _index(self) -> None:
        """Only where it is needed: most texts are known."""
        if self._indexed:
            return
        self._indexed = True
        learned = list(self._by_id.items())
        learned += [(text, self._by_id[code]) for text, code in self._said.items() if code in self._by_id]
        for text, person in learned:
            self._learned[person.portal_id].add(_words(text))
        told = [(each, person) for person in self._people.values() for each in (person.name, person.phone)]
        for text, person in (*learned, *told):
            self._names[person.portal_id].add(_words(text))
            for phone in phones_in(text):
                self._by_phone[phone].add(person.portal_id)


def _words(text: str) -> frozenset[str]:
    found = (fold(word) for word in _WORD.findall(without_contacts(text)))
    return frozenset(word for word in found if word not in _LABELS)


def _no_other(words: frozenset[str], names: set[frozenset[str]]) -> bool:
    """Each of the words is one of a name that is known, or an initial of it."""
    return not words or any(
        all(word in name or (len(word) == 1 and any(each.startswith(word) for each in name)) for word in words)
        for name in names
    )
