"""Floors that a spreadsheet took for dates: "3/9" typed into a cell is 3 September, "5/16" is May 2016.

Whichever order day and month were typed in, a floor is not above the highest one, so that the smaller number is the
floor. Only a month of a year is told apart by the year, where there is no such day: 5/16.
"""

from __future__ import annotations

import re
from typing import Final

from rentix_desktop.mapping.parse.floors import Floors
from rentix_desktop.mapping.text import unaccented
from rentix_desktop.mapping.vocabulary import Vocabulary

_ISO: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00)?")
_NAMED: Final = re.compile(r"(?:(\d{1,2})[\s.-]{1,2}([^\W\d_]{3,10})\.?|([^\W\d_]{3,10})[\s.-]{1,2}(\d{1,2}))")
_NO_DAYS: Final = (2013, 2019)
"""Years of the first days of months that stand for the floors of a building: nobody typed a price list of today then."""


def floors_of_date(text: str, words: Vocabulary) -> Floors | None:
    """Floor and floors of a date; None for what is none, or says the time of day."""
    if iso := _ISO.fullmatch(text):
        year, month, day = map(int, iso.groups())
        one, other = (month, year % 100) if day == 1 and _NO_DAYS[0] <= year <= _NO_DAYS[1] else (day, month)
    elif named := _NAMED.fullmatch(text.strip()):
        number, name = int(named[1] or named[4]), unaccented(named[2] or named[3])
        found = next((words.months[name[:size]] for size in (4, 3) if name[:size] in words.months), None)
        if found is None or not 1 <= number <= 31:
            return None
        one, other = number, found
    else:
        return None
    return Floors(min(one, other), max(one, other))


def year_of(text: str) -> int | None:
    """The year of a date of which the day may be a floor; None for other texts."""
    iso = _ISO.fullmatch(text)
    return int(iso[1]) if iso and not (iso[3] == "01" and _NO_DAYS[0] <= int(iso[1]) <= _NO_DAYS[1]) else None
