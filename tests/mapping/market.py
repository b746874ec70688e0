"""Tables as the market makes them, from a short text: every row is one invented listing whose figures agree.

A block of `market_tables.txt` starts with "# name". Lines that start with "%" say what is sold ("% country=md
area=28..120 ppm=900..1600"), with "@" how the file is made ("@ csv cp1251 ;", "@ xlsx", "@ title …", "@ junk",
"@ section => floor: Etaj {floor}", "@ noheader", "@ total"). The others are columns: "header => targets: values".

Values: alternatives parted by " | ", drawn at random; "text>value" tells the portal's value for it; "{fact}" or
"{fact:form}" is a fact of the row (`_facts`), "{3..9}" a number, "9* text" nine times as likely. A value that is one fact alone is a number in a workbook.
Targets as in `foreign_tables.py`: several joined by "/" are all right, "-" = must not (or, among others, need not) be used.
A target in brackets, "[1]price", is one of a group: exactly one of the columns with that mark has to carry it.
"""

from __future__ import annotations

import csv
import random
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from tests.mapping.foreign_tables import TARGETS

TABLES: Final = Path(__file__).with_name("market_tables.txt")
_LINE: Final = re.compile(r"(?P<header>.*?)\s*=> (?:\[(?P<group>\w+)\])?(?P<targets>[\w./-]+):\s?(?P<values>.*)")
_WEIGHT: Final = re.compile(r"(\d+)\* ")
_FACT: Final = re.compile(r"\{(?P<name>\w+|\d+\.\.\d+)(?::(?P<form>[^}]*))?\}")
_RECORDED: Final = {  # facts that a record shows: target → (field, fact)
    "announcementValue": ("announcementValue", "price"),
    "propertyArea": ("propertyArea", "area"),
    "propertyQuantitySizeValue": ("propertyQuantitySizeValue", "rooms"),
    "propertyFloorNumber": ("propertyFloorNumber", "floor"),
    "propertyFloorsTotal": ("propertyFloorsTotal", "floors"),
    "propertyCoordinates.lat": ("propertyCoordinates.lat", "lat"),
    "propertyCoordinates.lng": ("propertyCoordinates.lng", "lng"),
}
_PLACES: Final[dict[str, dict[str, list[str]]]] = {
    "ro": {
        "city": ["Chișinău", "Chișinău", "Chișinău", "Bălți", "Orhei", "Ialoveni", "Durlești"],
        "district": ["Botanica", "Ciocana", "Râșcani", "Centru", "Buiucani", "Telecentru", "Sculeni", "Poșta Veche"],
        "street": ["str. Alba Iulia", "bd. Dacia", "str. Ismail", "str. Ion Creangă", "str. Grenoble", "bd. Moscova",
                   "str. Vasile Lupu", "str. Sarmizegetusa", "bd. Mircea cel Bătrân", "str. Mihail Sadoveanu"],
    },
    "ru": {
        "city": ["Кишинёв", "Кишинёв", "Кишинёв", "Бельцы", "Оргеев", "Яловены", "Дурлешты"],
        "district": ["Ботаника", "Чеканы", "Рышкановка", "Центр", "Буюканы", "Телецентр", "Скулянка"],
        "street": ["ул. Алба-Юлия", "бул. Дачия", "ул. Измаил", "ул. Крянгэ", "ул. Гренобль", "бул. Московский",
                   "ул. Василе Лупу", "ул. Сармизеджетуса", "пр-т Мирча чел Бэтрын"],
    },
    "en": {
        "city": ["Chisinau", "Chisinau", "Balti", "Orhei", "Ialoveni"],
        "district": ["Botanica", "Ciocana", "Riscani", "Centru", "Buiucani", "Telecentru"],
        "street": ["Alba Iulia St", "Dacia Blvd", "Ismail St", "Ion Creanga St", "Grenoble St", "Vasile Lupu St"],
    },
    "uk": {
        "city": ["Київ", "Київ", "Львів", "Одеса", "Чернівці"],
        "district": ["Оболонський", "Печерський", "Дарницький", "Шевченківський", "Подільський", "Голосіївський"],
        "street": ["вул. Хрещатик", "просп. Перемоги", "вул. Саксаганського", "вул. Антоновича", "вул. Драгоманова"],
    },
    "bu": {
        "city": ["București", "Cluj-Napoca", "Iași", "Timișoara", "Brașov"],
        "district": ["Titan", "Drumul Taberei", "Mănăștur", "Tătărași", "Militari", "Berceni", "Pipera", "Copou"],
        "street": ["Str. Victoriei", "Bd. Unirii", "Calea Moșilor", "Str. Republicii", "Aleea Rozelor"],
    },
    "mo": {
        "city": ["Москва", "Мытищи", "Химки", "Балашиха", "Казань"],
        "district": ["Хамовники", "Марьино", "Бутово Южное", "Отрадное", "Свиблово", "Кузьминки"],
        "street": ["ул. Ленина", "Садовая ул.", "пр-кт Мира", "ул. Победы", "Школьная ул.", "ул. Гагарина"],
    },
}  # fmt: skip
_CENTRES: Final = {"ro": (47.02, 28.83), "ru": (47.02, 28.83), "en": (47.02, 28.83), "uk": (50.45, 30.52),
                   "bu": (44.43, 26.10), "mo": (55.75, 37.62)}  # fmt: skip
