"""What a person wants done with listings of the portal is begun, where something may be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from rentix_desktop.ui.places.linking.conflicts import Adopting
from rentix_desktop.ui.places.linking.reading import LinkReading
from rentix_desktop.ui.places.linking.sending import LinkSending
from rentix_desktop.ui.places.linking.state import LinkingState
from rentix_desktop.ui.places.linking.views import LinkingViews


class Wishes(QObject):
    """`able`: what is known; None = nothing can be begun just now."""

    def __init__(
        self,
        parent: QObject,
        views: LinkingViews,
        reading: LinkReading,
        sending: LinkSending,
        adopting: Adopting,
        able: Callable[[], LinkingState | None],
    ) -> None:
        super().__init__(parent)
        self._reading, self._sending, self._adopting, self._able = reading, sending, adopting, able
        views.unlink_wanted.connect(self._on_unlink)
        views.hide_wanted.connect(self._on_hide)
        views.same_wanted.connect(self._on_same)
        views.apart_wanted.connect(self._on_apart)

    @Slot()
    def link(self) -> None:
        """All that was accepted."""
        if (known := self._able()) is not None:
            self._sending.link(known)

    @Slot(list)
    def _on_unlink(self, codes: list[str]) -> None:
        if self._able() is not None:
            self._sending.unlink(codes)

    @Slot(str)
    def _on_hide(self, portal_id: str) -> None:
        known = self._able()
        listing = known.by_id.get(portal_id) if known is not None else None
        if listing is not None:
            self._sending.hide(listing)

    @Slot(str)
    def _on_same(self, code: str) -> None:
        if (known := self._able()) is not None:
            self._adopting.adopt(known, code)

    @Slot(str, str, bool)
    def _on_apart(self, one: str, other: str, apart: bool) -> None:
        if (known := self._able()) is not None:
            self._reading.keep_apart(known, one, other, apart=apart)
