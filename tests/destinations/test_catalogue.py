from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import Catalogue, JsonValue, Kind
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.destinations.rentix.schema import overlay
from tests.destinations.test_bulk import json_values

BUILT_IN = builtin_catalogue()


def laid(**live: JsonValue) -> Catalogue:
    return overlay(dict(live), BUILT_IN)


# built in -------------------------------------------------------------------------------------------------------------
def test_required_for_a_public_status_is_what_the_portal_asks_for() -> None:
    assert {field.name for field in BUILT_IN.fields.values() if field.required} == {
        "announcementType", "propertyType", "propertySecondaryType", "announcementValue", "announcementCurrency", "files",
    }  # fmt: skip
    assert BUILT_IN.one_of == (("propertyAddress", "propertyCoordinates"),)
    assert (BUILT_IN.fields["files"].min_length, BUILT_IN.fields["files"].max_length) == (3, 20)
    assert BUILT_IN.visibility.public == {"active", "expired", "completed"}
    assert not BUILT_IN.live


def test_every_rule_speaks_of_fields_there_are() -> None:
    fields = BUILT_IN.fields
    for group in (*BUILT_IN.one_of, *BUILT_IN.not_above):
        assert set(group) <= set(fields)
    for rule in BUILT_IN.dependent:
        for by, values in rule.table.items():
            assert all(value in fields[name].choices for name, value in zip(rule.by, by, strict=True))
            assert set(values) <= set(fields[rule.field].choices)
    for derived in BUILT_IN.derived:
        assert set(derived.table.values()) <= set(fields[derived.field].choices)
    statuses = fields[BUILT_IN.visibility.field].choices
    assert {BUILT_IN.visibility.default, BUILT_IN.visibility.hidden, BUILT_IN.visibility.shown} <= set(statuses)


def test_land_is_not_for_rent_and_an_apartment_is_residential() -> None:
    table = BUILT_IN.dependent[0].table
    assert "residential-land" in table["sale", "residential"]
    assert "residential-land" not in table["rent", "residential"]
    derived = BUILT_IN.derived[0]
    assert derived.table["apartment"] == "residential"
    assert "other" not in derived.table


# live -----------------------------------------------------------------------------------------------------------------
def test_live_choices_replace_the_built_in_ones() -> None:
    live = laid(announcementCurrency=["EUR", "RON"], propertyVisualState=[{"value": "white-shell", "label": "x"}])
    assert live.live
    assert live.fields["announcementCurrency"].choices == ("EUR", "RON")
    assert live.fields["announcementCurrency"].required
    assert live.fields["propertyVisualState"].choices == ("white-shell",)
    assert live.fields["propertyType"] == BUILT_IN.fields["propertyType"]


def test_statuses_the_service_sets_cannot_be_chosen() -> None:
    statuses: list[JsonValue] = ["draft", "pending_active", "active", "hidden", "publish_failed", "blocked", "archived"]
    assert laid(announcementStatus=statuses).fields["announcementStatus"].choices == (
        "draft",
        "active",
        "hidden",
        "archived",
    )


def test_subtypes_are_merged_by_combination() -> None:
    live = laid(propertySecondaryType={"rent": {"residential": ["apartment", "loft"], "land": ["field"]}})
    table = live.dependent[0].table
    assert table["rent", "residential"] == ("apartment", "loft")
    assert table["rent", "land"] == ("field",)
    assert table["sale", "residential"] == BUILT_IN.dependent[0].table["sale", "residential"]
    assert {"loft", "field", "house", "garage"} <= set(live.fields["propertySecondaryType"].choices)
    assert live.derived[0].table["loft"] == "residential"


def test_subtypes_in_other_forms() -> None:
    by_type = laid(propertySecondaryType={"parking": ["garage", "box"]}).dependent[0].table
    assert by_type["rent", "parking"] == by_type["sale", "parking"] == ("garage", "box")
    flat = laid(propertySecondaryType=["apartment", "garage", "yurt"]).dependent[0].table
    assert flat["sale", "residential"] == ("apartment", "yurt")
    empty = laid(propertySecondaryType={"rent": {"residential": []}})
    assert empty == replace(BUILT_IN, notes=())


def test_a_field_of_tomorrow_appears_by_itself() -> None:
    live = laid(
        formFields=["propertyArea", "fileIds", "propertyHeating", {"name": "propertyLift", "type": "boolean"}],
        propertyHeating=["gas", "electric"],
        announcementType=["rent", "sale"],
    )
    heating, lift = live.fields["propertyHeating"], live.fields["propertyLift"]
    assert (heating.kind, heating.choices, heating.built_in) == (Kind.CHOICE, ("gas", "electric"), False)
    assert (lift.kind, lift.built_in) == (Kind.BOOLEAN, False)
    assert "fileIds" not in live.fields
    assert live.fields["propertyArea"].built_in


