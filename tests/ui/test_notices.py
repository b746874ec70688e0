"""What is told, once."""

from __future__ import annotations

from rentix_desktop.sync.sources.book import Reason, Visit, VisitEnd, WaitCode
from rentix_desktop.sync.sources.monitor import Need, NeedCode
from rentix_desktop.ui.tending.notices import Notices
from tests.ui.kept import LEDGER_NAME


def need(kind: NeedCode, **params: str | int) -> Need:
    return Need(kind, LEDGER_NAME, params)


def test_a_need_is_told_once_and_again_when_it_is_another() -> None:
    notices = Notices()
    five, twelve = need(NeedCode.TO_FIX, count=5, causes=1), need(NeedCode.TO_FIX, count=12, causes=2)
    held = need(NeedCode.HIDE_HELD, count=40)
    assert notices.fresh("sales", [five]) == (five,)
    assert notices.fresh("sales", [five]) == ()
    assert notices.fresh("sales", [held, five]) == (held,)
    assert notices.fresh("sales", [twelve, held]) == (twelve,)
    assert notices.fresh("rents", [twelve]) == (twelve,)


def test_what_was_over_and_comes_again_is_told_again() -> None:
    notices, missing = Notices(), need(NeedCode.WAITS, code="missing")
    notices.fresh("sales", [missing])
    assert notices.fresh("sales", []) == ()
    assert notices.fresh("sales", [missing]) == (missing,)


def test_what_the_window_shows_already_is_not_told() -> None:
    notices, missing = Notices(), need(NeedCode.WAITS, code="missing")
    notices.known("sales", [missing])
    assert notices.fresh("sales", [missing]) == ()


def test_a_later_visit_of_the_same_need_is_the_same_need() -> None:
    notices = Notices()
    reason = Reason(WaitCode.MISSING)
    first, second = (
        Need(
            NeedCode.WAITS, LEDGER_NAME, {"code": "missing"}, visit=Visit(LEDGER_NAME, at, VisitEnd.WAITS, None, reason)
        )
        for at in (1.0, 2.0)
    )
    assert notices.fresh("sales", [first]) == (first,)
    assert notices.fresh("sales", [second]) == ()
