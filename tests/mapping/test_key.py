"""A key made of columns that identify a listing, where no column is one."""

from __future__ import annotations

import pytest

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of, with_key
from rentix_desktop.mapping.key import propose_key
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from tests.mapping.tables import Columns, numbered, profile_of, repeated, rows_of

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
LIST: Columns = [
    ("Nr.", list(range(1, 21))),
    ("Preț, €", [f"{62 + number} 500" for number in range(20)]),
    ("Strada", [f"str. Florilor {number // 4}" for number in range(20)]),
    ("Camere", repeated(1, 2)),
    ("Etaj", repeated("3/9", "4/9", "3/9", "5/9")),
    ("Suprafața", repeated(38, 54, 45, 72)),
    ("Statut", repeated("liber", "vândut", times=20)),
    ("Telefon proprietar", numbered("0691234{}", 20)),
]


def proposed(columns: Columns) -> list[str]:
    profile = profile_of(columns)
    suggestion = suggest(profile, CATALOGUE, WORDS)
    return [columns[index][0] for index in propose_key(profile, suggestion, rows_of(columns))]


def test_the_place_floor_rooms_and_area_make_a_key() -> None:
    assert proposed(LIST) == ["Strada", "Etaj", "Camere", "Suprafața"]


def test_it_is_the_same_when_columns_move_and_what_changes_has_changed() -> None:
    again = [(header, cells if header != "Preț, €" else cells[::-1]) for header, cells in reversed(LIST)]
    assert proposed(again) == proposed(LIST)
    codes = []
    for columns in (LIST, again):
        profile = profile_of(columns)
        suggestion = suggest(profile, CATALOGUE, WORDS)
        made = with_key(suggestion, propose_key(profile, suggestion), profile, CATALOGUE)
        mapper = Mapper(mapping_of(made), CATALOGUE, WORDS)
        codes.append({mapper.map(row).record["externalId"] for row in rows_of(columns)})
    assert codes[0] == codes[1]
    assert len(codes[0]) == 20


def test_nothing_is_proposed_where_listings_cannot_be_told_apart() -> None:
    same = [(header, list(cells[:4]) * 5 if header == "Strada" else cells) for header, cells in LIST]
    assert proposed(same) == []
    assert proposed([column for column in LIST if column[0] in ("Nr.", "Preț, €", "Statut")]) == []


@pytest.mark.parametrize("header", ["Nr. cadastral", "Кадастровый номер", "Link anunț"])
def test_a_column_of_codes_goes_before(header: str) -> None:
    assert proposed([*LIST, (header, numbered("0100{}.045"))]) == [header]


def test_flats_of_a_price_list_are_told_apart_by_their_numbers() -> None:
    flats: Columns = [
        ("Bloc", repeated("A", "B")),
        ("Nr. ap.", [number // 2 * 7 for number in range(20)]),
        ("Etaj", [number // 4 for number in range(20)]),
        ("Suprafața", repeated(45, 54)),
    ]
    assert proposed(flats)[:1] == ["Bloc"]
    assert "Nr. ap." in proposed(flats)


def test_flats_that_are_listed_in_order_are_no_row_numbers() -> None:
    flats: Columns = [
        ("Nr. ap.", list(range(1, 21))),
        ("Etaj", [number // 4 for number in range(20)]),
        ("Suprafața", repeated(45, 54, 45)),
        ("Preț", [f"{62 + number} 500" for number in range(20)]),
    ]
    assert proposed(flats) == ["Nr. ap.", "Etaj", "Suprafața"]
    assert proposed([("Nr. crt.", flats[0][1]), *flats[1:]]) == []


def test_empty_cells_are_no_part_of_a_key() -> None:
    holes = [(header, [None, *cells[1:]] if header == "Etaj" else cells) for header, cells in LIST]
    assert "Etaj" not in proposed(holes)
