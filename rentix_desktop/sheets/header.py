"""Which row is the header: judged from the first rows alone, without reading the file again.

A header row is as wide as the table, made of short labels that differ from one another, and unlike what stands below
it: a label over numbers, dates, addresses or long texts. A first row that is itself of the kind of the rows below it
is data, and the table has no header.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.table import Cell

Row = Sequence[Cell]
Region = tuple[tuple[int, int], tuple[int, int]]
"""A merged region: its first and its last cell, each as (row, column), counted from 0."""

MAX_HEADER_ROWS: Final = 3
_BODY_ROWS: Final = 60
_CANDIDATES: Final = 12
_LABEL_LENGTH: Final = 60
_BELOW_ANOTHER: Final = 0.75
"""A row below another wide one has to look much like a header to be one."""
_LONG: Final = 45

_NUMBER = re.compile(r"[-+~≈<>]?\s*\d[\d\s.,'’]*\s*\D{0,6}")
_ADDRESS = re.compile(r"^\s*(https?://|www\.|/)|@\w", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_IDENTIFIER = re.compile(r"[^\W\d]+\d{0,2}(?:_[^\W\d]+)?")
_WORD = re.compile(r"[^\W\d_]{2,}")

_LABEL_WORDS: Final = re.compile(
    r"\b(id|cod|code|код|nr|№|no|sku|артикул|pre[țtţ]\w*|price|цена|стоимость|ціна|cost|sum[ăa]|adres\w*|address|адрес\w*"
    r"|suprafa\w*|area|sqm|площадь|площа|метраж|camere|rooms?|комнат\w*|кімнат\w*|etaj\w*|floors?|этаж\w*|поверх\w*"
    r"|tip\w*|type|тип|вид|descriere\w*|description|описание|опис|telefon\w*|phone|телефон\w*|zon[ăa]|sector\w*|район|district"
    r"|ora[șsş]\w*|city|город|місто|strada|street|улица|вулиця|titlu\w*|title|название|назва|заголовок|status|stare|статус"
    r"|valut[ăa]|currency|валюта|foto\w*|photos?|фото|imagin\w*|images?|link|url|ссылка|data|date|дата|agent\w*|агент|name|nume"
    r"|latitud\w*|longitud\w*|lat|lng|lon|широта|долгота|localitate\w*|regiune\w*|region|область|метро|metro)\b",
    re.IGNORECASE,
)
"""Words that head columns of listings in Romanian, Russian, Ukrainian and English: they only help where nothing else
decides, as in a table of texts alone."""


_LISTING_SIGNS: Final = tuple(
    re.compile(rf"(?<![^\W_])(?:{words})", re.IGNORECASE)
    for words in (
        r"pre[țtţ](?!enden)|price|rent\b|rental|chiri[ea]|цен[аы]|стоимость|ціна|вартість|cost|sum[ăa]\b|сумма|аренда|оренда",
        r"supraf|area|sq\.? ?m|sqft|m2|m²|м2|м²|кв\.? ?м|площ|пл\.|метраж|mp\b",
        r"camer|cam\b|odăi|odai|rooms?|bed|dormitoare|комн|ком\.|кімн|к-во ком",
        r"etaj|nivel|floor|storey|этаж|эт\.|поверх",
        r"adres|address|strad|street|улиц|ул\.|вулиц|адрес|sector|район|district|zon[ăa]|local|населен|город|город|місто|city",
        r"foto|photo|fot\b|imag|poze|фото|изображ|зображ",
        r"descri|опис|text\b|текст",
        r"tip|type|тип|вид\b|operați|операц|сделк|угод|ofert|deal",
    )
)
"""What the columns of a listing are about, one pattern each: price, area, rooms, floor, place, photos, text, kind."""


def listing_signs(header: Sequence[Row]) -> int:
    """Of how many things that a listing has these rows of labels speak, from 0 to 8."""
    labels = [
        text
        for row in header
        for cell in row
        if isinstance(cell, str) and len(text := cell_text(cell)) <= _LABEL_LENGTH
    ]
    return sum(any(sign.search(text) for text in labels) for sign in _LISTING_SIGNS)


@dataclass(frozen=True, slots=True)
class _Body:
    """What the rows below a candidate look like, column by column."""

    valued: Mapping[int, float]  # share of cells that are values: numbers, dates, addresses, long texts, digits
    numbers: Mapping[int, float]
    texts: Mapping[int, Counter[str]]


def find_header(rows: Sequence[Row], merged: Sequence[Region] = ()) -> int | None:
    """The index in `rows` of the header row, None where there is no header; of one of several rows the lowest one.

    `rows` are the first rows of a sheet, empty ones included; the index is the sheet row counted from 0. `merged` are
    the merged regions of the sheet.
    """
    found = _header_row(rows)
    if found is None:
        return None
    for _ in range(MAX_HEADER_ROWS - 1 if merged else 1):
        lower = rows[found + 1] if found + 1 < len(rows) else ()
        below = [row for row in rows[found + 2 : found + 2 + _BODY_ROWS] if _fill(row)]
        if not below or not _fill(lower) or not joined_header(rows[found], lower, found + 1, merged, below):
            break
        found += 1
    return found


def _header_row(rows: Sequence[Row]) -> int | None:
    filled = [(index, row) for index, row in enumerate(rows) if _fill(row)]
    width = table_width([row for _, row in filled])
    wide = [(place, index) for place, (index, row) in enumerate(filled) if _fill(row) * 2 >= width]
    for place, index in wide[:_CANDIDATES]:
        below = [row for _, row in filled[place + 1 : place + 1 + _BODY_ROWS]]
        score = header_score(rows[index], below)
        if score > (0 if place == wide[0][0] else _BELOW_ANOTHER):
            return index
        if score < -0.5:
            return None  # data already: a header does not stand below data
    return None


def header_labels(
    above: Sequence[Row], own: Row, row: int, merged: Sequence[Region], below: Sequence[Row]
) -> tuple[tuple[str, ...], int]:
    """The labels of the header row `own` at sheet row `row`, and over how many rows they reach; `above` are the rows
    above it, the nearest one last. A third row belongs to it only where merged cells say so."""
    labels, height = tuple(cell_text(cell) for cell in own), 1
    while height < MAX_HEADER_ROWS and height <= len(above) and (height == 1 or merged):
        lower = own if height == 1 else [text or None for text in labels]
        upper = above[-height]
        told = [region for region in merged if region[0][0] == row - height]
        place = row - height + 1
        joined = joined_header(upper, lower, place, merged, below, row) if _fill(upper) and _fill(lower) else None
        if joined is None or (height > 1 and not told):
            break
        labels, height = joined, height + 1
    return labels, height


def is_header_again(row: Row, header: Row, *, sure: bool = True) -> bool:
    """Whether `row` is the header once more, or that of a table of the same kind below: labels alone, half of them
    those of `header`. Where `header` is not `sure` to be one, these have to be words that head columns."""
    if tuple(row) == tuple(header):
        return True
    own = _texts(row)
    if len(own) < 3 or not all(_may_label(row[index], text) for index, text in own.items()):
        return False
    labels = {text.casefold() for text in _texts(header).values()}
    shared = [text for text in own.values() if text.casefold() in labels]
    named = shared if sure else [text for text in shared if _LABEL_WORDS.search(text)]
    return len(named) >= 2 and 2 * len(named) >= len(own)


def joined_header(
    upper: Row, lower: Row, row: int, merged: Sequence[Region], below: Sequence[Row], last: int | None = None
) -> tuple[str, ...] | None:
    """The labels of a header of two rows, "Suprafața" over "totală" as "Suprafața totală"; None where it is not one.

    `row` is the sheet row of `lower` (down to `last`, where it is joined already), `below` the first rows under it. A label reaches over the columns that it is
    merged with; where the file does not tell, over empty cells right of it that have a label of their own below.
    """
    labels, under = _texts(upper), _texts(lower)
    if not labels or not under or not all(_may_label(upper[i], text) for i, text in labels.items()):
        return None
    if not all(_may_label(lower[i], text) for i, text in under.items()):
        return None
    width = max(max(labels), max(under)) + 1
    told = [region for region in merged if region[0][0] <= row and region[1][0] >= row - 1]
    groups = _merged_groups(labels, row, told, row if last is None else last) if told else _open_groups(labels, under)
    deep = any(top < row <= bottom for (top, _), (bottom, _) in told)  # a label that is merged over both rows
    spans = [group for group in groups.values() if len(group) > 1]
    if _is_title(labels, under, spans, width, told=bool(told)):
        return None
    reached = {index for group in groups.values() for index in group}
    both = labels.keys() & under.keys()
    if (
        not (spans or (deep and both))
        or not both <= reached
        or not any(group & under.keys() for group in groups.values())
    ):
        return None
    body = [other for other in below if tuple(other) not in (tuple(upper), tuple(lower))]  # it may stand there again
    if not deep and not _lower_is_header(labels, lower, under, body):
        return None
    owner = {index: labels[start] for start, group in groups.items() for index in group}
    return tuple(_joined(owner.get(i, labels.get(i, "")), under.get(i, "")) for i in range(width))


def _is_title(
    labels: Mapping[int, str], under: Mapping[int, str], spans: Sequence[set[int]], width: int, *, told: bool
) -> bool:
    """Whether the upper row is a title over the table, no part of its header."""
    if any(len(group) >= max(3, width - 1) for group in spans):
        return True
    if len(labels) > 1:
        return False
    grouped = [under.get(index, "") for group in spans for index in group]
    named = [text for text in grouped if _LABEL_WORDS.search(text)]
    if any(0 in group for group in spans) and named:
        return True  # "Экспорт из CRM" over the code, the price and the rooms belongs to none of them
    return not told or len(grouped) * 2 > width or len(named) == len(grouped)


def _texts(row: Row) -> dict[int, str]:
    return {index: cell_text(cell) for index, cell in enumerate(row) if cell is not None}


def _may_label(cell: Cell, text: str) -> bool:
    return isinstance(cell, str) and len(text) <= _LABEL_LENGTH and not _is_value(cell, text)


def _merged_groups(labels: Mapping[int, str], row: int, merged: Sequence[Region], last: int) -> dict[int, set[int]]:
    groups = {}
    for (top, left), (bottom, right) in merged:
        if top <= row - 1 <= bottom < last and left in labels:
            groups[left] = set(range(left, right + 1))
    for index in labels:
        groups.setdefault(index, {index})
    return groups


def _open_groups(labels: Mapping[int, str], under: Mapping[int, str]) -> dict[int, set[int]]:
    """Groups where nothing tells how far a label reaches: up to the next one, or to a label that needs none above."""
    groups = {}
    for start in labels:
        if start not in under:
            continue
        group, index = {start}, start + 1
        while index in under and index not in labels and not _LABEL_WORDS.search(under[index]):
            group.add(index)
            index += 1
        groups[start] = group
    return groups


def _lower_is_header(labels: Mapping[int, str], lower: Row, under: Mapping[int, str], below: Sequence[Row]) -> bool:
    """Where no merged cell tells: the lower row is unlike the rows below it, which also fill what it leaves empty."""
    body = _body(below)
    contrast = _contrast(lower, under, body)
    if any(body.texts.get(index, Counter())[text] for index, text in under.items()):
        return False
    left_empty = [index for index in labels if index not in under]
    filled = sum(1 for index in left_empty if body.texts.get(index, Counter()).total() * 2 > len(below))
    return contrast > 0 and (not left_empty or filled * 2 >= len(left_empty))


def _joined(upper: str, lower: str) -> str:
    if not upper or not lower or upper.casefold() == lower.casefold():
        return lower or upper
    return f"{upper} {lower}"


def table_width(rows: Sequence[Row]) -> int:
    """How many cells the rows of the table have filled, as a rule: titles and notes are narrower."""
    fills = sorted((_fill(row) for row in rows), reverse=True)
    return fills[len(fills) // 3] if fills else 0


def header_score(row: Row, below: Sequence[Row]) -> float:
    """How much `row` looks like the header of the rows `below`: above 0 it is one, below -0.5 it is data."""
    labels = {index: cell_text(cell) for index, cell in enumerate(row) if cell is not None}
    if not labels:
        return 0.0
    count = len(labels)
    own = sum(_label(row[index], text) for index, text in labels.items()) / count
    repeated = count - len({text.casefold() for text in labels.values()})
    words = sum(1 for text in labels.values() if len(text) <= _LABEL_LENGTH and _LABEL_WORDS.search(text)) / count
    if not below:
        # a header over no rows at all: only its own looks can tell
        return own - 0.5 if words or not any(_is_value(row[i], text) for i, text in labels.items()) else -1.0
    # a header may be repeated page by page, or table by table: that says nothing about the values
    contrast = _contrast(row, labels, _body([other for other in below if not is_header_again(other, row, sure=False)]))
    return own + 2 * contrast + min(words * 2, 1.0) - repeated / count - 0.75


def _contrast(row: Row, labels: Mapping[int, str], body: _Body) -> float:
    """From -1 (of the same kind as the rows below) to 1 (labels over values), over all columns."""
    total = 0.0
    for index, text in labels.items():
        value = _is_value(row[index], text)
        wordy = len(text) > _LONG and _label(row[index], text) > 0  # a label may be long, too: no sign of either
        number = _is_number(row[index], text)
        below = body.texts.get(index, Counter())
        if number and body.numbers.get(index, 0.0) > 0.5:
            total -= 2.0  # a number at the head of a column of numbers: the plainest sign of data
        elif wordy:
            continue
        elif value and body.valued.get(index, 0.0) > 0.5:
            total -= 1.0
        elif below[text]:
            total -= 1.0  # the text is one of the values of its column
        elif not value and body.valued.get(index, 0.0) > 0.5:
            total += 1.0
    return max(-1.0, min(1.0, total / len(labels)))


def _body(rows: Sequence[Row]) -> _Body:
    filled: Counter[int] = Counter()
    valued: Counter[int] = Counter()
    numbers: Counter[int] = Counter()
    texts: dict[int, Counter[str]] = {}
    for row in rows:
        for index, cell in enumerate(row):
            text = cell_text(cell)
            if not text:
                continue
            filled[index] += 1
            valued[index] += _is_value(cell, text)
            numbers[index] += _is_number(cell, text)
            texts.setdefault(index, Counter())[text] += 1
    return _Body(
        valued={index: valued[index] / count for index, count in filled.items()},
        numbers={index: numbers[index] / count for index, count in filled.items()},
        texts=texts,
    )


def _fill(row: Row) -> int:
    return sum(1 for cell in row if cell is not None)


def _label(cell: Cell, text: str) -> float:
    """How much a cell looks like the name of a column: 1 for a short text with letters, 0 for anything else."""
    if not isinstance(cell, str) or _ADDRESS.search(text) or _is_number(cell, text):
        return 0.0
    if len(text) > _LABEL_LENGTH:
        return 0.5
    return 1.0 if _WORD.search(text) else 0.5


def is_label(cell: Cell, text: str) -> bool:
    """Whether the cell may be the name of a column."""
    return _may_label(cell, text) and _label(cell, text) > 0


def is_label_word(text: str) -> bool:
    """Whether a word of the text is one that heads columns."""
    return _LABEL_WORDS.search(text) is not None


def _is_number(cell: Cell, text: str) -> bool:
    if isinstance(cell, str):
        return _NUMBER.fullmatch(text) is not None
    return cell is not None


def _is_value(cell: Cell, text: str) -> bool:
    """Numbers, dates, yes and no, addresses on the web, long texts, and texts made of digits as much as of letters."""
    if not isinstance(cell, str):
        return cell is not None
    if len(text) > _LONG or _ADDRESS.search(text) or _NUMBER.fullmatch(text):
        return True
    if _IDENTIFIER.fullmatch(text):
        return False  # c12, F3, tel_2: numbered names
    digits = len(_DIGIT.findall(text))
    return digits >= 3 or digits * 4 >= len(text)
