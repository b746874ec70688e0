"""Listings: create, change, read, link, delete (API reference, 2.2 to 2.4, sections 3 and 4)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from rentix_desktop.demo import media, schema, validation
from rentix_desktop.demo.answers import Answer, ApiError, Call, JsonObject
from rentix_desktop.demo.clock import iso
from rentix_desktop.demo.jobs import JobFailedError
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.demo.paging import page_of
from rentix_desktop.demo.portal import Agency, Listing, Portal

_ASKABLE = ("draft", "active", "hidden", "completed")
_MOVES: dict[str, tuple[str, ...]] = {  # API reference, section 4; the status it has may be asked for again
    "draft": ("draft", "active", "hidden", "completed"),
    "pending_active": ("active", "hidden"),
    "active": ("active", "hidden", "completed"),
    "hidden": ("hidden", "active", "completed"),
    "expired": ("active", "hidden", "completed"),
    "completed": ("completed", "active", "hidden"),
    "publish_failed": ("draft", "active", "hidden"),
    "blocked": (),
}
_APART = ("files", "fileIds", "user", "userId", "announcementStatus", "id", "externalId")
"""Keys of a body that are not kept in `Listing.fields`."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A checked request: what the listing will be. `photos` and `user_id` None: left as they are."""

    listing: Listing | None
    external_id: str | None
    fields: JsonObject
    status: str
    photos: list[JsonObject] | None
    user_id: int | None


def _check_external_id(value: Any) -> str:
    messages = validation.text(1, schema.EXTERNAL_ID_LENGTH)("externalId", value)
    if messages:
        raise ApiError(400, messages)
    return str(value)


def find(agency: Agency, body: JsonObject) -> Listing | None:
    """The listing that `id` or `externalId` of a body names; None for an unknown externalId.

    Raises ApiError 400 for both or neither, 404 for an unknown id.
    """
    if ("id" in body) == ("externalId" in body):
        raise ApiError(400, ["either id or externalId must be given"])
    if "id" in body:
        messages = validation.number(1, 10**12, whole=True)("id", body["id"])
        if messages:
            raise ApiError(400, messages)
        return by_id(agency, int(body["id"]))
    number = agency.listing_ids.get(_check_external_id(body["externalId"]))
    return None if number is None else agency.listings[number]


def by_id(agency: Agency, number: int) -> Listing:
    """Raises ApiError 404 where the agency has no such listing."""
    listing = agency.listings.get(number)
    if listing is None:
        raise ApiError(404, "Listing not found")
    return listing


def _known(agency: Agency, body: JsonObject) -> Listing:
    listing = find(agency, body)
    if listing is None:
        raise ApiError(404, "Listing not found")
    return listing


def _prepare(agency: Agency, body: JsonObject, options: DemoOptions) -> _Change:
    """Checks everything, changes nothing. Raises ApiError with every message there is."""
    listing = find(agency, body)
    given = {name: value for name, value in body.items() if name not in ("id", "externalId", "announcementStatus")}
    messages = validation.check_given(given, later=options.later)
    other = {"user": "userId", "userId": "user"}.get(options.agent_named)
    if other in given:
        messages.append(f"property {other} should not exist")
    if messages:
        raise ApiError(400, messages)
    before = listing.fields if listing else {}
    fields = before | {name: value for name, value in given.items() if name not in _APART}
    if fields.get("announcementType") == "sale" and "announcementPayPeriod" not in given:
        fields.pop("announcementPayPeriod", None)  # it went with the rent
    status = _wanted_status(listing, body)
    photos = _wanted_photos(agency, given)
    count = len(photos) if photos is not None else len(listing.file_ids) if listing else 0
    messages = validation.check_together(fields, later=options.later)
    if status in (*schema.PUBLIC_STATUSES, "pending_active"):
        messages += validation.check_public(fields, count)
    if messages:
        raise ApiError(400, messages)
    if listing is None and agency.monthly_used >= agency.monthly_limit:
        raise ApiError(400, "Monthly listings limit reached")
    return _Change(listing, body.get("externalId"), fields, status, photos, _wanted_user(agency, given))


