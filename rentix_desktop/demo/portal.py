"""Everything the portal knows, in memory: agencies with their listings, agents and files; jobs; what was asked."""

from __future__ import annotations

import itertools
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from rentix_desktop.demo import keys
from rentix_desktop.demo.answers import Answer, Call, JsonObject
from rentix_desktop.demo.clock import Clock
from rentix_desktop.demo.jobs import Jobs
from rentix_desktop.demo.limits import RateLimits
from rentix_desktop.demo.options import DemoOptions

_LOG_LENGTH = 20_000


@dataclass(slots=True)
class Listing:
    """`fields` are the listing fields but status, photos and agent. `applied`: how often a request changed it."""

    id: int
    external_id: str | None
    created_at: float
    fields: JsonObject = field(default_factory=dict)
    status: str = "draft"
    file_ids: list[int] = field(default_factory=list)
    user_id: int | None = None
    updated_at: float = 0.0
    last_synced_at: float | None = None
    applied: int = 0
    job_id: int | None = None


@dataclass(slots=True)
class User:
    """An agent. `profile`: description, avatar, instagram, youtube, tiktok, as given."""

    id: int
    external_id: str | None
    name: str
    phone: str
    role: str = "agent"
    profile: JsonObject = field(default_factory=dict)
    settings: JsonObject = field(
        default_factory=lambda: {
            "posting_type": "agent",
            "contact_phone": True,
            "contact_whatsapp": True,
            "contact_viber": True,
            "contact_telegram": True,
        }
    )


@dataclass(slots=True)
class Media:
    """A file known by the address it came from; nothing is downloaded."""

    id: int
    external_id: str | None
    url: str
    size: int


@dataclass(slots=True)
class Agency:
    id: int
    name: str
    key: str
    monthly_limit: int
    monthly_used: int = 0
    status: str = "active"
    crm_enabled: bool = True
    listings: dict[int, Listing] = field(default_factory=dict)
    listing_ids: dict[str, int] = field(default_factory=dict)  # by externalId
    users: dict[int, User] = field(default_factory=dict)
    media: dict[int, Media] = field(default_factory=dict)
    media_ids: dict[str, int] = field(default_factory=dict)  # by externalId

    def user_by_external(self, external_id: str) -> User | None:
        return next((user for user in self.users.values() if user.external_id == external_id), None)


class Portal:
    """The state behind the API. `address` is where it is served, without a path."""

    def __init__(self, options: DemoOptions, address: str, clock: Clock = time.time) -> None:
        self.options = options
        self.address = address
        self.clock = clock
        self.reset()

    def reset(self) -> None:
        """As on the first day."""
        self.jobs = Jobs(self.clock, self.options.job_seconds)
        self.rates = RateLimits(self.options.rate_limits(), self.clock)
        self.log: deque[JsonObject] = deque(maxlen=_LOG_LENGTH)
        self.requests = 0
        self.too_many = 0
        self._ids = {"listing": itertools.count(90_001), "job": itertools.count(55_001)}
        self._ids |= {"media": itertools.count(7_001), "user": itertools.count(11)}
        monthly = self.options.monthly()
        self.agencies = {
            agency.key: agency
            for agency in (
                Agency(318, "Casa Verde", keys.OPEN, monthly_limit=monthly),
                Agency(319, "Vila Veche", keys.SUSPENDED, monthly_limit=monthly, status="suspended"),
                Agency(320, "Poarta Nouă", keys.CRM_OFF, monthly_limit=monthly, crm_enabled=False),
                Agency(321, "Trei Fântâni", keys.ALMOST_FULL, monthly_limit=1000, monthly_used=997),
            )
        }
        for agency in self.agencies.values():
            self._add_agents(agency)
        if self.options.typed_in:
            from rentix_desktop.demo.typed_in import add, typed_in  # knows this module itself

            add(self, self.agencies[keys.OPEN], typed_in(self.options.typed_in))

    def new_id(self, kind: str) -> int:
        """The next number for a "listing", "job", "media" or "user"."""
        return next(self._ids[kind])

    def _add_agents(self, agency: Agency) -> None:
        people = (("A-1", "Elena Lupan", "admin"), (None, "Ion Sandu", "agent"), (None, "Olga Morari", "agent"))
        for external_id, name, role in people:
            number = self.new_id("user")
            phone = f"+3730000{number:04d}"  # no such numbers exist
            agency.users[number] = User(number, external_id, name, phone, role)


def agency_answer(call: Call) -> Answer:
    """`GET /agency` (API reference, section 1)."""
    agency = call.agency
    month: dict[str, Any] = {"used": agency.monthly_used, "limit": agency.monthly_limit}
    return Answer(
        {
            "id": agency.id,
            "name": agency.name,
            "status": agency.status,
            "isCrmEnabled": agency.crm_enabled,
            "limits": {"monthlyListings": month},
        }
    )
