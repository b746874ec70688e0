"""Cell texts as agencies write them, in five languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.mapping.parse.area import read_area
from rentix_desktop.mapping.parse.coordinates import in_order, read_degrees, read_pair
from rentix_desktop.mapping.parse.floors import Floors, read_floors, read_total
from rentix_desktop.mapping.parse.numbers import Three, first_number, to_number
from rentix_desktop.mapping.parse.photos import photo_addresses, photo_id
from rentix_desktop.mapping.parse.plain import plain_text, read_yes_no
from rentix_desktop.mapping.parse.price import Price, read_price
from rentix_desktop.mapping.parse.rooms import Summary, read_rooms, read_summary
from rentix_desktop.mapping.text import fold, fold_header
from rentix_desktop.mapping.vocabulary import load_vocabulary

WORDS = load_vocabulary()


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("180.000\u00a0EUR", Price(180000, "EUR")),
        ("45 000 €", Price(45000, "EUR")),
        ("€45,000", Price(45000, "EUR")),
        ("4950000 руб., Свободная продажа", Price(4950000, "RUB")),
        ("500 euro/lună", Price(500, "EUR", "monthly")),
        ("12 000 руб./мес.", Price(12000, "RUB", "monthly")),
        ("25 €/noapte", Price(25, "EUR", "daily")),
        ("25,000 AED/year", Price(25000, "AED", "yearly")),
        ("59.900", Price(59900)),
        ("120 mii", Price(120000)),
        ("120 mii euro", Price(120000, "EUR")),
        ("1,2 mln €", Price(1200000, "EUR")),
        ("100k $", Price(100000, "USD")),
        ("3,5 млн. руб", Price(3500000, "RUB")),
        ("950 тыс. лей", Price(950000, "MDL")),
        ("532 080.00 лв.", Price(532080, "BGN")),
        ("49 000 грн", Price(49000, "UAH")),
        ("100500 у.е.", Price(100500, "USD")),
        ("1.234.567,50 lei", Price(1234567.5, "MDL")),
        ("99000.0", Price(99000)),
        ("от 50 000 до 60 000 €", Price(50000, "EUR")),
        ("2937.60", Price(2937.6)),
        ("price: 1'250'000 CHF", Price(1250000, "CHF")),
    ],
)
def test_prices(text: str, price: Price) -> None:
    assert read_price(text, WORDS) == price


@pytest.mark.parametrize("text", ["negociabil", "по запросу", "900 €/m²", "20 EUR за м2", "la cerere"])
def test_what_is_no_price(text: str) -> None:
    assert read_price(text, WORDS) is None


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("54,3 m²", 54.3),
        ("70 mp", 70),
        ("34.6/14.2", 34.6),
        ("58 / 34 / 9 м²", 58),
        ("5 ari", 500),
        ("0,5 ha", 5000),
        ("6 соток", 600),
        ("700 sqft", 65.03),
        ("1,200 sqft", 111.48),
        ("3 105.00", 3105),
        ("1.200 m2", 1200),
        ("54.325", 54.325),
        ("12.500 mp", 12500),
        ("67,3\u00a0м²", 67.3),
    ],
)
def test_areas(text: str, area: float) -> None:
    assert read_area(text, WORDS) == area


@pytest.mark.parametrize(
    ("text", "floors"),
    [
        ("3/9", Floors(3, 9)),
        ("6 / 10", Floors(6, 10)),
        ("4 из 9", Floors(4, 9)),
        ("4/9, Кирпичный", Floors(4, 9)),
        ("поверх 8 з 15", Floors(8, 15)),
        ("etajul 2 din 5", Floors(2, 5)),
        ("3 этаж из 9", Floors(3, 9)),
        ("Etaj 4", Floors(4)),
        ("et.3", Floors(3)),
        ("14.0", Floors(14)),
        ("-1", Floors(-1)),
        ("parter", Floors(0)),
        ("P/5", Floors(0, 5)),
        ("Demisol", Floors(-1)),
        ("цоколь", Floors(-1)),
    ],
)
def test_floors(text: str, floors: Floors) -> None:
    assert read_floors(text, WORDS) == floors


@pytest.mark.parametrize("text", ["mansardă", "n/a", "ultimul", "3.5"])
def test_what_is_no_floor(text: str) -> None:
    assert read_floors(text, WORDS) is None


@pytest.mark.parametrize(
    ("text", "total"), [("9", 9), ("P+9E", 9), ("D+P+6E", 6), ("S+P+11E+M", 11), ("9 этажей", 9), ("P", 1), ("?", None)]
)
def test_floors_in_all(text: str, total: int | None) -> None:
    assert read_total(text, WORDS) == total


@pytest.mark.parametrize(
    ("text", "rooms"),
    [
        ("2", 2),
        ("2 camere", 2),
        ("o cameră", 1),
        ("1 cameră", 1),
        ("2 camere + living", 2),
        ("garsonieră", 1),
        ("Студия", 1),
        ("2, Изолированная", 2),
        ("2-х комнатная", 2),
        ("3-комн. квартира, 48 м²", 3),
        ("1 кімната", 1),
        ("Apartament cu 3 camere, 74 m²", 3),
        ("48 м²", None),
        ("3/9", None),
        ("1.5", 1.5),
    ],
)
def test_rooms(text: str, rooms: float | None) -> None:
    assert read_rooms(text, WORDS) == rooms


def test_a_title_says_rooms_area_and_floors() -> None:
    assert read_summary("Квартира-студия, 15\u00a0м², 2/18\u00a0эт.", WORDS) == Summary(1, 15, 2, 18)
    assert read_summary("2-комн. апартаменты, 67,3 м²", WORDS) == Summary(2, 67.3)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("47.0101, 28.8574", (47.0101, 28.8574)),
        ("47,0101; 28,8574", (47.0101, 28.8574)),
        ("47,0101, 28,8574", (47.0101, 28.8574)),
        ("(47.01 28.85)", (47.01, 28.85)),
        ("28.8574, 47.0101", (47.0101, 28.8574)),
        ("lat: 44.43 lng: 26.10", (44.43, 26.1)),
        ("47.01", None),
        ("47.01, 28.85, 3.55", None),
    ],
)
def test_coordinates_in_one_cell(text: str, pair: tuple[float, float] | None) -> None:
    assert read_pair(text) == pair


def test_coordinates_are_swapped_only_towards_moldova() -> None:
    assert in_order(28.85, 47.01) == (47.01, 28.85)
    assert in_order(44.4, 26.1) == (44.4, 26.1)
    assert in_order(120.5, 30.0) == (30.0, 120.5)
    assert (read_degrees("28,8574°"), read_degrees("200"), read_degrees("x")) == (28.8574, None, None)


def test_addresses_of_photos_in_one_cell() -> None:
    text = '["https://a.md/w_3,h_2/x.jpg","http://b.md/c.png"]\nhttp://q.md/w.jpg;https://e.md/r.jpg, http://q.md/w.jpg'
    assert photo_addresses(text) == (
        "https://a.md/w_3,h_2/x.jpg",
        "http://b.md/c.png",
        "http://q.md/w.jpg",
        "https://e.md/r.jpg",
    )
    assert photo_addresses("https://a.md/1.jpg,https://a.md/2.jpg") == ("https://a.md/1.jpg", "https://a.md/2.jpg")
    assert photo_addresses("https://a.md/?a=1&amp;b=2") == ("https://a.md/?a=1&b=2",)


@given(st.text(min_size=1), st.text(min_size=1))
def test_the_id_of_a_photo_changes_when_its_address_does(one: str, other: str) -> None:
    assert (photo_id(one) == photo_id(other)) == (one == other)
    assert 8 <= len(photo_id(one)) <= 64


@pytest.mark.parametrize(
    ("text", "said"),
    [("Da", True), ("есть", True), ("TRUE", True), ("1", True), ("нет", False), ("-", False), ("poate", None)],
)
def test_yes_and_no(text: str, said: bool | None) -> None:
    assert read_yes_no(text, WORDS) is said


def test_markup_is_taken_out_of_texts() -> None:
    assert plain_text("<p>Casă &amp; grădină</p><br/>2 nivele <b>noi</b>") == "Casă & grădină\n\n2 nivele noi"
    assert plain_text("preț < 500  și > 300") == "preț < 500 și > 300"
    assert plain_text("  un\trând\u00a0 ") == "un rând"


@pytest.mark.parametrize(
    "text", ["", "-", "—", "--", "N/A", "n/a", "нет данных", "не указано", "null", "None", "...", "lipsește"]
)
def test_no_value(text: str) -> None:
    assert WORDS.is_empty(text)


@pytest.mark.parametrize("text", ["0", "nu", "нет", "a", "7", "N"])
def test_a_value_that_looks_like_none(text: str) -> None:
    assert not WORDS.is_empty(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Preţ", "preț"), ("PREȚ", "pret:"), ("Общая  площадь", "общая площадь"), ("Ё", "е"), ("Етаж №2", "етаж no2")],
)
def test_folded_texts_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_names_of_programs_are_taken_apart() -> None:
    assert fold_header("roomsCount") == "rooms count"
    assert fold_header("total_floors") == "total floors"
    assert fold_header("publicURL") == "public url"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.integers(0, 10**9))
def test_grouped_whole_numbers_read_back(number: int) -> None:
    for separator in (" ", "\u00a0", "\u202f", "'", ".", ","):
        text = f"{number:,}".replace(",", separator)
        assert to_number(text, Three.THOUSANDS) == number


@given(st.integers(0, 10**6), st.integers(0, 99))
def test_decimals_read_back_with_point_or_comma(whole: int, cents: int) -> None:
    for text in (f"{whole}.{cents:02}", f"{whole},{cents:02}", f"{whole:,}.{cents:02}".replace(",", " ")):
        found = first_number(f"de la {text} mp", Three.GUESS)
        assert found is not None
        assert found.value == pytest.approx(whole + cents / 100)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_one_degree_reads_back(lat: float, lng: float) -> None:
    for degrees in (lat, lng):
        text = f"{degrees:.6f}"
        assert read_degrees(text) == float(text)
        assert read_degrees(text.replace(".", ",")) == float(text)


@given(st.text())
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (read_price, read_area, read_floors, read_total, read_rooms, read_summary, read_yes_no):
        read(text, WORDS)
    read_pair(text)
    read_degrees(text)
    plain_text(text)
    assert all(photo_addresses(text))
