"""Large workbooks for the benchmarks, written to the system's temporary folder once and kept there."""

from __future__ import annotations

import random
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

Value: TypeAlias = "str | float | None"
Record: TypeAlias = Sequence[Value]

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS: Final = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Oferte" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>",
}


def workbook(
    name: str,
    rows: int,
    header: Sequence[str],
    record: Callable[[int, random.Random], Record],
    dates: Sequence[int],
    newer: Path = Path(__file__),
) -> Path:
    """A workbook with `rows` records below `header`; numbers of the columns `dates` are shown as dates. One that was kept
    is taken where it is of after `newer`, which says what is in it."""
    path = Path(tempfile.gettempdir()) / f"rentix-benchmark-{name}-{rows}x{len(header)}.xlsx"
    if path.exists() and path.stat().st_mtime > newer.stat().st_mtime:
        return path
    dice = random.Random(1)
    strings: dict[str, int] = {}
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, text in _PARTS.items():
            archive.writestr(entry, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as raw, TextIOWrapper(raw, "utf-8") as sheet:
            sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>')
            for number in range(rows + 1):
                cells = record(number, dice) if number else header
                sheet.write(f'<row r="{number + 1}">{"".join(_xml(cells, number + 1, strings, dates))}</row>')
            sheet.write("</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w") as raw, TextIOWrapper(raw, "utf-8") as shared:
            shared.write(f'<sst xmlns="{_MAIN}" uniqueCount="{len(strings)}">')
            shared.writelines(f"<si><t>{escape(text)}</t></si>" for text in strings)
            shared.write("</sst>")
    return part.replace(path)


def _xml(cells: Record, row: int, strings: dict[str, int], dates: Sequence[int]) -> Iterator[str]:
    for index, cell in enumerate(cells):
        reference = f"{chr(64 + index // 26) if index >= 26 else ''}{chr(65 + index % 26)}{row}"
        if isinstance(cell, str):
            yield f'<c r="{reference}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'
        elif cell is not None:
            date = ' s="1"' if index in dates else ""
            yield f'<c r="{reference}"{date}><v>{cell}</v></c>'


# listings as an agency keeps them -------------------------------------------------------------------------------------
_HEADER: Final = (
    "Cod", "Tip tranzacție", "Tip imobil", "Oraș", "Strada", "Nr. casei", "Camere", "Suprafața, m²", "Etaj", "Preț",
    "Valuta", "Status", "Descriere", "Foto 1", "Foto 2", "Foto 3", "Foto 4", "Foto 5", "Foto 6", "Observații interne",
    "Foto 7", "Foto 8", "Data", "Telefon proprietar", "Comision", "Contract", "Sursa", "Cadastru", "Etichetă", "Notă",
)  # fmt: skip
_STREETS: Final = ("str. Mihai Eminescu", "bd. Ștefan cel Mare", "str. Ion Creangă", "str. Păcii", "str. Grădinilor")
_KINDS: Final = ("Apartament", "Apartament", "Apartament", "Casă", "Oficiu", "Garaj")
_SENTENCES: Final = (
    "Zonă liniștită, cu magazin, școală și grădiniță la câțiva pași.",
    "Transport public la două minute, parcare în curte.",
    "Actele sunt pregătite, se poate intra imediat.",
    "Ferestre spre parc, lumină multă dimineața.",
    "Încălzire autonomă și contoare pentru toate serviciile.",
    "Proprietarul este deschis la discuții despre preț.",
)


def listings(rows: int, columns: int = 20) -> Path:
    """Listings that all can be sent, a code and a description of its own each, four to six photos; up to 30 columns."""
    return workbook(
        "offers", rows, _HEADER[:columns], lambda number, dice: _listing(number, dice)[:columns], dates=(22,)
    )


def _listing(number: int, dice: random.Random) -> Record:
    code = f"CV-{number:06}"
    kind = dice.choice(_KINDS)
    floors = dice.choice((5, 9, 12, 16))
    street, photos = dice.choice(_STREETS), dice.randint(4, 6)
    area = dice.randint(32, 180)
    deal = dice.choice(("Vânzare", "Vânzare", "Chirie"))
    currency = dice.choice(("EUR", "EUR", "EUR", "USD", "MDL"))
    metre = dice.randint(60, 140) * (10 if kind != "Garaj" else 4) if deal == "Vânzare" else dice.randint(4, 12)
    words = " ".join(dice.sample(_SENTENCES, dice.randint(2, 4)))
    addresses = [f"https://photos.example.md/{code.lower()}/{n}.jpg" for n in range(1, 9)]
    shown = [address if place < photos else None for place, address in enumerate(addresses)]
    return (
        code,
        deal,
        kind,
        dice.choice(("Chișinău", "Chișinău", "Bălți", "Orhei")),
        street,
        f"{dice.randint(1, 120)}{dice.choice(('', '', '/1', 'A'))}",
        dice.randint(1, 5) if kind in ("Apartament", "Casă") else None,
        area,
        f"{dice.randint(1, floors)}/{floors}" if kind in ("Apartament", "Oficiu") else None,
        area * metre * (20 if currency == "MDL" else 1),
        currency,
        dice.choice(("activ", "activ", "activ", "ascuns")),
        f"{kind} în {street}, {area} m². {words} Oferta {number}.",
        *shown[:6],
        dice.choice((None, None, "cheia la birou")),
        *shown[6:],
        dice.randint(45_000, 46_300),
        f"+3736{dice.randint(1_000_000, 9_999_999)}",
        dice.choice((2, 2.5, 3)),
        f"C-{number}/{dice.randint(2020, 2026)}",
        dice.choice(("recomandare", "site", "telefon")),
        f"01001{dice.randint(10_000_000, 99_999_999)}",
        dice.choice((None, "exclusiv", "nou")),
        dice.choice((None, "verificat", "de sunat")),
    )


# as a CRM writes everything it knows --------------------------------------------------------------------------------------
_MORE: Final = tuple(
    f"{name} {number}" for number in range(1, 5) for name in ("Câmp", "Detalii", "Data", "Cost", "Cod intern", "Link")
)


def wide(rows: int) -> Path:
    """The same listings in 54 columns; half of the columns have more different texts than are kept of a column."""
    return workbook("wide-offers", rows, (*_HEADER, *_MORE), _wide, dates=(22,))


def _wide(number: int, dice: random.Random) -> Record:
    more: list[Value] = []
    for place in range(4):
        more += [
            f"text {dice.randint(1, 9_000)}",
            " ".join(dice.sample(_SENTENCES, 2)) + f" {number}",
            f"{dice.randint(1, 28):02}.{dice.randint(1, 12):02}.{2020 + place}",
            dice.randint(1_000, 900_000) / 100,
            f"K{place}-{number:07}",
            f"https://crm.example.md/{place}/{number}",
        ]
    return (*_listing(number, dice), *more)
