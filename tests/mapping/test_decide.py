"""What the command line and the person say over a suggestion, and what still keeps a file from being sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.decide import (
    Decisions,
    decide,
    doubts,
    find_column,
    mapping_of,
    missing_fields,
    targets,
    with_target,
)
from rentix_desktop.mapping.model import ColumnMapping, Level, ReasonCode, Suggestion
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from tests.mapping.tables import Columns, numbered, profile_of, repeated

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
COLUMNS: Columns = [
    ("Cod", numbered("CN-{}")),
    ("Preț", repeated("45 000", "61 500")),
    ("Tip", repeated("Apartament", "Casă")),
    ("", numbered("str. Florilor {}")),
    ("a=b", repeated("3", "4")),
    ("A+B", numbered("x{}")),
    ("Preț", repeated("900", "950")),
]
PROFILE = profile_of(COLUMNS)
SUGGESTION = suggest(PROFILE, CATALOGUE, WORDS)


def decided(**said: object) -> Suggestion:
    return decide(SUGGESTION, Decisions(**said), PROFILE, CATALOGUE, WORDS)  # type: ignore[arg-type]  # of the test


def target_of(suggestion: Suggestion, index: int) -> tuple[str | None, Level]:
    return suggestion.columns[index].target, suggestion.columns[index].level


def test_a_column_by_header_by_index_and_by_shown_name() -> None:
    assert target_of(decided(maps=["#3=propertyAddress"]), 3) == ("propertyAddress", Level.SURE)
    assert target_of(decided(maps=["a=b=propertyFloorNumber"]), 4) == ("propertyFloorNumber", Level.SURE)
    assert target_of(decided(maps=["COD=-"]), 0) == (None, Level.NONE)
    changed = decided(maps=["Preț (2)=announcementValue"])
    assert target_of(changed, 6) == ("announcementValue", Level.SURE)
    assert target_of(changed, 1) == (None, Level.NONE)
    assert changed.columns[6].reasons[0].code is ReasonCode.CHOSEN


def test_values_follow_the_new_target() -> None:
    changed = decided(maps=["Tip=propertyVisualState"])
    assert "propertySecondaryType" not in {value.field for value in changed.values}
    again = with_target(changed, 2, "propertySecondaryType", PROFILE, CATALOGUE, WORDS)
    assert {v.value: v.target for v in again.values if v.field == "propertySecondaryType"} == {
        "Apartament": "apartment",
        "Casă": "house",
    }


def test_a_value_for_every_row_and_a_value_of_a_text() -> None:
    changed = decided(
        sets=["announcementCurrency=EUR"],
        values=["propertySecondaryType:Apartament=house", "announcementStatus:Gata=-"],
    )
    mapping = mapping_of(changed)
    assert dict(mapping.constants) == {"announcementCurrency": "EUR"}
    assert dict(mapping.values)["propertySecondaryType", "apartament"] == "house"
    assert dict(mapping.values)["announcementStatus", "gata"] is None


def test_a_key_of_several_columns() -> None:
    assert decided(key="Tip+Cod").key == (2, 0)
    assert decided(key="A+B").key == (5,)
    assert target_of(decided(key="#5"), 5) == ("externalId", Level.SURE)
    assert target_of(decided(key="#5"), 0) == (None, Level.NONE)


@pytest.mark.parametrize(
    ("said", "option"),
    [
        ({"maps": ["Nimic=propertyArea"]}, "--map"),
        ({"maps": ["Preț=announcementValue"]}, "--map"),  # two columns of that name
        ({"maps": ["Cod=propertyCastle"]}, "--map"),
        ({"maps": ["Cod"]}, "--map"),
        ({"maps": ["#99=propertyArea"]}, "--map"),
        ({"sets": ["announcementCurrency=RUB"]}, "--set"),
        ({"sets": ["nonsense=1"]}, "--set"),
        ({"sets": ["announcementCurrency"]}, "--set"),
        ({"values": ["propertyArea:a=b"]}, "--value"),
        ({"values": ["propertyType:a=castle"]}, "--value"),
        ({"values": ["propertyType=residential"]}, "--value"),
        ({"key": "Cod+Nimic"}, "--key"),
    ],
)
def test_what_is_not_there_is_wrong_usage(said: dict[str, object], option: str) -> None:
    with pytest.raises(AppError) as caught:
        decided(**said)
    assert (caught.value.code, caught.value.cause, caught.value.params["option"]) == (
        Code.WRONG_USAGE,
        Cause.USAGE,
        option,
    )


def test_the_text_as_it_is_goes_before_the_folded_one() -> None:
    columns = suggest(profile_of([("PRET", repeated(1)), ("Preț", repeated(2))]), CATALOGUE, WORDS).columns
    assert find_column(columns, "Preț", "--map") == 1
    with pytest.raises(AppError):
        find_column(columns, "preț:", "--map")


def test_doubts_name_the_option_that_settles_them() -> None:
    unsure = suggest(
        profile_of([("Link", numbered("http://a.md/{}")), ("", repeated("45 000 €", "50 000 €"))]), CATALOGUE, WORDS
    )
    profile = profile_of([("Link", numbered("http://a.md/{}")), ("", repeated("45 000 €", "50 000 €"))])
    key, column = doubts(unsure, profile, CATALOGUE)
    assert (key.code, key.option) == (Code.KEY_COLUMN_NOT_SURE, '--key "Link"')
    assert (column.code, column.option) == (Code.NOT_SURE, '--map "#1=announcementValue"')
    assert (key.error().cause, column.error().params["columns"]) == (Cause.USAGE, "#1")
    settled = decide(unsure, Decisions(maps=["#1=announcementValue"], key="Link"), profile, CATALOGUE, WORDS)
    assert doubts(settled, profile, CATALOGUE) == ()


@pytest.mark.parametrize(("cell", "doubted"), [("", False), ("12", True)])
def test_what_an_empty_column_is_makes_no_difference(cell: str, doubted: bool) -> None:
    """A form with a column that nobody fills is sent without a question."""
    columns = [("Cod", numbered("A-{}")), ("Strada", repeated("str. Ismail 12")), ("Casa", repeated(cell))]
    profile = profile_of(columns)
    found = suggest(profile, CATALOGUE, WORDS)
    unsure = [
        replace(column, target="propertyAddress.part", level=Level.CHECK) if column.header == "Casa" else column
        for column in found.columns
    ]
    assert bool(doubts(replace(found, columns=tuple(unsure)), profile, CATALOGUE)) is doubted


def test_a_chosen_key_must_still_be_unique_and_full() -> None:
    (doubt,) = doubts(
        decided(key="Tip", maps=["Preț (2)=-", "#1=announcementValue", "#3=propertyAddress"]), PROFILE, CATALOGUE
    )
    assert doubt.code is Code.KEY_COLUMN_NOT_SURE
    assert ReasonCode.NOT_UNIQUE in [reason.code for reason in doubt.reasons]


def test_no_key_at_all_is_a_doubt() -> None:
    (doubt,) = doubts(
        decided(maps=["Cod=-", "Preț (2)=-", "#1=announcementValue", "#3=propertyAddress"]), PROFILE, CATALOGUE
    )
    assert doubt.code is Code.KEY_COLUMN_NOT_SURE


def test_what_is_still_needed_to_publish() -> None:
    assert missing_fields(ColumnMapping(()), CATALOGUE) == (
        "externalId",
        "announcementType",
        "propertyType",
        "propertySecondaryType",
        "announcementValue",
        "announcementCurrency",
        "files",
        "propertyAddress",
    )
    full = ColumnMapping(
        columns=(
            (0, "externalId"),
            (1, "announcementValue"),
            (2, "propertySecondaryType"),
            (3, "propertyCoordinates.lat"),
            (4, "propertyCoordinates.lng"),
            (5, "files"),
        ),
        constants=(("announcementCurrency", "EUR"), ("announcementType", "sale")),
    )
    assert missing_fields(full, CATALOGUE) == ()


def test_targets_are_the_fields_and_the_compound_ones() -> None:
    found = targets(CATALOGUE)
    assert {
        "announcementValue",
        "propertyFloor",
        "propertyAddress.part",
        "propertyCoordinates.lat",
        "files",
        "user",
    } <= set(found)
    assert len(found) == len(set(found))
