"""A service in memory that tells what it has: the fake destination with `Lists` and `WorksLater`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.sync.destination import (
    Accepted,
    JobNews,
    JobState,
    Later,
    ListingPage,
    ListingSeen,
    Lost,
    Op,
    Operation,
    Outcome,
    PersonSeen,
    PortalListing,
    Publication,
    Refused,
    Waiter,
)
from tests.fakes.destination import FakeDestination

Fields = dict[str, JsonValue]
_PUBLICATIONS = {"pending_active": Publication.PROCESSING, "blocked": Publication.BLOCKED}


@dataclass
class ListingPortal(FakeDestination):
    """`typed_in`: the service's own id → fields of listings that have no id of ours. `status` of those of ours that say
    none. `shows` gives the ids of ours that are listed; `complete` what is said of the list. `before_page` may raise. `tells_ids`: the answers to
    writes name the service's own ids."""

    typed_in: dict[str, Fields] = field(default_factory=dict)
    status: str = "draft"
    page: int = 7
    complete: bool = True
    whole: bool = True
    shows: Callable[[str], bool] = lambda _: True
    before_page: Callable[[int], None] = lambda _: None
    tells_ids: bool = True
    looked_up: list[str] = field(default_factory=list)

    def list_listings(self, waiter: Waiter) -> Iterator[ListingPage]:
        return _Pages(self)

    def everything(self) -> list[PortalListing]:
        ours = [self.told(f"p-{name}", name, fields) for name, fields in self.portal.items() if self.shows(name)]
        return ours + [self.told(name, None, fields) for name, fields in self.typed_in.items()]

    def told(self, portal_id: str, external_id: str | None, fields: Fields) -> PortalListing:
        status = str(fields.get("announcementStatus", self.status))
        files, user = fields.get("files"), fields.get("user")
        photos = [photo for photo in files if isinstance(photo, dict)] if isinstance(files, list) else []
        agent = user.get("externalUserId") if isinstance(user, dict) else None
        beside = {name: value for name, value in fields.items() if name not in ("files", "user")}
        return PortalListing(
            portal_id,
            external_id,
            beside | {"announcementStatus": status, "viewsCounted": 12},
            status,
            f"https://portal.example/{portal_id}",
            PersonSeen("12", str(agent)) if agent else None,
            photo_ids=tuple(str(photo["externalFileId"]) for photo in photos if "externalFileId" in photo),
            photo_count=len(photos),
            publication=_PUBLICATIONS.get(status, Publication.ACCEPTED),
            whole=self.whole,
        )

    def listing(self, external_id: str, portal_id: str | None, waiter: Waiter) -> ListingSeen:
        self.looked_up.append(external_id)
        if external_id not in self.portal:
            return ListingSeen(Publication.GONE)
        return ListingSeen(Publication.ACCEPTED, self.status, None, external_id)

    @property
    def later_fields(self) -> frozenset[str]:
        return frozenset({"announcementStatus"})

    def job(self, job: str, waiter: Waiter) -> JobNews:
        return JobNews(JobState.UNKNOWN)

    def named_there(self, portal_id: str) -> Fields | None:
        """The listing with this id of the service's own."""
        found = self.typed_in.get(portal_id)
        return self.portal.get(portal_id.removeprefix("p-")) if found is None else found

    def look_up(self, operation: Operation, waiter: Waiter) -> Accepted | Later | Lost:
        self.looked_up.append(operation.portal_id or operation.external_id)
        found = self.named_there(operation.portal_id or f"p-{operation.external_id}")
        if found is None:
            return Later()
        as_sent = all(found.get(name) == value for name, value in operation.fields.items())
        return Accepted(operation.portal_id) if as_sent else Later()

    def _one(self, operation: Operation) -> Outcome:
        if operation.op is Op.UPSERT and operation.portal_id is not None:
            return self._by_its_own_id(operation, operation.portal_id)
        outcome = super()._one(operation)
        return outcome if self.tells_ids or not isinstance(outcome, Accepted) else replace(outcome, portal_id=None)

    def _by_its_own_id(self, operation: Operation, portal_id: str) -> Outcome:
        """Never makes one."""
        found = self.named_there(portal_id)
        words = "Listing not found" if found is None else self.refuse(operation)
        if found is None or words is not None:
            return Refused((words or "",))
        found.update(operation.fields)
        self.applied[portal_id] = self.applied.get(portal_id, 0) + 1
        return Accepted(portal_id, status=str(found.get("announcementStatus", self.status)))


class _Pages:
    """As the contract says: after an error it goes on where it was."""

    def __init__(self, portal: ListingPortal) -> None:
        self._portal = portal
        self._at = 0

    def __iter__(self) -> Iterator[ListingPage]:
        return self

    def __next__(self) -> ListingPage:
        every, size = self._portal.everything(), self._portal.page
        if self._at and self._at * size >= len(every):
            raise StopIteration
        self._portal.before_page(self._at)
        part = tuple(every[self._at * size : (self._at + 1) * size])
        self._at += 1
        last = self._at * size >= len(every)
        return ListingPage(part, last, self._portal.complete if last else True)
