"""The header row: below titles and notes, and none where there is none."""

from __future__ import annotations

import pytest

from rentix_desktop.sheets.header import Row, find_header

DATA: list[Row] = [
    ["A1", "Apartament", 45000, 54.3, "str. Ismail 24", "https://x.md/1.jpg"],
    ["A2", "Casă", 120000, 140, "str. Florilor 3", "https://x.md/2.jpg"],
    ["A3", "Apartament", 61500, 61, "bd. Dacia 12", None],
    ["A4", "Apartament", 58000, 48, "bd. Dacia 14", "https://x.md/4.jpg"],
]
HEADER: Row = ["Cod", "Tip", "Preț", "m2", "Adresa", "Foto"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([HEADER, *DATA], 0),
        ([["Oferte martie 2026"], [], HEADER, *DATA], 2),
        ([["Agenția Lux"], ["tel.", "+373 22 000000"], ["Actualizat", "01.03.2026"], [], HEADER, [], *DATA], 4),
        ([[None, None, "Lista de prețuri"], HEADER, *DATA], 1),
        (DATA, None),
        ([["Oferte martie 2026"], *DATA], None),
        ([["c0", "c1", "c2", "c3", "c4", "c5"], *DATA], 0),
        ([["№", "Тип", "Цена, €", "Площадь, м²", "Адрес", "Фото"], *DATA], 0),
        ([["Preț"], [45000], [46000], [47000]], 0),
        ([[45000], [46000], [47000]], None),
        ([["id", "oraș", "cartier"], ["a", "Chișinău", "Botanica"], ["b", "Chișinău", "Centru"]], 0),
        ([["Apartament", "Chișinău", "Botanica"], ["Casă", "Chișinău", "Centru"], ["Casă", "Bălți", "Centru"]], None),
        ([["49 000 €", "Botanica", "2 camere"], ["52 000 €", "Centru", "3 camere"], ["9 000 €", "Centru", "1"]], None),
        ([["Cod", "Preț", "Zona"]], 0),
        ([["A1", 45000, "Centru"]], None),
        ([[2019, 2020, 2021, 2022], [1, 2, 3, 4], [5, 6, 7, 8]], None),
        ([["Cod", "Camere", "Camere", "Preț"], ["A1", 2, 3, 4000], ["A2", 1, 2, 5000], ["A3", 1, 2, 6000]], 0),
        ([["Cod", "Tip", "Preț", None, None, None], *DATA], 0),
        (
            [
                ["Oferte"],
                ["Cod", "Preț", None, "Suprafața", None],
                [None, "EUR", "MDL", "totală", "locuibilă"],
                ["A1", 1000, 20000, 54, 40],
                ["A2", 1500, 30000, 64, 50],
            ],
            2,
        ),
        (
            [
                [
                    "Numărul de camere (inclusiv living, fără bucătărie), după cadastru",
                    "Preț",
                    "Prețul total în euro, fără comision și fără taxe notariale",
                ],
                [2, "da", 45000],
                [3, "nu", 50000],
            ],
            0,
        ),
        ([["Etaj", "Nr", "Suprafața", "Preț"], ["ETAJ 1"], [1, 1, 54, 45000], ["ETAJ 2"], [2, 3, 54, 47000]], 0),
        ([["Foo", "Bar", "Baz"], ["Ismail", "Centru", "nou"], ["Dacia", "Botanica", "vechi"]], 0),
        ([], None),
        ([[], [None, None]], None),
    ],
)
def test_the_header_row(rows: list[Row], expected: int | None) -> None:
    assert find_header(rows) == expected


def test_a_header_of_texts_over_texts_as_a_text_file_has_them() -> None:
    rows: list[Row] = [[None if cell is None else str(cell) for cell in row] for row in [HEADER, *DATA]]
    assert find_header(rows) == 0
    assert find_header(rows[1:]) is None
