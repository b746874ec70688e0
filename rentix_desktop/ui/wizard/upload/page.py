"""Step 6: it is being sent."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QWidget

from rentix_desktop.sync.destination import WaitReason
from rentix_desktop.sync.progress import RunProgress, Waiting
from rentix_desktop.texts.durations import about
from rentix_desktop.texts.names import wait_name
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.recent import OPEN_COLUMN, RecentModel
from rentix_desktop.ui.page import Foot, Page
from rentix_desktop.ui.session import RunOrder
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, Tone, button, chip, label, row
from rentix_desktop.ui.widgets.faces import table_view
from rentix_desktop.ui.widgets.states import EmptyState, SegmentBar
from rentix_desktop.ui.widgets.web import open_on_the_web
from rentix_desktop.ui.widgets.wrapping import WrappingRow
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.upload.sending import NOTE, Sending

_ROW = 46


class UploadPage(Page):
    NAME = "uploadPage"
    STEP = Step.UPLOAD

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        tr = desk.tr
        self._sending: Sending | None = None
        self._pause = button(tr("Pause"), "pauseButton")
        self._pause.clicked.connect(self._on_pause)
        self._stop = button(tr("Stop"), "cancelButton")
        self._stop.clicked.connect(self._on_stop)
        self._again = button(tr("Go on"), "goOnButton", main=True)
        self._again.clicked.connect(self._on_again)
        self._again.setProperty("unwanted", True)
        self.buttons = [self._pause, self._stop, self._again]
        self.body.addWidget(self._build_progress())
        self.body.addWidget(self._build_wait())
        self._recent = RecentModel(tr)
        self._table = table_view("recentTable", tr("The listings answered last"), desk.tokens, _ROW)
        self._table.setModel(self._recent)
        for column, width in ((0, 300), (1, 220), (2, 260)):
            self._table.setColumnWidth(column, width)
        self._table.activated.connect(self._on_activated)
        self._table.clicked.connect(self._on_clicked)
        self._answers = QStackedWidget()
        self._answers.addWidget(
            EmptyState(tr("No answer yet"), tr("The listings appear here as the portal answers, the last one first."))
        )
        self._answers.addWidget(self._table)
        self.body.addWidget(self._answers, 1)

    # building -----------------------------------------------------------------------------------------------------------
    def _build_progress(self) -> QWidget:
        tr = self._tr
        card = Card(pad=20, gap=12)
        self._answered = label(kind="figure", name="answeredLabel")
        self._of = label(tone=Tone.MUTED)
        self._left = label(tone=Tone.MUTED, name="timeLeftLabel")
        card.box.addLayout(row(self._answered, self._of, None, self._left))
        self._bar = SegmentBar(self.desk.tokens, "uploadProgress")
        self._bar.setAccessibleName(tr("How far the upload is"))
        card.box.addWidget(self._bar)
        self._counts: dict[str, tuple[QLabel, QLabel]] = {}
        counts = WrappingRow(gap=18)
        for name, tone in (("accepted", Tone.GOOD), ("refused", Tone.WRONG), ("on_the_way", Tone.MUTED)):
            figure, what = chip("0", tone), label()
            figure.setObjectName(f"{name}Chip")
            self._counts[name] = (figure, what)
            part = QWidget()
            part.setLayout(row(figure, what, gap=6))
            counts.addWidget(part)
        self._pace = label(tone=Tone.MUTED, name="paceLabel")
        holder = QWidget()
        holder.setLayout(counts)
        line = QHBoxLayout()
        line.addWidget(holder, 1)
        line.addWidget(self._pace)
        card.box.addLayout(line)
        return card

    def _build_wait(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("waitBar")
        bar.setProperty("kind", "bar")
        bar.setProperty("tone", Tone.LOOK.value)
        self._wait_strong = label(kind="strong", tone=Tone.LOOK)
        self._wait_text = label(wrap=True, name="waitLabel")
        box = QHBoxLayout(bar)
        box.setContentsMargins(SIZES.pad, 11, SIZES.pad, 11)
        box.setSpacing(12)
        box.addWidget(self._wait_strong)
        box.addWidget(self._wait_text, 1)
        bar.hide()
        self._wait = bar
        return bar

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        tr, sending = self._tr, self._sending
        if sending is None or sending.error is not None:
            return tr("The upload has stopped")
        if sending.stopping:
            return tr("Stopping…")
        if sending.control.paused:
            return tr("Paused")
        if sending.order.trial is not None:
            return tr.plural(
                "Trying with the first listing…", "Trying with the first {n} listings…", sending.order.trial
            )
        return tr("Sending to the portal…")

    def sentence(self) -> str:
        tr, sending = self._tr, self._sending
        if sending is None or sending.error is not None:
            return tr("What was sent is kept. Go on to send the rest.")
        if sending.stopping:
            return tr("What is on its way comes back first. The rest stays in the queue, nothing is lost.")
        if sending.control.paused:
            return tr("Nothing more is sent until you go on. What was sent is kept.")
        return tr(
            "You can go on working. If the computer is switched off now, nothing is lost: the upload goes on where "
            "it stopped."
        )

    def foot(self) -> Foot:
        return Foot(self._tr("Stop ends the upload after what is on its way. The rest can be sent later."), back=False)

    def enter(self) -> None:
        session = self.desk.session
        order = session.take_order()
        if order is not None:
            self._start(order)
            return
        kept = session.notes.get(NOTE)
        self._follow(kept if isinstance(kept, Sending) else None)

    def cancel(self) -> None:
        self._on_stop()

    def first_focus(self) -> QWidget | None:
        return self._pause

    # the run ------------------------------------------------------------------------------------------------------------
    def _start(self, order: RunOrder) -> None:
        session = self.desk.session
        connection = session.connection
        if connection is None:
            return
        self._recent.show_rows(())
        sending = Sending(session, self.desk.jobs, connection, order)
        session.notes[NOTE] = sending
        self._follow(sending)
        sending.start()

    def _follow(self, sending: Sending | None) -> None:
        if sending is not None and sending is not self._sending:
            sending.changed.connect(self._on_changed)
        self._sending = sending
        self._on_changed()

    @Slot()
    def _on_pause(self) -> None:
        if self._sending is not None:
            if self._sending.control.paused:
                self._sending.go_on()
            else:
                self._sending.pause()

    @Slot()
    def _on_stop(self) -> None:
        if self._sending is not None and self._sending.running:
            self._sending.stop()

    @Slot()
    def _on_again(self) -> None:
        run = self.desk.session.flow.run
        if run is not None:
            self.error.clear()
            self._start(RunOrder(run, resume=True))

    # showing ------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_changed(self) -> None:
        sending = self._sending
        live = sending is not None and sending.error is None
        stopping = live and sending is not None and sending.stopping
        paused = live and sending is not None and sending.control.paused
        self._pause.setText(self._tr("Go on") if paused else self._tr("Pause"))
        self._pause.setAccessibleName(self._pause.text())
        for made in (self._pause, self._stop):
            made.setEnabled(not stopping)
            made.setProperty("unwanted", not live)
        self._again.setProperty("unwanted", live)
        if sending is not None and sending.error is not None:
            self.error.show_error(sending.error)
        self._show_progress(sending.progress if sending else None)
        self.refresh()

    def _show_progress(self, progress: RunProgress | None) -> None:
        tr = self._tr
        number = tr.number
        picture = progress or RunProgress(0, 0, 0, 0, 0, 0)
        self._answered.setText(number(picture.answered))
        of = tr.plural("of {n} listing answered", "of {n} listings answered", picture.to_send)
        self._of.setText(of if progress else tr("Starting…"))
        words = {
            "accepted": tr("accepted"),
            "refused": tr("refused: you can fix them afterwards"),
            "on_the_way": tr("on their way"),
        }
        for name, (figure, what) in self._counts.items():
            figure.setText(number(getattr(picture, name)))
            what.setText(words[name])
        pace = picture.rows_per_minute
        self._pace.setText(tr("{n} a minute", n=number(round(pace))) if pace else "")
        self._left.setText(self._time_left(picture) if progress else "")
        said = tr(
            "{done} of {all} answered, {accepted} accepted, {refused} refused",
            done=number(picture.answered),
            all=number(picture.to_send),
            accepted=number(picture.accepted),
            refused=number(picture.refused),
        )
        segments = ((picture.accepted, "good"), (picture.refused, "wrong"), (picture.on_the_way, "control"))
        self._bar.show_segments(picture.to_send, segments, said)
        self._show_wait(picture.waiting if not picture.paused else None)
        self._recent.show_rows(picture.recent)
        self._answers.setCurrentIndex(1 if picture.recent else 0)

    def _time_left(self, picture: RunProgress) -> str:
        tr = self._tr
        if picture.seconds_left is None or picture.paused or picture.answered >= picture.to_send:
            return ""
        return tr("about {time} left", time=about(picture.seconds_left, tr))

    def _show_wait(self, waiting: Waiting | None) -> None:
        tr = self._tr
        stopping = self._sending is not None and self._sending.stopping
        self._wait.setVisible(waiting is not None and not stopping)
        if waiting is None:
            return
        self._wait_strong.setText(tr("Waiting {n} s", n=tr.number(max(1, round(waiting.seconds)))))
        text = wait_name(waiting.why, tr)
        if waiting.why is WaitReason.SERVICE_DOWN:
            self._wait_text.setText(tr("{why}. Nothing is lost.", why=text))
        else:
            self._wait_text.setText(tr("{why}. The upload goes on by itself.", why=text))

    # links --------------------------------------------------------------------------------------------------------------
    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        open_on_the_web(self._recent.address_of(index.row()))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == OPEN_COLUMN:
            self._on_activated(index)
