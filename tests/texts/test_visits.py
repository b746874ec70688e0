"""Why a kept file waits and what needs a person, as a clerk reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rentix_desktop.errors import Code, Param
from rentix_desktop.sync.sources.book import Reason, Visit, VisitEnd, WaitCode
from rentix_desktop.sync.sources.monitor import Need, NeedCode
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.message import NOT_TOLD
from rentix_desktop.texts.visits import NEEDS, WAITS, describe, describe_need

EN = Texts("en")
PARAMS: dict[WaitCode, dict[str, Param]] = {
    WaitCode.MISSING: {"folder": str(Path("/exports")), "pattern": "Export*.xlsx"},
    WaitCode.OTHER_LAYOUT: {"missing": "Preț", "new": ""},
    WaitCode.OLDER: {"changed_at": 1_700_000_000.0, "last": 1_700_086_400.0},
    WaitCode.OTHER_CODES: {"new": 18, "rows": 20, "gone": 17, "before": 20},
    WaitCode.NOT_READABLE: {"code": Code.FILE_ENCRYPTED.value, "path": "Export.xlsx"},
}


@pytest.mark.parametrize("code", WaitCode)
def test_every_reason_has_a_title_a_sentence_and_what_to_do(code: WaitCode) -> None:
    said = describe(Reason(code.value, PARAMS.get(code, {})), EN)
    assert all((said.title, said.message, said.hint))
    assert NOT_TOLD not in said.message
    assert "{" not in said.message
    assert set(WAITS) == set(WaitCode)


@pytest.mark.parametrize("code", NeedCode)
def test_every_need_has_them_too(code: NeedCode) -> None:
    said = describe_need(Need(code, "crm", {"count": 3, "causes": 1, "rows": 20, "before": 40}), EN)
    assert all((said.title, said.message, said.hint))
    assert NOT_TOLD not in said.message
    assert set(NEEDS) == set(NeedCode)


def test_a_column_under_another_name_is_named() -> None:
    said = describe(Reason("other_layout", {"missing": "Preț", "new": "Cost"}), EN)
    assert "Preț" in said.message
    assert "Cost" in said.message


def test_a_file_that_cannot_be_read_says_what_is_wrong_with_it() -> None:
    said = describe(Reason("not_readable", {"code": "file_encrypted", "path": "Export.xlsx"}), EN)
    assert "password" in f"{said.title} {said.message} {said.hint}".lower()


def test_days_are_written_as_days() -> None:
    said = describe(Reason("older", {"changed_at": 1_700_000_000.0, "last": 1_700_086_400.0}), EN)
    assert "2023" in said.message
    assert "1700000000" not in said.message.replace(",", "")


def test_what_waits_or_failed_is_said_by_its_reason() -> None:
    visit = Visit("s", 1.0, VisitEnd.WAITS, reason=Reason("still_written"))
    waits = describe_need(Need(NeedCode.WAITS, "s", {"code": "still_written"}, visit=visit), EN)
    assert waits.message == "The export is still being written. It is taken when it is complete."
    visit = Visit("s", 1.0, VisitEnd.FAILED, reason=Reason("unreachable"))
    failed = describe_need(Need(NeedCode.FAILED, "s", {"code": "unreachable"}, visit=visit), EN)
    assert failed == describe(Reason("unreachable"), EN)


def test_a_code_of_a_newer_program_is_no_crash() -> None:
    said = describe(Reason("from_tomorrow", {"x": 1}), EN)
    assert said.title
    assert said.message
