"""The clerk's words for the portal's fields, values and statuses, and for the states of rows.

What has no words here is shown with its technical name: a field or value the portal adds tomorrow appears by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rentix_desktop.mapping.model import LEAVE_OUT, Level, Standing
from rentix_desktop.sync.destination import Publication, WaitReason
from rentix_desktop.sync.ledger import Action, LedgerRow, State
from rentix_desktop.sync.states import publication_of
from rentix_desktop.texts.language import Texts, mark

FIELDS: Final[Mapping[str, str]] = {
    "externalId": mark("Listing code"),
    "announcementType": mark("Sale or rent"),
    "propertyType": mark("Kind of property"),
    "propertySecondaryType": mark("Property"),
    "announcementStatus": mark("Status on the portal"),
    "announcementValue": mark("Price"),
    "announcementCurrency": mark("Currency"),
    "announcementPayPeriod": mark("Paid per"),
    "announcementDescription": mark("Description"),
    "propertyArea": mark("Area"),
    "propertyFloor": mark("Floor / floors in the building"),
    "propertyFloorNumber": mark("Floor"),
    "propertyFloorsTotal": mark("Floors in the building"),
    "propertyQuantitySize": mark("Way of counting rooms"),
    "propertyQuantitySizeValue": mark("Rooms"),
    "propertyHousingMarket": mark("New or resold"),
    "propertyVisualState": mark("Condition"),
    "propertyAddress": mark("Address"),
    "propertyAddress.part": mark("Part of the address"),
    "propertyCoordinates": mark("Place on the map"),
    "propertyCoordinates.lat": mark("Latitude"),
    "propertyCoordinates.lng": mark("Longitude"),
    "files": mark("Photos"),
    "user": mark("Agent"),
}

VALUES: Final[Mapping[tuple[str, str], str]] = {
    ("announcementType", "sale"): mark("For sale"),
    ("announcementType", "rent"): mark("For rent"),
    ("propertyType", "residential"): mark("Home"),
    ("propertyType", "commercial"): mark("Commercial"),
    ("propertyType", "parking"): mark("Parking"),
    ("propertySecondaryType", "apartment"): mark("Apartment"),
    ("propertySecondaryType", "house"): mark("House"),
    ("propertySecondaryType", "room"): mark("Room"),
    ("propertySecondaryType", "residential-land"): mark("Land for building a home"),
    ("propertySecondaryType", "office"): mark("Office"),
    ("propertySecondaryType", "trade"): mark("Shop"),
    ("propertySecondaryType", "warehouse"): mark("Warehouse"),
    ("propertySecondaryType", "production"): mark("Production space"),
    ("propertySecondaryType", "business"): mark("Ready business"),
    ("propertySecondaryType", "commercial-land"): mark("Commercial land"),
    ("propertySecondaryType", "underground-parking"): mark("Underground parking"),
    ("propertySecondaryType", "open-parking"): mark("Open parking"),
    ("propertySecondaryType", "covered-parking"): mark("Covered parking"),
    ("propertySecondaryType", "garage"): mark("Garage"),
    ("propertySecondaryType", "other"): mark("Other"),
    ("announcementCurrency", "EUR"): mark("Euro (EUR)"),
    ("announcementCurrency", "USD"): mark("US dollar (USD)"),
    ("announcementCurrency", "MDL"): mark("Moldovan leu (MDL)"),
    ("announcementPayPeriod", "monthly"): mark("Month"),
    ("announcementPayPeriod", "daily"): mark("Day"),
    ("propertyQuantitySize", "custom-value"): mark("Number of rooms"),
    ("propertyHousingMarket", "new-build"): mark("New building"),
    ("propertyVisualState", "euro-renovation"): mark("European-style renovation"),
    ("announcementStatus", "draft"): mark("Draft"),
    ("announcementStatus", "pending_active"): mark("Being published"),
    ("announcementStatus", "active"): mark("Published"),
    ("announcementStatus", "hidden"): mark("Hidden"),
    ("announcementStatus", "expired"): mark("Expired"),
    ("announcementStatus", "completed"): mark("Deal done"),
    ("announcementStatus", "publish_failed"): mark("Could not be published"),
    ("announcementStatus", "blocked"): mark("Blocked by the portal"),
}

STATES: Final[Mapping[State, str]] = {
    State.BLOCKED: mark("Cannot be sent yet"),
    State.UNCHANGED: mark("Unchanged"),
    State.READY: mark("Ready to send"),
    State.SENDING: mark("Being sent"),
    State.ACCEPTED: mark("Accepted"),
    State.REFUSED: mark("Refused"),
    State.IN_DOUBT: mark("Answer lost, will be sent again"),
    State.NOT_SENT: mark("Not sent yet"),
    State.SKIPPED: mark("Left out"),
}

ACTIONS: Final[Mapping[Action, str]] = {
    Action.CREATE: mark("New listing"),
    Action.UPDATE: mark("Change"),
    Action.HIDE: mark("Hide"),
    Action.LINK: mark("Link"),
    Action.UNLINK: mark("Unlink"),
    Action.NONE: mark("Nothing to send"),
    Action.BLOCKED: mark("Cannot be sent yet"),
    Action.WAIT: mark("Waits for its link"),
    Action.SKIP: mark("Left out"),
}

LEVELS: Final[Mapping[Level, str]] = {
    Level.SURE: mark("Sure"),
    Level.CHECK: mark("Please check"),
    Level.NONE: mark("Not used"),
}

STANDINGS: Final[Mapping[Standing, str]] = {
    Standing.SOLD: mark("Sold and rented listings"),
    Standing.RESERVED: mark("Reserved listings"),
    Standing.WITHDRAWN: mark("Withdrawn listings"),
}

PUBLICATIONS: Final[Mapping[Publication, str]] = {
    Publication.ACCEPTED: mark("Accepted"),
    Publication.PROCESSING: mark("Being published"),
    Publication.PUBLISHED: mark("Published"),
    Publication.FAILED: mark("Could not be published"),
    Publication.FAILED_FOR_NOW: mark("Could not be published for now"),
    Publication.BLOCKED: mark("Blocked by the portal"),
    Publication.GONE: mark("Not on the portal any more"),
}

WAITS: Final[Mapping[WaitReason, str]] = {
    WaitReason.RATE_LIMIT: mark("The portal takes only so many in a minute"),
    WaitReason.RETRY_AFTER: mark("The portal asked for a pause"),
    WaitReason.BACK_OFF: mark("The last try failed; trying again"),
    WaitReason.SERVICE_DOWN: mark("The portal cannot be reached; trying again"),
}


def field_name(field: str, tr: Texts) -> str:
    """The clerk's name of a portal field or target; its technical name where there is none."""
    return tr(FIELDS[field]) if field in FIELDS else field


