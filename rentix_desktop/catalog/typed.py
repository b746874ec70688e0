"""A typed model of one kind of record, built from its catalogue: pydantic does the types, lengths and ranges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Protocol

from rentix_desktop.catalog.fields import Catalogue, Field, Kind, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.errors import Param

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

SHOWN_TEXT: Final = 120
"""Characters of a person's text that go into a problem's params: it is shown in a table cell."""

_BY_ERROR: Final = {
    "string_too_short": ProblemCode.TOO_SHORT,
    "string_too_long": ProblemCode.TOO_LONG,
    "too_short": ProblemCode.TOO_SHORT,
    "too_long": ProblemCode.TOO_LONG,
    "greater_than_equal": ProblemCode.TOO_SMALL,
    "less_than_equal": ProblemCode.TOO_LARGE,
    "float_type": ProblemCode.NOT_A_NUMBER,
    "int_type": ProblemCode.NOT_A_NUMBER,
    "finite_number": ProblemCode.NOT_A_NUMBER,
    "literal_error": ProblemCode.VALUE_NOT_ALLOWED,
}


class TypeChecker(Protocol):
    """Returns what is wrong with the types, lengths and ranges of a record; empty where nothing is."""

    def __call__(self, record: Record) -> tuple[Problem, ...]: ...


def type_checker(catalogue: Catalogue) -> TypeChecker:
    """Builds the model once; the checker is then cheap to call. Fields the catalogue does not know pass as they are."""
    from pydantic import BaseModel, ConfigDict, create_model
    from pydantic import Field as PydanticField
    from pydantic_core import ValidationError

    # Aliases, because a live schema may call a field "copy" or "_x", which pydantic would not take as an attribute.
    definitions: dict[str, Any] = {
        f"field_{number}": (annotation(field), PydanticField(default=None, alias=field.name))
        for number, field in enumerate(catalogue.fields.values())
    }
    config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)
    model: type[BaseModel] = create_model(f"{catalogue.key}_record", __config__=config, **definitions)
    validate: Callable[[Any], object] = model.__pydantic_validator__.validate_python

    def check(record: Record) -> tuple[Problem, ...]:
        try:
            validate(record)
        except ValidationError as error:
            problems: dict[tuple[str, ProblemCode, str], Problem] = {}
            for details in error.errors(include_url=False):
                problem = _problem(details, catalogue)
                problems.setdefault((problem.field, problem.code, str(problem.params.get("text"))), problem)
            return tuple(problems.values())
        return ()

    return check


def annotation(field: Field) -> Any:
    """The type of one field, with its limits. Counts of photos are a rule of publishing, not of the type."""
    from pydantic import Field as PydanticField
    from pydantic import StrictBool, StringConstraints

    match field.kind:
        case Kind.TEXT:
            return Annotated[str, StringConstraints(min_length=field.min_length, max_length=field.max_length)]
        case Kind.CHOICE:
            return Literal[field.choices] if field.choices else str
        case Kind.NUMBER:
            return Annotated[float, PydanticField(ge=field.minimum, le=field.maximum, allow_inf_nan=False)]
        case Kind.INTEGER:
            return Annotated[int, PydanticField(ge=field.minimum, le=field.maximum)]
        case Kind.BOOLEAN:
            return StrictBool
        case Kind.COORDINATES:
            return _coordinates()
        case Kind.PHOTOS:
            return list[dict[str, Any]]
        case Kind.AGENT:
            return dict[str, str | int]
        case Kind.UNKNOWN:
            return Any


def _coordinates() -> Any:
    from pydantic import ConfigDict, create_model
    from pydantic import Field as PydanticField

    degrees = {
        "lat": (Annotated[float, PydanticField(ge=-90, le=90)], ...),
        "lng": (Annotated[float, PydanticField(ge=-180, le=180)], ...),
    }
    definitions: dict[str, Any] = degrees
    return create_model("Coordinates", __config__=ConfigDict(strict=True, hide_input_in_errors=True), **definitions)


def _problem(details: ErrorDetails, catalogue: Catalogue) -> Problem:
    name = str(details["loc"][0]) if details["loc"] else catalogue.key
    field = catalogue.fields.get(name)
    value = details["input"]
    text = str(value)[:SHOWN_TEXT]
    if field is not None and field.kind is Kind.COORDINATES:
        return Problem(name, ProblemCode.COORDINATES_INVALID, params={"text": text})
    if field is not None and field.kind is Kind.PHOTOS:
        return Problem(name, ProblemCode.PHOTO_ADDRESS_INVALID, params={"text": text})
    code = _BY_ERROR.get(details["type"], ProblemCode.WRONG_TYPE)
    if details["type"] == "int_type" and isinstance(value, float) and math.isfinite(value):
        code = ProblemCode.NOT_WHOLE
    context = details.get("ctx", {})
    params: dict[str, Param] = {"text": text}
    if code in (ProblemCode.TOO_SHORT, ProblemCode.TOO_LONG):
        params = {"length": len(value), "limit": context.get("min_length", context.get("max_length", 0))}
    elif code in (ProblemCode.TOO_SMALL, ProblemCode.TOO_LARGE):
        limit = context.get("ge", context.get("le", 0))
        params = {"value": value, "limit": int(limit) if limit == int(limit) else limit}
    elif code is ProblemCode.VALUE_NOT_ALLOWED and name.endswith("Currency"):
        code = ProblemCode.CURRENCY_NOT_ACCEPTED
    return Problem(name, code, params=params)
