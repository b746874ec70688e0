"""The frame around the pages: header, side and footer. They show what they are told and say what was pressed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QIcon, QImage, QPainter, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from rentix_desktop.resources import resource
from rentix_desktop.sync.destination import Account
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import KnownAccount
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.ui.places.entries import PlaceEntry
from rentix_desktop.ui.theme import SIZES, Tokens, icon, pixmap, tinted_svg
from rentix_desktop.ui.widgets.basics import ElidedLabel, PushButton, button, label, set_property
from rentix_desktop.ui.widgets.stack import Stack
from rentix_desktop.ui.wizard.flow import Flow, Step

STEP_NAMES: Final[Mapping[Step, str]] = {
    Step.CONNECT: mark("Connection"),
    Step.FILE: mark("File"),
    Step.COLUMNS: mark("Columns"),
    Step.VALUES: mark("Values"),
    Step.CHECK: mark("Check"),
    Step.UPLOAD: mark("Upload"),
    Step.RESULTS: mark("Results"),
}

_SIGN = 24


def _sign(tokens: Tokens, *, text: str = "", sign: str = "", state: str = "") -> QIcon:
    """The round sign before an entry: a number or one of our signs; state "current", "done" or nothing."""
    made = QIcon()
    ground, line, ink = {
        "current": (tokens.accent, tokens.accent, tokens.on_accent),
        "done": (tokens.good_soft, tokens.good, tokens.good),
    }.get(state, (tokens.side, tokens.control, tokens.muted))
    for ratio in (1, 2, 3):
        image = QImage(QSize(_SIGN, _SIGN) * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(ratio, ratio)
        painter.setPen(QPen(QColor(line), 1.0))
        painter.setBrush(QColor(ground))
        painter.drawEllipse(QRectF(1.5, 1.5, _SIGN - 3, _SIGN - 3))
        if sign:
            QSvgRenderer(tinted_svg(sign, ink)).render(painter, QRectF(6, 6, _SIGN - 12, _SIGN - 12))
        else:
            font = painter.font()
            font.setPixelSize(SIZES.caption)
            font.setBold(state == "current")
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(QRectF(0, 0, _SIGN, _SIGN), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(ratio)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            made.addPixmap(picture, mode)
    return made


class Header(QFrame):
    """Mark and name at the left; agency, monthly limit and the way to the settings at the right. Where several agencies
    are known, beside the name a list of them."""

    settings_pressed = Signal()
    agency_chosen = Signal(object)  # AccountKey
    another_pressed = Signal()

    def __init__(self, tr: Texts, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("header")
        self._tr = tr
        self._tokens = tokens
        self._shown: tuple[tuple[KnownAccount, ...], AccountKey | None, str] | None = None
        self.setFixedHeight(SIZES.header_height)
        mark_label = QLabel()
        mark_label.setPixmap(QIcon(str(resource("icons", "app.svg"))).pixmap(QSize(26, 26)))
        self._dot = QLabel()
        self._dot.setPixmap(pixmap("dot", tokens.good, 8, 3.0))
        self._agency = ElidedLabel()
        self._agency.setObjectName("headerAgency")
        self._agency.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._switch = button("", "agencyButton", hint=tr("Another agency"), look="flat")
        self._switch.setIcon(icon("chevron-down", tokens.muted, 16))
        self._switch.setIconSize(QSize(16, 16))
        self._switch.setFixedWidth(32)
        self._menu = QMenu(self._switch)
        self._menu.setObjectName("agencyMenu")
        self._menu.setToolTipsVisible(True)
        self._menu.triggered.connect(self._on_chosen)
        self._switch.setMenu(self._menu)
        self._switch.hide()
        settings = button("", "settingsButton", hint=tr("Settings"), look="flat")
        settings.setIcon(icon("settings", tokens.muted, 18))
        settings.setIconSize(QSize(18, 18))
        settings.setFixedWidth(36)
        settings.clicked.connect(self.settings_pressed)
        box = QHBoxLayout(self)
        box.setContentsMargins(20, 0, 16, 0)
        box.setSpacing(SIZES.gap)
        box.addWidget(mark_label)
        box.addSpacing(4)
        box.addWidget(label("Rentix Desktop", name="productName"))
        box.addStretch(1)
        box.addWidget(self._dot)
        box.addWidget(self._agency)
        box.addWidget(self._switch)
        box.addWidget(settings)

    def show_account(self, account: Account | None, demo: bool, agency: str = "", *, connecting: bool = False) -> None:
        """`agency`: the one in view, where it is not connected."""
        tr = self._tr
        self._dot.setVisible(account is not None)
        if account is None:
            state = tr("connecting…") if connecting else tr("not connected")
            self._agency.setText(f"{agency}  ·  {state}" if agency else tr("Not connected"))
            return
        name = tr("{agency} (demo)", agency=account.name) if demo else account.name
        parts = [name]
        if account.used is not None and account.limit is not None:
            used, limit = tr.number(account.used), tr.number(account.limit)
            parts.append(tr("{used} of {limit} listings this month", used=used, limit=limit))
        self._agency.setText("  ·  ".join(parts))

    def show_agencies(self, known: Sequence[KnownAccount], current: AccountKey | None, why: str) -> None:
        """The list to choose from; `why` none can be chosen just now, "" = they can."""
        others = [one for one in known if one.key != current]
        self._switch.setVisible(bool(others))
        self._switch.setToolTip(why or self._tr("Another agency"))
        self._switch.setAccessibleDescription(why)
        shown = (tuple(known), current, why)
        if shown == self._shown:
            return
        self._shown = shown
        self._menu.clear()
        if why:
            self._menu.addAction(why).setEnabled(False)
            self._menu.addSeparator()
        for one in known:
            action = self._menu.addAction(told_apart(one, known))
            action.setData(one.key)
            action.setCheckable(True)
            action.setChecked(one.key == current)
            action.setEnabled(not why or one.key == current)
        self._menu.addSeparator()
        another = self._menu.addAction(self._tr("Another account or another key"))
        another.setEnabled(not why)

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        account = action.data()
        self._shown = None  # its tick is set by what comes of it, not by the press
        if isinstance(account, AccountKey):
            self.agency_chosen.emit(account)
        else:
            self.another_pressed.emit()


def told_apart(one: KnownAccount, known: Sequence[KnownAccount]) -> str:
    """Its name; with where it is, and else with its number there, where another one has the same name."""
    alike = [each.key for each in known if each.name == one.name]
    if len(alike) < 2:
        return one.name
    from rentix_desktop.ui.wizard.connect.connecting import host

    if len({key.base_url for key in alike}) == len(alike):
        return f"{one.name}  ·  {host(one.key.base_url)}"
    return f"{one.name}  ·  {host(one.key.base_url)}, {one.key.agency_id}"


class Side(QFrame):
    """The steps of the upload, or the places outside it; in its foot a quiet way out."""

    step_pressed = Signal(object)
    place_pressed = Signal(str)
    cancel_pressed = Signal()

    def __init__(self, tr: Texts, tokens: Tokens) -> None:
        super().__init__()
        self._tr = tr
        self._tokens = tokens
        self.setFixedWidth(SIZES.side_width)
        top = QFrame()
        top.setObjectName("side")
        self._list = QVBoxLayout(top)
        self._list.setContentsMargins(12, 20, 12, 12)
        self._list.setSpacing(2)
        self._steps = {step: self._entry(f"step_{step.value}") for step in Step}
        self._places: dict[str, QPushButton] = {}
        self._signs: dict[tuple[str, str, str], QIcon] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        for entry in self._steps.values():
            self._list.addWidget(entry)
            self._group.addButton(entry)
        self._group.buttonClicked.connect(self._on_clicked)
        self._list.addStretch(1)
        foot = QFrame()
        foot.setObjectName("sideFoot")
        foot.setFixedHeight(SIZES.footer_height)
        self.cancel = button("", "cancelUploadButton", look="flat")
        self.version = label(kind="caption")
        foot_box = QHBoxLayout(foot)
        foot_box.setContentsMargins(12, 0, 12, 0)
        foot_box.addWidget(self.cancel)
        foot_box.addSpacing(10)
        foot_box.addWidget(self.version)
        foot_box.addStretch(1)
        self.cancel.clicked.connect(self.cancel_pressed)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(top, 1)
        outer.addWidget(foot)

    def _entry(self, name: str) -> QPushButton:
        made = PushButton()
        made.setObjectName(name)
        made.setProperty("entry", True)
        made.setIconSize(QSize(_SIGN, _SIGN))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return made

    def _sign(self, text: str, sign: str, state: str) -> QIcon:
        """Drawn once: while an upload goes the side is shown ten times a second."""
        wanted = (text, sign, state)
        if wanted not in self._signs:
            self._signs[wanted] = _sign(self._tokens, text=text, sign=sign, state=state)
        return self._signs[wanted]

    def show_steps(self, flow: Flow, home: PlaceEntry | None = None) -> None:
        """`home`: the way out of the wizard, where there is one, above the steps."""
        tr = self._tr
        for entry in self._places.values():
            entry.hide()
        if home is not None:
            self._show_place(home, current="", at=0)
        for step, entry in self._steps.items():
            current, done = step is flow.step, flow.done(step)
            state = "current" if current else "done" if done else ""
            name = tr(STEP_NAMES[step])
            entry.setText(f"  {name}")
            entry.setIcon(self._sign(str(step.number), "tick" if done and not current else "", state))
            entry.setEnabled(flow.may_visit(step))
            set_property(entry, "current", current)
            spoken = tr("Step {number}: {name}", number=step.number, name=name)
            entry.setAccessibleName(f"{spoken}. {tr('Done')}" if done else spoken)
            entry.setAccessibleDescription(tr("You are here") if current else "")
            entry.show()

    def show_places(self, places: Sequence[PlaceEntry], current: str) -> None:
        for entry in self._steps.values():
            entry.hide()
        for at, place in enumerate(places):
            self._show_place(place, current, at)

    def _show_place(self, place: PlaceEntry, current: str, at: int) -> None:
        """`at` which of the places it is: the keyboard goes through them in that order."""
        entry = self._places.get(place.name)
        if entry is None:
            entry = self._places[place.name] = self._entry(f"place_{place.name}")
            self._group.addButton(entry)
            self._list.insertWidget(at, entry)
        here = place.name == current
        entry.setText(f"  {place.text}")
        entry.setAccessibleName(place.text)
        entry.setAccessibleDescription(self._tr("You are here") if here else place.why)
        entry.setToolTip(place.why)
        entry.setEnabled(here or not place.why)
        entry.setIcon(self._sign("", place.sign, "current" if here else ""))
        set_property(entry, "current", here)
        entry.show()

    def show_foot(self, cancel: str, version: str) -> None:
        """The way out, or where there is nothing to leave, what this is."""
        self.cancel.setText(cancel)
        self.cancel.setAccessibleName(cancel)
        self.cancel.setVisible(bool(cancel))
        self.version.setText(version)
        self.version.setVisible(not cancel)

    @Slot(object)
    def _on_clicked(self, entry: QPushButton) -> None:
        for step, made in self._steps.items():
            if made is entry:
                self.step_pressed.emit(step)
        for name, made in self._places.items():
            if made is entry:
                self.place_pressed.emit(name)


class Footer(QFrame):
    """A quiet reassurance at the left; Back, the page's own buttons, Next at the right."""

    back_pressed = Signal()
    next_pressed = Signal()

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self.setObjectName("footer")
        self._tr = tr
        self.setFixedHeight(SIZES.footer_height)
        self.note = label(wrap=True, name="footNote")
        self.back = button(tr("Back"), "backButton")
        self.next = button("", "nextButton", main=True)
        self.back.clicked.connect(self.back_pressed)
        self.next.clicked.connect(self.next_pressed)
        self._own: list[QWidget] = []
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(SIZES.margin, 0, SIZES.margin, 0)
        self._box.setSpacing(10)
        self._box.addWidget(self.note, 1)
        self._box.addWidget(self.back)
        self._box.addWidget(self.next)

    def show_actions(self, actions: Sequence[QWidget]) -> None:
        """The page's own buttons between Back and Next; those of other pages are hidden, not moved."""
        for made in self._own:
            if made not in actions:
                made.hide()
        for made in actions:
            if made not in self._own:
                self._own.append(made)
                self._box.insertWidget(self._box.count() - 1, made)
            made.setVisible(not made.property("unwanted"))

    def forget(self) -> None:
        """The pages are thrown away, and their buttons with them."""
        for made in self._own:
            self._box.removeWidget(made)
            made.deleteLater()
        self._own.clear()


class Frame(QFrame):
    """Header, side and footer around the pages, which are in `stack`."""

    def __init__(self, tr: Texts, tokens: Tokens) -> None:
        super().__init__()
        self.header = Header(tr, tokens)
        self.side = Side(tr, tokens)
        self.footer = Footer(tr)
        self.stack = Stack()
        self.stack.setObjectName("content")
        # The order of the keyboard is the order they come into the window: from the page, which comes last, round to the
        # footer, the side and the header. QWidget.setTabOrder is not used: after a rebuild it left dead widgets in the
        # chain, and the next hide() crashed.
        for part in (self.footer, self.side, self.header, self.stack):
            part.setParent(self)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.footer)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.side)
        middle.addLayout(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addLayout(middle, 1)
