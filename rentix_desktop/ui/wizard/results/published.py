"""What became of the listings that were accepted: the bar above the results, and the list behind it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from rentix_desktop.sync.ledger import LedgerRow
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.wizard.results.following import FOLLOWING, Following, rows_of
from rentix_desktop.ui.wizard.results.publication_view import PublicationBar, PublicationView


class Published(QObject):
    """`bar` is the page's to place; the list comes into `views` when it is asked for."""

    back_pressed = Signal()  # in the list

    def __init__(self, page: Page, views: QStackedWidget) -> None:
        super().__init__(page)
        self._page = page
        self._views = views
        self._following: Following | None = None
        self._view: PublicationView | None = None  # made when it is asked for: the page is to come at once
        self.bar = PublicationBar(page.desk)
        self.bar.pressed.connect(self._on_see)

    def follow(self, run: int) -> None:
        """The one of this run goes on with the language changed; another run's has nothing to say here any more."""
        session = self._page.desk.session
        kept = session.notes.get(FOLLOWING)
        following = kept if isinstance(kept, Following) and kept.run == run else None
        if following is None and session.connection is not None:
            if isinstance(kept, Following):
                kept.stop()
            following = Following(session, self._page.desk.jobs, session.connection, run)
            session.notes[FOLLOWING] = following
            following.start()
        if following is not None and following is not self._following:
            following.changed.connect(self._on_followed)
        self._following = following
        self._on_followed()

    @Slot()
    def _on_followed(self) -> None:
        if self._following is None:
            return
        self.bar.show_counts(self._following.counts)
        if self._view is None:
            return
        self._view.show_following()
        if self._views.currentWidget() is self._view and self._following.looking is None:
            self._load()

    @Slot()
    def _on_see(self) -> None:
        if self._view is None:
            self._view = PublicationView(self._page.desk)
            self._view.back_pressed.connect(self.back_pressed)
            self._views.addWidget(self._view)
        self._view.follow(self._following)
        self._views.setCurrentWidget(self._view)
        self._load()

    def _load(self) -> None:
        connection, following = self._page.desk.session.connection, self._following
        if connection is not None and following is not None:
            ledger, run = connection.ledger, following.run
            self._page.run("published", lambda task: rows_of(task, ledger, run), self._on_rows)

    @Slot(object)
    def _on_rows(self, rows: tuple[LedgerRow, ...]) -> None:
        if self._view is not None:
            self._view.show_rows(rows)
