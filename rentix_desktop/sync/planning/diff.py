"""What changes against what the portal last accepted. Pure.

A blank cell is left out of a record and keeps the portal's value (design, section 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rentix_desktop.catalog.fields import Catalogue, JsonValue, Record, Visibility

if TYPE_CHECKING:
    from rentix_desktop.sync.ledger import Listing


def sendable(record: Record, catalogue: Catalogue) -> Record:
    """The record without the key field and without blanks: what an operation carries for it."""
    return {name: value for name, value in record.items() if name != catalogue.key and value is not None}


def changes(record: Record, listing: Listing | None, catalogue: Catalogue) -> Record:
    """The fields to send: all for a listing never sent, else those that differ; empty = unchanged.

    A listing we hid and that comes back is shown again, unless the file says what it shall be; one that was a draft then
    is not published: it is a draft again where the service lets it be one, and else stays hidden. One that is not there
    any more, and was left so, is made again, whole, once its row says something else.
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
        if not _was_draft(listing, visibility):
            changed[visibility.field] = visibility.shown
        elif visibility.default not in visibility.until_public:
            changed[visibility.field] = visibility.default
    return changed


def _was_draft(listing: Listing, visibility: Visibility) -> bool:
    """Whether nobody had published it when it was hidden, as far as is known; the service's own word goes first."""
    before = listing.before_hidden
    if before is None or visibility.default in visibility.public:
        return False
    said = before.status or before.fields.get(visibility.field)
    if said is None and before.made and visibility.field not in before.unknown:
        said = visibility.default  # and nothing was ever said of its status
    return said == visibility.default


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
