"""Listings typed in on the portal before the first upload: paired in a real window, and none of them is there twice."""

from __future__ import annotations

import pytest

from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.resources import resource
from tests.endtoend.conftest import Desk
from tests.endtoend.scenarios import SAMPLE, listings

TYPED_IN = 34


@pytest.mark.parametrize(("keyboard", "language"), [(False, "ru"), (True, "ro")], ids=["mouse", "keyboard"])
def test_what_was_typed_in_is_paired_and_changed_not_made_again(desk: Desk, keyboard: bool, language: str) -> None:
    with start_demo(DemoOptions(limits="off", job_seconds=0.0, typed_in="sample")) as portal:
        before = {each["id"] for each in listings(portal.base_url, portal.key)}
        options = ("--lang", language, "--base-url", portal.base_url)
        file = str(resource("samples", SAMPLE))
        facts = desk.run("pair-first", portal.key, file, keyboard=keyboard, options=options)
        after = listings(portal.base_url, portal.key)
    assert len(before) == TYPED_IN
    linked = [each for each in after if each["id"] in before and each["externalId"]]
    new = [each for each in after if each["id"] not in before]
    assert len(linked) == 30  # all of its listings but the three that are in no file, and one of two of the same flat
    assert len(new) == facts["summary"]["created"]
    codes = [each["externalId"] for each in after if each["externalId"]]
    assert len(codes) == len(set(codes))
    assert not {each["externalId"] for each in linked} & {each["externalId"] for each in new}
    assert facts["summary"]["refused"] == 0
    assert not facts["offered"]
