"""Before an upload that makes new listings: those that are on the portal without a code are told of, and offered to be
paired first. Who sends without pairing is warned once, where doubles would be made of some, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QMargins, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.sync.destination import Lists
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.texts.conflicts import not_looked_up_words
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.messages import NoticeBar
from rentix_desktop.ui.places.linking.state import LinkingState, known_of
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.wizard.check.ahead import Ahead, look_ahead

_PAIR = "pairFirstButton"
_SURE = "sendAllTheSameButton"
_WAIT = "doNotSendYetButton"
_AT_ONCE = "sendAtOnceButton"
_AGAIN = "lookForLinksButton"


class _Look(Enum):
    NONE = auto()  # nothing to ask about
    GOING_ON = auto()
    FAILED = auto()
    DONE = auto()


class LinkingOffer(QWidget):
    """Hidden while there is nothing to say. `before(then)` stands between Send and sending."""

    pair_pressed = Signal()
    changed = Signal()  # it says something else, or nothing any more

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._tr = desk.tr
        self._desk = desk
        self._look = _Look.NONE
        self._job: Job | None = None
        self._planned: Forecast | None = None
        self._then: Callable[[], None] | None = None
        self.bar = NoticeBar()
        self.bar.setObjectName("linkingOffer")
        self.bar.pressed.connect(self._on_pressed)
        box = QVBoxLayout(self)
        box.setContentsMargins(QMargins())
        box.setSpacing(SIZES.gap)
        box.addWidget(self.bar)
        self.hide()

    # looking --------------------------------------------------------------------------------------------------------------
    def look(self, planned: Forecast) -> None:
        """What the portal has without a code is read, and whether it is in this file; nobody waits for it."""
        if self._look is _Look.GOING_ON and self._planned == planned:
            return
        self.stop()
        self._planned = planned
        connection, known = self._desk.session.connection, known_of(self._desk.session)
        if connection is None or known is None or known.file is None or known.skipped or not planned.create:
            return
        on_portal = known.on_portal
        if known.unread is not None:
            self._look = _Look.FAILED
        elif known.deciding is not None or known.likely is not None:
            self._look = _Look.DONE
        elif isinstance(connection.destination, Lists):
            self._look = _Look.GOING_ON
            job = self._desk.jobs.build(
                "look-for-links", lambda task: look_ahead(task, connection, on_portal, planned), aside=True
            )
            job.succeeded.connect(self._on_read)
            job.failed.connect(self._on_failed)
            self._job = job
            job.start()
        self._show()

    def stop(self) -> None:
        """Nothing is asked or said any more."""
        if self._job is not None:
            self._job.cancel()
        self._job, self._then, self._look = None, None, _Look.NONE
        self._show()

    @Slot(object)
    def _on_read(self, ahead: Ahead) -> None:
        known, then = known_of(self._desk.session), self._then
        if self.sender() is not self._job or known is None:
            return
        self._job, self._then, self._look = None, None, _Look.DONE
        known.take_recalled(ahead.recalled, self._desk.session.flow.run)
        known.likely = ahead.likely
        if ahead.likely is None:  # what is known now changes what is sent: the forecast is made again
            self._look = _Look.NONE
            self._show()
            self._desk.session.outdate(known.account)
            return
        self._show()
        if then is not None:
            self.before(then)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        """Sending may go well all the same, and make doubles: it is asked about then."""
        known, then = known_of(self._desk.session), self._then
        if self.sender() is self._job and known is not None:
            self._job, self._then, self._look = None, None, _Look.FAILED
            known.unread = error
            self._show()
            if then is not None:
                self.before(then)

    def _look_again(self, known: LinkingState) -> None:
        forecast, known.unread, self._then = self._desk.session.flow.forecast, None, None
        if forecast is not None:
            self.look(forecast)

    # asking ---------------------------------------------------------------------------------------------------------------
    def before(self, then: Callable[[], None]) -> None:
        """Does it, or asks first: where the person did not decide yet what becomes of listings without a code."""
        if self._look is _Look.GOING_ON:
            self._then = then
            self._ask_to_wait()
        elif self._look is _Look.DONE and self._doubled:
            self._then = then
            self._warn(*self._doubles_words())
        elif self._look is _Look.FAILED:
            self._then = then
            self._warn(
                self._unread_words, self._tr("Those that are there already would be made a second time."), _AGAIN
            )
        else:
            then()

    @property
    def _doubled(self) -> int:
        known = known_of(self._desk.session)
        return known.doubled if known is not None and not known.skipped else 0

    @property
    def speaks(self) -> bool:
        """Doubles would be made."""
        return self._look is _Look.FAILED or (self._look is _Look.DONE and self._doubled > 0)

    def _show(self) -> None:
        known = known_of(self._desk.session)
        told = known is not None and self._look is _Look.DONE and not known.skipped and self._offer(known)
        if self._look is _Look.FAILED:
            self.bar.show_notice(self._unread_words, "", Tone.LOOK, ((_AGAIN, self._tr("Try again")),))
        elif not told:
            self.bar.clear()
        self.setVisible(told or self._look is _Look.FAILED)
        self.changed.emit()

    @property
    def _unread_words(self) -> str:
        known = known_of(self._desk.session)
        error = known.unread if known is not None else None
        return not_looked_up_words(error, self._tr) if error is not None else ""

    def _offer(self, known: LinkingState) -> bool:
        """One line: the table under it is what the page is about. False where there is nothing to pair."""
        tr, count = self._tr, known.doubled
        if known.deciding is not None:
            text = tr.plural(
                "{n} pair is still to be decided or linked", "{n} pairs are still to be decided or linked", count
            )
            self.bar.show_notice(text, "", Tone.LOOK, ((_PAIR, tr("Go on pairing")),))
            return bool(count)
        text = tr.plural(
            "{n} listing on the portal has no code yet.", "{n} listings on the portal have no code yet.", known.unlinked
        )
        more = tr.plural("{n} of them seems to be in your file.", "{n} of them seem to be in your file.", count)
        if not count:
            more = tr("None of them seems to be in your file.")
        words = f"{text} {more}"
        self.bar.show_notice(words, "", Tone.LOOK if count else Tone.PLAIN, ((_PAIR, tr("Pair them")),))
        return known.unlinked > 0

    def _doubles_words(self) -> tuple[str, str, str]:
        tr, count, known = self._tr, self._doubled, known_of(self._desk.session)
        if known is not None and known.deciding is not None:
            words = tr.plural(
                "{n} pair is not linked: where it is one property, it will be on the portal twice, "
                "and the double has to be found and hidden by hand.",
                "{n} pairs are not linked: where they are one property, it will be on the portal twice, "
                "and the doubles have to be found and hidden by hand.",
                count,
            )
        else:
            words = tr.plural(
                "{n} listing that seems to be in your file will be on the portal twice: "
                "the double has to be found and hidden by hand.",
                "{n} listings that seem to be in your file will be on the portal twice: "
                "the doubles have to be found and hidden by hand.",
                count,
            )
        return tr("Send without pairing?"), words, _PAIR

    def _warn(self, title: str, words: str, way_out: str) -> None:
        tr = self._tr
        out = tr("Pair them first") if way_out == _PAIR else tr("Try again")
        self.bar.show_notice(title, words, Tone.WRONG, ((_SURE, tr("Send all the same")), (way_out, out)))
        self.changed.emit()
        self.bar.take_focus(way_out)

    def _ask_to_wait(self) -> None:
        tr = self._tr
        self.bar.show_notice(
            tr("One moment"),
            tr("The portal is asked whether it has listings without a code: sending would make doubles of them."),
            Tone.ACCENT,
            ((_AT_ONCE, tr("Send without waiting")), (_WAIT, tr("Do not send yet"))),
        )
        self.show()
        self.changed.emit()
        self.bar.take_focus(_WAIT)

    @Slot(str)
    def _on_pressed(self, name: str) -> None:
        known, then = known_of(self._desk.session), self._then
        if known is None:
            return
        if name == _PAIR:
            self._then, known.from_check = None, True
            self.pair_pressed.emit()
        elif name == _AGAIN:
            self._look_again(known)
        elif name == _WAIT:
            self._then = None
            self._show()
        elif then is not None:  # warned
            known.skipped = True
            self.stop()
            then()
