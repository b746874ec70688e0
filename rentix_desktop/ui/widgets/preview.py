"""One listing as the portal will get it: a calm card, with the way to the rows before and after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from rentix_desktop.catalog.fields import Catalogue, JsonValue, Kind, Record
from rentix_desktop.catalog.problems import Severity
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name, value_name
from rentix_desktop.texts.problems import describe
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.theme import Tokens, icon
from rentix_desktop.ui.widgets.basics import Card, Tone, button, clear, label, row

_DEAL: Final = "announcementType"
_KIND: Final = "propertySecondaryType"
_TYPE: Final = "propertyType"
_SIGNS: Final[Mapping[str, str]] = {"EUR": "€", "USD": "$", "MDL": "MDL"}
_LONGEST: Final = 110
_LONGEST_CODE: Final = 28
_PHOTO: Final = 84
_MOST_PROBLEMS: Final = 4
BACK: Final = "Ctrl+PgUp"
ON: Final = "Ctrl+PgDown"


class PhotoArea(QWidget):
    """Where the first photo will be; says how many there are. No picture is fetched."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._text = ""
        self.setFixedHeight(_PHOTO)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(200, _PHOTO)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        ground = QLinearGradient(QPointF(0, 0), QPointF(area.right(), area.bottom()))
        ground.setColorAt(0, QColor(self._tokens.accent_soft))
        ground.setColorAt(1, QColor(self._tokens.hover))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(area, 8, 8)
        painter.setPen(QColor(self._tokens.muted))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), self._text)


def price_text(record: Record, tr: Texts) -> str:
    """ "45,000 €", or nothing. What was read is shown, also a currency the portal does not take."""
    value, currency = record.get(roles.PRICE), record.get(roles.CURRENCY)
    if not isinstance(value, int | float):
        return ""
    sign = _SIGNS.get(str(currency), str(currency)) if currency else ""
    period = record.get(roles.PAY_PERIOD)
    per = f" / {value_name(roles.PAY_PERIOD, period, tr).lower()}" if isinstance(period, str) else ""
    return f"{tr.number(value)} {sign}".strip() + per


def facts_text(record: Record, tr: Texts) -> str:
    """ "Apartment, 54.3 m², floor 3 of 9, 2 rooms"."""
    facts = []
    kind = record.get(_KIND) or record.get(_TYPE)
    if isinstance(kind, str):
        facts.append(value_name(_KIND if _KIND in record else _TYPE, kind, tr))
    area, floor, floors = (record.get(n) for n in (roles.AREA, roles.FLOOR_NUMBER, roles.FLOORS_TOTAL))
    if isinstance(area, int | float):
        facts.append(tr("{area} m²", area=tr.number(area)))
    if floor is not None and floors is not None:
        facts.append(tr("floor {floor} of {floors}", floor=floor, floors=floors))
    elif floor is not None:
        facts.append(tr("floor {floor}", floor=floor))
    elif isinstance(floors, int):
        facts.append(tr.plural("{n} floor", "{n} floors", floors))
    rooms = record.get(roles.ROOMS)
    if isinstance(rooms, int):
        facts.append(tr.plural("{n} room", "{n} rooms", rooms))
    elif isinstance(rooms, float):
        facts.append(tr("{rooms} rooms", rooms=tr.number(rooms)))
    return ", ".join(facts)


