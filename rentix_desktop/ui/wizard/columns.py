"""The page of this step."""

from __future__ import annotations

from rentix_desktop.sync.ports import LayoutStore
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.page import Page


class ColumnsPage(Page):
    NAME = "columnsPage"
    STEP = Step.COLUMNS

    def __init__(self, desk: Desk, layouts: LayoutStore) -> None:
        super().__init__(desk)

    def title(self) -> str:
        return "Columns"
