"""The body of the home page: what needs a person, the kept sources, and the figures of the last 30 days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from rentix_desktop.sync.sources.monitor import Day, Monitor
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.places.home.need_bar import NeedBars, NeedFace
from rentix_desktop.ui.places.home.source_card import SourceCard
from rentix_desktop.ui.places.home.words import day_words, days_words, portal_words
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, Tone, label, row, scrolled
from rentix_desktop.ui.widgets.charts import Bar, BarChart
from rentix_desktop.ui.widgets.states import SegmentBar

_WEEK = 7


class HomeView(QWidget):
    """Told what to show; tells which button of which bar or card was pressed."""

    need_pressed = Signal(str, str)  # the face's key, the button's name
    sync_pressed = Signal(str)
    stop_pressed = Signal(str)
    change_pressed = Signal(str)
    compare_pressed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._tr = desk.tr
        self._bars = NeedBars()
        self._cards_box = QVBoxLayout()
        self._cards_box.setSpacing(SIZES.block)
        self._cards: dict[str, SourceCard] = {}
        self._elsewhere = label(tone=Tone.MUTED, wrap=True, name="elsewhereLabel")
        figures = row(self._build_chart(), self._build_month(), gap=SIZES.block)
        figures.setStretch(0, 2)
        figures.setStretch(1, 1)
        column = QVBoxLayout()
        column.setSpacing(SIZES.block)
        column.addLayout(self._bars)
        column.addLayout(self._cards_box)
        column.addWidget(self._elsewhere)
        column.addLayout(figures, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(column))

    def _build_chart(self) -> Card:
        tr = self._tr
        card = Card(pad=18, gap=12)
        title = tr("Listings sent, last 30 days")
        card.box.addWidget(label(title, kind="strong", wrap=True))
        self._chart = BarChart(self._desk.tokens, "sentChart", title)
        card.box.addWidget(self._chart, 1)
        self._no_days = label(tr("Nothing was sent in the last 30 days."), tone=Tone.MUTED, wrap=True)
        card.box.addWidget(self._no_days)
        card.box.addStretch()
        return card

    def _build_month(self) -> Card:
        tr = self._tr
        card = Card(pad=18, gap=6)
        card.box.addWidget(label(tr("This month"), kind="strong", wrap=True))
        card.box.addSpacing(6)
        card.box.addWidget(label(tr("New listings"), kind="caption", wrap=True))
        self._month = SegmentBar(self._desk.tokens, "homeMonthBar", thickness=12)
        self._month.setAccessibleName(tr("New listings this month"))
        self._month_words = label(tone=Tone.MUTED, wrap=True, name="homeMonthLabel")
        self._portal_title = label(tr("On the portal"), kind="caption", wrap=True)
        self._portal = label(wrap=True, name="onPortalLabel")
        card.box.addWidget(self._month)
        card.box.addWidget(self._month_words)
        card.box.addSpacing(10)
        card.box.addWidget(self._portal_title)
        card.box.addWidget(self._portal)
        card.box.addStretch(1)
        return card

    def first_button(self) -> QPushButton | None:
        """What a person will most likely press: what can be done about the most urgent need, else to bring the first
        source up to date."""
        cards = self._cards.values()
        buttons = self._bars.buttons + [card.sync for card in cards] + [card.stop for card in cards]
        return next((made for made in buttons if made.isVisibleTo(self) and made.isEnabled()), None)

    # what is shown ------------------------------------------------------------------------------------------------------
    def show_needs(self, faces: Sequence[NeedFace], why: str) -> None:
        """`why`: nothing can be done about them just now, and the reason."""
        self._bars.show_faces(faces, why, self._on_need)

    def cards(self, names: Sequence[str]) -> Mapping[str, SourceCard]:
        """A card for each of these sources, in this order."""
        for name in [name for name in self._cards if name not in names]:
            card = self._cards.pop(name)
            self._cards_box.removeWidget(card)
            card.hide()
            card.deleteLater()
        for at, name in enumerate(names):
            card = self._cards.get(name) or self._new_card(name)
            self._cards_box.insertWidget(at, card)
        return self._cards

    def _new_card(self, name: str) -> SourceCard:
        card = self._cards[name] = SourceCard(self._tr, name)
        card.sync_pressed.connect(self.sync_pressed)
        card.stop_pressed.connect(self.stop_pressed)
        card.change_pressed.connect(self.change_pressed)
        card.compare_pressed.connect(self.compare_pressed)
        return card

    def show_elsewhere(self, count: int) -> None:
        """How many sources other agencies have."""
        tr = self._tr
        self._elsewhere.setText(
            tr.plural(
                "{n} file of another agency is kept up to date, too. Choose the agency at the top right.",
                "{n} files of other agencies are kept up to date, too. Choose the agency at the top right.",
                count,
            )
        )
        self._elsewhere.setVisible(count > 0)

    def show_monitor(self, monitor: Monitor) -> None:
        self._show_days(monitor.days)
        self._show_month(monitor.used, monitor.limit)
        self._show_portal(monitor.on_portal)

    def _show_days(self, days: Sequence[Day]) -> None:
        tr = self._tr
        some = any(day.sent or day.errors for day in days)
        self._chart.setVisible(some)
        self._no_days.setVisible(not some)
        last = len(days) - 1
        bars = [
            Bar(day.sent, day.errors, day_words(day, tr), "" if (last - at) % _WEEK else day.day.strftime("%d.%m."))
            for at, day in enumerate(days)
        ]
        self._chart.show_bars(bars, days_words(tuple(days), tr))

    def _show_month(self, used: int | None, limit: int | None) -> None:
        tr = self._tr
        known = used is not None and limit is not None
        self._month.setVisible(known)
        if used is not None and limit is not None:
            text = tr("{used} of {limit}", used=tr.number(used), limit=tr.number(limit))
            self._month_words.setText(text)
            tone = "wrong" if used >= limit else "look" if used >= 0.9 * limit else "accent"
            self._month.show_segments(limit, ((used, tone),), text)
        else:
            self._month_words.setText(tr("Not known until the portal is asked."))

    def _show_portal(self, on_portal: Mapping[str, int]) -> None:
        tr = self._tr
        words = portal_words(on_portal, tr)
        self._portal.setText(words or tr("Nothing that was sent from here is known to be there."))

    @Slot(str, str)
    def _on_need(self, key: str, name: str) -> None:
        self.need_pressed.emit(key, name)