_PEOPLE: Final = {
    "ro": ["Ion Munteanu", "Elena Rusu", "Vasile Ciobanu", "Natalia Cojocaru", "Andrei Lungu", "Doina Sîrbu"],
    "ru": ["Иван Петренко", "Ольга Чебан", "Сергей Мунтян", "Марина Руснак", "Вадим Гуцу", "Светлана Ротарь"],
    "uk": ["Олена Коваль", "Андрій Шевчук", "Наталія Бондар", "Ігор Мельник", "Тетяна Гнатюк"],
    "en": ["John Harper", "Mary Collins", "Peter Walsh", "Anna Reed", "Victor Stone"],
}
_SENTENCES: Final = {
    "ro": ["Se vinde apartament luminos.", "Încălzire autonomă, geamuri termopan.", "Aproape de parc, școală și grădiniță.",
           "Bloc nou dat în exploatare.", "Curte amenajată, parcare pentru oaspeți.", "Acte în regulă.", "Bucătărie mobilată."],
    "ru": ["Продаётся светлая квартира.", "Автономное отопление, стеклопакеты.", "Рядом парк, школа и детский сад.",
           "Дом сдан в эксплуатацию.", "Благоустроенный двор, парковка.", "Документы готовы.", "Кухня с мебелью."],
    "en": ["Bright home close to the park.", "Autonomous heating, double glazing.", "School and shops within a walk.",
           "New building with a lift.", "Quiet yard with parking.", "Papers are ready.", "Fitted kitchen stays."],
    "uk": ["Продається світла квартира.", "Автономне опалення, склопакети.", "Поруч парк, школа та дитячий садок.",
           "Будинок здано в експлуатацію.", "Тихий двір, паркінг.", "Документи готові.", "Кухня з меблями."],
}  # fmt: skip
_NOTES: Final = {
    "ro": ["cheia la vecina ap. 12", "proprietarul cedează până la 2000", "a sunat, revine luni", "nu vrea agenții",
           "se grăbește, pleacă peste hotare, comision de la cumpărător", "de fotografiat din nou", "exclusivitate până în mai"],
    "ru": ["ключи у соседки кв. 12", "хозяин уступит до 2000", "звонил, перезвонить в понедельник", "не хочет агентств",
           "торопится, уезжает, комиссия с покупателя", "перефотографировать", "эксклюзив до мая"],
    "en": ["keys at the neighbour's, flat 12", "owner would go down by 2000", "called, call back on Monday",
           "in a hurry, fee is paid by the buyer", "new photos needed", "exclusive until May"],
    "uk": ["ключі у сусідки кв. 12", "власник поступиться до 2000", "дзвонив, передзвонити в понеділок",
           "поспішає, комісія з покупця", "перефотографувати", "ексклюзив до травня"],
}  # fmt: skip
_PHONES: Final = {
    "ro": "+3736{}{}",
    "ru": "06{} {}",
    "en": "+373 7{} {}",
    "uk": "+38067{}{}",
    "bu": "07{}{}",
    "mo": "+7 9{} {}",
}
_START: Final = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class MarketColumn:
    header: str
    expected: frozenset[str | None]
    values: tuple[str, ...]
    group: str | None = None


@dataclass(slots=True)
class MarketTable:
    """`rows` are the cells as written; `records` what a reader has to find in them, by row."""

    name: str
    columns: list[MarketColumn] = field(default_factory=list)
    section: MarketColumn | None = None
    settings: dict[str, str] = field(default_factory=dict)
    kind: tuple[str, ...] = ("xlsx",)
    titles: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    facts: list[dict[str, Any]] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """One of three, by its name alone: measured, never looked into."""
        return zlib.crc32(self.name.encode()) % 3 == 0

    @property
    def header_row(self) -> int | None:
        return None if "noheader" in self.flags else len(self.titles)


def market_tables(text: str | None = None) -> tuple[MarketTable, ...]:
    blocks = re.split(r"(?m)^# ", TABLES.read_text("utf-8") if text is None else text)[1:]
    return tuple(_table(block) for block in blocks)


