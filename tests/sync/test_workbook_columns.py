"""How a record stands in the columns of the file it came from."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import Record
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sync.repair.origin import Origin
from rentix_desktop.sync.repair.sheet_columns import columns_of as sheet_columns_of
from rentix_desktop.sync.repair.sheet_columns import rendered
from rentix_desktop.texts.failing import known_words, workbook_words
from rentix_desktop.texts.language import Texts
from tests.sync.trips import CATALOGUE, HEADER, MAPPING

# a record in the cells of a file ------------------------------------------------------------------------------------------
NUMBERS = st.integers(1, 10**9)
RECORDS = st.fixed_dictionaries(
    {"externalId": st.just("CN-1")},
    optional={
        "announcementType": st.sampled_from(["sale", "rent"]),
        "propertySecondaryType": st.sampled_from(CATALOGUE.fields["propertySecondaryType"].choices),
        "announcementStatus": st.sampled_from(["draft", "active", "hidden"]),
        "announcementCurrency": st.sampled_from(["EUR", "USD", "MDL"]),
        "announcementValue": st.integers(2, 10**8),
        "propertyFloorNumber": st.integers(1, 30),
        "propertyFloorsTotal": st.integers(31, 60),
        "propertyAddress": st.sampled_from(["Chișinău, str. Ismail 5", "Бельцы, ул. Мира 3"]),
        "files": st.lists(st.integers(1, 99), min_size=1, max_size=6, unique=True).map(
            lambda numbers: [{"url": f"https://x.md/{n}.jpg", "externalFileId": "?"} for n in numbers]
        ),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RECORDS, st.sampled_from(["ro", "ru", "en"]))
def test_what_a_record_says_in_the_files_columns_is_read_as_the_same_record(record: Record, language: str) -> None:
    from rentix_desktop.mapping.read_row import Mapper
    from rentix_desktop.sheets.table import SheetRow

    if ("propertyFloorNumber" in record) != ("propertyFloorsTotal" in record):
        record = {name: value for name, value in record.items() if not name.startswith("propertyFloor")}
    if "announcementCurrency" in record and "announcementValue" not in record:
        record = {name: value for name, value in record.items() if name != "announcementCurrency"}
    words = workbook_words(CATALOGUE, Texts(language))
    origin = Origin(Path("a.csv"), None, None, None, 0, tuple(HEADER), 0, MAPPING)
    columns = sheet_columns_of(origin, CATALOGUE, (), words.header)
    row = [rendered(each, record, CATALOGUE, words.value, currency=True) for each in columns]
    chosen = known_words(CATALOGUE)
    from rentix_desktop.mapping.text import fold

    row = [chosen.get((each.target or "", fold(str(cell))), cell) for each, cell in zip(columns, row, strict=True)]  # type: ignore[misc]  # choices are texts
    read = Mapper(MAPPING, CATALOGUE, load_vocabulary()).map(SheetRow(0, 2, tuple(row))).record
    photos = [photo["url"] for photo in record.pop("files", [])]  # type: ignore[union-attr,call-overload,index]  # as made above
    again = read.pop("files", [])
    assert [photo["url"] for photo in again] == photos  # type: ignore[union-attr,call-overload,index]  # as above
    assert {name: read.get(name) for name in record} == record
