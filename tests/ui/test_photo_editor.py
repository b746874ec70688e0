"""The photos of a listing: seen, put in order, left out, added; fetched in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.destinations.rentix import builtin_catalogue
from rentix_desktop.sync.photos import PhotoFault
from rentix_desktop.ui.models.failures import FailuresModel
from rentix_desktop.ui.thumbnails import thumbnails
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.results.photo_editor import PhotoEditor
from tests.ui.conftest import find, settle
from tests.ui.parts import World
from tests.ui.ways import at_check, listing

PHOTOS = builtin_catalogue().fields["files"]
ADDRESSES = [f"https://x.example/photo-{number}.jpg" for number in range(4)]


def picture(colour: str, width: int = 640, height: int = 480) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know no device here
    return bytes(buffer.data().data())


Open = Callable[..., PhotoEditor]


@pytest.fixture
def open_editor(qtbot: QtBot, window: Window) -> Iterator[Open]:
    opened: list[PhotoEditor] = []

    def open_one(*addresses: str, fetch: Any = lambda _: PhotoFault.MISSING) -> PhotoEditor:
        editor = PhotoEditor(window._desk, PHOTOS, addresses, fetch, window)
        opened.append(editor)
        with qtbot.waitExposed(editor):
            editor.show()
        return editor

    yield open_one
    for editor in opened:
        editor.reject()
        editor.deleteLater()
    qtbot.waitUntil(lambda: window.jobs.ended)


def texts(editor: PhotoEditor) -> list[str]:
    shown = find(editor, QListWidget, "photoList")
    return [shown.item(at).text() for at in range(shown.count())]


def colour(editor: PhotoEditor, at: int) -> str:
    shown = find(editor, QListWidget, "photoList")
    image = shown.item(at).icon().pixmap(shown.iconSize()).toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2).name()


def press(editor: PhotoEditor, name: str) -> None:
    find(editor, QPushButton, name).click()


def test_photos_are_seen_and_those_that_do_not_open_say_why(qtbot: QtBot, open_editor: Open) -> None:
    pictures = {
        ADDRESSES[0]: picture("#ff0000"),
        ADDRESSES[1]: b"ftypheic of a telephone",
        ADDRESSES[2]: picture("#00ff00"),
    }
    editor = open_editor(*ADDRESSES, fetch=lambda address: pictures.get(address, PhotoFault.MISSING))
    qtbot.waitUntil(lambda: "it is not there" in texts(editor)[3])
    assert texts(editor)[0] == "Cover · photo-0.jpg"
    assert (colour(editor, 0), colour(editor, 2)) == ("#ff0000", "#00ff00")
    assert "4 photos." in find(editor, QLabel, "photoCountLabel").text()
    press(editor, "dropBadPhotosButton")
    assert editor.photos == ADDRESSES[:3]
    assert not find(editor, QPushButton, "dropBadPhotosButton").isEnabled()


def test_order_adding_and_leaving_out_by_button_and_by_key(qtbot: QtBot, open_editor: Open) -> None:
    editor = open_editor(*ADDRESSES)
    shown = find(editor, QListWidget, "photoList")
    shown.setCurrentRow(2)
    press(editor, "photoEarlierButton")
    assert editor.photos == [ADDRESSES[0], ADDRESSES[2], ADDRESSES[1], ADDRESSES[3]]
    qtbot.keyClick(shown, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert editor.photos[0] == ADDRESSES[2]
    assert not find(editor, QPushButton, "photoEarlierButton").isEnabled()
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert editor.photos == [ADDRESSES[0], ADDRESSES[1], ADDRESSES[3]]
    edit = find(editor, QLineEdit, "photoAddressEdit")
    edit.setText(f"https://x.example/new.jpg {ADDRESSES[0]} photo.jpg")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert editor.photos[3:] == ["https://x.example/new.jpg", "photo.jpg"]
    assert texts(editor)[4] == "5 · not an address"
    for _ in range(5):
        press(editor, "removePhotoButton")
    assert editor.photos == []
    assert find(editor, QLabel, "photoCountLabel").property("tone") == "wrong"
    press(editor, "removePhotoButton")
    press(editor, "photosDoneButton")
    assert editor.result() == QDialog.DialogCode.Accepted


def test_closing_does_not_wait_for_a_slow_server(qtbot: QtBot, open_editor: Open, window: Window) -> None:
    going, hold = threading.Event(), threading.Event()

    def slow(_: str) -> PhotoFault:
        going.set()
        hold.wait(20)
        return PhotoFault.UNREACHABLE

    editor = open_editor(*ADDRESSES, fetch=slow)
    qtbot.waitUntil(going.is_set)
    assert not window.jobs.busy
    editor.reject()
    assert not editor.isVisible()
    hold.set()


def test_a_picture_that_unfolds_to_gigabytes_is_not_decoded_whole() -> None:
    class Once:
        def check(self) -> None: ...

        def progress(self, value: object) -> None: ...

    data = bytearray(picture("#0000ff", 8, 8))
    data[16:24] = (100_000).to_bytes(4, "big") * 2  # the size in the header of a PNG
    found = thumbnails(Once(), lambda _: bytes(data), ["https://x.example/bomb.png"])  # type: ignore[arg-type]  # what of a Task it uses
    assert found["https://x.example/bomb.png"].image is None


def test_a_cell_with_photos_is_edited_by_seeing_them(
    qtbot: QtBot, window: Window, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[list[str]] = []

    def edit(editor: PhotoEditor) -> int:
        shown.append(editor.photos)
        find(editor, QLineEdit, "photoAddressEdit").setText(ADDRESSES[1])
        press(editor, "addPhotoButton")
        editor.accept()
        return editor.result()

    monkeypatch.setattr(PhotoEditor, "exec", edit)
    rows = [listing(1, text="x" * 3000), listing(2)]
    at_check(qtbot, window, world, rows, photos=ADDRESSES[:1] * 2)
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    view = find(window, QTableView, "failuresTable")
    model = view.model()
    assert isinstance(model, FailuresModel)
    titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    view.setCurrentIndex(model.index(0, titles.index("Photos")))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    assert shown == [ADDRESSES[:1]]
    assert str(view.currentIndex().data(Qt.ItemDataRole.EditRole)).split() == ADDRESSES[:2]
    find(window, QPushButton, "undoButton").click()
    assert str(view.currentIndex().data(Qt.ItemDataRole.EditRole)).split() == ADDRESSES[:1]