def _table(block: str) -> MarketTable:
    name, *lines = block.strip().splitlines()
    table = MarketTable(name)
    for line in lines:
        if line.startswith("% "):
            table.settings |= dict(pair.split("=", 1) for pair in line[2:].split())
        elif line.startswith("@ section"):
            table.section = _column(line.removeprefix("@ section").strip())
        elif line.startswith("@ title"):
            table.titles.append(line.removeprefix("@ title").strip())
        elif line.startswith(("@ csv", "@ xlsx")):
            table.kind = tuple(line[2:].split(" "))
        elif line.startswith("@ "):
            table.flags.add(line[2:])
        elif line:
            table.columns.append(_column(line))
    chance = random.Random(name)
    _draw(table, chance)
    return table


def _column(line: str) -> MarketColumn:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(line)
    expected = frozenset(None if name == "-" else TARGETS[name] for name in match["targets"].split("/"))
    values: list[str] = []
    for text in re.split(r"\s*(?:(?<=\s)|^)\|(?=\s|$)", match["values"]):
        weight = _WEIGHT.match(text)
        values += [_WEIGHT.sub("", text).strip()] * (int(weight[1]) if weight else 1)
    return MarketColumn(match["header"].replace("\\n", "\n"), expected, tuple(values), match["group"])


def _draw(table: MarketTable, chance: random.Random) -> None:
    settings = table.settings
    count = int(settings.get("rows", chance.randrange(18, 55)))
    table.facts = [_facts(settings, number, chance) for number in range(1, count + 1)]
    if table.section is not None:
        key = _FACT.search(table.section.values[0])
        assert key is not None
        table.facts.sort(key=lambda facts: facts[key["name"]])
    typed = table.kind[0] == "xlsx"
    for facts in table.facts:
        record: dict[str, Any] = dict(pair.split(":") for pair in settings.get("always", "").split(",") if pair)
        cells = []
        for column in table.columns:
            text, _, said = chance.choice(column.values).partition(">")
            cell = _filled(text, facts, chance, typed=typed)
            cells.append(cell)
            _expect(record, column, text, said, facts)
        if table.section is not None:
            _expect(record, table.section, table.section.values[0], "", facts)
        table.rows.append(cells)
        table.records.append(record)


def _expect(record: dict[str, Any], column: MarketColumn, text: str, said: str, facts: Mapping[str, Any]) -> None:
    if None in column.expected or not text:
        return
    for target in column.expected:
        if said and target is not None and len(column.expected) == 1:
            record[target] = said
    names = {match["name"] for match in _FACT.finditer(text)}
    for target, (name, fact) in _RECORDED.items():
        if (target in column.expected or {"propertyFloor", "propertyCoordinates"} & column.expected) and fact in names:
            record[name] = facts[fact]


def _range(text: str) -> tuple[int, int]:
    low, _, high = text.partition("..")
    return int(low), int(high or low)


