"""Listings over HTTP: what is stored, what is refused and in which words (API reference, sections 2 to 5, 8)."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from rentix_desktop.demo import keys
from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from tests.demo.conftest import JsonObject, client_of, flat, photos, upsert, words


def _ended(api: httpx.Client, job: int) -> JsonObject:
    """The job when it is over; every state on the way is one of the documented ones."""
    until = time.monotonic() + 20
    while True:
        said: JsonObject = api.get("/job/status", params={"id": job}).json()
        if said["status"] in ("completed", "failed"):
            return said
        assert said["status"] in ("pending", "processing")
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_listing_is_created_as_a_draft_and_changed_in_part(api: httpx.Client) -> None:
    made = api.put("/listings", json={"externalId": "CN/4407 ș", "announcementValue": 380})
    assert made.status_code == 201
    assert made.json() | {"id": 0, "publicUrl": ""} == {
        "id": 0, "externalId": "CN/4407 ș", "status": "draft", "publicUrl": "", "created": True, "jobId": None,
    }  # fmt: skip
    changed = api.put("/listings", json={"externalId": "CN/4407 ș", "announcementCurrency": "EUR"})
    assert (changed.status_code, changed.json()["updated"]) == (200, True)
    assert changed.json()["id"] == made.json()["id"]
    read = api.get("/listings/external/CN%2F4407%20%C8%99").json()
    assert read["formData"]["announcementValue"] == 380
    assert read["formData"]["announcementCurrency"] == "EUR"
    assert read["formData"]["announcementStatus"] == "draft"
    assert read == api.get(f"/listings/{made.json()['id']}").json()


def test_publication_is_a_job(api: httpx.Client) -> None:
    answer = api.put("/listings", json=flat()).json()
    assert answer["status"] == "pending_active"
    job = _ended(api, answer["jobId"])
    assert (job["type"], job["status"], job["resultData"]["id"]) == ("announcement_finalize", "completed", answer["id"])
    read = api.get(f"/listings/{answer['id']}").json()
    assert read["formData"]["announcementStatus"] == "active"
    assert read["files"][0]["size"].isdecimal(), "text here, a number in /media"
    again = api.put("/listings", json=flat(announcementValue=60000)).json()
    assert (again["status"], again["jobId"]) == ("active", None)


def test_a_photo_that_cannot_be_fetched_fails_the_publication(api: httpx.Client) -> None:
    lost = [*photos(2), {"url": "https://photos.invalid/1.jpg"}]
    answer = api.put("/listings", json=flat(files=lost)).json()
    job = _ended(api, answer["jobId"])
    assert job["status"] == "failed"
    assert "https://photos.invalid/1.jpg" in job["publicErrorMessage"]
    assert api.get("/listings/external/CN-1").json()["formData"]["announcementStatus"] == "publish_failed"
    mended = api.put("/listings", json={"externalId": "CN-1", "files": photos(3), "announcementStatus": "active"})
    assert _ended(api, mended.json()["jobId"])["status"] == "completed"


def test_a_listing_hidden_while_it_is_published_stays_hidden(api: httpx.Client) -> None:
    job = api.put("/listings", json=flat()).json()["jobId"]
    api.put("/listings", json={"externalId": "CN-1", "announcementStatus": "hidden"})
    _ended(api, job)
    assert api.get("/listings/external/CN-1").json()["formData"]["announcementStatus"] == "hidden"


def test_hidden_and_completed_and_back(api: httpx.Client) -> None:
    _ended(api, api.put("/listings", json=flat()).json()["jobId"])
    for status in ("hidden", "active", "completed", "hidden"):
        answer = api.put("/listings", json={"externalId": "CN-1", "announcementStatus": status}).json()
        if status == "active":
            _ended(api, answer["jobId"])
        else:
            assert answer["status"] == status
    back_to_draft = api.put("/listings", json={"externalId": "CN-1", "announcementStatus": "draft"})
    assert (back_to_draft.status_code, words(back_to_draft)) == (400, "Invalid status")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"announcementType": "lease"}, "announcementType must be one of the following values: rent, sale"),
        (
            {"propertyType": "flat"},
            "propertyType must be one of the following values: residential, commercial, parking",
        ),
        ({"propertySecondaryType": "castle"}, "propertySecondaryType must be one of the following values: apartment"),
        ({"propertySecondaryType": "office"}, "propertySecondaryType must be one of the following values: apartment"),
        (
            {"announcementType": "rent", "propertySecondaryType": "residential-land"},
            "propertySecondaryType must be one",
        ),
        (
            {"announcementType": "rent", "propertyType": "commercial", "propertySecondaryType": "commercial-land"},
            "propertySecondaryType must be one",
        ),
        ({"announcementCurrency": "RUB"}, "announcementCurrency must be one of the following values: EUR, USD, MDL"),
        ({"announcementValue": "61500"}, "announcementValue must be a number"),
        ({"announcementValue": True}, "announcementValue must be a number"),
        ({"announcementValue": 0}, "announcementValue must not be less than 1"),
        (
            {"announcementDescription": "x" * 39},
            "announcementDescription must be longer than or equal to 40 characters",
        ),
        ({"announcementDescription": "x" * 2001}, "must be shorter than or equal to 2000 characters"),
        ({"announcementDescription": {"ro": "x" * 39}}, "announcementDescription.ro must be longer"),
        ({"announcementDescription": {"de": "x" * 40}}, "property announcementDescription.de should not exist"),
        ({"announcementDescription": None}, "announcementDescription must be a string"),
        ({"propertyAmenities": ["lift"]}, "property propertyAmenities should not exist"),
        ({"publicUrl": "x"}, "property publicUrl should not exist"),
        ({"propertyFloorNumber": 12}, "propertyFloorNumber must not be greater than propertyFloorsTotal"),
        ({"propertyFloorNumber": 2.5}, "propertyFloorNumber must be an integer number"),
        ({"propertyCoordinates": {"lat": 91, "lng": 28}}, "propertyCoordinates.lat must not be greater than 90"),
        ({"propertyCoordinates": {"lat": 47, "lon": 28}}, "property propertyCoordinates.lon should not exist"),
        ({"announcementPayPeriod": "monthly"}, "announcementPayPeriod should not exist for sale"),
        ({"files": photos(2)}, "files must contain at least 3 elements"),
        ({"files": photos(21)}, "files must contain no more than 20 elements"),
        ({"files": [*photos(3), {"url": "ftp://x/1.jpg"}]}, "files.3.url must be a URL address"),
        ({"files": [*photos(3), {"url": "https:///1.jpg"}]}, "files.3.url must be a URL address"),
        ({"files": [*photos(3), {"name": "1.jpg"}]}, "property files.3.name should not exist"),
        ({"files": [*photos(3), {"id": 1}]}, "File not found"),
        ({"user": {"externalUserId": "nobody"}}, "User not found"),
        ({"announcementStatus": "pending_active"}, "Invalid status"),
        ({"announcementStatus": "expired"}, "Invalid status"),
        ({"announcementStatus": ["active"]}, "Invalid status"),
        ({"announcementStatus": "published"}, "Invalid status"),
        ({"announcementType": ...}, "announcementType should not be empty"),
        ({"propertyType": ...}, "propertyType should not be empty"),
        ({"propertySecondaryType": ...}, "propertySecondaryType should not be empty"),
        ({"announcementValue": ...}, "announcementValue should not be empty"),
        ({"announcementCurrency": ...}, "announcementCurrency should not be empty"),
        ({"propertyAddress": ...}, "propertyAddress or propertyCoordinates should not be empty"),
        ({"files": ...}, "files must contain at least 3 elements"),
        ({"id": 5}, "either id or externalId must be given"),
        ({"externalId": ...}, "either id or externalId must be given"),
        ({"externalId": "x" * 256}, "externalId must be shorter than or equal to 255 characters"),
        ({"externalId": 7}, "externalId must be a string"),
    ],
)
def test_refusals(api: httpx.Client, changes: dict[str, Any], expected: str) -> None:
    alone = api.put("/listings", json=flat(**changes))
    assert alone.status_code in (400, 404)
    assert expected in words(alone)
    together = api.post("/listings/bulk", json=upsert(flat("good"), flat(**changes)))
    assert together.status_code == 200, "one failed operation does not stop the other"
    assert [result["success"] for result in together.json()["results"]] == [True, False]
    assert expected in together.json()["results"][1]["error"]
    assert api.get("/listings").json()["total"] == 1, "a refused listing leaves nothing behind"


@pytest.mark.parametrize(
    "changes",
    [
        {"announcementDescription": "я" * 2000},
        {"announcementDescription": {"ro": "x" * 40, "ru": "я" * 40}},
        {"announcementDescription": ...},
        {"files": photos(20)},
        {"propertyAddress": ..., "propertyCoordinates": {"lat": 47.01, "lng": 28.85}},
        {"propertySecondaryType": "residential-land", "propertyFloorNumber": ..., "propertyFloorsTotal": ...},
        {"announcementType": "rent", "announcementPayPeriod": "monthly"},
        {"propertyType": "parking", "propertySecondaryType": "garage"},
        {"user": {"externalUserId": "A-1"}},
        {"propertyFloorNumber": -1},
    ],
)
def test_what_may_be_published(api: httpx.Client, changes: dict[str, Any]) -> None:
    assert api.put("/listings", json=flat(**changes)).json()["status"] == "pending_active"


def test_a_draft_may_be_incomplete_but_not_wrong(api: httpx.Client) -> None:
    assert api.put("/listings", json={"externalId": "D-1"}).status_code == 201
    wrong = api.put("/listings", json={"externalId": "D-1", "announcementCurrency": "RUB"})
    assert wrong.status_code == 400
    asked = api.put("/listings", json={"externalId": "D-1", "announcementStatus": "active"})
    assert len(asked.json()["message"]) == 7, "every missing field is named at once"


def test_a_public_listing_stays_complete(api: httpx.Client) -> None:
    _ended(api, api.put("/listings", json=flat()).json()["jobId"])
    answer = api.put("/listings", json={"externalId": "CN-1", "files": photos(1)})
    assert words(answer) == "files must contain at least 3 elements"
    assert len(api.get("/listings/external/CN-1").json()["files"]) == 3


def test_a_change_from_rent_to_sale_forgets_the_pay_period(api: httpx.Client) -> None:
    api.put("/listings", json=flat(announcementType="rent", announcementPayPeriod="monthly"))
    assert api.put("/listings", json={"externalId": "CN-1", "announcementType": "sale"}).status_code == 200
    assert "announcementPayPeriod" not in api.get("/listings/external/CN-1").json()["formData"]


def test_photos_are_known_again_by_their_own_id(api: httpx.Client) -> None:
    api.put("/listings", json=flat(files=photos(4)))
    first = [file["id"] for file in api.get("/listings/external/CN-1").json()["files"]]
    api.put("/listings", json={"externalId": "CN-1", "files": photos(3)[::-1]})
    assert [file["id"] for file in api.get("/listings/external/CN-1").json()["files"]] == first[2::-1]
    forms = [{"externalFileId": "p-3"}, {"id": first[0]}, {"url": "https://photos.example.md/new.jpg"}]
    api.put("/listings", json={"externalId": "CN-1", "files": forms})
    now = [file["id"] for file in api.get("/listings/external/CN-1").json()["files"]]
    assert now[:2] == [first[3], first[0]]
    assert now[2] not in first


def test_the_month_runs_out() -> None:
    with start_demo(DemoOptions(limits="off", monthly_listings=2)) as demo, client_of(demo) as api:
        results = api.post("/listings/bulk", json=upsert(*(flat(f"M-{n}") for n in range(4)))).json()["results"]
        assert [result["success"] for result in results] == [True, True, False, False]
        assert results[2]["error"] == "Monthly listings limit reached"
        assert api.put("/listings", json=flat("M-0", announcementValue=1)).status_code == 200, "a change is no new one"
        assert api.get("/agency").json()["limits"]["monthlyListings"] == {"used": 2, "limit": 2}
        with client_of(demo, keys.ALMOST_FULL) as other:
            assert other.get("/agency").json()["limits"]["monthlyListings"] == {"used": 997, "limit": 1000}


def test_bulk_results_and_422(api: httpx.Client) -> None:
    operations = [
        {"op": "upsert", **flat("A")},
        {"op": "validate", **flat("B")},
        {"op": "validate", **flat("C", announcementCurrency="RUB")},
        {"op": "destroy", "externalId": "A"},
    ]
    answer = api.post("/listings/bulk", json={"operations": operations})
    assert answer.status_code == 200
    assert answer.json()["summary"] == {"total": 4, "succeeded": 2, "failed": 2}
    assert answer.json()["results"][0] == {"externalId": "A", "success": True}, "the documented keys, no more"
    assert "op must be one of" in answer.json()["results"][3]["error"]
    assert api.get("/listings").json()["total"] == 1, "validate stores nothing"
    every = api.post("/listings/bulk", json={"operations": operations[2:]})
    assert every.status_code == 422
    assert every.json()["statusCode"] == 422
    assert [result["success"] for result in every.json()["results"]] == [False, False]


def test_full_bulk_results_on_request() -> None:
    with start_demo(DemoOptions(bulk_results="full")) as demo, client_of(demo) as api:
        result = api.post("/listings/bulk", json=upsert(flat("A"))).json()["results"][0]
        assert (result["op"], result["created"], result["status"]) == ("upsert", True, "pending_active")
        assert api.get(f"/listings/{result['id']}").json()["externalId"] == "A"


def test_the_same_code_twice_in_a_request_is_created_once(api: httpx.Client) -> None:
    api.post("/listings/bulk", json=upsert(flat("A", announcementValue=1), flat("A", announcementValue=2)))
    assert [item["formData"]["announcementValue"] for item in api.get("/listings").json()["items"]] == [2]


def test_linking(api: httpx.Client) -> None:
    first, second = (api.put("/listings", json=flat(name)).json()["id"] for name in ("A", "B"))
    assert api.delete(f"/listings/{first}/link").json() == {"id": first, "externalId": "A", "unlinked": True}
    assert words(api.delete(f"/listings/{first}/link")) == "Listing has no external ID"
    assert words(api.post(f"/listings/{first}/link", json={"externalId": "B"})) == "External ID already linked"
    assert words(api.post(f"/listings/{second}/link", json={"externalId": "C"})) == "Listing already has external ID"
    assert words(api.post("/listings/1/link", json={"externalId": "C"})) == "Listing not found"
    linked = api.post(f"/listings/{first}/link", json={"externalId": "C"})
    assert linked.json() == {"id": first, "externalId": "C", "linked": True}
    assert api.get("/listings/external/C").json()["id"] == first
    assert api.get("/listings/external/A").status_code == 404


def test_linking_and_deleting_in_bulk(api: httpx.Client) -> None:
    first = api.put("/listings", json=flat("A")).json()["id"]
    api.put("/listings", json=flat("B"))
    operations: list[JsonObject] = [
        {"op": "unlink", "externalId": "A"},
        {"op": "link", "id": first, "externalId": "B"},
        {"op": "link", "id": first, "externalId": "C"},
        {"op": "delete", "externalId": "B"},
        {"op": "delete", "externalId": "B"},
    ]
    results = api.post("/listings/bulk", json={"operations": operations}).json()["results"]
    assert [result.get("error", "") for result in results] == [
        "", "External ID already linked", "", "", "Listing not found",
    ]  # fmt: skip
    assert [item["externalId"] for item in api.get("/listings").json()["items"]] == ["C"]
    assert api.delete(f"/listings/{first}").json()["deleted"] is True
    assert api.get("/listings").json()["items"] == []


def test_paging(api: httpx.Client) -> None:
    codes = [f"P-{number}" for number in range(25)]
    api.post("/listings/bulk", json=upsert(*(flat(code, files=..., announcementStatus="draft") for code in codes)))
    pages = [api.get("/listings", params={"limit": 10, "offset": offset}).json() for offset in (0, 10, 20)]
    assert [item["externalId"] for page in pages for item in page["items"]] == codes
    assert {page["total"] for page in pages} == {25}
    assert len(api.get("/listings").json()["items"]) == 20
    for wrong in ({"limit": 101}, {"limit": 0}, {"limit": "x"}, {"offset": -1}, {"page": 2}):
        assert api.get("/listings", params=wrong).status_code == 400


def test_smart_create(api: httpx.Client) -> None:
    text = "Сдаётся дом 120 м2 в тихом районе, 800 евро в месяц, с мебелью и садом."
    assert api.post("/listings/smart", json={"description": "short", "files": photos(1)}).status_code == 400
    assert api.post("/listings/smart", json={"description": text, "files": []}).status_code == 400
    answer = api.post("/listings/smart", json={"description": text, "files": photos(1), "externalId": "S-1"})
    assert answer.json()["status"] == "pending"
    made = _ended(api, answer.json()["jobId"])["resultData"]
    form = api.get(f"/listings/{made['id']}").json()["formData"]
    assert (form["propertySecondaryType"], form["announcementType"], form["announcementValue"]) == (
        "house",
        "rent",
        800,
    )


def test_jobs_of_others_and_none_are_not_found(demo: DemoPortal, api: httpx.Client) -> None:
    job = api.put("/listings", json=flat()).json()["jobId"]
    with client_of(demo, keys.ALMOST_FULL) as other:
        assert other.get("/job/status", params={"id": job}).status_code == 404
    assert api.get("/job/status", params={"id": 1}).status_code == 404
    assert api.get("/job/status").status_code == 400
