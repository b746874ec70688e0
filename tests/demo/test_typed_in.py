"""A portal on which people have typed in listings before."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.errors import AppError


def _listings(options: DemoOptions) -> list[dict[str, object]]:
    with start_demo(options) as demo:
        headers = {"X-API-Key": demo.key}
        answer = httpx.get(f"{demo.base_url}/listings?limit=100", headers=headers, trust_env=False)
        assert answer.status_code == 200
        found: list[dict[str, object]] = answer.json()["items"]
        return found


def test_they_are_public_have_an_agent_and_no_id_of_ours() -> None:
    found = _listings(DemoOptions(typed_in="sample"))
    assert len(found) > 25
    assert {each["externalId"] for each in found} == {None}
    assert {each["lastSyncedAt"] for each in found} == {None}
    assert all(each["user"] and each["files"] for each in found)


def test_they_may_come_from_a_file(tmp_path: Path) -> None:
    form = {"announcementType": "sale", "announcementValue": 10, "files": ["https://a.example.md/1.jpg"]}
    path = tmp_path / "some listings.json"
    path.write_text(json.dumps([form]), "utf-8")
    (found,) = _listings(DemoOptions(typed_in=str(path)))
    assert found["formData"]["announcementValue"] == 10  # type: ignore[index]  # a JSON object


def test_what_the_portal_would_not_take_does_not_start(tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps([{"announcementValue": "ten"}]), "utf-8")
    with pytest.raises(AppError), start_demo(DemoOptions(typed_in=str(path))):
        pass
