"""What the clerk does where listings were typed in on the portal before: they are paired first, then the file is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt

from rentix_desktop.ui.wizard.flow import Step
from tests.endtoend.clerk import Clerk
from tests.endtoend.scenarios import Facts, _counts, _sent, confirm_columns, connect, decide_values


def pair_first(clerk: Clerk) -> Facts:
    """From the offer of the check page to the pairs, through those that need a look by the two keys, and back."""
    key, file = clerk.words
    connect(clerk, key)
    clerk.press("nextButton")
    clerk.at(Step.FILE)
    clerk.fill("filePathEdit", file)
    clerk.key(Qt.Key.Key_Return)
    clerk.wait(lambda: clerk.window.session.flow.table is not None, "the file read")
    clerk.settled()
    clerk.press("nextButton")
    confirm_columns(clerk)
    decide_values(clerk)
    clerk.at(Step.CHECK)
    clerk.wait(lambda: clerk.sees("pairFirstButton"), "the offer to pair first")
    clerk.picture("5-check-offer")
    clerk.press("sendButton")
    clerk.wait(lambda: clerk.sees("sendAllTheSameButton"), "the warning")
    clerk.picture("5-check-warning")
    clerk.press("pairFirstButton")
    clerk.wait(lambda: clerk.sees("sureTable"), "the pairs")
    clerk.picture("linking-sure")
    clerk.press("lookTab")
    while clerk.sees("lookSameButton"):
        clerk.picture("linking-look")
        clerk.go_to("lookPairTable")
        clerk.key(Qt.Key.Key_Return)
    clerk.picture("linking-decided")
    clerk.press("linkButton")
    clerk.wait(lambda: clerk.sees("linkedSaid"), "the end of the links")
    clerk.picture("linking-linked")
    clerk.press("backToCheckButton")
    clerk.at(Step.CHECK)
    clerk.picture("5-check-paired")
    return {"offered": clerk.sees("linkingOffer"), "summary": _counts(_sent(clerk, "sendButton", "7-results-paired"))}


ALL: Final[Mapping[str, Callable[[Clerk], Facts]]] = {"pair-first": pair_first}
