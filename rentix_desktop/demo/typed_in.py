"""Listings that somebody typed in on the portal by hand, there from the first moment: they have no external id.

What they are stands in a file: a list of objects of listing fields, with `announcementStatus` and the addresses of
`files`; `user` is the place of its agent among those of the agency, from 0.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from rentix_desktop.demo import media, validation
from rentix_desktop.demo.answers import JsonObject
from rentix_desktop.demo.portal import Agency, Listing, Portal
from rentix_desktop.resources import resource

SAMPLE: Final = "sample"
"""In place of a file: two thirds of the offers of `listings-ro.xlsx`, as people would have typed them."""

_APART: Final = ("announcementStatus", "files", "user")


def typed_in(place: str) -> list[JsonObject]:
    """Raises OSError, and ValueError on a file that is not such a list."""
    path = resource("demo") / "typed-in.json" if place == SAMPLE else Path(place)
    found = json.loads(path.read_text("utf-8"))
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError(place)
    return found


def add(portal: Portal, agency: Agency, forms: list[JsonObject]) -> None:
    """Raises ValueError where the portal itself would not have taken one of them."""
    people = list(agency.users)
    for form in forms:
        fields = {name: value for name, value in form.items() if name not in _APART}
        messages = validation.check_given(fields, later=portal.options.later)
        if messages:
            raise ValueError(messages)
        listing = Listing(
            portal.new_id("listing"), None, portal.clock(), fields, form.get("announcementStatus", "active")
        )
        listing.file_ids = [media.take(portal, agency, {"url": url}) for url in form.get("files", ())]
        listing.user_id = people[form["user"] % len(people)] if "user" in form else None
        listing.updated_at = listing.created_at
        agency.listings[listing.id] = listing
