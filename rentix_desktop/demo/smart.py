"""`POST /listings/smart` (API reference, 2.5): a few words stand in for the service's AI."""

from __future__ import annotations

import re
from typing import Any

from rentix_desktop.demo import listings, schema, validation
from rentix_desktop.demo.answers import Answer, ApiError, Call, JsonObject
from rentix_desktop.demo.jobs import JobFailedError

_KNOWN = ("description", "files", "externalId", "targetStatus")
_PRICE = re.compile(r"(\d[\d ]{2,10})\s*(EUR|€|евро|euro)", re.IGNORECASE)
_AREA = re.compile(r"(\d{1,4})\s*(?:m2|m²|mp|м2|м²)", re.IGNORECASE)
_RENT = re.compile(r"rent|chiri|аренд|сда", re.IGNORECASE)
_HOUSE = re.compile(r"house|cas[aă]\b|дом\b", re.IGNORECASE)


def create(call: Call) -> Answer:
    """Answers at once; the listing is there when the job is done, its id in `resultData`."""
    body = call.sent
    messages = validation.unknown(body, _KNOWN)
    messages += validation.text(*schema.DESCRIPTION_LENGTH)("description", body.get("description"))
    messages += validation.files("files", body.get("files"))
    if body.get("files") == []:
        messages.append("files must contain at least 1 elements")
    if "externalId" in body:
        messages += validation.text(1, schema.EXTERNAL_ID_LENGTH)("externalId", body["externalId"])
    if body.get("targetStatus", "draft") not in ("draft", "active"):
        messages.append("Invalid status")
    if messages:
        raise ApiError(400, messages)
    if body.get("externalId") in call.agency.listing_ids:
        raise ApiError(409, "External ID already linked")
    number = call.portal.new_id("job")

    def work(_job: int) -> JsonObject:
        external_id = body.get("externalId") or f"smart-{number}"
        try:
            made = listings.upsert(call.portal, call.agency, _guess(body) | {"externalId": external_id})
        except ApiError as refusal:
            raise JobFailedError(refusal.words) from refusal
        return {"id": made["id"], "externalId": external_id, "status": made["status"]}

    call.portal.jobs.start(number, "smart_create", call.agency.id, work)
    return Answer({"jobId": number, "status": "pending", "externalId": body.get("externalId")}, 201)


def _guess(body: JsonObject) -> JsonObject:
    words = body["description"]
    fields: dict[str, Any] = {
        "announcementType": "rent" if _RENT.search(words) else "sale",
        "propertyType": "residential",
        "propertySecondaryType": "house" if _HOUSE.search(words) else "apartment",
        "announcementDescription": words,
        "announcementStatus": body.get("targetStatus", "draft"),
        "files": body["files"],
        "propertyAddress": "Chișinău",
    }
    price, area = _PRICE.search(words), _AREA.search(words)
    if price:
        fields |= {"announcementValue": int(price[1].replace(" ", "")), "announcementCurrency": "EUR"}
    if area:
        fields["propertyArea"] = max(1, int(area[1]))
    return fields
