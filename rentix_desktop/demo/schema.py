"""What the portal says of itself: types, enums, constraints, rates (API reference, 2.8 and section 3)."""

from __future__ import annotations

from rentix_desktop.demo.answers import Answer, Call, JsonObject

ANNOUNCEMENT_TYPES = ("rent", "sale")
PROPERTY_TYPES = ("residential", "commercial", "parking")
CURRENCIES = ("EUR", "USD", "MDL")
PAY_PERIODS = ("monthly", "daily")
STATUSES = ("draft", "pending_active", "active", "hidden", "expired", "completed", "publish_failed", "blocked")
PUBLIC_STATUSES = ("active", "expired", "completed")

_FOR_SALE = {
    "residential": ("apartment", "house", "room", "residential-land", "other"),
    "commercial": ("office", "trade", "warehouse", "production", "business", "commercial-land", "other"),
    "parking": ("underground-parking", "open-parking", "garage", "covered-parking", "other"),
}
SECONDARY_TYPES: dict[str, dict[str, tuple[str, ...]]] = {
    "rent": {kind: tuple(one for one in ones if not one.endswith("-land")) for kind, ones in _FOR_SALE.items()},
    "sale": _FOR_SALE,
}

LATER_KIND = "townhouse"
LATER_FIELD = "propertyHeating"
LATER_VALUES = ("autonomous", "central")
"""What a portal of a later day has more (`DemoOptions.later`): names that no program knows yet."""


def secondary_types(*, later: bool) -> dict[str, dict[str, tuple[str, ...]]]:
    """Transaction → kind of property → its secondary types."""
    if not later:
        return SECONDARY_TYPES
    return {
        deal: {kind: (*ones, LATER_KIND) if kind == "residential" else ones for kind, ones in table.items()}
        for deal, table in SECONDARY_TYPES.items()
    }


FORM_FIELDS = (
    "propertyType",
    "propertySecondaryType",
    "propertyQuantitySize",
    "propertyQuantitySizeValue",
    "propertyArea",
    "propertyFloorNumber",
    "propertyFloorsTotal",
    "propertyHousingMarket",
    "propertyVisualState",
    "propertyAddress",
    "propertyCoordinates",
    "announcementType",
    "announcementValue",
    "announcementCurrency",
    "announcementPayPeriod",
    "announcementDescription",
    "fileIds",
)

PHOTOS_TO_PUBLISH = 3
PHOTOS_MOST = 20
DESCRIPTION_LENGTH = (40, 2000)
EXTERNAL_ID_LENGTH = 255
ADDRESS_LENGTH = 500
NUMBERS: dict[str, tuple[float, float]] = {
    "announcementValue": (1, 1_000_000_000),
    "propertyArea": (1, 1_000_000),
    "propertyFloorNumber": (-5, 200),
    "propertyFloorsTotal": (1, 200),
    "propertyQuantitySizeValue": (1, 100),
}
WHOLE_NUMBERS = frozenset({"propertyFloorNumber", "propertyFloorsTotal", "propertyQuantitySizeValue"})


def base(call: Call) -> Answer:
    """`GET /reference/schema/base`. The inside of `constraints` is this portal's own: the reference does not show it."""
    constraints: JsonObject = {name: {"min": least, "max": most} for name, (least, most) in NUMBERS.items()}
    shortest, longest = DESCRIPTION_LENGTH
    constraints["announcementDescription"] = {"minLength": shortest, "maxLength": longest}
    constraints["propertyAddress"] = {"maxLength": ADDRESS_LENGTH}
    constraints["externalId"] = {"maxLength": EXTERNAL_ID_LENGTH}
    constraints["files"] = {"minItems": PHOTOS_TO_PUBLISH, "maxItems": PHOTOS_MOST}
    later = call.portal.options.later
    return Answer(
        {
            "announcementType": ANNOUNCEMENT_TYPES,
            "propertyType": PROPERTY_TYPES,
            "propertySecondaryType": secondary_types(later=later),
            "announcementCurrency": CURRENCIES,
            "announcementStatus": STATUSES,
            "formFields": (*FORM_FIELDS, LATER_FIELD) if later else FORM_FIELDS,
            "constraints": constraints,
            **({LATER_FIELD: LATER_VALUES} if later else {}),
        }
    )


def currencies(_: Call) -> Answer:
    """`GET /reference/currencies`: invented rates."""
    rates = (("EUR", 1.0), ("USD", 0.9), ("MDL", 0.05))
    listed = [{"code": code, "nominal": 1, "rate": rate} for code, rate in rates]
    return Answer({"baseCurrency": "EUR", "currencies": listed})
