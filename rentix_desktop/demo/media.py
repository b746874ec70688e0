"""Photos and other files (API reference, 2.7 and section 5). Nothing is downloaded: a file is its address."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from rentix_desktop.demo import schema, validation
from rentix_desktop.demo.answers import Answer, ApiError, Call, JsonObject
from rentix_desktop.demo.jobs import JobFailedError
from rentix_desktop.demo.portal import Agency, Media, Portal


def reachable(url: str) -> bool:
    """Whether this portal can "download" it: every address but those of a host that ends in `.invalid`."""
    return not (urlsplit(url).hostname or "").endswith(".invalid")


def addresses(agency: Agency, numbers: Iterable[int]) -> Iterator[str]:
    return (agency.media[number].url for number in numbers)


def require_known(agency: Agency, photo: JsonObject) -> None:
    """Raises ApiError 404 for a photo that names a file without an address and is not known."""
    if "url" in photo:
        return
    if photo.get("id") not in agency.media and photo.get("externalFileId") not in agency.media_ids:
        raise ApiError(404, "File not found")


def take(portal: Portal, agency: Agency, photo: JsonObject) -> int:
    """The number of a checked photo's file: a repeated own id gives the file there is, a bare address a new one."""
    if "id" in photo:
        return int(photo["id"])
    external_id = photo.get("externalFileId")
    if external_id in agency.media_ids:
        return agency.media_ids[external_id]
    file = Media(portal.new_id("media"), external_id, photo["url"], _invented_size(photo["url"]))
    agency.media[file.id] = file
    if external_id is not None:
        agency.media_ids[external_id] = file.id
    return file.id


def _invented_size(url: str) -> int:
    return 80_000 + zlib.crc32(url.encode("utf-8", "replace")) % 400_000


def in_listing(file: Media) -> JsonObject:
    """A file as a listing that is read carries it: there `size` is text."""
    return {
        "id": file.id,
        "externalId": file.external_id,
        "contentType": "image/jpeg",
        "size": str(file.size),
        "optimization": "success",
    }


def _media_form(portal: Portal, file: Media) -> JsonObject:
    def variant(width: int) -> JsonObject:
        picture = f"{portal.address}/photos/other/{file.id}.svg"
        return {"url": picture, "variantSize": str(width), "size": width * 40}

    return {
        "id": file.id,
        "externalId": file.external_id,
        "size": file.size,
        "contentType": "image/jpeg",
        "optimization": "success",
        "blurhash": "LKO2?U%2Tw=w]~RBVZRi};RPxuwH",
        "originalUrl": file.url,
        "variants": [variant(width) for width in (128, 512, 1024)],
    }


def upload(portal: Portal, agency: Agency, body: JsonObject) -> JsonObject:
    """Takes a file by its address. Raises ApiError 400."""
    messages = validation.unknown(body, ("url", "externalId")) + validation.web_address("url", body.get("url"))
    if "externalId" in body:
        messages += validation.text(1, schema.EXTERNAL_ID_LENGTH)("externalId", body["externalId"])
    if messages:
        raise ApiError(400, messages)
    photo = {"url": body["url"]} | ({"externalFileId": body["externalId"]} if "externalId" in body else {})
    number = take(portal, agency, photo)

    def work(_job: int) -> JsonObject:
        if not reachable(body["url"]):
            raise JobFailedError(f"Photo could not be downloaded: {body['url']}")
        return {"mediaId": number}

    job = portal.jobs.start(portal.new_id("job"), "media_import", agency.id, work)
    return {"mediaId": number, "status": "pending", "externalId": body.get("externalId"), "jobId": job}


def operate(portal: Portal, agency: Agency, op: Any, body: JsonObject) -> JsonObject:
    """One operation of `POST /media/bulk`."""
    if op == "upload-from-url":
        return upload(portal, agency, body)
    raise ApiError(400, validation.one_of(("upload-from-url",))("op", op))


def _find(call: Call) -> Media:
    number = call.path.get("id")
    if number is None:
        number = call.agency.media_ids.get(call.path["externalId"])
    file = call.agency.media.get(number) if number is not None else None
    if file is None:
        raise ApiError(404, "File not found")
    return file


def post_upload(call: Call) -> Answer:
    """`POST /media/upload-from-url`"""
    return Answer(upload(call.portal, call.agency, call.sent), 201)


def get(call: Call) -> Answer:
    """`GET /media/:id` and `/media/external/:externalId`"""
    return Answer(_media_form(call.portal, _find(call)))


def delete(call: Call) -> Answer:
    """`DELETE /media/:id` and `/media/external/:externalId`: also out of every listing."""
    file = _find(call)
    del call.agency.media[file.id]
    if file.external_id is not None:
        del call.agency.media_ids[file.external_id]
    for listing in call.agency.listings.values():
        listing.file_ids = [number for number in listing.file_ids if number != file.id]
    return Answer({"deleted": True})
