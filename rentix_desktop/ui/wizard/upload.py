"""The page of this step."""

from __future__ import annotations

from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.page import Page


class UploadPage(Page):
    NAME = "uploadPage"
    STEP = Step.UPLOAD

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)

    def title(self) -> str:
        return "Upload"
