"""A question in a box, for what a person fears or cannot take back."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


def said_yes(parent: QWidget, name: str, title: str, text: str, *, stay: str, go: str, destroys: bool = False) -> bool:
    """Whether `go` was pressed; `stay` is what Enter and Escape do. `name` is the box's object name; `destroys`: what
    goes does not come back. Returns when it is answered; the window goes on meanwhile."""
    box = QMessageBox(parent)
    box.setObjectName(name)
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(text)
    keep = box.addButton(stay, QMessageBox.ButtonRole.RejectRole)
    roles = QMessageBox.ButtonRole
    leave = box.addButton(go, roles.DestructiveRole if destroys else roles.AcceptRole)
    box.setDefaultButton(keep)
    box.exec()
    box.deleteLater()
    return box.clickedButton() is leave