def _wanted_status(listing: Listing | None, body: JsonObject) -> str:
    now = listing.status if listing else "draft"
    if "announcementStatus" not in body:
        return now
    wanted = body["announcementStatus"]
    if wanted not in _ASKABLE or wanted not in _MOVES[now]:
        raise ApiError(400, "Invalid status")
    return str(wanted)


def _wanted_photos(agency: Agency, given: JsonObject) -> list[JsonObject] | None:
    if "files" not in given and "fileIds" not in given:
        return None
    photos: list[JsonObject] = given.get("files", []) + [{"id": number} for number in given.get("fileIds", [])]
    if len(photos) > schema.PHOTOS_MOST:
        raise ApiError(400, [f"files must contain no more than {schema.PHOTOS_MOST} elements"])
    for photo in photos:
        media.require_known(agency, photo)
    return photos


def _wanted_user(agency: Agency, given: JsonObject) -> int | None:
    if "userId" in given:
        user = agency.users.get(int(given["userId"]))
    elif "user" in given:
        user = agency.user_by_external(given["user"]["externalUserId"])
    else:
        return None
    if user is None:
        raise ApiError(404, "User not found")
    return user.id


def upsert(portal: Portal, agency: Agency, body: JsonObject) -> JsonObject:
    """Creates or changes one listing, wholly or not at all. Gives the answer of `PUT /listings`."""
    change = _prepare(agency, body, portal.options)
    listing = change.listing or _create(portal, agency, change.external_id)
    listing.fields = change.fields
    if change.photos is not None:
        listing.file_ids = [media.take(portal, agency, photo) for photo in change.photos]
    if change.user_id is not None:
        listing.user_id = change.user_id
    if change.status == "active" and listing.status not in ("active", "pending_active"):
        _start_publication(portal, agency, listing)
    elif change.status != "active" and listing.status != change.status:
        listing.status, listing.job_id = change.status, None
    listing.updated_at = listing.last_synced_at = portal.clock()
    listing.applied += 1
    return {
        "id": listing.id,
        "externalId": listing.external_id,
        "status": listing.status,
        "publicUrl": _public_url(portal, listing),
        "created" if change.listing is None else "updated": True,
        "jobId": listing.job_id if listing.status == "pending_active" else None,
    }


def _create(portal: Portal, agency: Agency, external_id: str | None) -> Listing:
    listing = Listing(portal.new_id("listing"), external_id, portal.clock())
    agency.listings[listing.id] = listing
    if external_id is not None:
        agency.listing_ids[external_id] = listing.id
    agency.monthly_used += 1
    return listing


def _start_publication(portal: Portal, agency: Agency, listing: Listing) -> None:
    listing.status = "pending_active"
    work = partial(_publish, agency, listing)
    listing.job_id = portal.jobs.start(portal.new_id("job"), "announcement_finalize", agency.id, work)


def _publish(agency: Agency, listing: Listing, job_id: int) -> JsonObject:
    if listing.status == "pending_active" and listing.job_id == job_id:  # not hidden or asked for anew meanwhile
        lost = next((url for url in media.addresses(agency, listing.file_ids) if not media.reachable(url)), None)
        listing.status = "active" if lost is None else "publish_failed"
        if lost is not None:
            raise JobFailedError(f"Photo could not be downloaded: {lost}")
    return {"id": listing.id, "externalId": listing.external_id, "status": listing.status}


def validate(portal: Portal, agency: Agency, body: JsonObject) -> JsonObject:
    """The checks of `upsert`; stores nothing."""
    _prepare(agency, body, portal.options)
    return {"externalId": body.get("externalId"), "valid": True}


def link(agency: Agency, listing: Listing, external_id: Any) -> JsonObject:
    """Gives a listing an own id (API reference, section 8: the two errors)."""
    wanted = _check_external_id(external_id)
    if agency.listing_ids.get(wanted, listing.id) != listing.id:
        raise ApiError(409, "External ID already linked")
    if listing.external_id is not None:
        raise ApiError(409, "Listing already has external ID")
    listing.external_id = wanted
    agency.listing_ids[wanted] = listing.id
    return {"id": listing.id, "externalId": wanted, "linked": True}


