"""The forecast as a person sees it: its numbers, each the way to the rows behind it; what it costs; what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rentix_desktop.sync.destination import Account
from rentix_desktop.sync.planning.foreseen import Number, count
from rentix_desktop.sync.progress import Forecast, RunProgress
from rentix_desktop.texts.durations import about
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, Tone, button, label, row
from rentix_desktop.ui.widgets.number_card import NumberCard
from rentix_desktop.ui.widgets.states import SegmentBar
from rentix_desktop.ui.widgets.wrapping import WrappingRow
from rentix_desktop.ui.wizard.check import checking
from rentix_desktop.ui.wizard.check.asking_words import asked_words
from rentix_desktop.ui.wizard.check.checking import Checked, PortalAsked
from rentix_desktop.ui.wizard.check.problems_view import ProblemsView

_CARDS: Final[Mapping[Number, tuple[Tone, str]]] = {
    Number.CREATE: (Tone.ACCENT, "createCard"),
    Number.UPDATE: (Tone.PLAIN, "updateCard"),
    Number.UNCHANGED: (Tone.MUTED, "unchangedCard"),
    Number.HIDE: (Tone.LOOK, "hideCard"),
    Number.BLOCKED: (Tone.WRONG, "blockedCard"),
}
_BESIDE: Final = (Number.WAITING, Number.WARNED, Number.CORRECTED, Number.HELD, Number.SKIPPED, Number.FILE)


class ForecastView(QWidget):
    """`number_pressed` = the rows behind this number are wanted; `ask_pressed` = the portal is to be asked beforehand,
    `stop_pressed` = no longer; `hide_chosen` = whether what is gone from the file is to be hidden."""

    number_pressed = Signal(object)
    ask_pressed = Signal()
    stop_pressed = Signal()
    hide_chosen = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._tr = desk.tr
        self._desk = desk
        self._estimate = 0  # seconds for all requests
        self._sentence = label(wrap=True, name="forecastLabel")
        self.problems = ProblemsView(desk)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SIZES.block)
        self._outer = outer
        self._first = row(self._sentence)
        self._first.setStretch(0, 1)
        outer.addLayout(self._first)
        outer.addLayout(self._build_cards())
        outer.addWidget(self._build_beside())
        outer.addWidget(self._build_cost())
        outer.addWidget(self.problems, 1)

    # building -----------------------------------------------------------------------------------------------------------
    def _build_cards(self) -> QHBoxLayout:
        self._buttons: dict[QPushButton, Number] = {}
        self._cards: dict[Number, NumberCard] = {}
        made = QHBoxLayout()
        made.setSpacing(SIZES.block)
        for number, (tone, name) in _CARDS.items():
            card = self._cards[number] = NumberCard(tone, name, self._desk.tokens)
            made.addWidget(card, 1)
            self._opens(card, number)
        return made

    def _build_beside(self) -> QWidget:
        """The numbers there is no card for, where there are any; and what becomes of what is gone from the file."""
        tr = self._tr
        self._links: dict[Number, QPushButton] = {}
        holder = QWidget()
        line = self._line = WrappingRow(gap=16)
        self._hide = QCheckBox(tr("Hide listings that are gone from the file"))
        self._hide.setObjectName("hideMissingCheck")
        self._hide.setAccessibleName(self._hide.text())
        self._hide.setToolTip(
            tr("Only listings that were sent from this file before. Nothing is deleted; they can be shown again.")
        )
        self._hide.clicked.connect(self.hide_chosen)
        line.addWidget(self._hide)
        for number in _BESIDE:
            link = self._links[number] = button("", f"{number.value}Link", look="link")
            line.addWidget(link)
            self._opens(link, number)
        holder.setLayout(line)
        self._beside = holder
        return holder

    def _build_cost(self) -> QWidget:
        tr = self._tr
        self._cost = button("", "costButton", look="link")
        self._opens(self._cost, Number.SENT)
        self._time = label(kind="caption", name="costLabel")
        self._time.setIndent(2)  # as far in as the link over it
        cost = self._cost_line = QVBoxLayout()
        cost.setSpacing(0)
        cost.addWidget(self._cost)
        cost.addWidget(self._time)
        self._limit = label(kind="caption", wrap=True, name="limitLabel")
        self._limit_bar = SegmentBar(self._desk.tokens, "limitBar", 8)
        self._limit_part = QWidget()
        limit = QVBoxLayout(self._limit_part)
        limit.setContentsMargins(0, 0, 0, 0)
        limit.setSpacing(6)
        limit.addWidget(self._limit)
        limit.addWidget(self._limit_bar)
        self._ask = button(
            tr("Ask the portal first"),
            "askPortalButton",
            hint=tr("See what the portal itself would not take, before anything is stored there"),
            small=True,
        )
        self._ask.clicked.connect(self.ask_pressed)
        self._stop = button(tr("Stop"), "stopAskingButton", hint=tr("Stop asking the portal"), small=True)
        self._stop.clicked.connect(self.stop_pressed)
        self._asked = label(wrap=True, name="askedLabel")
        made = self._cost_card = Card(pad=12, gap=8)
        self._short = False
        parts = row(cost, 18, self._limit_part, 12, self._ask, self._stop)
        parts.setStretch(2, 1)
        made.box.addLayout(parts)
        made.box.addWidget(self._asked)
        return made

    def _opens(self, made: QPushButton, number: Number) -> None:
        self._buttons[made] = number
        made.clicked.connect(self._on_pressed)

    # what is shown ------------------------------------------------------------------------------------------------------
    def show_forecast(self, checked: Checked, sentence: str, account: Account | None, *, as_drafts: bool) -> None:
        """`sentence` is the whole in words; `as_drafts` = the file does not say what becomes of new listings."""
        self._sentence.setText(sentence)
        self._sentence.setAccessibleName(sentence)
        self._show_cards(checked, as_drafts=as_drafts)
        self._show_beside(checked)
        self._show_cost(checked.forecast)
        self._show_limit(checked.forecast, account)
        cut = checked.kept if checked.kept < checked.problems else None
        self.problems.show_groups(checked.all_groups, cut, waits=checked.forecast.waiting > 0)

    def show_short(self, short: bool) -> None:
        """Less of everything that stands over what is wrong."""
        if short is self._short:
            return
        self._short = short
        self._outer.setSpacing(SIZES.gap if short else SIZES.block)
        for card in self._cards.values():
            card.show_short(short)
        above = 3 if short else 12
        self._cost_card.box.setContentsMargins(12, above, 12, above)
        self._cost_line.setDirection(QBoxLayout.Direction.LeftToRight if short else QBoxLayout.Direction.TopToBottom)
        self._limit_bar.setVisible(not short)
        self.problems.show_short(short)
        link = self._links[Number.FILE]
        (self._first if short else self._line).addWidget(link)
        others = (*self._cards.values(), self._hide, *(each for each in self._links.values() if each is not link))
        for former, latter in pairwise((link, *others) if short else (*others, link)):
            QWidget.setTabOrder(former, latter)  # the keyboard comes to it where it stands
        self._show_beside_or_not()

    def show_asking(self, asked: PortalAsked | None, progress: RunProgress | None, *, asking: bool, sent: int) -> None:
        """How far asking the portal is, or what it said; `sent` listings it can be asked about."""
        ended = self._stop.hasFocus() and not asking
        begun = asking and not self._stop.isVisibleTo(self)
        self._ask.setVisible(not asking and sent > 0)
        self._stop.setVisible(asking)
        if begun or ended:
            (self._stop if asking else self._ask).setFocus(Qt.FocusReason.OtherFocusReason)
        text = asked_words(asked, progress, self._tr, asking=asking, estimate=self._estimate)
        self._asked.setText(text)
        self._asked.setVisible(bool(text))

    def take_focus(self, number: Number) -> None:
        """To what opened the rows, when they are left again."""
        made = next(made for made, each in self._buttons.items() if each is number)
        made.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_cards(self, checked: Checked, *, as_drafts: bool) -> None:
        tr, planned = self._tr, checked.forecast
        fields = sum(planned.changed_fields.values())
        changed = tr("nothing has changed")
        if fields:
            most = max(planned.changed_fields, key=lambda name: planned.changed_fields[name])
            what = tr.plural("{n} field", "{n} fields", fields)
            changed = tr("{fields}, mostly {field}", fields=what, field=field_name(most, tr))
        causes = checked.error_causes
        wrong = tr.plural("{n} cause, below", "{n} causes, below", causes) if causes else tr("every row is fine")
        words = {
            Number.CREATE: (
                tr.plural("new", "new", planned.create),
                tr("created as drafts") if as_drafts else tr("created as the file says"),
            ),
            Number.UPDATE: (tr.plural("updated", "updated", planned.update), changed),
            Number.UNCHANGED: (tr.plural("unchanged", "unchanged", planned.unchanged), tr("nothing to send")),
            Number.HIDE: (tr.plural("hidden", "hidden", planned.hide), tr("gone from the file")),
            Number.BLOCKED: (tr.plural("cannot be sent", "cannot be sent", count(planned, Number.BLOCKED)), wrong),
        }
        for number, (what, quiet) in words.items():
            n = count(planned, number)
            self._cards[number].show_count(n, tr.number(n), what, quiet, tr("See these listings"))
        self._cards[Number.HIDE].setVisible(bool(planned.hide) or checked.options.hide_missing)

    def _show_beside(self, checked: Checked) -> None:
        tr, planned = self._tr, checked.forecast
        words = {
            Number.WAITING: tr.plural(
                "{n} listing waits for its link", "{n} listings wait for their links", planned.waiting
            ),
            Number.WARNED: tr.plural("{n} with something to look at", "{n} with something to look at", planned.warned),
            Number.CORRECTED: tr.plural("{n} corrected as before", "{n} corrected as before", planned.corrected),
            Number.HELD: tr.plural(
                "{n} gone from the file, not hidden", "{n} gone from the file, not hidden", planned.hide_held
            ),
            Number.SKIPPED: tr.plural("{n} left out", "{n} left out", planned.skipped),
            Number.FILE: tr.plural(
                "All {n} listing of the file", "All {n} listings of the file", count(planned, Number.FILE)
            ),
        }
        for number, link in self._links.items():
            link.setText(words[number])
            link.setAccessibleName(words[number])
            link.setVisible(count(planned, number) > 0)
        self._hide.setChecked(checked.options.hide_missing)
        self._hide.setVisible(checked.sent_before)
        self._show_beside_or_not()

    def _show_beside_or_not(self) -> None:
        """Not an empty line."""
        parts = (self._hide, *self._links.values())
        self._beside.setVisible(any(part.parent() is self._beside and not part.isHidden() for part in parts))

    @property
    def _per_minute(self) -> int | None:
        connection = self._desk.session.connection
        return connection.destination.limits.requests_per_minute if connection else None

    def _seconds(self, requests: int) -> int:
        return checking.seconds_for(requests, self._per_minute)

    def _show_cost(self, planned: Forecast) -> None:
        tr = self._tr
        text, time = tr("No request is needed"), about(self._seconds(planned.requests), tr)
        if planned.requests:
            text = tr.plural("{n} request", "{n} requests", planned.requests)
        self._cost.setText(text)
        self._cost.setAccessibleName(text)
        self._time.setText(tr("about {time}", time=time) if planned.requests else "")
        self._cost.setToolTip(tr("See the listings that are sent") if planned.requests else "")
        self._cost.setEnabled(bool(planned.requests))
        self._estimate = self._seconds(planned.requests)
        what = tr("See what the portal itself would not take, before anything is stored there")
        self._ask.setToolTip(tr("{what}: about {time}", what=what, time=about(self._estimate, tr)))

    def _show_limit(self, planned: Forecast, account: Account | None) -> None:
        used, limit = (account.used, account.limit) if account else (None, None)
        self._limit_part.setVisible(used is not None and limit is not None)
        if used is None or limit is None:
            return
        text = limit_words(used, planned.create, limit, self._tr)
        over = used + planned.create > limit
        self._limit.setText(text)
        self._limit_bar.show_segments(limit, ((used, "control"), (planned.create, "wrong" if over else "accent")), text)

    # what is done -------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_pressed(self) -> None:
        made = self.sender()
        if isinstance(made, QPushButton):
            self.number_pressed.emit(self._buttons[made])


def limit_words(used: int, new: int, limit: int, tr: Texts) -> str:
    """What of the monthly limit is used, and what is left of it afterwards."""
    text = tr(
        "Monthly limit: {used} used + {new} new of {limit}",
        used=tr.number(used),
        new=tr.number(new),
        limit=tr.number(limit),
    )
    left = tr.plural("{n} is left afterwards", "{n} are left afterwards", max(0, limit - used - new))
    return tr("{used}; {left}", used=text, left=left)
