"""The built-in copy of what Rentix accepts for a listing (API reference, section 3): the program knows the fields
without a network, and what the live schema leaves out. `schema.py` lays the live answer over it.
"""

from __future__ import annotations

from typing import Final

from rentix_desktop.catalog.fields import ANY, Catalogue, DependentChoices, Derived, Field, Kind, Visibility

KEY: Final = "externalId"
MAX_EXTERNAL_ID: Final = 255  # stated for agents, taken for listings too (section 3)

SET_BY_THE_SERVICE: Final = frozenset({"pending_active", "publish_failed", "blocked"})
"""Statuses that are read and never sent (sections 3 and 4)."""

_SUBTYPES: Final = {
    "residential": ("apartment", "house", "room", "residential-land", "other"),
    "commercial": ("office", "trade", "warehouse", "production", "business", "commercial-land", "other"),
    "parking": ("underground-parking", "open-parking", "garage", "covered-parking", "other"),
}
# The schema's own list for renting homes has no land; it decides over the overview (section 10, contradiction 11).
_NOT_FOR_RENT: Final = frozenset({"residential-land"})


def _fields() -> tuple[Field, ...]:
    choice, number, whole, text = Kind.CHOICE, Kind.NUMBER, Kind.INTEGER, Kind.TEXT
    subtypes = tuple(dict.fromkeys(value for values in _SUBTYPES.values() for value in values))
    return (
        Field(KEY, text, min_length=1, max_length=MAX_EXTERNAL_ID),
        Field("announcementType", choice, choices=("sale", "rent"), required=True),
        Field("propertyType", choice, choices=tuple(_SUBTYPES), required=True),
        Field("propertySecondaryType", choice, choices=subtypes, required=True),
        Field("announcementStatus", choice, choices=("draft", "active", "hidden", "completed", "expired")),
        Field("announcementValue", number, minimum=0, required=True),
        Field("announcementCurrency", choice, choices=("EUR", "USD", "MDL"), required=True),
        Field("announcementPayPeriod", choice, choices=("monthly", "daily")),
        Field("announcementDescription", text, min_length=40, max_length=2000),
        Field("propertyArea", number, minimum=0, unit="m²"),
        Field("propertyFloorNumber", whole),
        Field("propertyFloorsTotal", whole, minimum=1),
        Field("propertyQuantitySize", choice, choices=("custom-value",)),
        Field("propertyQuantitySizeValue", number, minimum=0),
        Field("propertyHousingMarket", choice, choices=("new-build",)),
        Field("propertyVisualState", choice, choices=("euro-renovation",)),
        Field("propertyAddress", text),
        Field("propertyCoordinates", Kind.COORDINATES),
        Field("files", Kind.PHOTOS, min_length=3, max_length=20, required=True),
        Field("user", Kind.AGENT),
    )


def _subtypes_by_type() -> DependentChoices:
    table: dict[tuple[str, ...], tuple[str, ...]] = {
        (deal, kind): tuple(value for value in values if deal == "sale" or value not in _NOT_FOR_RENT)
        for deal in ("sale", "rent")
        for kind, values in _SUBTYPES.items()
    }
    return DependentChoices("propertySecondaryType", ("announcementType", "propertyType"), table)


def type_of_subtype(table: DependentChoices) -> Derived:
    """apartment → residential: every subtype that stands under one property type only ("other" stands under all)."""
    types: dict[str, set[str]] = {}
    for (_, kind), values in table.table.items():
        for value in values:
            types.setdefault(value, set()).add(kind)
    return Derived(
        "propertyType", "propertySecondaryType", {value: next(iter(of)) for value, of in types.items() if len(of) == 1}
    )


def builtin_catalogue() -> Catalogue:
    """What Rentix accepts as far as its documentation says (live=False)."""
    subtypes = _subtypes_by_type()
    return Catalogue(
        key=KEY,
        fields={field.name: field for field in _fields()},
        visibility=Visibility(
            field="announcementStatus",
            default="draft",
            hidden="hidden",
            shown="active",
            public=frozenset({"active", "expired", "completed"}),
            until_public=frozenset({"draft"}),  # API reference, section 4: no move leads there
            over=frozenset({"hidden", "completed"}),
        ),
        one_of=(("propertyAddress", "propertyCoordinates"),),
        not_above=(("propertyFloorNumber", "propertyFloorsTotal"),),
        dependent=(subtypes,),
        derived=(
            type_of_subtype(subtypes),
            Derived("propertyQuantitySize", "propertyQuantitySizeValue", {ANY: "custom-value"}),
        ),
    )
