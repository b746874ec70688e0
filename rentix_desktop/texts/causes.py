"""The titles under which rows of one cause stand together: which column, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.sync.repair.fixes import FixCode
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.texts.message import fill
from rentix_desktop.texts.names import field_name
from rentix_desktop.texts.problems import cause

TITLES: Final[Mapping[ProblemCode, str]] = {
    ProblemCode.KEY_MISSING: mark("The listing has no code"),
    ProblemCode.KEY_REPEATED: mark("Two rows have the same code"),
    ProblemCode.REQUIRED_MISSING: mark("{field}: empty, but needed"),
    ProblemCode.ONE_OF_MISSING: mark("{field}: empty, but needed"),
    ProblemCode.NOT_A_NUMBER: mark("{field}: not a number"),
    ProblemCode.NOT_WHOLE: mark("{field}: not a whole number"),
    ProblemCode.TOO_SMALL: mark("{field}: less than {limit}"),
    ProblemCode.TOO_LARGE: mark("{field}: more than {limit}"),
    ProblemCode.TOO_SHORT: mark("{field}: shorter than {limit} characters"),
    ProblemCode.TOO_LONG: mark("{field}: longer than {limit} characters"),
    ProblemCode.TOO_FEW_PHOTOS: mark("Fewer than {limit} photos"),
    ProblemCode.TOO_MANY_PHOTOS: mark("More than {limit} photos"),
    ProblemCode.VALUE_UNKNOWN: mark("{field}: a value without a meaning"),
    ProblemCode.VALUE_NOT_ALLOWED: mark("{field}: the portal does not take it"),
    ProblemCode.UNREADABLE: mark("{field}: cannot be understood"),
    ProblemCode.CELL_ERROR: mark("{field}: an Excel error"),
    ProblemCode.WRONG_TYPE: mark("{field}: does not fit"),
    ProblemCode.NOT_WANTED: mark("{field}: not taken for such listings"),
    ProblemCode.STATUS_NOT_POSSIBLE: mark("The portal does not take this status now"),
}
"""Those that say more than the cause of `texts.problems` does."""

FIXES: Final[Mapping[FixCode, str]] = {
    FixCode.CUT: mark("Shorten to what is allowed"),
    FixCode.ADD_DETAILS: mark("Add kind, address and size"),
    FixCode.CLEAR: mark("Empty the cell"),
    FixCode.CLEAR_AS_DRAFT: mark("Empty the cell, send as draft"),
    FixCode.AS_DRAFT: mark("Send as draft"),
    FixCode.SWAP_COORDINATES: mark("Exchange latitude and longitude"),
    FixCode.SWAP_FLOORS: mark("Exchange floor and floors"),
    FixCode.ADD_HTTPS: mark("Put https:// before it"),
    FixCode.DROP_PHOTOS: mark("Leave the wrong photos out"),
    FixCode.DROP_PHOTOS_AS_DRAFT: mark("Wrong photos out, send as draft"),
    FixCode.KEEP_FIRST_PHOTOS: mark("Keep the first {limit} photos"),
    FixCode.ROUND: mark("Round it"),
    FixCode.MEAN: mark("Put the chosen value"),
}


def cause_title(problem: Problem, tr: Texts) -> str:
    """Description: shorter than 40 characters."""
    title = TITLES.get(problem.code)
    if title is None:
        return cause(problem.code, tr)
    return fill(tr, title, {**problem.params, "field": field_name(problem.field, tr)})


def fix_title(code: FixCode, problem: Problem, tr: Texts) -> str:
    """What a fix does, in a few words."""
    if code is FixCode.CUT and "limit" in problem.params:
        return fill(tr, mark("Shorten to {limit} characters"), problem.params)
    return fill(tr, FIXES[code], problem.params)
