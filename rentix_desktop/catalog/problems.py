"""What is wrong with a row, as codes with parameters; texts are made when shown (`rentix_desktop.texts.problems`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Final

from rentix_desktop.errors import Param


class Severity(StrEnum):
    """An error holds the row back; a warning is shown and the row goes."""

    ERROR = "error"
    WARNING = "warning"


class ProblemCode(StrEnum):
    """Every cause a row may be blocked or warned for. Adding one means adding its texts in `texts/problems.py`."""

    KEY_MISSING = "key_missing"
    KEY_REPEATED = "key_repeated"  # the same externalId stands in another row: params other_row (sheet row)
    KEY_DAMAGED = "key_damaged"  # the code lost letters or digits: params text
    REQUIRED_MISSING = "required_missing"
    ONE_OF_MISSING = "one_of_missing"  # params fields
    NOT_A_NUMBER = "not_a_number"  # params text
    NOT_WHOLE = "not_whole"
    TOO_SMALL = "too_small"  # params value, limit
    TOO_LARGE = "too_large"
    TOO_SHORT = "too_short"  # params length, limit
    TOO_LONG = "too_long"
    TOO_FEW_PHOTOS = "too_few_photos"
    TOO_MANY_PHOTOS = "too_many_photos"
    PHOTO_ADDRESS_INVALID = "photo_address_invalid"  # params text
    PHOTO_DOES_NOT_OPEN = "photo_does_not_open"  # a warning, asked on request: params text, number, why (PhotoFault)
    VALUE_UNKNOWN = "value_unknown"  # a text that no portal value was chosen for: params text
    VALUE_NOT_ALLOWED = "value_not_allowed"  # a portal value that is not allowed (here): params text
    CURRENCY_NOT_ACCEPTED = "currency_not_accepted"  # params text
    COORDINATES_INVALID = "coordinates_invalid"  # params text
    COORDINATES_OUTSIDE = "coordinates_outside"  # not in Moldova: a warning
    FLOOR_ABOVE_TOTAL = "floor_above_total"  # params floor, total
    UNREADABLE = "unreadable"  # a cell text that could not be read as the field: params text
    CELL_ERROR = "cell_error"  # an Excel error cell, #N/A and the like
    ROW_SHIFTED = "row_shifted"  # its cells do not stand under their headers
    ROW_TOO_BIG = "row_too_big"  # one listing over the size of a request: params size, limit, field
    RANGE_FIRST = "range_first"  # "from 45 000 to 60 000": the first was taken: a warning, params text
    DEAL_NOT_SAID = "deal_not_said"  # a price for sale and one for rent, and no deal: params text (both)
    FLOOR_FROM_DATE = "floor_from_date"  # a spreadsheet made a date of "3/9": a warning, params text, value (3/9)
    # what is hardly meant, by `catalog.plausible`: warnings
    IMPROBABLE_SMALL = "improbable_small"  # params value, limit
    IMPROBABLE_LARGE = "improbable_large"  # params value, limit
    THOUSANDS_MEANT = "thousands_meant"  # 62 for 62 000: params value, meant
    PHONE_MEANT = "phone_meant"  # a telephone number in the place of the price: params value
    UNIT_CONVERTED = "unit_converted"  # square feet made square metres: a warning, params text, value
    MARKUP_REMOVED = "markup_removed"  # HTML taken out of a text: a warning
    CONTACT_IN_TEXT = "contact_in_text"  # a phone number or e-mail in a public text: a warning, params text
    LETTERS_DAMAGED = "letters_damaged"  # bytes of the file that are no letter of its encoding: a warning, params text
    LEFT_OUT = "left_out"  # the row is not sent, because a person said so of such a text: params text
    CORRECTION_OVERTAKEN = "correction_overtaken"  # corrected here before, and by now the file says something else: a
    # warning, params was (in the file then), now (the correction), text (in the file today)
    WRONG_TYPE = "wrong_type"  # the typed model refused it: params text
    PORTAL_OBJECTS = (
        "portal_objects"  # the portal, asked beforehand, would not take it: a warning, params text (its words)
    )
    PORTAL_SILENT = "portal_silent"  # the same without a word of why
    NOT_WANTED = "not_wanted"  # the portal takes no such field for this listing: params text
    AGENT_UNKNOWN = "agent_unknown"  # the portal has no such agent: params text
    STATUS_NOT_POSSIBLE = (
        "status_not_possible"  # the portal does not let it go from its status to this one: params text
    )
    CODE_TAKEN = "code_taken"  # another listing of the portal has this externalId: params text
    HAS_OTHER_CODE = "has_other_code"  # the listing of the portal is linked with another externalId: params text (ours)
    NOT_ON_PORTAL = "not_on_portal"  # the portal has no such listing, or not any more: params text (our externalId)
    CODE_NOWHERE = (
        "code_nowhere"  # no listing of the portal has this externalId, one without any may be it: params text
    )
    CODE_OF_ANOTHER = "code_of_another"  # a listing of the portal that plainly is another property has it: params text
    LINK_UNSETTLED = "link_unsettled"  # it is to be linked with a listing of the portal, and that is not done yet
    MONTH_FULL = "month_full"  # the month's new listings are used up
    ELSEWHERE = (
        "elsewhere"  # another kept file had this listing first, and says something else of it: params other (its
    )
    # name)
    TAKEN_BACK = "taken_back"  # what the row says was taken back, and waits for a person: a warning
    # what a run that takes another back cannot restore: warnings
    FORMER_UNKNOWN = "former_unknown"  # the former value is not known, or the field was empty
    CHANGED_SINCE = "changed_since"  # a later run changed it
    NO_WAY_BACK = "no_way_back"  # it was not public yet, and is hidden instead
    WAS_THERE_BEFORE = "was_there_before"  # the listing was there before it was first sent from here
    MAYBE_THERE = "maybe_there"  # a new listing whose answer was lost, and the service does not tell


IMPROBABLE: Final = frozenset(
    (
        ProblemCode.IMPROBABLE_SMALL,
        ProblemCode.IMPROBABLE_LARGE,
        ProblemCode.THOUSANDS_MEANT,
        ProblemCode.PHONE_MEANT,
    )
)
"""Numbers that are hardly meant, and taken as they were read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one row. `field` is a portal field, `column` the header it came from where known."""

    field: str
    code: ProblemCode
    severity: Severity = Severity.ERROR
    params: Mapping[str, Param] = dataclass_field(default_factory=dict)
    column: str | None = None
