"""Who is asking: exactly one header with the agency's key (API reference, sections 1 and 8)."""

from __future__ import annotations

from starlette.datastructures import Headers

from rentix_desktop.demo.answers import ApiError
from rentix_desktop.demo.portal import Agency, Portal

_SCHEME = "apikey "


def given_key(headers: Headers) -> str:
    """The key as sent. Raises ApiError 400 for several, 401 for none."""
    authorizations = headers.getlist("authorization")
    plain = headers.getlist("x-api-key")
    if len(authorizations) + len(plain) > 1:
        raise ApiError(400, "Multiple authentication methods provided")
    if plain and plain[0].strip():
        return plain[0].strip()
    if not authorizations or not authorizations[0].strip():
        raise ApiError(401, "API key is required")
    if not authorizations[0].lower().startswith(_SCHEME):
        raise ApiError(401, "Invalid API key")
    return authorizations[0][len(_SCHEME) :].strip()


def agency_of(portal: Portal, key: str) -> Agency:
    """Raises ApiError 401 for a wrong key."""
    agency = portal.agencies.get(key)
    if agency is None:
        raise ApiError(401, "Invalid API key")
    return agency


def admit(agency: Agency) -> None:
    """Raises ApiError 403 where the agency may not use the API."""
    if agency.status == "suspended":
        raise ApiError(403, "Agency is suspended")
    if not agency.crm_enabled:
        raise ApiError(403, "CRM is not enabled for this agency")
