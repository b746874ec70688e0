"""The fields whose cells are written in ways of their own, by the names the portal gives them (design, section 5)."""

from __future__ import annotations

from typing import Final

DEAL: Final = "announcementType"
RENT: Final = "rent"
PRICE: Final = "announcementValue"
CURRENCY: Final = "announcementCurrency"
PAY_PERIOD: Final = "announcementPayPeriod"
AREA: Final = "propertyArea"
FLOOR_NUMBER: Final = "propertyFloorNumber"
FLOORS_TOTAL: Final = "propertyFloorsTotal"
ROOMS: Final = "propertyQuantitySizeValue"
ADDRESS: Final = "propertyAddress"
COORDINATES: Final = "propertyCoordinates"
DESCRIPTION: Final = "announcementDescription"