def unlink(agency: Agency, listing: Listing) -> JsonObject:
    if listing.external_id is None:
        raise ApiError(409, "Listing has no external ID")
    was = listing.external_id
    listing.external_id = None
    del agency.listing_ids[was]
    return {"id": listing.id, "externalId": was, "unlinked": True}


def delete(agency: Agency, listing: Listing) -> JsonObject:
    del agency.listings[listing.id]
    if listing.external_id is not None:
        del agency.listing_ids[listing.external_id]
    return {"id": listing.id, "externalId": listing.external_id, "deleted": True}


def operate(portal: Portal, agency: Agency, op: Any, body: JsonObject) -> JsonObject:
    """One operation of `POST /listings/bulk`."""
    if op == "upsert":
        return upsert(portal, agency, body)
    if op == "validate":
        return validate(portal, agency, body)
    if op == "link":
        require_only(body, "id", "externalId")
        return link(agency, _known(agency, {"id": body.get("id")}), body.get("externalId"))
    if op in ("unlink", "delete"):
        require_only(body, "id", "externalId")
        listing = _known(agency, body)
        return unlink(agency, listing) if op == "unlink" else delete(agency, listing)
    raise ApiError(400, validation.one_of(("upsert", "link", "unlink", "delete", "validate"))("op", op))


def require_only(body: JsonObject, *names: str) -> None:
    """Raises ApiError 400 for any other key."""
    messages = validation.unknown(body, names)
    if messages:
        raise ApiError(400, messages)


def _public_url(portal: Portal, listing: Listing) -> str:
    return f"{portal.address}/announcement/{listing.id}"


def read_form(portal: Portal, agency: Agency, listing: Listing) -> JsonObject:
    """A listing as GET gives it."""
    user = agency.users.get(listing.user_id) if listing.user_id is not None else None
    agent = None
    if user is not None:
        agent = {"id": user.id, "externalId": user.external_id, "name": user.name, "phone": user.phone}
        agent["role"] = user.role
    return {
        "id": listing.id,
        "externalId": listing.external_id,
        "publicUrl": _public_url(portal, listing),
        "createdAt": iso(listing.created_at),
        "updatedAt": iso(listing.updated_at),
        "lastSyncedAt": None if listing.last_synced_at is None else iso(listing.last_synced_at),
        "formData": {"id": listing.id, "announcementStatus": listing.status, **listing.fields},
        "user": agent,
        "files": [media.in_listing(agency.media[number]) for number in listing.file_ids],
    }


def put(call: Call) -> Answer:
    """`PUT /listings`"""
    answer = upsert(call.portal, call.agency, call.sent)
    return Answer(answer, 201 if "created" in answer else 200)


def get(call: Call) -> Answer:
    """`GET /listings/:id`"""
    return Answer(read_form(call.portal, call.agency, by_id(call.agency, call.path["id"])))


def get_external(call: Call) -> Answer:
    """`GET /listings/external/:externalId`"""
    return Answer(read_form(call.portal, call.agency, _known(call.agency, {"externalId": call.path["externalId"]})))


def get_many(call: Call) -> Answer:
    """`GET /listings`, oldest first; see `paging` for how it goes on."""
    page, told = page_of(list(call.agency.listings.values()), call.query, call.portal.options.paging)
    items = [read_form(call.portal, call.agency, listing) for listing in page]
    return Answer({"items": items, **told})


def post_link(call: Call) -> Answer:
    """`POST /listings/:id/link`"""
    require_only(call.sent, "externalId")
    return Answer(link(call.agency, by_id(call.agency, call.path["id"]), call.sent.get("externalId")))


def delete_link(call: Call) -> Answer:
    """`DELETE /listings/:id/link`"""
    return Answer(unlink(call.agency, by_id(call.agency, call.path["id"])))


def delete_one(call: Call) -> Answer:
    """`DELETE /listings/:id`"""
    return Answer(delete(call.agency, by_id(call.agency, call.path["id"])))
