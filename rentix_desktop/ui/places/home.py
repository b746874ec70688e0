"""The first page once something is kept up to date: what happened, what needs a person, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rentix_desktop.sync.ports import Ports
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.widgets.basics import button
from rentix_desktop.ui.wizard.page import Foot, Page

if TYPE_CHECKING:
    from rentix_desktop.ui.window import Window


class HomePlace(Page):
    NAME = "homePlace"

    def __init__(self, desk: Desk, ports: Ports, shell: Window) -> None:
        super().__init__(desk)
        self._shell = shell
        self._new = button(desk.tr("New upload…"), "homeNewUploadButton")
        self._new.clicked.connect(shell.new_upload)
        self.buttons = [self._new]

    def title(self) -> str:
        return self._tr("Home")

    def foot(self) -> Foot:
        return Foot(back=False)
