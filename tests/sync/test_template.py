"""The blank workbook: filled in and opened again it is understood without a question, in each language."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from rentix_desktop.catalog.fields import Field, Kind
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import doubts, mapping_of
from rentix_desktop.mapping.model import Level
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sync.repair.template import write_template
from rentix_desktop.texts.failing import choice_word
from rentix_desktop.texts.language import LANGUAGES, Texts
from rentix_desktop.texts.template import template_layouts, template_words

CATALOGUE = builtin_catalogue()


def listing(number: int) -> dict[str, Any]:
    """What a person writes into the cells, by the field."""
    return {
        "externalId": f"00{number}",
        "propertyAddress": f"Chișinău, str. Ismail {number}",
        "announcementType": ("sale", "rent")[number % 2],
        "propertyType": "residential",
        "propertySecondaryType": ("apartment", "house", "room")[number % 3],
        "announcementStatus": ("active", "draft")[number % 2],
        "announcementValue": (50_000 + number, 50 + number)[number % 2],
        "announcementCurrency": ("EUR", "USD")[number % 2],
        "announcementPayPeriod": ("monthly", "daily")[number % 2] if number % 2 else None,
        "announcementDescription": "Două camere luminoase lângă parc, bucătărie separată, lift, parcare în curte.",
        "propertyArea": 40 + number,
        "propertyFloorNumber": 1 + number % 3,
        "propertyFloorsTotal": 4 + number % 5,
        "propertyQuantitySize": "custom-value",
        "propertyQuantitySizeValue": 1 + number % 4,
        "propertyHousingMarket": "new-build",
        "propertyVisualState": "euro-renovation",
        "propertyCoordinates.lat": round(47.01 + number / 1000, 6),
        "propertyCoordinates.lng": round(28.86 + number / 1000, 6),
        "files": "\n".join(f"https://x.md/{number}/{photo}.jpg" for photo in range(3)),
        "user": f"agent-{number % 2}",
    }


def fill(path: Path, language: str, count: int) -> None:
    words = template_words(CATALOGUE, Texts(language))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    header = {sheet.cell(1, index).value: index for index in range(1, sheet.max_column + 1)}
    for number in range(count):
        for name, value in listing(number).items():
            field = CATALOGUE.fields[name.partition(".")[0]]
            text = (
                choice_word(CATALOGUE, name, value, Texts(language)) if field.kind is Kind.CHOICE and value else value
            )
            sheet.cell(number + 2, header[words.header(name)]).value = text
    book.save(path)


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_filled_template_is_understood_completely(language: str, count: int, tmp_path: Path) -> None:
    path, vocabulary = tmp_path / "listings.xlsx", load_vocabulary()
    write_template(path, CATALOGUE, template_words(CATALOGUE, Texts(language)))
    fill(path, language, count)
    with closing(open_table(path, spool_folder=tmp_path)) as table:
        profile = profile_table(table)
        suggestion = suggest(profile, CATALOGUE, vocabulary, template_layouts(CATALOGUE))
        levels = {column.header: (column.target, column.level) for column in suggestion.columns}
        unsure = {header: found for header, found in levels.items() if found[1] is not Level.SURE}
        assert not unsure, "every column is sure"
        asked = {(v.field, v.value): v.target for v in suggestion.values if v.level is not Level.SURE}
        assert not asked, "and every word of the lists"
        assert list(doubts(suggestion, profile, CATALOGUE)) == []
        rows = list(mapped_rows(table, Mapper(mapping_of(suggestion), CATALOGUE, vocabulary)))
    assert len(rows) == count
    for number, row in enumerate(rows):
        said = listing(number)
        assert row.problems == ()
        assert {name: row.record[name] for name in said if name in row.record and name not in ("files", "user")} == {
            name: value
            for name, value in said.items()
            if value is not None and "." not in name and name not in ("files", "user")
        }
        assert row.record["propertyCoordinates"] == {
            "lat": said["propertyCoordinates.lat"],
            "lng": said["propertyCoordinates.lng"],
        }
        assert len(row.record["files"]) == 3  # type: ignore[arg-type]  # a list, as the reader makes it
        assert row.record["user"] == {"externalUserId": said["user"]}


def test_it_has_lists_notes_and_texts_that_stay_texts(tmp_path: Path) -> None:
    path = tmp_path / "listings.xlsx"
    write_template(path, CATALOGUE, template_words(CATALOGUE, Texts("ro")))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.max_row == 1
    assert sheet["A1"].comment is not None
    assert sheet.column_dimensions["A"].number_format == "@"
    offered = {str(each.sqref) for each in sheet.data_validations.dataValidation}
    choices = [field for field in CATALOGUE.fields.values() if field.kind is Kind.CHOICE and field.choices]
    assert len(offered) == len(choices)
    assert all(cells.endswith("2001") for cells in offered)


def test_what_the_portal_added_to_its_lists_is_in_it(tmp_path: Path) -> None:
    fields = dict(CATALOGUE.fields)
    fields["heating"] = Field("heating", Kind.CHOICE, choices=("autonomous", "central"), built_in=False)
    live = replace(CATALOGUE, fields=fields, live=True)
    path = tmp_path / "listings.xlsx"
    write_template(path, live, template_words(live, Texts("ru")))
    book = load_workbook(path)
    assert "heating" in [cell.value for cell in book.worksheets[0][1]]
    assert "autonomous" in [cell.value for row in book["rentix-lists"].iter_rows() for cell in row]
