"""The fields whose cells are written in ways of their own, by the names the portal gives them (design, section 5)."""

from __future__ import annotations

from typing import Final

DEAL: Final = "announcementType"
RENT: Final = "rent"
TYPE: Final = "propertyType"
SUBTYPE: Final = "propertySecondaryType"
PRICE: Final = "announcementValue"
CURRENCY: Final = "announcementCurrency"
PAY_PERIOD: Final = "announcementPayPeriod"
AREA: Final = "propertyArea"
FLOOR_NUMBER: Final = "propertyFloorNumber"
FLOORS_TOTAL: Final = "propertyFloorsTotal"
SIZE: Final = "propertyQuantitySize"
ROOMS: Final = "propertyQuantitySizeValue"
ADDRESS: Final = "propertyAddress"
COORDINATES: Final = "propertyCoordinates"
DESCRIPTION: Final = "announcementDescription"
PHOTOS: Final = "files"
