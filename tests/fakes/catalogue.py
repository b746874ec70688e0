"""A small catalogue for tests that should not depend on a service's."""

from __future__ import annotations

from rentix_desktop.catalog.fields import Catalogue, Derived, Field, Kind, Visibility

CATALOGUE = Catalogue(
    key="externalId",
    fields={
        field.name: field
        for field in (
            Field("externalId", Kind.TEXT, min_length=1, max_length=255),
            Field("announcementStatus", Kind.CHOICE, choices=("draft", "active", "hidden")),
            Field("announcementValue", Kind.NUMBER, minimum=0),
            Field("announcementDescription", Kind.TEXT, max_length=2000),
            Field("propertyType", Kind.CHOICE, choices=("residential", "commercial")),
            Field("propertySecondaryType", Kind.CHOICE, choices=("apartment", "office")),
            Field("propertyAddress", Kind.TEXT),
            Field("propertyCoordinates", Kind.COORDINATES),
            Field("propertyFloorNumber", Kind.INTEGER),
            Field("files", Kind.PHOTOS, max_length=20),
            Field("user", Kind.AGENT),
        )
    },
    visibility=Visibility(
        "announcementStatus",
        "draft",
        "hidden",
        "active",
        frozenset({"active"}),
        over=frozenset({"hidden", "completed"}),
    ),
    derived=(Derived("propertyType", "propertySecondaryType", {"apartment": "residential", "office": "commercial"}),),
)
