"""A number in any of the spellings in use, read back exactly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.mapping.parse.area import read_area
from rentix_desktop.mapping.parse.coordinates import read_degrees, read_pair
from rentix_desktop.mapping.parse.floors import Floors, read_floors
from rentix_desktop.mapping.parse.price import Price, read_price
from rentix_desktop.mapping.parse.rooms import read_rooms
from rentix_desktop.mapping.vocabulary import load_vocabulary

WORDS = load_vocabulary()
BLANKS = ("", " ", "\u00a0", "\u202f")
MARKS = (" ", "\u00a0", "\u202f", "\u2009", "'", "’", ".", ",")
CURRENCIES = (
    ("€", "EUR"),
    ("EUR", "EUR"),
    ("евро", "EUR"),
    ("$", "USD"),
    ("lei", "MDL"),
    ("грн", "UAH"),
    ("руб.", "RUB"),
)
PERIODS = (
    ("", None),
    ("/lună", "monthly"),
    (" în lună", "monthly"),
    ("/мес.", "monthly"),
    (" за сутки", "daily"),
    ("/zi", "daily"),
)
BEFORE = ("", "Preț: ", "Цена ", "de la ", "от ", "~", "circa ")


@given(
    st.integers(100, 10**8),
    st.sampled_from(MARKS),
    st.sampled_from(CURRENCIES),
    st.sampled_from(PERIODS),
    st.sampled_from(BLANKS),
    st.sampled_from(BEFORE),
)
def test_whole_prices(
    number: int, mark: str, currency: tuple[str, str], period: tuple[str, str | None], blank: str, before: str
) -> None:
    text = f"{before}{number:,}".replace(",", mark) + f"{blank}{currency[0]}{period[0]}"
    assert read_price(text, WORDS) == Price(number, currency[1], period[1])


@given(st.integers(100, 10**7), st.integers(0, 99), st.sampled_from(CURRENCIES), st.booleans())
def test_prices_with_cents(number: int, cents: int, currency: tuple[str, str], in_front: bool) -> None:
    for grouped, decimal in ((",", "."), (".", ","), (" ", ","), ("", ".")):
        amount = f"{number:,}".replace(",", grouped) + f"{decimal}{cents:02}"
        text = f"{currency[0]} {amount}" if in_front else f"{amount} {currency[0]}"
        read = read_price(text, WORDS)
        assert read is not None
        assert (round(read.amount * 100), read.currency) == (number * 100 + cents, currency[1])


@given(st.integers(1, 9999), st.sampled_from(("mii", "тыс.", "k", "тыс")), st.sampled_from(CURRENCIES))
def test_prices_in_thousands(tenths: int, factor: str, currency: tuple[str, str]) -> None:
    for decimal in ".,":
        text = f"{tenths // 10}{decimal}{tenths % 10} {factor} {currency[0]}"
        read = read_price(text, WORDS)
        assert read is not None
        assert (read.amount, read.currency) == (tenths * 100, currency[1])


@given(st.integers(100, 10**6), st.integers(1, 10**6), st.sampled_from(("-", " - ", "–", " до ", " până la ")))
def test_a_price_from_to_gives_the_first_and_says_so(first: int, more: int, to: str) -> None:
    read = read_price(f"{first}{to}{first + more} €", WORDS)
    assert read == Price(first, "EUR")
    assert read.is_range


@given(st.integers(1, 9999), st.sampled_from((" m²", "m2", " mp", " кв.м", " м²", " sqm", " m.p.", "")))
def test_areas(tenths: int, unit: str) -> None:
    for decimal in ".,":
        assert read_area(f"{tenths // 10}{decimal}{tenths % 10}{unit}", WORDS) == tenths / 10


@given(st.integers(1, 9999), st.sampled_from(((" ari", 100), (" соток", 100), (" ha", 10000), (" га", 10000))))
def test_areas_of_land(tenths: int, unit: tuple[str, int]) -> None:
    assert read_area(f"{tenths // 10},{tenths % 10}{unit[0]}", WORDS) == tenths * unit[1] / 10


FLOORS = ("{0}/{1}", "{0} / {1}", "{0} din {1}", "etaj {0} din {1}", "{0} из {1}", "{0} этаж из {1}", "{0}-й этаж из {1}",
          "поверх {0} з {1}", "{0} of {1}", "et. {0}/{1}", "{0}/{1} эт.", "{0:02}/{1:02}", "Etaj {0}, P+{1}E")  # fmt: skip


@given(st.integers(1, 60), st.integers(1, 60), st.sampled_from(FLOORS))
def test_floor_and_floors(floor: int, total: int, pattern: str) -> None:
    assert read_floors(pattern.format(floor, total), WORDS) == Floors(floor, total)


ROOMS = (
    "{}",
    "{} camere",
    "{}cam",
    "{} odăi",
    "{}-комн.",
    "{}-к квартира",
    "{} комнаты",
    "{} кімнати",
    "{} rooms",
    "{}.0",
)


@given(st.integers(1, 30), st.sampled_from(ROOMS))
def test_rooms(rooms: int, pattern: str) -> None:
    assert read_rooms(pattern.format(rooms), WORDS) == rooms


@given(st.integers(4540001, 4849999), st.integers(2660001, 3019999), st.booleans(), st.booleans())
def test_places_in_moldova(lat: int, lng: int, swapped: bool, with_comma: bool) -> None:
    texts = [f"{number // 100000}.{number % 100000:05}" for number in (lat, lng)]
    parts = [text.replace(".", ",") for text in texts] if with_comma else texts
    pair = read_pair("; ".join(reversed(parts) if swapped else parts))
    assert pair == (float(texts[0]), float(texts[1]))


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59), st.sampled_from("EW"))
def test_degrees_minutes_and_seconds(degrees: int, minutes: int, seconds: int, side: str) -> None:
    found = read_degrees(f"{degrees}°{minutes:02}'{seconds:02}\"{side}")
    angle = degrees + minutes / 60 + seconds / 3600
    assert found is not None
    assert abs(abs(found) - angle) < 1e-5
    assert (found < 0) == (side == "W" and angle > 0)
