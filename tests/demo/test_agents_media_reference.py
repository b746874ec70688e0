"""Agents, files, schema and rates (API reference, 2.6 to 2.8)."""

from __future__ import annotations

import httpx
import pytest

from tests.demo.conftest import JsonObject, flat, words


def _agents(api: httpx.Client) -> list[JsonObject]:
    items: list[JsonObject] = api.get("/users").json()["items"]
    return items


def test_agents_are_listed_and_found(api: httpx.Client) -> None:
    agents = _agents(api)
    assert [agent["externalId"] for agent in agents] == ["A-1", None, None]
    assert api.get("/users/external/A-1").json() == api.get(f"/users/{agents[0]['id']}").json() == agents[0]
    assert words(api.get("/users/999999")) == "User not found"


def test_agents_are_linked_alone_and_in_bulk(api: httpx.Client) -> None:
    _, second, third = (agent["id"] for agent in _agents(api))
    assert api.post(f"/users/{second}/link", json={"externalId": "A-2"}).json()["linked"] is True
    assert words(api.post(f"/users/{second}/link", json={"externalId": "A-9"})) == "User already has external ID"
    operations: list[JsonObject] = [
        {"op": "link", "id": third, "externalId": "A-1"},
        {"op": "link", "id": third, "externalId": "A-3"},
        {"op": "upsert", "externalId": "A-3", "name": "Olga M."},
    ]
    results = api.post("/users/bulk", json={"operations": operations}).json()["results"]
    assert [result.get("error", "") for result in results] == ["External ID already linked", "", ""]
    assert api.get("/users/external/A-3").json()["name"] == "Olga M."
    assert api.delete(f"/users/{second}/link").json() == {"id": second, "externalId": "A-2", "unlinked": True}


def test_agents_are_changed_and_created(api: httpx.Client) -> None:
    changed = api.put("/users", json={"externalId": "A-1", "settings": {"contact_viber": False}, "avatar": None})
    assert changed.json()["updated"] is True
    assert api.get("/users/external/A-1").json()["settings"]["contact_viber"] is False
    assert api.put("/users", json={"externalId": "N-1", "name": "Dan"}).status_code == 400
    assert api.put("/users", json={"externalId": "N-1", "name": "Dan", "phone": "0 00 00 77"}).json()["created"] is True
    assert api.get("/users/external/N-1").json()["phone"] == "+373000077"
    assert words(api.put("/users", json={"externalId": "N-1", "phone": "+37311111"})) == "phone can not be changed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": 11, "externalId": "A-1"},
        {"externalId": "A-1", "instagram": "https://example.com/x"},
        {"externalId": "A-1", "settings": {"contact_phone": "yes"}},
        {"externalId": "A-1", "settings": {"posting_type": "agent"}},
        {"externalId": "A-1", "avatar": {"url": "x"}},
        {"externalId": "A-1", "email": "x"},
        {"externalId": "x" * 256, "name": "N", "phone": "+3730000"},
    ],
)
def test_wrong_agents(api: httpx.Client, wrong: JsonObject) -> None:
    assert api.put("/users", json=wrong).status_code == 400


def test_media(api: httpx.Client) -> None:
    body = {"url": "https://photos.example.md/1.jpg", "externalId": "F-1"}
    answer = api.post("/media/upload-from-url", json=body).json()
    assert (answer["status"], answer["externalId"]) == ("pending", "F-1")
    read = api.get("/media/external/F-1").json()
    assert read == api.get(f"/media/{answer['mediaId']}").json()
    assert isinstance(read["size"], int)
    assert {variant["variantSize"] for variant in read["variants"]} == {"128", "512", "1024"}
    operations = [{"op": "upload-from-url", **body}, {"op": "upload-from-url", "url": "nowhere"}]
    results = api.post("/media/bulk", json={"operations": operations}).json()["results"]
    assert [result["success"] for result in results] == [True, False]
    files = [{"externalFileId": "F-1"}, *({"url": f"https://photos.example.md/{n}.jpg"} for n in range(3))]
    api.put("/listings", json=flat(files=files))
    assert api.delete("/media/external/F-1").json() == {"deleted": True}
    assert len(api.get("/listings/external/CN-1").json()["files"]) == 3, "taken out of the listing, too"
    assert api.get("/media/external/F-1").status_code == 404


def test_the_schema_says_what_is_checked(api: httpx.Client) -> None:
    schema = api.get("/reference/schema/base").json()
    assert schema["announcementType"] == ["rent", "sale"]
    assert schema["announcementCurrency"] == ["EUR", "USD", "MDL"]
    assert schema["propertySecondaryType"]["rent"]["residential"] == ["apartment", "house", "room", "other"]
    assert "residential-land" in schema["propertySecondaryType"]["sale"]["residential"]
    assert len(schema["announcementStatus"]) == 8
    assert schema["constraints"]["announcementDescription"] == {"minLength": 40, "maxLength": 2000}
    assert schema["constraints"]["files"] == {"minItems": 3, "maxItems": 20}
    for name in ("propertyArea", "announcementValue"):
        most = schema["constraints"][name]["max"]
        assert api.put("/listings", json={"externalId": "S", name: most}).is_success
        assert api.put("/listings", json={"externalId": "S", name: most + 1}).status_code == 400


def test_currencies(api: httpx.Client) -> None:
    said = api.get("/reference/currencies").json()
    assert said["baseCurrency"] == "EUR"
    assert {one["code"] for one in said["currencies"]} == {"EUR", "USD", "MDL"}
