"""Small listing files of every kind, made by number: what is written is known, so that what is read can be compared."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Final

from tests.sheets import files

Line = list[files.Value]

HEADERS: Final = {
    "ro": ["Cod", "Tip", "Preț, €", "Adresa", "Etaj", "Foto", "Descriere"],
    "ru": ["Код", "Тип", "Цена, €", "Адрес", "Этаж", "Фото", "Описание"],
    "uk": ["Код", "Тип", "Ціна, €", "Адреса", "Поверх", "Фото", "Опис"],
    "en": ["Code", "Type", "Price, EUR", "Address", "Floor", "Photo", "Description"],
}
AREA: Final = {
    "ro": ("Suprafața", "totală", "locuibilă"),
    "ru": ("Площадь", "общая", "жилая"),
    "uk": ("Площа", "загальна", "житлова"),
    "en": ("Area", "total", "living"),
}
KINDS: Final = {
    "ro": ["Apartament", "Casă", "Garaj"],
    "ru": ["Квартира", "Дом", "Гараж"],
    "uk": ["Квартира", "Будинок", "Гараж"],
    "en": ["Apartment", "House", "Garage"],
}
STREETS: Final = {
    "ro": ["str. Ștefan cel Mare", "bd. Dacia", "str. Păcii", "str. Câmpului"],
    "ru": ["ул. Измаил", "бул. Дачия", "ул. Щусева", "ул. Мира"],
    "uk": ["вул. Хрещатик", "вул. Їжакевича", "вул. Лесі Українки", "вул. Сагайдачного"],
    "en": ["Park Street", "Main Avenue", "Hill Road", "Station Lane"],
}
WORDS: Final = {
    "ro": "lumină multă, încălzire autonomă; mobilă și tehnică, lângă școală; fără intermediari, țară",
    "ru": "светлая, тёплая; рядом школа, парк и детский сад; новый ремонт, мебель и техника, лифт",
    "uk": "світла, тепла; поруч школа, парк і дитячий садок; новий ремонт, меблі, їдальня, під'їзд",
    "en": "bright, warm; close to a school, park and shops; newly renovated, furnished, with a lift",
}
TITLES: Final = {
    "ro": ["Oferte martie 2026", "Agenția Lux"],
    "ru": ["Предложения, март 2026", "Агентство Люкс"],
    "uk": ["Пропозиції, березень 2026", "Агенція Люкс"],
    "en": ["Offers of March 2026", "Lux Agency"],
}
SECTIONS: Final = {
    "ro": ["ETAJ 1", "ETAJ 2", "ETAJ 3"],
    "ru": ["Подъезд 1", "Подъезд 2", "Подъезд 3"],
    "uk": ["Поверх 1", "Поверх 2", "Поверх 3"],
    "en": ["For sale", "For rent", "Sold"],
}
NOTES: Final = {
    "ro": ["Prețurile sunt valabile până la 31.12.2026", "pag. 2 din 3"],
    "ru": ["Цены действительны до 31.12.2026", "стр. 2 из 3"],
    "uk": ["Ціни дійсні до 31.12.2026", "сторінка 2 з 3"],
    "en": ["Prices are valid until 31.12.2026", "page 2 of 3"],
}
LAND: Final = {"ro": "Teren, ari", "ru": "Участок, соток", "uk": "Ділянка, соток", "en": "Land, ares"}
TOTALS: Final = {"ro": "TOTAL", "ru": "Итого:", "uk": "Всього", "en": "Total"}
ENCODINGS: Final = {
    "ro": ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1250", "iso-8859-2", "iso-8859-16"],
    "ru": ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1251", "koi8-r", "mac_cyrillic"],
    "uk": ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"],
    "en": ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"],
}
DELIMITERS: Final = [",", ";", "\t", "|"]
LAYOUTS: Final = [
    "plain", "titled", "gaps", "sections", "totals", "double", "everything", "footers", "pages", "numbered", "below",
    "headless", "broken",
]  # fmt: skip
BOOKS: Final = ["xlsx", "xls", "ods", "html"]
_OLD: Final = str.maketrans("șțȘȚ", "şţŞŢ")
_NOT_THERE: Final = {
    "iso-8859-2": "€",
    "koi8-r": "€",
    "iso-8859-16": "",
    "cp1250": "",
    "cp1251": "",
    "mac_cyrillic": "",
}


@dataclass(frozen=True, slots=True)
class Case:
    language: str
    layout: str
    carrier: str  # a kind of workbook, or the encoding of a text file
    delimiter: str | None
    seed: int

    @property
    def name(self) -> str:
        return f"{self.language}-{self.layout}-{self.carrier}-{DELIMITERS.index(self.delimiter or ',')}-{self.seed}"


@dataclass(slots=True)
class Truth:
    """`records` are (row, sheet row, cells without the title, title or None); `shifted` the rows that are broken."""

    lines: list[Line] = field(default_factory=list)
    header_row: int | None = 0
    header: list[str] = field(default_factory=list)
    records: list[tuple[int, int, Line, str | None]] = field(default_factory=list)
    shifted: set[int] = field(default_factory=set)


def cases() -> Iterator[Case]:
    for language, layout in product(HEADERS, LAYOUTS):
        for seed, (encoding, delimiter) in enumerate(product(ENCODINGS[language], DELIMITERS)):
            yield Case(language, layout, encoding, delimiter, seed)
        for seed, book in enumerate(BOOKS if layout != "broken" else ()):
            yield Case(language, layout, book, None, seed)


def truth(case: Case) -> Truth:
    dice = random.Random(case.name)
    every = case.layout == "everything"
    made, language = Truth(), case.language
    if case.layout == "titled" or every:
        made.lines += [[TITLES[language][0]], [], [TITLES[language][1], "tel. +373 22 000000"], []]
    labels: list[str] = [_sign(text, case) for text in HEADERS[language]]
    area, whole, living = AREA[language]
    if case.layout == "double" or every:
        made.lines.append([*labels[:3], area, None, *labels[3:]])
        made.lines.append([None, None, None, whole, living])
        made.header = [*labels[:3], f"{area} {whole}", f"{area} {living}", *labels[3:]]
    else:
        made.lines.append([*labels[:3], area, *labels[3:]])
        made.header = [*labels[:3], area, *labels[3:]]
    made.header_row = len(made.lines) - 1
    if case.layout == "headless":
        made.lines, made.header_row, made.header = [], None, [""] * len(made.header)
    if case.layout == "numbered":
        made.lines.append(list(range(1, len(made.header) + 1)))
    _body(case, made, dice, len(made.header) == 9)
    if case.layout == "footers":
        made.lines += [[], [NOTES[language][0]], [None, "Director", None, "I. Popa"]]
    if case.layout == "below":
        _second_table(case, made, labels, dice)
    return made


def _second_table(case: Case, made: Truth, labels: list[str], dice: random.Random) -> None:
    """Below the first one, with a column of its own and some of the others elsewhere."""
    land = LAND[case.language]
    made.lines += [[], [labels[0], land, labels[2], labels[4 - 1]]]
    row = made.records[-1][0] + 2
    made.records = [(number, place, [*line, None], title) for number, place, line, title in made.records]
    width = len(made.header)
    address = made.header.index(labels[3])
    made.header.append(land)
    for number in range(5):
        code, ares, price = f"T{number}", dice.randint(4, 12), dice.randrange(20, 90) * 500
        street = f"{dice.choice(STREETS[case.language])}, {number}"
        made.lines.append([code, ares, price, street])
        line: Line = [None] * (width + 1)
        line[0], line[2], line[address], line[width] = code, price, street, ares
        made.records.append((row + number, len(made.lines), line, None))


def _body(case: Case, made: Truth, dice: random.Random, two_areas: bool) -> None:
    every = case.layout == "everything"
    section: str | None = None
    row = 1 if case.layout == "numbered" else 0
    for number in range(dice.randint(8, 16)):
        if (case.layout == "sections" or every) and number in (0, 4, 6):
            section = SECTIONS[case.language][(0, 4, 6).index(number)]
            made.lines.append([section])
            row += 1
        if case.layout == "pages" and number in (3, 6):
            made.lines += [[NOTES[case.language][1]], made.lines[0]]
            row += 2
        if (case.layout == "gaps" or every) and number % 3 == 1:
            made.lines.append([])
        line = _record(case, number, dice, two_areas)
        if case.layout == "broken" and number in (2, 5):
            line[4:5] = str(line[4]).split(",")
            made.shifted.add(row)
        made.lines.append(line)
        made.records.append((row, len(made.lines), line, section))
        row += 1
        if case.layout == "totals" and number == 4:
            made.lines.append([TOTALS[case.language], None, 120_000])
            row += 1
    if case.layout == "totals" or every:
        made.lines.append([TOTALS[case.language], None, 1_234_000])


def _record(case: Case, number: int, dice: random.Random, two_areas: bool) -> Line:
    words = WORDS[case.language].split()
    area = round(dice.uniform(30, 120), 1) + 0.05
    texts: Line = [f"00{number + 10}", dice.choice(KINDS[case.language]), dice.randrange(20, 300) * 500, round(area, 2)]
    if two_areas:
        texts.append(round(area * 0.6, 2) if round(area * 0.6, 2) % 1 else 40.5)
    streets = STREETS[case.language]
    texts += [
        f"{dice.choice(streets)}, {dice.randint(1, 90)}",
        f"{dice.randint(1, 9)}/9",
        f"https://img.example.md/{number}.jpg",
        " ".join(dice.sample(words, 6)) + dice.choice(["", "\n" + words[0], ' "' + words[1] + '"']),
    ]
    return texts


def _sign(text: str, case: Case) -> str:
    return text.replace("€", "EUR") if case.carrier in _NOT_THERE else text


def written(case: Case, made: Truth, folder: Path) -> Path:
    path = folder / f"{case.name}.{case.carrier if case.carrier in BOOKS else 'csv'}"
    if case.carrier == "xlsx":
        return files.xlsx(path, {"Note": [["x"]], "Oferte": made.lines})
    if case.carrier == "xls":
        return files.xls(path, {"Note": [["x"]], "Oferte": made.lines})
    if case.carrier == "ods":
        return files.ods(path, {"Note": [["x"]], "Oferte": made.lines})
    if case.carrier == "html":
        return _page(path, made.lines)
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if case.seed % 3 == 0 else csv.QUOTE_MINIMAL
    ends = "\r" if case.seed % 6 == 3 else ["\r\n", "\n"][case.seed % 2]
    lines = made.lines
    if case.seed % 4 == 1:  # and some write codes as formulas of texts
        lines = [
            [f'="{line[0]}"', *line[1:]] if str(line[0] if line else "").startswith("00") else line for line in lines
        ]
    if case.seed % 5 == 0:  # some programs write every line as wide as the widest
        lines = [[*line, *[None] * (len(made.header) - len(line))] for line in lines]
    csv.writer(text, delimiter=case.delimiter or ",", quoting=quoting, lineterminator=ends).writerows(lines)  # type: ignore[arg-type]  # an int for the Literal
    whole = text.getvalue()
    if case.seed % 7 == 0:
        whole = f"sep={case.delimiter}{ends}{whole}"
    if case.carrier in {"cp1250", "iso-8859-2"}:
        whole = whole.translate(_OLD)
    path.write_bytes(whole.encode(case.carrier))
    return path


def _page(path: Path, lines: list[Line]) -> Path:
    from html import escape

    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(_text(cell)).replace(chr(10), '<br>')}</td>" for cell in line) + "</tr>\n"
        for line in lines
    )
    path.write_text(f"<html><meta charset=utf-8><body><table>{rows}</table></body></html>", encoding="utf-8")
    return path


def _text(cell: files.Value) -> str:
    return "" if cell is None else str(cell)


def as_read(case: Case, cells: Line) -> tuple[object, ...]:
    """The cells as this carrier gives them: texts only where it knows no numbers."""
    if case.carrier in BOOKS and case.carrier != "html":
        return tuple(cells)
    return tuple(None if cell is None else str(cell) for cell in cells)
