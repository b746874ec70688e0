"""What changes against what the portal last accepted. Pure.

A blank cell is left out of a record and keeps the portal's value (design, section 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rentix_desktop.catalog.fields import Catalogue, JsonValue, Record

if TYPE_CHECKING:
    from rentix_desktop.sync.ledger import Listing


def sendable(record: Record, catalogue: Catalogue) -> Record:
    """The record without the key field and without blanks: what an operation carries for it."""
    return {name: value for name, value in record.items() if name != catalogue.key and value is not None}


def changes(record: Record, listing: Listing | None, catalogue: Catalogue) -> Record:
    """The fields to send: all for a listing never sent, else those that differ; empty = unchanged.

    A listing we hid and that comes back is shown again, unless the file says what it shall be. One that is not there any
    more, and was left so, is made again, whole, once its row says something else.
    """
    wanted = sendable(record, catalogue)
    if listing is None:
        return wanted
    changed = {
        name: value
        for name, value in wanted.items()
        if name not in listing.fields or not same(value, listing.fields[name])
    }
    if listing.gone:
        return wanted if changed else {}
    visibility = catalogue.visibility
    if listing.shown is not True and visibility.field not in wanted:
        changed[visibility.field] = visibility.shown
    return changed


def same(one: JsonValue, other: JsonValue) -> bool:
    """Whether the portal would see no difference: 3 is 3.0, True is not 1, the order of keys does not matter."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other
