"""One cell read as one target: the fields it gives, and what was wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from rentix_desktop.catalog.fields import AGENT_ID, Catalogue, Field, JsonValue, Kind
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.catalog.typed import SHOWN_TEXT
from rentix_desktop.errors import Param
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import LEAVE_OUT, Level, Target
from rentix_desktop.mapping.parse.area import area_unit, in_square_metres, is_range, read_area
from rentix_desktop.mapping.parse.beside import is_code
from rentix_desktop.mapping.parse.coordinates import Axis, read_degrees, read_pair
from rentix_desktop.mapping.parse.dates import floors_of_date
from rentix_desktop.mapping.parse.floors import read_floors, read_total
from rentix_desktop.mapping.parse.numbers import Three, first_number
from rentix_desktop.mapping.parse.photos import photo_addresses
from rentix_desktop.mapping.parse.plain import contacts, has_markup, plain_text, read_yes_no
from rentix_desktop.mapping.parse.price import in_factor, read_price
from rentix_desktop.mapping.parse.rooms import Summary, counted_rooms, read_rooms, read_summary, says_several
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.values import SURE, holds_states, standing_of, value_of
from rentix_desktop.mapping.vocabulary import Vocabulary
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.table import Cell

Pairs: TypeAlias = tuple[tuple[str, JsonValue], ...]
_DAMAGED: Final = "\ufffd"
_AROUND: Final = 20
_LETTERS: Final = ProblemCode.LETTERS_DAMAGED
_NO_PRICE: Final = 1  # "1 EUR" is what is typed where a price must stand
_ERROR_CELL: Final = re.compile(r"#(?:N/A|NA|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|GETTING_DATA|SPILL!|CALC!)\Z")


@dataclass(frozen=True, slots=True)
class Reading:
    """`fields` are what the cell says of its target, `besides` what it says of others: a column of their own, or a
    value for all rows, goes before it. `withheld` fields get no value for all rows: the cell says something else."""

    fields: Pairs = ()
    besides: Pairs = ()
    problems: tuple[Problem, ...] = ()
    withheld: tuple[str, ...] = ()


NOTHING: Final = Reading()
Reader: TypeAlias = Callable[[Cell], Reading]


@dataclass(frozen=True, slots=True)
class Context:
    """What every reader of a mapping knows. `values` are decisions: (field, folded text) → value or None."""

    catalogue: Catalogue
    words: Vocabulary
    values: Mapping[tuple[str, str], str | None]
    factor: int = 1  # what plain prices are counted in, where nothing nearer says it


def reader(target: str, header: str, context: Context) -> Reader:
    """The reader of a column with this target. Blank cells and "N/A" give nothing and are no problem."""
    words = context.words
    name = _field_of(target)
    field = context.catalogue.fields.get(name)
    severity = Severity.ERROR if field is not None and field.required else Severity.WARNING
    is_flag = field is not None and field.kind is Kind.BOOLEAN  # "отсутствует" is a no
    read = _read(target, field, header, context)
    states = holds_states(target, context.catalogue)

    def read_cell(cell: Cell) -> Reading:
        text = cell_text(cell)
        if text[:1] == "#" and _ERROR_CELL.match(text):
            return Reading(problems=(Problem(name, ProblemCode.CELL_ERROR, severity, {"text": text}, header),))
        if not text:
            return NOTHING
        if words.is_empty(text, name):
            said = (name, fold(text)) in context.values  # "-" under "Опубликовано"
            if not said and not (is_flag and fold(text) in words.words["no"]):
                return NOTHING
        result = read(cell, text)
        if isinstance(result, ProblemCode) and states and (state := _state(text, header, context)) is not None:
            return state
        if _DAMAGED in text and isinstance(result, Reading):
            result = replace(result, problems=(*result.problems, _warning(name, _LETTERS, header, _damaged_part(text))))
        if isinstance(result, Reading):
            return NOTHING if result.fields == ((name, ""),) else result  # nothing but markup: as good as blank
        return Reading(problems=(Problem(name, result, severity, {"text": text[:SHOWN_TEXT]}, header),))

    return read_cell


def _damaged_part(text: str) -> str:
    """The first damaged letter with what stands around it."""
    place = text.index(_DAMAGED)
    return text[max(0, place - _AROUND) : place + _AROUND].strip()


_Result: TypeAlias = Reading | ProblemCode
_Read: TypeAlias = Callable[[Cell, str], _Result]


def _field_of(target: str) -> str:
    """The field a compound target belongs to, for naming it in a problem."""
    return roles.FLOOR_NUMBER if target == Target.FLOOR else target.partition(".")[0]


def _read(target: str, field: Field | None, header: str, context: Context) -> _Read:
    words = context.words
    match target:
        case roles.PRICE:
            return _price(header, context)
        case roles.AREA:
            return _area(header, words)
        case roles.ROOMS:
            return lambda _, text: _rooms(text, header, words)
        case roles.FLOORS_TOTAL:
            return lambda _, text: _one(target, read_total(text, words))
        case Target.FLOOR | roles.FLOOR_NUMBER:
            return lambda _, text: _floors(text, header, words)
        case roles.CURRENCY:
            # a currency that is not taken stays as it was read: the check stops the row
            return lambda _, text: _one(target, _currency(text, words))
        case Target.LATITUDE | Target.LONGITUDE:
            return lambda _, text: _one(target, _degrees(text, target), ProblemCode.COORDINATES_INVALID)
        case Target.ADDRESS_PART:
            return lambda _, text: _address_part(text, words)
    if field is None:
        return lambda _, text: _one(target, text)
    return _by_kind(field, header, context)


def _by_kind(field: Field, header: str, context: Context) -> _Read:
    name, words = field.name, context.words
    match field.kind:
        case Kind.CHOICE:
            return lambda _, text: _choice(field, text, header, context)
        case Kind.NUMBER:
            return lambda _, text: _one(name, _number(text), ProblemCode.NOT_A_NUMBER)
        case Kind.INTEGER:
            return lambda _, text: _one(name, _number(text), ProblemCode.NOT_A_NUMBER)
        case Kind.BOOLEAN:
            return lambda _, text: _one(name, read_yes_no(text, words))
        case Kind.COORDINATES:
            return lambda _, text: _pair(name, text)
        case Kind.PHOTOS:
            return lambda _, text: Reading(tuple((name, address) for address in photo_addresses(text)))
        case Kind.AGENT:
            return lambda _, text: Reading(((name, {AGENT_ID: text}),))
        case Kind.TEXT | Kind.UNKNOWN:
            if name == roles.ADDRESS:
                return lambda _, text: _one(name, " ".join(plain_text(text).split()))
            if name == context.catalogue.key:
                return lambda _, text: _one(name, text)
            if (field.min_length or 0) > 1:
                return lambda _, text: _description(name, text, header, context)
            return lambda _, text: _one(name, plain_text(text))


def _description(name: str, text: str, header: str, context: Context) -> Reading:
    """A text for the public: HTML that was taken out, phone numbers and e-mail addresses in it are said."""
    plain = plain_text(text)
    problems = [_warning(name, ProblemCode.MARKUP_REMOVED, header, "")] if plain and has_markup(text) else []
    if found := contacts(plain, context.words):
        problems.append(_warning(name, ProblemCode.CONTACT_IN_TEXT, header, ", ".join(found)))
    return Reading(((name, plain),), problems=tuple(problems))


def _one(name: str, value: JsonValue, code: ProblemCode = ProblemCode.UNREADABLE) -> _Result:
    return code if value is None else Reading(((name, value),))


def _address_part(text: str, words: Vocabulary) -> Reading:
    part = " ".join(plain_text(text).split()).strip(" ,;")
    return NOTHING if fold(part) in words.words["no"] else Reading(((Target.ADDRESS_PART, part),))  # house number: none


def _currency(text: str, words: Vocabulary) -> str:
    """The code of the one currency named; of "EUR/USD" the text itself, which no portal takes."""
    named = words.all_currencies(text)
    return next(iter(named)) if len(named) == 1 else text.strip().upper()


def _number(text: str) -> int | float | None:
    """The one number of a text; of "2-3" or of a date none."""
    found = first_number(text, Three.GUESS)
    if found is None or first_number(text, Three.GUESS, found.end) is not None:
        return None
    is_other = is_code(text[found.start : found.end], text[: found.start]) or text[found.end : found.end + 1] == "%"
    return None if is_other else found.value


def _price(header: str, context: Context) -> _Read:
    words = context.words
    spoken = header.replace("_", " ")
    currency, period = words.currency(spoken), words.period(spoken)
    factor = words.factor(spoken)
    if factor == 1 and words.deal(header) != roles.RENT:
        factor = context.factor  # a list in thousands means its sales: no rent is counted so

    def read(cell: Cell, text: str) -> _Result:
        problems: tuple[Problem, ...] = ()
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            price_currency, price_period, amount = None, None, in_factor(cell, factor)
        else:
            price = read_price(text, words)
            if price is None:
                return ProblemCode.UNREADABLE
            amount, price_currency, price_period = price.amount, price.currency, price.period
            amount = in_factor(amount, factor) if price.plain else amount
            problems = (_warning(roles.PRICE, ProblemCode.RANGE_FIRST, header, text),) if price.is_range else ()
        if amount == 0:
            return NOTHING  # how a price that nobody filled in is exported
        if amount <= _NO_PRICE:
            params: dict[str, Param] = {"value": amount, "limit": _NO_PRICE + 1}
            problems = (*problems, Problem(roles.PRICE, ProblemCode.TOO_SMALL, Severity.ERROR, params, header or None))
        besides: list[tuple[str, JsonValue]] = []
        if price_currency or currency:
            besides.append((roles.CURRENCY, price_currency or currency))
        if price_period or period:
            # a period the portal does not take stays as it was read: the check stops the row
            besides.append((roles.PAY_PERIOD, price_period or period))
        return Reading(((roles.PRICE, amount),), tuple(besides), problems)

    return read


def _warning(field: str, code: ProblemCode, header: str, text: str, **params: Param) -> Problem:
    return Problem(field, code, Severity.WARNING, {"text": text[:SHOWN_TEXT], **params}, header or None)


def _area(header: str, words: Vocabulary) -> _Read:
    unit = area_unit(header.replace("_", " "), words) or 1.0

    def read(cell: Cell, text: str) -> _Result:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            value: int | float | None = in_square_metres(cell, unit)
            said = unit
        else:
            value = read_area(text, words, unit)
            said = area_unit(text, words) or unit
        if value == 0:
            return NOTHING  # "0 ari" is how an empty area is exported
        problems = []
        if value is not None and said < 1:
            problems.append(_warning(roles.AREA, ProblemCode.UNIT_CONVERTED, header, text, value=value))
        if is_range(text):
            problems.append(_warning(roles.AREA, ProblemCode.RANGE_FIRST, header, text))
        return ProblemCode.UNREADABLE if value is None else Reading(((roles.AREA, value),), problems=tuple(problems))

    return read


def _rooms(text: str, header: str, words: Vocabulary) -> _Result:
    rooms = read_rooms(text, words)
    summary = read_summary(text, words) if len(text) > 4 else Summary()
    found = {roles.AREA: summary.area, roles.FLOOR_NUMBER: summary.floor, roles.FLOORS_TOTAL: summary.total}
    besides = tuple((name, value) for name, value in found.items() if value is not None)
    if rooms is None:
        return Reading(besides=besides) if besides else ProblemCode.UNREADABLE
    several = (_warning(roles.ROOMS, ProblemCode.RANGE_FIRST, header, text),) if says_several(text, words) else ()
    return Reading(((roles.ROOMS, rooms),), besides, several)


def _floors(text: str, header: str, words: Vocabulary) -> _Result:
    floors = read_floors(text, words)
    problems: tuple[Problem, ...] = ()
    if floors is None:
        floors = floors_of_date(text, words)
        if floors is None:
            return ProblemCode.UNREADABLE
        value = f"{floors.floor}/{floors.total}"
        problems = (_warning(roles.FLOOR_NUMBER, ProblemCode.FLOOR_FROM_DATE, header, text, value=value),)
    fields: list[tuple[str, JsonValue]] = []
    if floors.floor is not None:
        fields.append((roles.FLOOR_NUMBER, floors.floor))
    besides: Pairs = ((roles.FLOORS_TOTAL, floors.total),) if floors.total is not None else ()
    return Reading(tuple(fields), besides, problems)


def _degrees(text: str, target: str) -> float | None:
    """Of one column of two; a cell that holds both gives its part."""
    axis = Axis.LATITUDE if target == Target.LATITUDE else Axis.LONGITUDE
    degrees = read_degrees(text, axis)
    if degrees is None and (pair := read_pair(text)):
        return pair[0] if axis is Axis.LATITUDE else pair[1]
    return degrees


def _pair(name: str, text: str) -> _Result:
    pair = read_pair(text)
    if pair is None:
        return ProblemCode.COORDINATES_INVALID
    return Reading(((name, {"lat": pair[0], "lng": pair[1]}),))


def _choice(field: Field, text: str, header: str, context: Context) -> _Result:
    folded = fold(text)
    besides: list[tuple[str, JsonValue]] = []
    for other in context.words.companions.get(field.name, ()):
        companion = context.catalogue.fields.get(other)
        value = _decided(companion, folded, context) if companion is not None else None
        if value == LEAVE_OUT:
            return _left_out(field, text, header)
        if value is not None:
            besides.append((other, value))
    if context.words.companions.get(field.name) and (rooms := counted_rooms(text, context.words)):
        besides.append((roles.ROOMS, rooms))  # "Продажа 2-комн. квартиры"
    if _is_unknown(field, folded, context):
        state = _state(text, header, context) if field.name != context.catalogue.visibility.field else None
        if state is not None:
            return state
        # the text may still say something of another field ("flat_old": an apartment)
        params = {"text": text[:SHOWN_TEXT]}
        unknown = (Problem(field.name, ProblemCode.VALUE_UNKNOWN, _severity(field), params, header),)
        return Reading(besides=tuple(besides), problems=unknown, withheld=_withheld(field, context))
    value = _decided(field, folded, context)
    if value == LEAVE_OUT:
        return _left_out(field, text, header)
    if value is None:
        return Reading(besides=tuple(besides), withheld=_withheld(field, context))
    return Reading(((field.name, value),), tuple(besides))


def _state(text: str, header: str, context: Context) -> Reading | None:
    """A state in the place of something else, "VÂNDUT" for the price: hidden until a person has decided what becomes of
    such listings. None where the text says none."""
    meaning = standing_of(text, context.catalogue, context.words)
    if meaning is None or meaning.standing is None:
        return None
    visibility = context.catalogue.visibility
    said = [(visibility.field, key) for key in (fold(text), meaning.standing.value)]
    value = next((context.values[key] for key in said if key in context.values), meaning.until_confirmed)
    if value == LEAVE_OUT:
        return _left_out(context.catalogue.fields[visibility.field], text, header)
    return Reading(besides=((visibility.field, value),) if value is not None else (), withheld=(visibility.field,))


def _left_out(field: Field, text: str, header: str) -> Reading:
    return Reading(problems=(_warning(field.name, ProblemCode.LEFT_OUT, header, text),), withheld=(field.name,))


def _withheld(field: Field, context: Context) -> tuple[str, ...]:
    """A state that is not understood, or left out, must not become the "active" that was set for all rows."""
    return (field.name,) if field.name == context.catalogue.visibility.field else ()


def _is_unknown(field: Field, folded: str, context: Context) -> bool:
    """Whether nobody decided on the text, and it is not known for sure either, be it as a value the portal lacks."""
    if (field.name, folded) in context.values:
        return False
    found = value_of(field, folded, context.catalogue, context.words)
    if found.standing is not None and (field.name, found.standing.value) in context.values:
        return False
    return found.confidence < SURE or found.level is Level.CHECK


def _decided(field: Field, folded: str, context: Context) -> str | None:
    """What was decided for the text, else what it surely means: a file may bring new texts after the decisions."""
    key = (field.name, folded)
    if key in context.values:
        return context.values[key]
    found = value_of(field, folded, context.catalogue, context.words)
    if found.standing is not None and (field.name, found.standing.value) in context.values:
        return context.values[field.name, found.standing.value]  # new words for "sold" after the decision
    return found.target if found.level is Level.SURE else None


def _severity(field: Field) -> Severity:
    return Severity.ERROR if field.required else Severity.WARNING
