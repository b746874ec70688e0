"""Numbers as people write them: "4 950 000", "180.000", "1.234,56", "54,3"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

NUMBER: Final = re.compile(
    r"(?:(?<![\w.,])[-−])?"
    r"(?:\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?:[.,]\d+)?(?!\d)|\d[\d.,]*\d|\d)"
)


class Three(Enum):
    """What one point or comma before exactly three last digits means: nothing in the text itself tells."""

    THOUSANDS = "thousands"  # prices: 59.900 = 59900
    DECIMALS = "decimals"  # coordinates: 47.123
    GUESS = "guess"  # areas: 1.200 = 1200, 54.325 = 54.325


@dataclass(frozen=True, slots=True)
class Found:
    value: int | float
    start: int
    end: int


def first_number(text: str, three: Three, position: int = 0) -> Found | None:
    """The first number in the text from `position` on."""
    for match in NUMBER.finditer(text, position):
        value = to_number(match.group(), three)
        if value is not None:
            return Found(value, match.start(), match.end())
    return None


def to_number(token: str, three: Three) -> int | float | None:
    """One number without anything around it; None where it is none ("1.2.3"). Whole numbers come as int."""
    sign = -1 if token[:1] in ("-", "−") else 1
    digits = re.sub(r"[ \u00a0\u2009\u202f'’−-]", "", token)
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        decimal = "." if digits.rindex(".") > digits.rindex(",") else ","
        digits = digits.replace("," if decimal == "." else ".", "")
        if digits.count(decimal) > 1:
            return None
        digits = digits.replace(decimal, ".")
    elif points + commas > 1:
        groups = re.split(r"[.,]", digits)
        if not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:]):
            return None
        digits = "".join(groups)
    elif points or commas:
        whole, _, rest = digits.replace(",", ".").partition(".")
        grouped = len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0" and _is_grouped(whole, rest, three)
        digits = whole + rest if grouped else f"{whole}.{rest}"
    try:
        return tidy(sign * float(digits)) if "." in digits else sign * int(digits)
    except ValueError:
        return None


def tidy(value: float) -> int | float:
    """Whole numbers as int."""
    return int(value) if value.is_integer() else value


def _is_grouped(whole: str, rest: str, three: Three) -> bool:
    if three is Three.GUESS:
        return len(whole) == 1 or rest.endswith("00")
    return three is Three.THOUSANDS
