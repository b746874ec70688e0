"""The window (PySide6), presentation only: `wizard/` the steps of an upload, `places/` the pages beside it, `tending/` the
kept files while it is open. `agencies` is whose listings they are, `standing` how things stand, `ways` lead into the wizard,
`senders` sees to one sender for an account.

How a page is made
------------------
A package a page in `ui/wizard/` and `ui/places/`, one class from `ui.page.Page`, named in `ui/pages.py` with the ports it is handed::

    class CheckPage(Page):
        NAME = "checkPage"                 # object name, design section 5
        STEP = Step.CHECK

        def __init__(self, desk: Desk) -> None:
            super().__init__(desk)         # self._tr (Texts), self.desk.tokens, .jobs, .session
            self._send = button(self._tr("Send"), "sendButton", main=True)   # widgets.basics.button
            self._send.clicked.connect(self._on_send)
            self.buttons = [self._send]    # the page's own buttons in the footer, left to right
            self.body.addWidget(…)         # a QVBoxLayout under title and sentence

        def title(self) -> str: …          # asked again by self.refresh()
        def sentence(self) -> str: …
        def foot(self) -> Foot: …          # Foot(note, next="Next: values" or None where one of its own buttons is the main one)
        def enter(self) -> None: …         # the page comes into view: look at the session, start jobs
        def leave(self) -> None: …         # out of view, or about to be built again: put what is to stay into session.notes
        def go_next(self) -> None: …       # only where Next does more than to go on
        def cancel(self) -> None: …        # only where "Cancel upload" does more than to start again

* The frame owns `backButton` and `nextButton`; Next is enabled when `flow.next` is not None, and the footer says why not.
* What is decided goes into the flow: `session.change(session.flow.columns_decided(mapping, in_doubt))`. The frame and the
  side follow. To go on by yourself: `session.change(session.flow.go(step))`.
* Sending: `session.order(RunOrder(run))` from the check page (trial=5 for the trial), the results page (a retry's run) or
  the banner of an interrupted run (resume=True). The upload page takes it in `enter()` by `session.take_order()`, and at
  the end does `session.change(session.flow.ended(summary))`, which shows the results.
* Live things: `session.connection` (account, destination, catalogue, ledger), `session.table`. A job is handed them, not the
  session.
* Work off the window's thread: `self.run("name", work, self._done, failed=…, progressed=…)`; `work(task)` is a module-level
  function or a closure over plain things. Receivers are methods of the page, or of a QObject of it (`one_job`). The
  control of a run is `task.control()`. Without `failed` the error is shown in the page (`self.error`). A job that must
  outlive the page (the upload) is built by `desk.jobs.build`, kept by `session.keep("upload", job)` and found again in
  `enter()` by `session.kept("upload")`; its signals are connected again then, and `job.last_progress` is the last picture.
* What is asked in a box (what a person fears, or cannot take back): `widgets.question.said_yes`.
* `self.notice` is the bar above the body (tone, sentence, actions), `self.error` the error panel.
* `widgets.basics`: label, chip, button, Card, ElidedLabel, row; `widgets.number_card`; `widgets.states`: EmptyState, WaitingState,
  SegmentBar. Colours are token names or the properties of `resources/style/window.qss`.
* Every text by `self._tr("…")`; every interactive widget has an object name and an accessible name.
* In a delegate or a model paint from `desk.tokens`; the page is built again for another theme.
"""