def test_live_limits_in_the_forms_they_may_have() -> None:
    live = laid(
        announcementType=["rent", "sale"],
        constraints={
            "announcementValue": {"min": 1, "max": 5000},
            "propertyArea": {"minimum": 5, "required": True},
            "announcementDescription": {"minLength": 10, "max_length": 3000},
            "photos": {"min": 1, "maxItems": 30},
            "propertyFloorNumber": {"min": 9, "max": 3},
            "propertyHousingMarket": {"enum": ["new-build", "resale"]},
            "propertyBalcony": {"type": "integer", "min": 0, "max": 5},
            "odd": 7,
        },
    )
    fields = live.fields
    assert (fields["announcementValue"].minimum, fields["announcementValue"].maximum) == (1, 5000)
    assert (fields["propertyArea"].minimum, fields["propertyArea"].required) == (5, True)
    assert (fields["announcementDescription"].min_length, fields["announcementDescription"].max_length) == (10, 3000)
    assert (fields["files"].min_length, fields["files"].max_length) == (1, 30)
    assert fields["propertyFloorNumber"] == BUILT_IN.fields["propertyFloorNumber"]
    assert fields["propertyHousingMarket"].choices == ("new-build", "resale")
    assert (fields["propertyBalcony"].kind, fields["propertyBalcony"].maximum) == (Kind.INTEGER, 5)
    assert live.notes == ("odd",)


def test_a_list_of_required_fields() -> None:
    live = laid(requiredFields=["propertyArea", "propertyRooms", 3])
    assert live.fields["propertyArea"].required
    assert live.fields["announcementValue"].required
    assert (live.fields["propertyRooms"].required, live.fields["propertyRooms"].kind) == (True, Kind.UNKNOWN)


def test_what_follows_from_a_field_must_still_be_allowed() -> None:
    live = laid(propertyType=["residential"], propertyQuantitySize=["one", "two"])
    assert set(live.derived[0].table.values()) == {"residential"}
    assert [derived.field for derived in live.derived] == ["propertyType"]


def test_no_answer_makes_the_catalogue_grow_without_end() -> None:
    many = laid(formFields=[f"field{number}" for number in range(100_000)])
    assert len(many.fields) < 1000


def test_choices_for_a_field_that_takes_none_are_noted() -> None:
    live = laid(announcementType=["rent"], propertyArea=["small"], id=["x"], announcementStatus=["blocked"])
    assert live.notes == ("propertyArea", "id", "announcementStatus")
    assert live.fields["announcementStatus"] == BUILT_IN.fields["announcementStatus"]


def test_what_is_not_understood_is_noted() -> None:
    assert laid(announcementType=["rent"], webhooks={"a": 1}, version=3).notes == ("webhooks", "version")


def test_an_answer_that_is_no_schema_leaves_the_built_in_copy() -> None:
    answers: tuple[JsonValue, ...] = (
        None,
        [],
        "x",
        3,
        {},
        {"statusCode": 404, "message": "x"},
        {"formFields": "x"},
        {"constraints": [1]},
    )
    for answer in answers:
        assert overlay(answer, BUILT_IN) == BUILT_IN


names = st.sampled_from([*BUILT_IN.fields, "formFields", "constraints", "required", "fileIds", "id", "new", "", "a b"])
said = st.dictionaries(
    st.sampled_from(["min", "max", "minLength", "maxItems", "type", "enum", "required", "unit", "name", "value"]),
    json_values | st.sampled_from(["number", "propertyArea"]),
)
inside = (
    json_values
    | st.lists(st.text(max_size=5))
    | said
    | st.lists(said)
    | st.dictionaries(names, said | st.lists(st.text(max_size=5)))
)


@given(st.dictionaries(names | st.text(max_size=8), inside, max_size=6) | json_values)
def test_any_answer_gives_a_catalogue(answer: Any) -> None:
    catalogue = overlay(answer, BUILT_IN)
    assert set(BUILT_IN.fields) <= set(catalogue.fields)
    assert catalogue.key in catalogue.fields
    for name, field in catalogue.fields.items():
        assert name == field.name
        assert field.kind is not Kind.CHOICE or field.choices
        assert field.minimum is None or field.maximum is None or field.minimum <= field.maximum
        assert field.min_length is None or field.max_length is None or 0 <= field.min_length <= field.max_length
    for rule in catalogue.dependent:
        for values in rule.table.values():
            assert set(values) <= set(catalogue.fields[rule.field].choices)
