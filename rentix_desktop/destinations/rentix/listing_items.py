"""One listing as the portal lists it (API reference, 2.4), whole or shorter, read as tolerantly as can be."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.destinations.rentix.wire import PUBLICATIONS, Doubtful, MaybeId, Text, WireAnswer
from rentix_desktop.sync.destination import PersonSeen, PortalListing, Publication

_STATUS: Final = "announcementStatus"
_IDS: Final = frozenset({"id", "externalId"})
_ENVELOPE: Final = _IDS | {
    "publicUrl",
    "createdAt",
    "updatedAt",
    "lastSyncedAt",
    "formData",
    "user",
    "files",
    "status",
}
"""Keys beside the fields of a listing; of a shorter form the others are its fields."""
_DEEPEST: Final = 12
"""A value that is nested deeper is nothing a listing has, and could not be compared."""
_MOST_PHOTOS: Final = 1000

Nested = Annotated[dict[str, Any] | None, Doubtful]
Many = Annotated[list[Any] | None, Doubtful]


class Person(WireAnswer):
    id: MaybeId = None
    external_id: MaybeId = Field(default=None, alias="externalId")
    name: Text = None
    phone: Text = None


class Photo(WireAnswer):
    """Its own id is `externalId` on reading, and may well be `externalFileId` (section 10, contradiction 8)."""

    external_id: MaybeId = Field(default=None, alias="externalId")
    external_file_id: MaybeId = Field(default=None, alias="externalFileId")
    url: Text = None
    original_url: Text = Field(default=None, alias="originalUrl")


class Item(WireAnswer):
    """One of the `items`."""

    id: MaybeId = None
    external_id: MaybeId = Field(default=None, alias="externalId")
    status: Text = None
    public_url: Text = Field(default=None, alias="publicUrl")
    created_at: Text = Field(default=None, alias="createdAt")
    updated_at: Text = Field(default=None, alias="updatedAt")
    form: Nested = Field(default=None, alias="formData")
    user: Annotated[Person | None, Doubtful] = None
    files: Many = None


def listing_of(answer: JsonValue) -> PortalListing | None:
    """None where it is none, or says neither of its two ids. Never raises, whatever the answer is."""
    if not isinstance(answer, dict):
        return None
    try:
        item = Item.model_validate(answer)
        ids = Item.model_validate(item.form or {})
    except (ValidationError, RecursionError):
        return None
    portal_id, external_id = item.id or ids.id, item.external_id or ids.external_id
    if portal_id is None and external_id is None:
        return None
    fields = _fields(answer, item.form)
    told = fields.get(_STATUS)
    status = told if isinstance(told, str) and told else item.status or ""
    photos = _photos(item.files)
    return PortalListing(
        portal_id=portal_id or "",
        external_id=external_id,
        fields=fields,
        status=status,
        public_url=item.public_url,
        user=_person(item.user),
        photos=tuple(url for photo in photos if (url := photo.url or photo.original_url)),
        photo_ids=tuple(name for photo in photos if (name := photo.external_id or photo.external_file_id)),
        photo_count=None if item.files is None else len(item.files),
        publication=PUBLICATIONS.get(status, Publication.ACCEPTED),
        whole=item.form is not None and item.files is not None,
        created_at=item.created_at or "",
        updated_at=item.updated_at or "",
    )


def _fields(answer: dict[str, JsonValue], form: dict[str, Any] | None) -> Record:
    beside = {name: value for name, value in answer.items() if name not in _ENVELOPE}
    inside = {name: value for name, value in (form or {}).items() if name not in _IDS}
    return {name: value for name, value in (beside | inside).items() if is_plain(value)}


def _photos(files: list[Any] | None) -> list[Photo]:
    return [Photo.model_validate(each) for each in (files or ())[:_MOST_PHOTOS] if isinstance(each, dict)]


def _person(user: Person | None) -> PersonSeen | None:
    if user is None or user.id is None:
        return None
    return PersonSeen(user.id, user.external_id, user.name or "", user.phone or "")


def is_plain(value: JsonValue, deepest: int = _DEEPEST) -> bool:
    """Whether it is nested no deeper, and every number in it is one. Not recursive: an answer may be nested as deep as
    its reader allows."""
    level: list[JsonValue] = [value]
    for _ in range(deepest):
        if any(isinstance(each, float) and not math.isfinite(each) for each in level):
            return False
        level = [
            inner
            for each in level
            if isinstance(each, list | dict)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return True
    return False