class PreviewCard(Card):
    row_pressed = Signal(int)  # another row is to be shown

    def __init__(self, desk: Desk) -> None:
        super().__init__(gap=4)
        self.setObjectName("previewCard")
        tr = self._tr = desk.tr
        self._row, self._rows = 0, 0
        self._where = label(kind="caption", wrap=True, name="previewWhere")
        self._photo = PhotoArea(desk.tokens)
        self._price = label(kind="strong", wrap=True, name="previewPrice")
        self._facts = label(wrap=True, name="previewFacts")
        self._address = label(tone=Tone.MUTED, wrap=True, name="previewAddress")
        self._more = label(kind="caption", wrap=True, name="previewMore")
        self._text = label(kind="caption", wrap=True, name="previewDescription")
        self._problems = QVBoxLayout()
        self._problems.setSpacing(2)
        self._back = button("", "previewBackButton", hint=tr("Row before ({key})", key=BACK), small=True)
        self._on = button("", "previewNextButton", hint=tr("Next row ({key})", key=ON), small=True)
        for made, sign in ((self._back, "chevron-left"), (self._on, "chevron-right")):
            made.setIcon(icon(sign, desk.tokens.text, 14))
            made.setFixedWidth(32)
        self._back.clicked.connect(self._on_back)
        self._on.clicked.connect(self._on_next)
        heading = row(self._where, self._back, self._on, gap=4)
        heading.setStretch(0, 1)
        self.box.addLayout(heading)
        self.box.addSpacing(4)
        self.box.addWidget(self._photo)
        self.box.addSpacing(4)
        for part in (self._price, self._facts, self._address, self._more, self._text):
            part.setMinimumWidth(1)  # one long word must not make the card wider than its place
            self.box.addWidget(part)
        self.box.addLayout(self._problems)

    def show_row(self, mapped: MappedRow, rows: int, catalogue: Catalogue) -> None:
        tr, record = self._tr, mapped.record
        self._row, self._rows = mapped.row, rows
        self._where.setText(tr("PREVIEW · row {row} of {rows}", row=tr.number(mapped.row + 1), rows=tr.number(rows)))
        photos = sum(_count(record.get(f.name)) for f in catalogue.fields.values() if f.kind is Kind.PHOTOS)
        self._photo.show_text(tr.plural("{n} photo", "{n} photos", photos) if photos else tr("No photos"))
        deal = record.get(_DEAL)
        parts = [price_text(record, tr) or tr("No price")]
        if isinstance(deal, str):
            parts.append(value_name(_DEAL, deal, tr).lower())
        self._show(self._price, " · ".join(parts))
        self._show(self._facts, facts_text(record, tr))
        address = record.get(roles.ADDRESS)
        self._show(self._address, address if isinstance(address, str) else "")
        self._show(self._more, self._others(record, catalogue))
        text = record.get(roles.DESCRIPTION)
        short = " ".join(text.split()) if isinstance(text, str) else ""
        self._show(self._text, short if len(short) <= _LONGEST else f"{short[:_LONGEST].rstrip()}…")
        self._text.setToolTip(short if len(short) > _LONGEST else "")
        self._show_problems(mapped)
        self._back.setEnabled(mapped.row > 0)
        self._on.setEnabled(mapped.row < rows - 1)

    def _show_problems(self, mapped: MappedRow) -> None:
        clear(self._problems)
        ordered = sorted(mapped.problems, key=lambda problem: problem.severity is not Severity.ERROR)
        for problem in ordered[:_MOST_PROBLEMS]:
            text = describe(problem, self._tr)
            tone = Tone.WRONG if problem.severity is Severity.ERROR else Tone.LOOK
            made = label(f"{text.field}: {text.message}", tone=tone, wrap=True, name="previewProblem")
            made.setToolTip(text.hint)
            self._problems.addWidget(made)
        if len(ordered) > _MOST_PROBLEMS:
            more = len(ordered) - _MOST_PROBLEMS
            self._problems.addWidget(label(self._tr.plural("and {n} more", "and {n} more", more), kind="caption"))

    def _others(self, record: Record, catalogue: Catalogue) -> str:
        """Code and status, and what has no place of its own above."""
        tr, facts = self._tr, []
        key, status = record.get(catalogue.key), record.get(catalogue.visibility.field, catalogue.visibility.default)
        facts.append(_short(str(key)) if key else tr("no code"))
        if isinstance(status, str):
            facts.append(value_name(catalogue.visibility.field, status, tr))
        for name, field in catalogue.fields.items():
            value = record.get(name)
            if name in _SHOWN or name in (catalogue.key, catalogue.visibility.field) or field.kind is Kind.PHOTOS:
                continue
            if isinstance(value, str | int | float) and value != "":
                facts.append(f"{field_name(name, tr)}: {value_name(name, str(value), tr)}"[:60])
        return " · ".join(facts[:6])

    @staticmethod
    def _show(part: QWidget, text: str) -> None:
        part.setText(text)  # type: ignore[attr-defined] # every part is a label
        part.setVisible(bool(text))

    def go_back(self) -> None:
        """To the row before, if there is one."""
        self._back.click()

    def go_on(self) -> None:
        """To the next row, if there is one."""
        self._on.click()

    @Slot()
    def _on_back(self) -> None:
        self.row_pressed.emit(max(0, self._row - 1))

    @Slot()
    def _on_next(self) -> None:
        self.row_pressed.emit(min(self._rows - 1, self._row + 1))


_SHOWN: Final = frozenset(
    {
        _DEAL,
        _KIND,
        _TYPE,
        roles.DESCRIPTION,
        roles.PRICE,
        roles.CURRENCY,
        roles.PAY_PERIOD,
        roles.AREA,
        roles.FLOOR_NUMBER,
        roles.FLOORS_TOTAL,
        roles.ROOMS,
        roles.ADDRESS,
        "propertyQuantitySize",
    }
)


def _short(code: str) -> str:
    """A long code by its two ends: no line breaks inside a word."""
    return code if len(code) <= _LONGEST_CODE else f"{code[:14]}…{code[-10:]}"


def _count(value: JsonValue) -> int:
    return len(value) if isinstance(value, list) else 0
