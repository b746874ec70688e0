"""What was written for colleagues never ends up in anything public."""

from __future__ import annotations

import pytest

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.model import ReasonCode
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from tests.mapping.tables import numbered, profile_of

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
NOTE = (
    "Proprietarul se grăbește, coboară până la 55000, cheile sunt la vecina de la etajul doi, comision trei la sută {}"
)
PUBLIC = "Apartament luminos lângă parc, cu încălzire autonomă, geamuri noi și parcare în curte. Bloc nou, etaj bun {}"


@pytest.mark.parametrize(
    "header",
    [
        "Descriere pentru agenți", "Descriere internă", "Text pentru colegi", "Detalii pentru birou", "Note", "Observații",
        "Mențiuni", "Описание для агентов", "Текст для коллег", "Описание для риелторов", "Описание для сотрудников",
        "Примечание менеджера", "Комментарий", "Для себя", "Description for staff", "Agent remarks", "Internal description",
        "Notes", "Private remarks", "Showing instructions", "Опис для колег", "Нотатки", "Client", "Собственник",
        "Istoric apeluri", "Ce a spus proprietarul", "Инфо", "Проверено",
    ],
)  # fmt: skip
def test_texts_for_the_office_are_never_proposed(header: str) -> None:
    columns = suggest(
        profile_of([("Cod", numbered("A{}")), (header, numbered(NOTE)), ("Preț", numbered("6{}500"))]), CATALOGUE, WORDS
    ).columns
    assert columns[1].target is None


@pytest.mark.parametrize("header", ["Descriere", "Текст объявления", "Public remarks", "Descriere pentru site", "Опис"])
def test_texts_for_the_public_are(header: str) -> None:
    columns = suggest(profile_of([("Cod", numbered("A{}")), (header, numbered(PUBLIC))]), CATALOGUE, WORDS).columns
    assert columns[1].target == "announcementDescription"


def test_of_descriptions_in_two_languages_one_is_taken_and_the_other_says_so() -> None:
    columns = suggest(
        profile_of([("Cod", numbered("A{}")), ("Descriere RO", numbered(PUBLIC)), ("Descriere RU", numbered(PUBLIC))]),
        CATALOGUE,
        WORDS,
    ).columns
    assert [column.target for column in columns[1:]] == ["announcementDescription", None]
    (reason,) = columns[2].reasons
    assert (reason.code, reason.params) == (ReasonCode.TAKEN, {"header": "Descriere RO", "field": "announcementDescription"})
