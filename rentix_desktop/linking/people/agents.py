"""The agents of a file: what the texts of its agent column say (a name, a phone, a CRM id, or several in one cell), with
the texts that mean one person put together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

from rapidfuzz.distance import OSA

from rentix_desktop.linking.spelling import sounded, stem
from rentix_desktop.linking.words import address_words
from rentix_desktop.mapping.phones import LABELS, emails_in, phones_in, without_contacts

LONGEST_ID: Final = 255
"""Characters of an externalId (API reference, 2.6)."""
_WORD: Final = re.compile(r"[^\W\d_]+\.?")
_CODE: Final = re.compile(r"(?<!\w)(?=[\w-]*\d)[\w-]{1,40}(?!\w)")
_ID: Final = re.compile(r"(?=.*[^\W\d_]).*\d|\d{3,}")
"""A code that is an id beside other words, too: "A-9", "4407", and not the 2 of "office 2"."""
_LABELS: Final = frozenset(map(sounded, LABELS))
_AND: Final = "и"


@dataclass(frozen=True, slots=True)
class PersonSaid:
    """What is said of a person. `phones` international, `emails` small, `codes` as written, `name` words sounded."""

    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    name: tuple[str, ...] = ()
    shown_name: str = ""


@dataclass(frozen=True, slots=True)
class FileAgent:
    """A person of the file. `texts`: the cells that mean this person and in how many rows each stands, the most frequent
    first. `own`: what nobody else of the file has and an account may be linked with, so that tomorrow's other spelling is
    the same person; the best first: the CRM id, phones, e-mail addresses, the name."""

    texts: tuple[tuple[str, int], ...]
    said: PersonSaid
    own: tuple[str, ...]

    @property
    def rows(self) -> int:
        return sum(count for _, count in self.texts)

    @property
    def external_id(self) -> str:
        """What an account is linked with where it has no id yet."""
        return self.own[0] if self.own else self.texts[0][0].strip()[:LONGEST_ID]


def read_person(text: str) -> PersonSaid:
    """A cell taken apart. Never raises."""
    rest = without_contacts(text)
    codes = frozenset(_CODE.findall(rest))
    shown = [word if len(word) == 2 else word.rstrip(".") for word in _WORD.findall(_CODE.sub(" ", rest))]
    words = [(word, sounded(word)) for word in shown[:8] if word != _AND]
    kept = [(word, sound) for word, sound in words if sound and sound not in _LABELS]
    return PersonSaid(
        phones_in(text), emails_in(text), codes, tuple(sound for _, sound in kept), " ".join(word for word, _ in kept)
    )


def file_agents(texts: Mapping[str, int]) -> tuple[FileAgent, ...]:
    """The people of a column: its distinct texts, and how many rows each has. Texts that share a phone, an e-mail address
    or a CRM id are one person where their names allow it, and so are equal names where no phone speaks against it. A text
    that may mean two people, as the number of an office, is one of its own. Those with most rows first."""
    people: dict[int, _Person] = {}
    known: dict[tuple[str, str], set[int]] = {}
    read = {text: read_person(text) for text in texts}
    # who says most goes first: of what says less it is known then how many it may mean
    for number, text in enumerate(sorted(texts, key=lambda each: (-_length(read[each]), -texts[each], each))):
        said = read[text]
        if not _length(said):
            continue
        near = sorted({other for key in _keys(said) for other in known.get(key, ())} & people.keys())
        person = _Person(said, [(text, texts[text])], [said])
        for other in _meant([(each, people[each]) for each in near], said):
            person = _joined(people.pop(other), person)
        people[number] = person
        for key in _keys(person.said):
            known.setdefault(key, set()).add(number)
    held = Counter(key for person in people.values() for key in _keys(person.said))
    agents = [_agent(person.said, person.members, held) for person in people.values()]
    return tuple(sorted(agents, key=lambda agent: (-agent.rows, agent.texts)))


@dataclass(frozen=True, slots=True)
class _Person:
    """`members` are the texts with their rows, `parts` what each of them says."""

    said: PersonSaid
    members: list[tuple[str, int]]
    parts: list[PersonSaid]


def _joined(one: _Person, other: _Person) -> _Person:
    return _Person(_together(one.said, other.said), one.members + other.members, one.parts + other.parts)


def _meant(near: Sequence[tuple[int, _Person]], said: PersonSaid) -> list[int]:
    """Which of the people `said` is; none where it may be more than one."""
    alike = [(number, person) for number, person in near if _same_person(person.said, said)]
    if any(is_other_name(part, said) for _, person in alike for part in person.parts) or any(
        _apart(one, other) for (_, one), (_, other) in combinations(alike, 2)
    ):
        return [number for number, person in alike if person.said == said][:1]
    return [number for number, _ in alike]


def _apart(one: _Person, other: _Person) -> bool:
    """Surely two people, or nobody can say that they are one."""
    others = any(is_other_name(mine, theirs) for mine in one.parts for theirs in other.parts)
    return others or are_two(one.said, other.said)


def are_two(one: PersonSaid, other: PersonSaid) -> bool:
    """What is said speaks against one person: other phones, other CRM ids, another name."""
    phones = one.phones and other.phones and not one.phones & other.phones
    codes = one.codes and other.codes and not one.codes & other.codes
    return bool(phones or codes) or is_other_name(one, other)


def is_other_name(one: PersonSaid, other: PersonSaid) -> bool:
    """Both say a name, and they have nothing in common."""
    return bool(one.name and other.name) and name_likeness(one.name, other.name) == 0


def _length(said: PersonSaid) -> int:
    return len(said.phones) + len(said.emails) + len(said.codes) + len(said.name)


def _keys(said: PersonSaid) -> set[tuple[str, str]]:
    """What texts of one person share at least one of: comparing all with all would not do for a column of clients."""
    keys = {("phone", phone) for phone in said.phones} | {("email", email) for email in said.emails}
    keys |= {("code", code) for code in said.codes}
    return keys | {("name", " ".join(sorted(said.name)))} if said.name else keys


def name_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """0 to 1: how alike two names are, in either order; a name that says less (one word, an initial) is at most 0.6."""
    left = list(other)
    alike: list[float] = []
    full = 0
    for word in sorted(one, key=lambda each: (-len(each), each)):
        best = max(left, key=lambda each: (_word_likeness(word, each), each), default="")
        likeness = _word_likeness(word, best) if best else 0.0
        if likeness >= _SAME_WORD:
            left.remove(best)
            alike.append(likeness)
            full += min(len(word), len(best)) > 1
    if not alike or len(alike) < min(len(one), len(other)):
        return 0.0
    mean = sum(alike) / len(alike)
    return mean if full >= 2 else min(mean, 0.6)


_SAME_WORD: Final = 0.75


def is_same_word(one: str, other: str) -> bool:
    """What counts as one word of two names."""
    return _word_likeness(one, other) >= _SAME_WORD


@lru_cache(maxsize=131072)
def _word_likeness(one: str, other: str) -> float:
    given = address_words().given
    if one in given and given[one] == given.get(other, -1):
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return 1.0 if one[0] == other[0] else 0.0
    return max(OSA.normalized_similarity(one, other), OSA.normalized_similarity(stem(one), stem(other)))


def _same_person(one: PersonSaid, other: PersonSaid) -> bool:
    if one.phones & other.phones or one.emails & other.emails or one.codes & other.codes:
        return not is_other_name(one, other)
    apart = bool(one.phones and other.phones) or bool(one.codes and other.codes)
    return len(one.name) > 1 and not apart and sorted(one.name) == sorted(other.name)


def _together(one: PersonSaid, other: PersonSaid) -> PersonSaid:
    longer = max((one, other), key=lambda said: (len(said.name), said.shown_name))
    return PersonSaid(
        one.phones | other.phones, one.emails | other.emails, one.codes | other.codes, longer.name, longer.shown_name
    )


def _agent(said: PersonSaid, members: Iterable[tuple[str, int]], held: Mapping[tuple[str, str], int]) -> FileAgent:
    """`held`: how many people of the file have this, as `_keys` names it."""
    texts = tuple(sorted(members, key=lambda each: (-each[1], each[0])))
    plain = [text.strip() for text, _ in texts if text.strip() in said.codes]
    codes = plain or [code for code in sorted(said.codes) if _ID.fullmatch(code)]
    found = [code for code in codes[:1] if (plain or len(codes) == 1) and held["code", code] == 1]
    found += [phone for phone in sorted(said.phones) if held["phone", phone] == 1]
    found += [email for email in sorted(said.emails) if held["email", email] == 1]
    if said.name and held["name", " ".join(sorted(said.name))] == 1:
        found.append(said.shown_name)
    return FileAgent(texts, said, tuple(dict.fromkeys(each[:LONGEST_ID] for each in found)))
