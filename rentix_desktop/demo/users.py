"""Agents (API reference, 2.6): the newer generation of the documentation, where a PUT may also create."""

from __future__ import annotations

import re
from typing import Any

from rentix_desktop.demo import schema, validation
from rentix_desktop.demo.answers import Answer, ApiError, Call, JsonObject
from rentix_desktop.demo.listings import require_only
from rentix_desktop.demo.portal import Agency, Portal, User

_SITES = {
    "instagram": "https://instagram.com/",
    "youtube": "https://youtube.com/",
    "tiktok": "https://tiktok.com/@",
}
_CONTACTS = ("contact_phone", "contact_whatsapp", "contact_viber", "contact_telegram")
_KNOWN = ("id", "externalId", "name", "phone", "description", "avatar", "settings", *_SITES)


def _site(name: str, value: Any) -> list[str]:
    fits = isinstance(value, str) and value.startswith(_SITES[name])
    return [] if fits else [f"{name} must start with {_SITES[name]}"]


def _avatar(name: str, value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= {"id", "url"}:
        return [f"{name} must be null or an object with url or id"]
    if "url" in value:
        return validation.web_address(f"{name}.url", value["url"])
    return validation.number(1, 10**12, whole=True)(f"{name}.id", value["id"])


def _settings(name: str, value: Any) -> list[str]:
    if not isinstance(value, dict):
        return [f"{name} must be an object"]
    messages = validation.unknown(value, _CONTACTS, f"{name}.")
    known = [key for key in value if key in _CONTACTS]
    return messages + [f"{name}.{key} must be a boolean value" for key in known if not isinstance(value[key], bool)]


def _text_or_languages(name: str, value: Any) -> list[str]:
    texts = list(value.values()) if isinstance(value, dict) else [value]
    return [message for text in texts for message in validation.text(1, 2000)(name, text)]


_RULES: dict[str, validation.Rule] = {
    "name": validation.text(1, 255),
    "phone": validation.text(5, 40),
    "description": _text_or_languages,
    "avatar": _avatar,
    "settings": _settings,
    **dict.fromkeys(_SITES, _site),
}


def _international(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    if phone.strip().startswith("+") or digits.startswith("373"):
        return "+" + digits
    return "+373" + digits.removeprefix("0")


def upsert(portal: Portal, agency: Agency, body: JsonObject) -> JsonObject:
    """Changes an agent, or creates one by an unknown externalId with name and phone. Raises ApiError 400, 404."""
    if ("id" in body) == ("externalId" in body):
        raise ApiError(400, ["either id or externalId must be given"])
    messages = validation.unknown(body, _KNOWN)
    for name, rule in _RULES.items():
        if name in body:
            messages += rule(name, body[name])
    if "externalId" in body:
        messages += validation.text(1, schema.EXTERNAL_ID_LENGTH)("externalId", body["externalId"])
    if messages:
        raise ApiError(400, messages)
    user = by_id(agency, body["id"]) if "id" in body else agency.user_by_external(body["externalId"])
    created = user is None
    if user is None:
        user = _create(portal, agency, body)
    elif "phone" in body and _international(body["phone"]) != user.phone:
        raise ApiError(400, ["phone can not be changed"])
    user.name = body.get("name", user.name)
    user.settings = user.settings | body.get("settings", {})
    user.profile |= {name: body[name] for name in ("description", "avatar", *_SITES) if name in body}
    return {"id": user.id, "externalId": user.external_id, "created" if created else "updated": True}


def _create(portal: Portal, agency: Agency, body: JsonObject) -> User:
    missing = [f"{name} should not be empty" for name in ("name", "phone") if name not in body]
    if missing:
        raise ApiError(400, missing)
    user = User(portal.new_id("user"), body["externalId"], body["name"], _international(body["phone"]))
    agency.users[user.id] = user
    return user


def by_id(agency: Agency, number: Any) -> User:
    user = agency.users.get(number) if isinstance(number, int) else None
    if user is None:
        raise ApiError(404, "User not found")
    return user


def link(agency: Agency, user: User, external_id: Any) -> JsonObject:
    messages = validation.text(1, schema.EXTERNAL_ID_LENGTH)("externalId", external_id)
    if messages:
        raise ApiError(400, messages)
    if agency.user_by_external(external_id) not in (None, user):
        raise ApiError(409, "External ID already linked")
    if user.external_id is not None:
        raise ApiError(409, "User already has external ID")
    user.external_id = external_id
    return {"id": user.id, "externalId": external_id, "linked": True}


def unlink(user: User) -> JsonObject:
    if user.external_id is None:
        raise ApiError(409, "User has no external ID")
    was, user.external_id = user.external_id, None
    return {"id": user.id, "externalId": was, "unlinked": True}


def operate(portal: Portal, agency: Agency, op: Any, body: JsonObject) -> JsonObject:
    """One operation of `POST /users/bulk`."""
    if op == "upsert":
        return upsert(portal, agency, body)
    if op == "link":
        require_only(body, "id", "externalId")
        return link(agency, by_id(agency, body.get("id")), body.get("externalId"))
    if op == "unlink":
        require_only(body, "id", "externalId")
        return unlink(_named(agency, body))
    raise ApiError(400, validation.one_of(("upsert", "link", "unlink"))("op", op))


def _named(agency: Agency, body: JsonObject) -> User:
    if "id" in body:
        return by_id(agency, body["id"])
    user = agency.user_by_external(str(body.get("externalId")))
    if user is None:
        raise ApiError(404, "User not found")
    return user


def _form(user: User) -> JsonObject:
    given = user.profile.get("avatar")
    avatar = None
    if given is not None:
        url = given.get("url", "")
        avatar = {
            "id": given.get("id", 0),
            "contentType": "image/jpeg",
            "variants": [{"url": url, "variantSize": "128"}],
        }
    return {
        "id": user.id,
        "externalId": user.external_id,
        "name": user.name,
        "phone": user.phone,
        "description": user.profile.get("description"),
        "avatar": avatar,
        **{name: user.profile.get(name) for name in _SITES},
        "settings": user.settings,
    }


def get_many(call: Call) -> Answer:
    """`GET /users`"""
    return Answer({"items": [_form(user) for user in call.agency.users.values()]})


def get(call: Call) -> Answer:
    """`GET /users/:id` and `/users/external/:externalId`"""
    return Answer(_form(_named(call.agency, dict(call.path))))


def put(call: Call) -> Answer:
    """`PUT /users`"""
    answer = upsert(call.portal, call.agency, call.sent)
    return Answer(answer, 201 if "created" in answer else 200)


def post_link(call: Call) -> Answer:
    """`POST /users/:id/link`"""
    require_only(call.sent, "externalId")
    return Answer(link(call.agency, by_id(call.agency, call.path["id"]), call.sent.get("externalId")))


def delete_link(call: Call) -> Answer:
    """`DELETE /users/:id/link`"""
    return Answer(unlink(by_id(call.agency, call.path["id"])))
