"""Whether photos open where their addresses say: asked only on request, told as warnings, never in a row's way
(design, section 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from enum import StrEnum
from types import TracebackType
from typing import Final, TypeAlias

from rentix_desktop.catalog.fields import Catalogue, Field, Kind, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.errors import Param
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Cancelled

AT_ONCE: Final = 8
"""Addresses asked for side by side."""
_LOOK_UP: Final = 0.1
_SHOWN: Final = 120


class PhotoFault(StrEnum):
    """Why the portal will hardly get a photo."""

    MISSING = "missing"  # the server does not have it
    FORBIDDEN = "forbidden"
    BROKEN = "broken"  # the server's fault
    UNREACHABLE = "unreachable"
    NOT_A_PHOTO = "not_a_photo"  # a page, or something else
    NOT_PUBLIC = "not_public"  # an address of this computer or of the office's own network


PhotoLook: TypeAlias = Callable[[str], PhotoFault | None]
"""Asks for the beginning of a photo: None = it opens. Thread-safe, raises nothing, takes some seconds at most."""


PhotoFetch: TypeAlias = Callable[[str], "bytes | PhotoFault"]
"""The whole photo, of at most some megabytes. Thread-safe, raises nothing."""


class PhotoCheck:
    """Looks at the photos of records, each address once. To be used in a `with`, on a worker."""

    def __init__(self, look: PhotoLook, catalogue: Catalogue, control: RunControl) -> None:
        self._look = look
        self._fields = [field for field in catalogue.fields.values() if field.kind is Kind.PHOTOS]
        self._control = control
        self._known: dict[str, PhotoFault | None] = {}
        self._pool = ThreadPoolExecutor(AT_ONCE, "photo")

    @property
    def asked(self) -> int:
        """Different addresses so far."""
        return len(self._known)

    def __enter__(self) -> PhotoCheck:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def problems(self, records: Sequence[Record]) -> list[tuple[Problem, ...]]:
        """One warning for each photo that does not open, a tuple for each record. Raises Cancelled."""
        self._ask(address for record in records for field in self._fields for address in addresses(record, field))
        return [tuple(self._of(record)) for record in records]

    def _ask(self, wanted: Iterable[str]) -> None:
        new = [address for address in dict.fromkeys(wanted) if address not in self._known]
        asked: dict[Future[PhotoFault | None], str] = {self._pool.submit(self._look, each): each for each in new}
        while asked:
            done, _ = wait(asked, timeout=_LOOK_UP, return_when=FIRST_COMPLETED)
            if self._control.cancelled:
                raise Cancelled
            for future in done:
                self._known[asked.pop(future)] = future.result()

    def _of(self, record: Record) -> Iterator[Problem]:
        for field in self._fields:
            for number, address in enumerate(addresses(record, field), 1):
                fault = self._known[address]
                if fault is not None:
                    params: dict[str, Param] = {"text": address[:_SHOWN], "number": number, "why": fault.value}
                    yield Problem(field.name, ProblemCode.PHOTO_DOES_NOT_OPEN, Severity.WARNING, params)


def addresses(record: Record, field: Field) -> Iterator[str]:
    """The addresses of a record's photos, in their order, that can be asked for at all; the others are an error of
    their own."""
    photos = record.get(field.name)
    for photo in photos if isinstance(photos, list) else ():
        address = photo.get("url") if isinstance(photo, dict) else None
        if isinstance(address, str) and address.startswith(("http://", "https://")):
            yield address
