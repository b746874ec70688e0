"""What was written for colleagues never ends up in anything public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.key import propose_key
from rentix_desktop.mapping.model import ReasonCode
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Cell
from tests.mapping.tables import numbered, profile_of, rows_of

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
        "Istoric apeluri", "Ce a spus proprietarul", "Инфо", "Проверено", "Описание (не публиковать)", "Внутр. описание",
        "Descriere - nu pe site", "Description (not for publication)", "Опис, не для сайту", "Text ascuns",
    ],
)  # fmt: skip
def test_texts_for_the_office_are_never_proposed(header: str) -> None:
    columns = suggest(
        profile_of([("Cod", numbered("A{}")), (header, numbered(NOTE)), ("Preț", numbered("6{}500"))]), CATALOGUE, WORDS
    ).columns
    assert columns[1].target is None


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Точный адрес (не публиковать)", "ул. Дечебал {}, кв. 7"), ("Adresa exactă, nu pe portal", "str. Paris {}, ap. 7"),
        ("Address (do not show)", "{} High Street"), ("Фото внутр.", "https://a.md/{}.jpg"),
        ("Foto ascunse", "https://a.md/{}.jpg"), ("Фото - не показывать", "https://a.md/{}.jpg"),
        ("Цена (не для сайта)", "5{} 000 €"),
    ],
)  # fmt: skip
def test_what_a_header_keeps_from_the_public_goes_nowhere(header: str, cell: str) -> None:
    columns = suggest(profile_of([("Cod", numbered("A{}")), (header, numbered(cell))]), CATALOGUE, WORDS).columns
    assert (columns[1].target, [reason.code for reason in columns[1].reasons]) == (None, [ReasonCode.PRIVATE])


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
    assert (reason.code, reason.params) == (
        ReasonCode.TAKEN,
        {"header": "Descriere RO", "field": "announcementDescription"},
    )


# Names as agencies give them, written down for this test and not taken from the vocabulary: (heads, private things).
LANGUAGES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "ro": (
        ("Adresa", "Preț", "Descriere", "Foto", "Cod", "Stare", "Text", "Localitate", "Suprafață", "Etaj"),
        ("proprietar", "proprietarului", "Nume proprietar", "Telefon", "Tel. proprietar", "Nr. tel.", "stăpân", "Stăpînul",
         "client", "clientului", "cumpărător", "vânzător", "vânzătorului", "chiriaș", "comision", "comisionul agenției",
         "Comision %", "notițe", "Note interne", "Observații", "obs.", "mențiuni", "comentarii", "Comentariu agent",
         "persoana de contact", "contacte", "e-mail", "chei", "Unde sunt cheile", "contract", "buletin", "IDNP",
         "domiciliul proprietarului", "preț minim", "Preț net proprietar", "onorariu", "sursa", "remarci", "datorii"),
    ),
    "ru": (
        ("Адрес", "Цена", "Описание", "Фото", "Код", "Статус", "Текст", "Город", "Площадь", "Этаж"),
        ("собственник", "собственника", "Телефон собственника", "хозяин", "хозяйка", "хоз. тел.", "Тел.", "владельца",
         "ФИО владельца", "клиент", "клиента", "покупатель", "продавца", "арендатор", "арендодателя", "комиссия",
         "Комиссия агентства, %", "комиссионные", "вознаграждение", "заметки", "заметка агента", "примечание",
         "прим.", "комментарий", "комментарии менеджера", "для себя", "контакт", "контактное лицо", "почта", "E-mail",
         "ключи", "ключ у кого", "договор №", "паспорт", "мин. цена", "на руки", "источник", "должник", "адрес прописки"),
    ),
    "uk": (
        ("Адреса", "Ціна", "Опис", "Фото", "Код", "Статус", "Текст", "Місто", "Площа", "Поверх"),
        ("власник", "власника", "Телефон власника", "господар", "хазяїн", "клієнт", "клієнта", "покупець", "продавця",
         "орендар", "орендодавець", "комісія", "Комісія, %", "винагорода", "нотатки", "примітки", "коментар",
         "коментарі менеджера", "контакт", "контактна особа", "пошта", "ключі", "договір", "паспорт", "ПІБ", "джерело",
         "для себе", "мінімальна ціна"),
    ),
    "en": (
        ("Address", "Price", "Description", "Photo", "Code", "Status", "Text", "City", "Area", "Floor"),
        ("owner", "Owner's name", "owner phone", "landlord", "landlord's mobile", "client", "buyer", "seller", "vendor",
         "vendor tel", "tenant", "commission", "commission %", "agency fee", "fees", "notes", "internal notes", "remarks",
         "comments", "agent comments", "private remarks", "contact person", "phone", "e-mail", "keys", "contract no",
         "passport", "minimum price", "lead source", "showing instructions", "customer", "solicitor"),
    ),
    "bg": (
        ("Адрес", "Цена", "Описание", "Снимки", "Код", "Статус", "Град", "Площ", "Етаж"),
        ("собственик", "собственика", "клиент", "клиента", "купувач", "продавач", "наемател", "комисиона", "бележки",
         "забележка", "коментар", "телефон", "мобилен", "имейл", "договор", "ключове", "лице за контакт", "хонорар"),
    ),
    "ru in Latin letters": (
        ("Adres", "Cena", "Opisanie", "Foto", "Kod", "Tekst", "Gorod", "Ploshad", "Etazh"),
        ("sobstvennik", "hozyain", "hozjaina", "vladelec", "telefon vladeltsa", "klient", "pokupatel", "prodavec",
         "komissiya", "komissija", "zametki", "primechanie", "kommentarij", "kontakty", "pochta", "kljuchi", "dogovor"),
    ),
}  # fmt: skip
SHAPES: Final = ("{}", "{}:", "  {} ", "{} (intern)", "{} 1", "{}_2")
VALUES: Final[tuple[tuple[str, ...], ...]] = (
    ("str. Ismail {n}, Chișinău",), ("Botanica", "Ciocana", "Centru"), ("6{n}500", "7{n}900"), ("6{n}500 €",), ("4{n}",),
    ("A-{n}",), ("+3736912{n}55",), (NOTE,), (PUBLIC,), ("https://img.example.md/{n}/1.jpg",), ("47.0{n}1",), ("28.8{n}",),
    ("47.0{n}, 28.8{n}",), ("3/9", "4/5"), ("1", "2", "3"), ("EUR",), ("vânzare", "chirie"), ("apartament", "casă"),
    ("activ", "vândut"), ("euroreparație",), ("2 camere", "3 camere"), ("54 m²", "7{n} m²"), ("da", "nu"), ("Ion Rusu",),
    ("12.05.2026",), ("ETAJ 1", "ETAJ 2"), ("Bloc nou",), ("lunar",),
)  # fmt: skip
names = st.sampled_from(list(LANGUAGES.values())).flatmap(
    lambda language: st.one_of(
        st.sampled_from(language[1]),
        st.tuples(st.sampled_from(language[0]), st.sampled_from(language[1])).map(" ".join),
    )
)
STYLES: Final[tuple[Callable[[str], str], ...]] = (str, str.upper, str.lower, str.title)


@st.composite
def dressed(draw: st.DrawFn) -> str:
    """A private name as it may stand in a header."""
    style = draw(st.sampled_from(STYLES))
    return draw(st.sampled_from(SHAPES)).format(style(draw(names)))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=dressed(), values=st.sampled_from(VALUES), alone=st.booleans())
def test_a_private_column_never_becomes_part_of_a_public_field(
    name: str, values: tuple[str, ...], *, alone: bool
) -> None:
    cells: list[Cell] = [values[row % len(values)].replace("{n}", str(10 + row)) for row in range(20)]
    others: list[tuple[str, list[Cell]]] = [] if alone else [("Cod", numbered("MD{}")), ("Preț", numbered("5{}000"))]
    table = [(name, cells), *others]
    profile = profile_of(table)
    suggestion = suggest(profile, CATALOGUE, WORDS)
    assert suggestion.columns[0].target is None, suggestion.columns[0]
    assert 0 not in suggestion.key
    assert 0 not in propose_key(profile, suggestion)
    mapper = Mapper(mapping_of(suggestion), CATALOGUE, WORDS)
    with_it = [mapper.map(row).record for row in rows_of(table)]
    emptied = [mapper.map(row).record for row in rows_of([(name, [None] * 20), *others])]
    assert with_it == emptied, "what it holds is in what is sent"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_private_name_by_itself_and_behind_a_public_word_is_left_out(language: str) -> None:
    heads, things = LANGUAGES[language]
    used = []
    for name in (*things, *(f"{head} {thing}" for head in heads for thing in things)):
        for values in ((NOTE,), ("str. Ismail {n}",), ("A-{n}",)):
            cells: list[Cell] = [values[0].replace("{n}", str(10 + row)).replace("{}", str(row)) for row in range(6)]
            column = suggest(profile_of([(name, cells)]), CATALOGUE, WORDS).columns[0]
            used += [(name, column.target)] if column.target is not None else []
    assert used == []