def value_name(field: str, value: str, tr: Texts) -> str:
    """The clerk's name of a portal value; the value itself where there is none."""
    return tr(VALUES[field, value]) if (field, value) in VALUES else value


def meaning_name(field: str, value: str, tr: Texts) -> str:
    """What a cell text was decided to mean: a portal value in the clerk's words, or that its rows are left out."""
    return tr("Leave these rows out") if value == LEAVE_OUT else value_name(field, value, tr)


def standing_name(standing: Standing, tr: Texts) -> str:
    """The listings that are not on offer for one reason, in the clerk's words."""
    return tr(STANDINGS[standing])


def status_name(status: str, tr: Texts) -> str:
    """The clerk's name of a listing's status on the portal."""
    return value_name("announcementStatus", status, tr)


def state_name(state: State, tr: Texts) -> str:
    """The clerk's name of a row's state."""
    return tr(STATES[state])


def action_name(action: Action, tr: Texts) -> str:
    """What will be done with a row, in the clerk's words."""
    return tr(ACTIONS[action])


def level_name(level: Level, tr: Texts) -> str:
    """How sure a suggestion is, in the clerk's words."""
    return tr(LEVELS[level])


def wait_name(why: WaitReason, tr: Texts) -> str:
    """Why sending pauses, in the clerk's words."""
    return tr(WAITS[why])


def publication_name(publication: Publication, tr: Texts) -> str:
    """What became of an accepted listing, in the clerk's words."""
    return tr(PUBLICATIONS[publication])


def publication_words(row: LedgerRow, tr: Texts) -> str:
    """The same of one row: its status where nothing more is to come, and the portal's own words where it failed."""
    publication = publication_of(row)
    if publication is None:
        return state_name(row.state, tr)
    if publication is Publication.ACCEPTED and row.portal_status:
        return status_name(row.portal_status, tr)
    name = publication_name(publication, tr)
    words = row.job_news.message if row.job_news is not None and publication.failed else ""
    return f"{name}: {words}" if words else name
