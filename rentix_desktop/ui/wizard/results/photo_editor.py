"""The photos of one listing: seen as small pictures, put in order, left out, added by address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtGui import QIcon, QImage, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rentix_desktop.catalog.fields import Field
from rentix_desktop.sync.photos import PhotoFetch
from rentix_desktop.texts.problems import photo_fault
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.thumbnails import SIZE, Thumbnail, thumbnails
from rentix_desktop.ui.widgets.basics import Tone, button, label, row, set_property

_ADDRESS: Final = Qt.ItemDataRole.UserRole
_CELL: Final = QSize(SIZE.width() + 20, SIZE.height() + 46)
_NAME: Final = 24


class PhotoEditor(QDialog):
    """`photos` are the addresses in their order, the first one the cover. Pictures come in the background; nothing is
    waited for, and nothing is changed before Done."""

    def __init__(
        self, desk: Desk, field: Field, addresses: Sequence[str], fetch: PhotoFetch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        tr = self._tr = desk.tr
        self._desk, self._field, self._fetch = desk, field, fetch
        self._known: dict[str, Thumbnail] = {}
        self._jobs: list[Job] = []
        self.setObjectName("photoEditor")
        self.setWindowTitle(tr("Photos of this listing"))
        self.resize(4 * _CELL.width() + 60, 2 * _CELL.height() + 190)
        self._count = label(wrap=True, name="photoCountLabel")
        self._list = self._build_list()
        self._address = QLineEdit()
        self._address.setObjectName("photoAddressEdit")
        self._address.setAccessibleName(tr("Address of a photo"))
        self._address.setPlaceholderText(tr("Address of a photo, https://…"))
        self._address.returnPressed.connect(self._on_add)
        add = button(tr("Add"), "addPhotoButton", small=True)
        add.clicked.connect(self._on_add)
        self._back = button(
            tr("Move forward"), "photoEarlierButton", hint=tr("One place nearer to the cover"), small=True
        )
        self._back.clicked.connect(self._on_earlier)
        self._on = button(tr("Move back"), "photoLaterButton", hint=tr("One place further from the cover"), small=True)
        self._on.clicked.connect(self._on_later)
        self._remove = button(
            tr("Leave out"), "removePhotoButton", hint=tr("Leave this photo out (Delete)"), small=True
        )
        self._remove.clicked.connect(self._on_remove)
        self._drop = button(tr("Leave out what does not open"), "dropBadPhotosButton", small=True)
        self._drop.clicked.connect(self._on_drop_bad)
        done = button(tr("Done"), "photosDoneButton", main=True)
        done.clicked.connect(self.accept)
        cancel = button(tr("Cancel"), "photosCancelButton")
        cancel.clicked.connect(self.reject)
        for made in (add, self._back, self._on, self._remove, self._drop, cancel):
            made.setAutoDefault(False)
        done.setAutoDefault(False)
        line = row(self._address, add)
        line.setStretch(0, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(SIZES.pad, SIZES.pad, SIZES.pad, SIZES.pad)
        box.setSpacing(SIZES.gap)
        box.addWidget(self._count)
        box.addWidget(self._list, 1)
        box.addLayout(row(self._back, self._on, self._remove, self._drop, None))
        box.addLayout(line)
        box.addLayout(row(None, cancel, done))
        for keys, call in (
            (QKeySequence.StandardKey.Delete, self._on_remove),
            (QKeySequence("Ctrl+Left"), self._on_earlier),
            (QKeySequence("Ctrl+Right"), self._on_later),
        ):
            QShortcut(keys, self._list, call, context=Qt.ShortcutContext.WidgetShortcut)
        for address in addresses:
            self._append(address)
        self._list.setCurrentRow(0)
        self._list.setFocus()
        self._show()
        self._load([address for address in addresses if _is_address(address)])

    @property
    def photos(self) -> list[str]:
        return [str(item.data(_ADDRESS)) for item in self._items()]

    def _build_list(self) -> QListWidget:
        made = QListWidget()
        made.setObjectName("photoList")
        made.setAccessibleName(self._tr("Photos of this listing"))
        made.setViewMode(QListView.ViewMode.IconMode)
        made.setIconSize(SIZE)
        made.setGridSize(_CELL)
        made.setResizeMode(QListView.ResizeMode.Adjust)
        made.setMovement(QListView.Movement.Snap)
        made.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        made.setUniformItemSizes(True)
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        made.currentRowChanged.connect(self._on_current)
        return made

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(at) for at in range(self._list.count())]

    # pictures -----------------------------------------------------------------------------------------------------------
    def _load(self, addresses: Sequence[str]) -> None:
        new = [address for address in addresses if address not in self._known]
        if not new:
            return
        fetch = self._fetch
        job = self._desk.jobs.build("thumbnails", lambda task: thumbnails(task, fetch, new), aside=True)
        job.progressed.connect(self._on_pictures)
        job.succeeded.connect(self._on_pictures)
        self._jobs.append(job)
        job.start()

    @Slot(object)
    def _on_pictures(self, found: Mapping[str, Thumbnail]) -> None:
        self._known.update(found)
        for number, item in enumerate(self._items()):
            if item.data(_ADDRESS) in found:
                self._dress(number, item)
        self._show()

    def _append(self, address: str) -> None:
        item = QListWidgetItem()
        item.setData(_ADDRESS, address)
        item.setToolTip(address)
        item.setSizeHint(_CELL)
        self._list.addItem(item)

    def _dress(self, number: int, item: QListWidgetItem) -> None:
        tr, address = self._tr, str(item.data(_ADDRESS))
        known = self._known.get(address)
        text = f"{tr.number(number + 1)} · {address.rsplit('/', 1)[-1][-_NAME:]}"
        if number == 0:
            text = tr("Cover · {name}", name=address.rsplit("/", 1)[-1][-_NAME:])
        if not _is_address(address):
            text = tr("{number} · not an address", number=tr.number(number + 1))
        elif known is not None and known.fault is not None:
            text = f"{tr.number(number + 1)} · {photo_fault(known.fault, tr)}"
        item.setText(text)
        picture = self._picture(known, bad=number in self._bad())
        icon = QIcon(picture)
        icon.addPixmap(picture, QIcon.Mode.Selected)  # not tinted
        item.setIcon(icon)

    def _picture(self, known: Thumbnail | None, *, bad: bool) -> QPixmap:
        tokens, ratio = self._desk.tokens, self.devicePixelRatioF()
        image = QImage(SIZE * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(tokens.wrong_soft if bad else tokens.hover)
        if known is not None and known.image is not None:
            whole = known.image.scaled(
                SIZE * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            whole.setDevicePixelRatio(ratio)
            left = (SIZE - whole.deviceIndependentSize().toSize()) / 2
            painter = QPainter(image)
            painter.drawImage(QPoint(left.width(), left.height()), whole)
            painter.end()
        return QPixmap.fromImage(image)

    # what is shown ------------------------------------------------------------------------------------------------------
    def _show(self) -> None:
        tr, field, count = self._tr, self._field, self._list.count()
        for number, item in enumerate(self._items()):
            self._dress(number, item)
        photos = tr.plural("{n} photo.", "{n} photos.", count)
        low, high = field.min_length, field.max_length
        limits = tr("A public listing needs at least {low} and takes at most {high}.", low=low or 0, high=high or 0)
        wrong = bool((low and count < low) or (high and count > high))
        self._count.setText(f"{photos} {limits}" if low and high else photos)
        set_property(self._count, "tone", (Tone.WRONG if wrong else Tone.PLAIN).value)
        self._drop.setEnabled(bool(self._bad()))
        self._on_current(self._list.currentRow())

    def _bad(self) -> list[int]:
        def is_bad(address: str) -> bool:
            known = self._known.get(address)
            return not _is_address(address) or (known is not None and known.fault is not None)

        return [number for number, address in enumerate(self.photos) if is_bad(address)]

    @Slot(int)
    def _on_current(self, at: int) -> None:
        self._remove.setEnabled(at >= 0)
        self._back.setEnabled(at > 0)
        self._on.setEnabled(0 <= at < self._list.count() - 1)

    # what is done -------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_add(self) -> None:
        new = [address for address in self._address.text().split() if address not in self.photos]
        for address in new:
            self._append(address)
        if new:
            self._list.setCurrentRow(self._list.count() - 1)
        self._address.clear()
        self._show()
        self._load([address for address in new if _is_address(address)])

    @Slot()
    def _on_remove(self) -> None:
        at = self._list.currentRow()
        if at >= 0:
            self._list.takeItem(at)
            self._list.setCurrentRow(min(at, self._list.count() - 1))
            self._show()

    @Slot()
    def _on_drop_bad(self) -> None:
        for at in reversed(self._bad()):
            self._list.takeItem(at)
        self._list.setCurrentRow(0)
        self._show()

    @Slot()
    def _on_earlier(self) -> None:
        self._move(-1)

    @Slot()
    def _on_later(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        at = self._list.currentRow()
        if 0 <= at < self._list.count() and 0 <= at + by < self._list.count():
            self._list.insertItem(at + by, self._list.takeItem(at))
            self._list.setCurrentRow(at + by)
            self._show()

    def done(self, result: int) -> None:
        """However it ends: nothing more is fetched."""
        for job in self._jobs:
            if job.running:
                job.cancel()
                job.disconnect(self)
        super().done(result)


Edit = Callable[[Field, Sequence[str]], "list[str] | None"]
"""Shows the photos of a listing to the person: their new list, or None where nothing is to be changed."""


def photo_editing(desk: Desk, fetch: PhotoFetch, parent: QWidget) -> Edit:
    """The real one: the dialog over the window."""

    def edit(field: Field, addresses: Sequence[str]) -> list[str] | None:
        dialog = PhotoEditor(desk, field, addresses, fetch, parent)
        try:
            agreed = dialog.exec() == QDialog.DialogCode.Accepted
            return dialog.photos if agreed and dialog.photos != list(addresses) else None
        finally:
            dialog.deleteLater()

    return edit


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))
