"""Makes the sample spreadsheets of `resources/samples`: invented listings, the same at every run.

    python packaging/make_samples.py [FOLDER [FOLDER OF THE DEMO]]

`resources/demo/typed-in.json` are offers of `listings-ro.xlsx` as a colleague typed them in on the portal before: with
streets in Russian, without a house letter, at an older price.

Every file holds a few rows that are wrong on purpose (`FAULTS`), so that a new clerk meets the problems table; only
`oferte-ro.csv` has faults in its codes, as a file without sure codes is not sent unasked. Codes, prices, houses and
photo addresses are invented; the demo portal draws its own pictures for the photos.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "samples"
OF_THE_DEMO = FOLDER.parent / "demo"
FAULTS = ("short description", "too few photos", "floor above floors", "currency RUB", "unknown type", "photo address")
CODE_FAULTS = ("missing code", "repeated code")

_CITIES = (
    ("Chișinău", "Кишинёв", "Chisinau", 47.0245, 28.8323, 1.0),
    ("Bălți", "Бельцы", "Balti", 47.7617, 27.9289, 0.62),
    ("Orhei", "Оргеев", "Orhei", 47.3831, 28.8231, 0.5),
    ("Ungheni", "Унгены", "Ungheni", 47.2108, 27.8005, 0.48),
    ("Cahul", "Кагул", "Cahul", 45.9075, 28.1944, 0.5),
)
_STREETS = (
    ("str. Mihai Eminescu", "ул. Михай Эминеску", "Mihai Eminescu St"),
    ("bd. Ștefan cel Mare", "бул. Штефан чел Маре", "Stefan cel Mare Blvd"),
    ("str. Ion Creangă", "ул. Ион Крянгэ", "Ion Creanga St"),
    ("str. Alexandru cel Bun", "ул. Александру чел Бун", "Alexandru cel Bun St"),
    ("str. Independenței", "ул. Индепенденцей", "Independentei St"),
    ("str. Vasile Alecsandri", "ул. Василе Александри", "Vasile Alecsandri St"),
    ("str. Păcii", "ул. Пэчий", "Pacii St"),
    ("str. 31 August 1989", "ул. 31 Августа 1989", "31 August 1989 St"),
    ("str. Grădinilor", "ул. Грэдинилор", "Gradinilor St"),
    ("str. Livezilor", "ул. Ливезилор", "Livezilor St"),
)
# kind: words in three languages, how often, area from–to, EUR a square metre for sale, a month; has floors; has rooms
_KINDS = {
    "apartment": (("Apartament", "Квартира", "Apartment"), 24, (32, 110), 1150, 8.5, True, True),
    "house": (("Casă", "Дом", "House"), 6, (80, 240), 850, 5.0, False, True),
    "room": (("Cameră", "Комната", "Room"), 2, (12, 24), 900, 9.0, True, False),
    "land": (
        ("Teren pentru construcții", "Участок под застройку", "Building land"),
        4,
        (400, 1200),
        55,
        0,
        False,
        False,
    ),
    "office": (("Oficiu", "Офис", "Office"), 4, (25, 160), 1300, 10.0, True, False),
    "trade": (("Spațiu comercial", "Торговое помещение", "Retail space"), 3, (30, 220), 1400, 12.0, False, False),
    "warehouse": (("Depozit", "Склад", "Warehouse"), 2, (120, 800), 420, 3.0, False, False),
    "garage": (("Garaj", "Гараж", "Garage"), 3, (16, 28), 480, 4.0, False, False),
}
_UNKNOWN_KIND = ("Iaht", "Яхта", "Houseboat")
_DEALS = {"sale": ("Vânzare", "Продажа", "Sale"), "rent": ("Chirie", "Аренда", "Rent")}
_STATUSES = {
    "active": ("activ", "активно", "active"),
    "hidden": ("ascuns", "скрыто", "hidden"),
    "draft": ("ciornă", "черновик", "draft"),
}
_DETAILS = (
    ("Zonă liniștită, cu magazin, școală și grădiniță la câțiva pași.", "Тихий район, рядом магазин, школа и детский сад.", "A quiet area with a shop, a school and a kindergarten nearby."),
    ("Transport public la două minute, parcare în curte.", "Остановка в двух минутах, парковка во дворе.", "Public transport two minutes away, parking in the yard."),
    ("Actele sunt pregătite, se poate intra imediat.", "Документы готовы, можно заезжать сразу.", "The papers are ready and it is free at once."),
    ("Ferestre spre parc, lumină multă dimineața.", "Окна выходят в парк, по утрам много света.", "The windows look at the park, with much light in the morning."),
    ("Încălzire autonomă și contoare pentru toate serviciile.", "Автономное отопление, счётчики на все услуги.", "Own heating and a meter for every service."),
    ("Proprietarul este deschis la discuții despre preț.", "Собственник готов обсудить цену.", "The owner is ready to talk about the price."),
)  # fmt: skip
_SHORT = ("Urgent, sunați!", "Срочно, звоните!", "Urgent, call us!")


@dataclass(frozen=True, slots=True)
class Offer:
    """One invented listing; `kind` "" is the one no portal knows."""

    code: str
    deal: str
    kind: str
    city: int
    street: int
    house: str
    lat: float
    lng: float
    rooms: int | None
    area: float
    floor: int | None
    floors: int | None
    price: int
    currency: str
    status: str
    details: tuple[int, ...]
    photos: tuple[str, ...]
    short: bool = False


def offers(seed: int, prefix: str, count: int) -> list[Offer]:
    """`count` offers; the first two thirds hold one of each fault of `FAULTS`, evenly spread."""
    dice = random.Random(seed)  # noqa: S311 - invented data, not a secret
    made = [_offer(dice, f"{prefix}-{number:03d}") for number in range(101, 101 + count)]
    step = count * 2 // 3 // len(FAULTS)
    for place, fault in enumerate(FAULTS):
        made[3 + place * step] = _spoilt(made[3 + place * step], fault)
    return made


def _offer(dice: random.Random, code: str) -> Offer:
    kind = dice.choices(list(_KINDS), [facts[1] for facts in _KINDS.values()])[0]
    _, _, (least, most), for_sale, for_rent, has_floors, has_rooms = _KINDS[kind]
    deal = "rent" if for_rent and dice.random() < 0.35 else "sale"
    city = dice.choices(range(len(_CITIES)), [12, 4, 1, 1, 1])[0]
    area = dice.randint(least, most) + (dice.choice((0, 0, 0.5, 0.3)) if most < 300 else 0)
    floors = dice.choice((5, 9, 9, 12, 16)) if has_floors else dice.choice((1, 2, 2)) if kind == "house" else None
    euros = area * (for_sale if deal == "sale" else for_rent) * _CITIES[city][5] * dice.uniform(0.8, 1.25)
    currency = dice.choices(("EUR", "USD", "MDL"), (8, 1, 2))[0]
    rounding = 500 if deal == "sale" else 10
    price = max(rounding, round(euros * {"EUR": 1, "USD": 1.1, "MDL": 20}[currency] / rounding) * rounding)
    photos = dice.randint(3, 6)
    return Offer(
        code=code,
        deal=deal,
        kind=kind,
        city=city,
        street=dice.randrange(len(_STREETS)),
        house=f"{dice.randint(1, 120)}{dice.choice(('', '', '', '/1', 'A'))}",
        lat=round(_CITIES[city][3] + dice.uniform(-0.02, 0.02), 5),
        lng=round(_CITIES[city][4] + dice.uniform(-0.03, 0.03), 5),
        rooms=max(1, min(6, round(area / 24))) if has_rooms else None,
        area=area,
        floor=dice.randint(1, floors) if floors and has_floors else None,
        floors=floors,
        price=price,
        currency=currency,
        status=dice.choices(("active", "hidden", "draft"), (18, 1, 1))[0],
        details=tuple(sorted(dice.sample(range(len(_DETAILS)), dice.randint(2, 4)))),
        photos=tuple(f"https://photos.example.md/{code.lower()}/{number}.jpg" for number in range(1, photos + 1)),
    )


def _spoilt(offer: Offer, fault: str) -> Offer:
    good = replace(offer, status="active")
    if fault == "short description":
        return replace(good, short=True)
    if fault == "too few photos":
        return replace(good, photos=good.photos[:2])
    if fault == "floor above floors":
        return replace(good, deal="sale", kind="apartment", rooms=2, floor=12, floors=9)
    if fault == "currency RUB":
        return replace(good, currency="RUB")
    if fault == "unknown type":
        return replace(good, kind="")
    return replace(good, photos=("photo1.jpg", *good.photos[1:]))


def kind_word(offer: Offer, language: int) -> str:
    return _KINDS[offer.kind][0][language] if offer.kind else _UNKNOWN_KIND[language]


def description(offer: Offer, language: int) -> str:
    if offer.short:
        return _SHORT[language]
    town = _CITIES[offer.city][language]
    first = (
        f"{kind_word(offer, 0)} în {town}, {_STREETS[offer.street][0]}.",
        f"{kind_word(offer, 1)}, {town}, {_STREETS[offer.street][1]}.",
        f"{kind_word(offer, 2)} in {town}, {_STREETS[offer.street][2]}.",
    )[language]
    return " ".join([first, *(_DETAILS[number][language] for number in offer.details)])


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def messy_price(offer: Offer, language: int, turn: int) -> str:
    """A price with its currency, as people type it."""
    signs = {
        "EUR": ("€", "EUR", "euro"),
        "USD": ("$", "USD", "USD"),
        "MDL": (("lei", "MDL", "lei"), ("лей", "MDL", "леев"), ("MDL", "lei", "MDL"))[language],
        "RUB": (("RUB", "RUB", "RUB"), ("руб.", "руб.", "руб."), ("RUB", "RUB", "RUB"))[language],
    }[offer.currency]
    written = (_spaced(offer.price), f"{offer.price:,}".replace(",", "."), str(offer.price))[turn % 3]
    return f"{written} {signs[turn % 3]}"


def _decimal_comma(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def _floor_of(offer: Offer) -> str:
    if offer.floor is None:
        return ""
    return f"{offer.floor}/{offer.floors}"


def _blank(number: int | None) -> int | str:
    return "" if number is None else number


Row = list[str | int | float]


def listings_ro() -> Workbook:
    """A price list as an office keeps it: a heading above the table, the address in pieces, a column a photo."""
    header = ["Cod", "Tip tranzacție", "Tip imobil", "Oraș", "Strada", "Nr. casei", "Camere", "Suprafața, m²", "Etaj"]
    header += ["Preț", "Status", "Descriere", *(f"Foto {number}" for number in range(1, 7)), "Observații interne"]
    rows: list[Row] = [["Casa Verde: ofertele agenției, luna mai 2026"], [], [*header]]
    for turn, offer in enumerate(offers(11, "CV", 48)):
        place: Row = [_CITIES[offer.city][0], _STREETS[offer.street][0], offer.house]
        row: Row = [offer.code, _DEALS[offer.deal][0], kind_word(offer, 0), *place, _blank(offer.rooms)]
        row += [offer.area, _floor_of(offer), messy_price(offer, 0, turn), _STATUSES[offer.status][0]]
        photos = [*offer.photos, *[""] * (6 - len(offer.photos))]
        rows.append([*row, description(offer, 0), *photos, ("", "", "cheia la birou", "")[turn % 4]])
    book = _workbook("Oferte", rows, heading=2)
    notes = book.create_sheet("Note")
    notes.append(["Prețurile se verifică în fiecare luni."])
    return book


def listings_ru() -> Workbook:
    """An export of a CRM: price and currency apart, the address in one cell, all photos in one cell."""
    header = ["Код объекта", "Вид сделки", "Тип недвижимости", "Адрес", "Количество комнат", "Общая площадь"]
    rows: list[Row] = [[*header, "Этаж", "Этажность", "Цена", "Валюта", "Статус", "Описание", "Фотографии"]]
    for offer in offers(22, "ZD", 40):
        address = f"{_CITIES[offer.city][1]}, {_STREETS[offer.street][1]}, {offer.house}"
        row: Row = [offer.code, _DEALS[offer.deal][1], kind_word(offer, 1), address, _blank(offer.rooms)]
        row += [_decimal_comma(offer.area), _blank(offer.floor), _blank(offer.floors), _spaced(offer.price)]
        rows.append([*row, offer.currency, _STATUSES[offer.status][1], description(offer, 1), "\n".join(offer.photos)])
    return _workbook("Объекты", rows)


def listings_en() -> Workbook:
    """A tidy sheet with numbers as numbers and the place as coordinates and address."""
    header = ["Listing ID", "Deal type", "Property type", "Address", "Latitude", "Longitude", "Rooms", "Area (m2)"]
    header += ["Floor", "Total floors", "Price", "Currency", "Status", "Description"]
    rows: list[Row] = [[*header, *(f"Photo {number}" for number in range(1, 7))]]
    for offer in offers(33, "GH", 36):
        address = f"{offer.house} {_STREETS[offer.street][2]}, {_CITIES[offer.city][2]}"
        row: Row = [offer.code, _DEALS[offer.deal][2], kind_word(offer, 2), address, offer.lat, offer.lng]
        row += [_blank(offer.rooms), offer.area, _blank(offer.floor), _blank(offer.floors), offer.price]
        photos = [*offer.photos, *[""] * (6 - len(offer.photos))]
        rows.append([*row, offer.currency, _STATUSES[offer.status][2], description(offer, 2), *photos])
    return _workbook("Listings", rows)


def kvartiry_ru() -> bytes:
    """A text file as Excel saves it on a Russian Windows: cp1251, semicolons."""
    header = ["Код", "Сделка", "Тип объекта", "Город", "Улица", "Дом", "Комнат", "Площадь", "Этаж", "Цена", "Статус"]
    rows: list[Row] = [[*header, "Описание", "Фото"]]
    for turn, offer in enumerate(offers(44, "KV", 42)):
        place: Row = [_CITIES[offer.city][1], _STREETS[offer.street][1], offer.house]
        row: Row = [offer.code, _DEALS[offer.deal][1], kind_word(offer, 1), *place, _blank(offer.rooms)]
        row += [_decimal_comma(offer.area), _floor_of(offer), messy_price(offer, 1, turn), _STATUSES[offer.status][1]]
        rows.append([*row, description(offer, 1), ", ".join(offer.photos)])
    return _text(rows, ";").encode("cp1251")


def oferte_ro() -> bytes:
    """UTF-8 with commas; one row without a code and one with the code of another (`CODE_FAULTS`)."""
    made = offers(55, "OF", 32)
    made[25] = replace(made[25], code="")
    made[28] = replace(made[28], code=made[27].code)
    header = ["Cod ofertă", "Tranzacție", "Tip imobil", "Adresa", "Nr. camere", "Suprafața", "Etaj", "Preț", "Valuta"]
    rows: list[Row] = [[*header, "Status", "Descriere", "Poze"]]
    for offer in made:
        address = f"{_CITIES[offer.city][0]}, {_STREETS[offer.street][0]} {offer.house}"
        row: Row = [offer.code, _DEALS[offer.deal][0], kind_word(offer, 0), address, _blank(offer.rooms)]
        row += [_decimal_comma(offer.area), _floor_of(offer), offer.price, offer.currency, _STATUSES[offer.status][0]]
        rows.append([*row, description(offer, 0), " ".join(offer.photos)])
    return _text(rows, ",").encode("utf-8-sig")


_PORTAL_KINDS = {
    "apartment": ("residential", "apartment"),
    "house": ("residential", "house"),
    "room": ("residential", "room"),
    "land": ("residential", "residential-land"),
    "office": ("commercial", "office"),
    "trade": ("commercial", "trade"),
    "warehouse": ("commercial", "warehouse"),
    "garage": ("parking", "garage"),
}


def typed_in() -> list[dict[str, object]]:
    """Two thirds of the offers of `listings_ro`, as the portal has them, and three that are in no file; two of the same
    flat."""
    dice = random.Random(66)  # noqa: S311 - invented data, not a secret
    good = [offer for offer in offers(11, "CV", 48) if offer.kind and offer.status != "draft"]
    chosen = [offer for number, offer in enumerate(good) if number % 3]
    made = [_as_typed(offer, dice) for offer in chosen]
    made.append(_as_typed(chosen[4], dice))
    made += [_as_typed(offer, dice) for offer in (_offer(dice, f"XX-{number}") for number in range(3))]
    dice.shuffle(made)
    return made


def _as_typed(offer: Offer, dice: random.Random) -> dict[str, object]:
    language = dice.choice((0, 0, 1))
    house = offer.house.rstrip("A") if dice.random() < 0.3 else offer.house
    kind, subtype = _PORTAL_KINDS[offer.kind]
    fields: dict[str, object] = {
        "announcementStatus": "active",
        "announcementType": offer.deal,
        "propertyType": kind,
        "propertySecondaryType": subtype,
        "announcementValue": offer.price + (0 if dice.random() < 0.7 else dice.choice((-1000, 1000, 2500))),
        "announcementCurrency": "EUR" if offer.currency == "RUB" else offer.currency,
        "propertyAddress": f"{_CITIES[offer.city][language]}, {_STREETS[offer.street][language]} {house}",
        "propertyArea": offer.area,
        "propertyCoordinates": {"lat": offer.lat, "lng": offer.lng},
        "announcementDescription": description(replace(offer, short=False), language),
        "files": [f"https://by-hand.example.md/{offer.code.lower()}/{number}.jpg" for number in range(1, 4)],
        "user": dice.randrange(3),
    }
    if offer.floor and offer.floors and offer.floor <= offer.floors:
        fields |= {"propertyFloorNumber": offer.floor, "propertyFloorsTotal": offer.floors}
    if offer.rooms:
        fields |= {"propertyQuantitySize": "custom-value", "propertyQuantitySizeValue": offer.rooms}
    return fields


def typed_in_text() -> str:
    return json.dumps(typed_in(), ensure_ascii=False, indent=1) + "\n"


def _workbook(title: str, rows: list[Row], heading: int = 0) -> Workbook:
    book = Workbook()
    book.properties.creator = "Rentix Desktop"
    book.properties.created = book.properties.modified = datetime(2026, 5, 4, 9, 30)  # noqa: DTZ001 - as the format wants
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = title
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    for cell in sheet[heading + 1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = f"A{heading + 2}"
    return book


def _text(rows: list[Row], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


WORKBOOKS: dict[str, Callable[[], Workbook]] = {
    "listings-ro.xlsx": listings_ro,
    "listings-ru.xlsx": listings_ru,
    "listings-en.xlsx": listings_en,
}
TEXTS: dict[str, Callable[[], bytes]] = {"kvartiry-ru.csv": kvartiry_ru, "oferte-ro.csv": oferte_ro}


def main(folder: Path = FOLDER, of_the_demo: Path = OF_THE_DEMO) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    of_the_demo.mkdir(parents=True, exist_ok=True)
    (of_the_demo / "typed-in.json").write_text(typed_in_text(), "utf-8", newline="\n")
    for name, make_workbook in WORKBOOKS.items():
        make_workbook().save(folder / name)
    for name, make_text in TEXTS.items():
        (folder / name).write_bytes(make_text())


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:3]))
