"""Fields that follow from others: an apartment is residential."""

from __future__ import annotations

from rentix_desktop.catalog.fields import ANY, Catalogue, Record


def fill_derived(record: Record, catalogue: Catalogue) -> None:
    """Adds to `record`, in place, the fields that follow from those it has. What it says itself is never changed."""
    for derived in catalogue.derived:
        source = record.get(derived.source)
        if source is None or derived.field in record or derived.field not in catalogue.fields:
            continue
        value = derived.table.get(source) if isinstance(source, str) else None
        if value is None:
            value = derived.table.get(ANY)
        if value is not None:
            record[derived.field] = value