def _facts(settings: Mapping[str, str], number: int, chance: random.Random) -> dict[str, Any]:
    country = settings.get("country", "ro")
    low, high = _range(settings.get("area", "28..118"))
    area: float = round(chance.uniform(low, high), 1 if high < 300 else 0)
    area = int(area) if area == int(area) else area
    if "price" in settings:
        price = chance.randrange(*_range(settings["price"]))
    else:
        price = int(area * chance.randrange(*_range(settings.get("ppm", "850..1600"))))
    step = int(settings.get("step", 100 if price > 5000 else 10))
    price = max(step, price // step * step)
    floors = chance.choice([int(text) for text in settings.get("floors", "5,9,10,12,16").split(",")])
    place, centre = _PLACES[country], _CENTRES[country]
    people = _PEOPLE[
        "uk" if country == "uk" else "ru" if country in ("ru", "mo") else "en" if country == "en" else "ro"
    ]
    day = _START + timedelta(days=chance.randrange(140))
    facts: dict[str, Any] = {
        "n": number, "id": 48210 + number * 37 + chance.randrange(30), "price": price, "area": area,
        "ppm": round(price / area), "old": int(price * 1.06) // 100 * 100, "down": int(price * 0.95) // 100 * 100,
        "deposit": price // 2, "mdl": price * 20, "lei": price * 5, "thousands": price / 1000,
        "living": round(area * chance.uniform(0.5, 0.65), 1), "kitchen": round(chance.uniform(6, 16), 1),
        "terrace": round(chance.uniform(2, 9), 1), "built": round(area * 1.15, 1), "plot": chance.randrange(4, 18),
        "floor": chance.randrange(1, floors + 1), "floors": floors, "above": floors - 1,
        "rooms": min(6, max(1, int(area // 24))), "bath": chance.choice([1, 1, 2]), "year": chance.randrange(1965, 2027),
        "lat": round(centre[0] + chance.uniform(-0.06, 0.06), 6), "lng": round(centre[1] + chance.uniform(-0.09, 0.09), 6),
        "city": chance.choice(place["city"]), "district": chance.choice(place["district"]),
        "street": chance.choice(place["street"]), "house": f"{chance.randrange(1, 140)}{chance.choice(['', '', '', '/1', 'A'])}",
        "flat": chance.randrange(1, 180), "entrance": chance.randrange(1, 5), "block": chance.choice(["A", "B", "C"]),
        "person": chance.choice(people), "other": chance.choice(people), "count": chance.randrange(3, 22),
        "phone": _PHONES[country].format(chance.randrange(10, 99), chance.randrange(100000, 999999)),
        "fee": chance.choice([1, 2, 2, 3]), "day": day.isoformat(), "date": day.strftime("%d.%m.%Y"),
        "time": f"{day} {chance.randrange(24):02}:{chance.randrange(60):02}:00",
        "views": chance.randrange(10, 4000), "hash": f"{chance.getrandbits(48):012x}", "metro": chance.randrange(2, 25),
        "cad": f"0100{chance.randrange(100, 999)}.{chance.randrange(100, 999)}.{chance.randrange(10, 99)}.001",
        "height": chance.choice([2.5, 2.6, 2.7, 2.75, 3]), "mail": f"user{chance.randrange(10, 99)}@example.com",
    }  # fmt: skip
    for language, texts in _SENTENCES.items():
        facts[f"text_{language}"] = " ".join(chance.sample(texts, chance.randrange(3, 6)))
        facts[f"note_{language}"] = chance.choice(_NOTES[language])
    return facts


def _filled(text: str, facts: Mapping[str, Any], chance: random.Random, *, typed: bool) -> Any:
    whole = _FACT.fullmatch(text)
    if whole is not None and whole["form"] is None:
        value = _value(whole["name"], facts, chance)
        return value if typed else str(value)
    filled = _FACT.sub(lambda match: _formed(_value(match["name"], facts, chance), match["form"]), text)
    if typed and re.fullmatch(r"[1-9]\d{0,8}|0", filled):
        return int(filled)
    return filled or None


def _value(name: str, facts: Mapping[str, Any], chance: random.Random) -> Any:
    return facts[name] if name in facts else chance.randrange(*_range(name))


def _formed(value: Any, form: str | None) -> str:
    if form == "sp":
        return f"{value:,}".replace(",", " ")
    if form == "dot":
        return f"{value:,}".replace(",", ".")
    if form == "com":
        return f"{value:,}"
    if form == "dec":
        return str(value).replace(".", ",")
    return format(value, form or "")


def write(table: MarketTable, folder: Path) -> Path:
    """The table as a file of its kind."""
    name = re.sub(r"\W+", "-", table.name)
    lines: list[list[Any]] = [[title] for title in table.titles]
    if "noheader" not in table.flags:
        lines.append([column.header for column in table.columns])
    last = None
    for facts, cells in zip(table.facts, table.rows, strict=True):
        if table.section is not None:
            said = _filled(table.section.values[0], facts, random.Random(0), typed=False)
            if said != last:
                lines.append([said])
            last = said
        lines.append(cells)
    if "total" in table.flags:
        words = "Итого" if table.settings.get("country") in ("ru", "mo") else "Total"
        lines.append([f"{words}: {len(table.rows)}"])
    if table.kind[0] == "csv":
        path = folder / f"{name}.csv"
        old = str.maketrans("șțȘȚ", "şţŞŢ") if table.kind[1] in ("cp1250", "iso8859-2") else {}
        lines = [[None if cell is None else str(cell).translate(old) for cell in line] for line in lines]
        with path.open("w", encoding=table.kind[1], newline="") as out:
            delimiter = table.kind[2] if len(table.kind) > 2 else ","
            csv.writer(out, delimiter="\t" if delimiter == "tab" else delimiter).writerows(lines)
        return path
    return _workbook(table, lines, folder / f"{name}.xlsx")


def _workbook(table: MarketTable, lines: list[list[Any]], path: Path) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    if "junk" in table.flags:
        sheet.title = "Info"
        for line in (["Agentia noastra"], ["Actualizat", "05.2026"], ["Contact", "+373 22 000 000"]):
            sheet.append(line)
        sheet = book.create_sheet("Oferte")
    for line in lines:
        sheet.append(line)
    book.save(path)
    return path
