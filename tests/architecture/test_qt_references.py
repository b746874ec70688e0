"""PySide6 6.12.0 takes a reference away from None and True with each void call and aborts after some thousands."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel
class Sender(QObject):
    said = Signal(bool)
app = QApplication([])
label, sender = QLabel(), Sender()
sender.said.connect(label.setVisible)
label.setText("x"); sender.said.emit(False)
before = [sys.getrefcount({what})]
for _ in range(1000):
    label.setText("x"); label.update(); sender.said.emit(False); sender.said.emit(True)
print(abs(sys.getrefcount({what}) - before[0]))
"""


@pytest.mark.parametrize("what", ["None", "True"])
def test_calls_of_qt_leave_the_references_alone(what: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(what=what)], capture_output=True, text=True, timeout=60, check=True
    )
    assert int(done.stdout) < 50
