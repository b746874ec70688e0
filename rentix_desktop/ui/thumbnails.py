"""Small pictures of photos, fetched and decoded on a worker. No widget."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from rentix_desktop.sync.photos import AT_ONCE, PhotoFault, PhotoFetch
from rentix_desktop.ui.jobs import Task

SIZE: Final = QSize(168, 126)
_MOST_MEGABYTES: Final = 256
"""Of a decoded picture: a small file may unfold to any size."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """`image` or `fault`; neither = it opens and is of a kind that cannot be shown here (HEIC, a film)."""

    image: QImage | None = None
    fault: PhotoFault | None = None


def thumbnails(task: Task[Any], fetch: PhotoFetch, addresses: Sequence[str]) -> dict[str, Thumbnail]:
    """Address → its picture; tells all that are there so far. Raises Cancelled."""
    found: dict[str, Thumbnail] = {}
    pool = ThreadPoolExecutor(AT_ONCE, "thumbnail")
    try:
        asked = {pool.submit(fetch, address): address for address in dict.fromkeys(addresses)}
        for future in as_completed(asked):
            task.check()
            found[asked[future]] = _thumbnail(future.result())
            task.progress(dict(found))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return found


def _thumbnail(fetched: bytes | PhotoFault) -> Thumbnail:
    if isinstance(fetched, PhotoFault):
        return Thumbnail(fault=fetched)
    data = QByteArray(fetched)
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    QImageReader.setAllocationLimit(_MOST_MEGABYTES)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and not size.isEmpty():
        reader.setScaledSize(size.scaled(SIZE * 2, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    return Thumbnail() if image.isNull() else Thumbnail(image=image)
