from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.mapping.model import ColumnMapping, Suggestion
from rentix_desktop.sheets.table import Format, TableInfo
from rentix_desktop.sync.progress import Forecast, Summary
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.messages import block_text
from rentix_desktop.ui.wizard.flow import Block, Flow, Step
from tests.ui.parts import ACCOUNT

TABLE = TableInfo(Path("a.csv"), Format.TEXT, (), None, "utf-8", ";", 0, ("Cod", "Preț"), 3, ())
MAPPING = ColumnMapping(((0, "externalId"),), key=(0,))
FORECAST = Forecast(7, 3, 2, 1, 0, 0, 0, 0, 0, 1)
SUMMARY = Summary(7, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0.5)


def at_check() -> Flow:
    flow = Flow().connected(ACCOUNT).go_next().read(TABLE).go_next()
    flow = flow.suggested(Suggestion((), ())).columns_decided(MAPPING, 0).go_next()
    return flow.values_decided(MAPPING, 0).go_next().forecasted(FORECAST)


def test_the_straight_way() -> None:
    flow = at_check()
    assert flow.step is Step.CHECK
    assert flow.blocked is None
    flow = flow.started(7)
    assert flow.step is Step.UPLOAD
    assert flow.sending
    flow = flow.ended(SUMMARY)
    assert flow.step is Step.RESULTS
    assert not flow.sending
    assert [flow.done(step) for step in Step] == [True] * 6 + [False]


@pytest.mark.parametrize(
    ("flow", "block"),
    [
        (Flow(), Block.NOT_CONNECTED),
        (Flow().connected(ACCOUNT).go_next(), Block.NO_FILE),
        (Flow().connected(ACCOUNT).go_next().read(replace(TABLE, rows=0)), Block.NO_ROWS),
        (Flow().connected(ACCOUNT).go_next().read(TABLE).go_next(), Block.COLUMNS_UNREAD),
        (replace(at_check(), step=Step.COLUMNS, mapping=ColumnMapping(((0, "externalId"),))), Block.NO_KEY_COLUMN),
        (replace(at_check(), step=Step.COLUMNS, columns_in_doubt=1), Block.COLUMNS_IN_DOUBT),
        (replace(at_check(), step=Step.VALUES, values_in_doubt=None), Block.VALUES_UNREAD),
        (replace(at_check(), step=Step.VALUES, values_in_doubt=2), Block.VALUES_IN_DOUBT),
        (at_check().forecasted(None), Block.NO_FORECAST),
        (at_check().forecasted(Forecast(7, 3, 0, 0, 3, 0, 0, 0, 0, 0)), Block.NOTHING_TO_SEND),
        (at_check().started(7), Block.SENDING),
        (replace(at_check(), step=Step.UPLOAD), Block.NOT_SENT),
    ],
)
def test_what_blocks_next(flow: Flow, block: Block) -> None:
    assert flow.blocked is block
    assert flow.next is None
    assert flow.go_next() == flow
    assert block_text(block, Texts("en")).endswith(".")


def test_every_block_has_words() -> None:
    assert all(block_text(block, Texts("en")) for block in Block)


def test_back_and_forth_keeps_everything() -> None:
    flow = at_check()
    there = flow.go(Step.FILE)
    assert there.step is Step.FILE
    assert there.back is Step.CONNECT
    assert there.done(Step.CHECK)
    assert there.go(Step.CHECK) == flow


def test_no_way_back_once_something_was_sent() -> None:
    flow = at_check().started(7)
    assert flow.back is None
    assert not any(flow.may_visit(step) for step in Step if step is not Step.UPLOAD)
    ended = flow.ended(SUMMARY)
    assert not any(ended.may_visit(step) for step in Step if step is not Step.RESULTS)


def test_a_step_not_seen_cannot_be_jumped_to() -> None:
    flow = Flow().connected(ACCOUNT)
    assert not flow.may_visit(Step.FILE)
    assert flow.go(Step.COLUMNS) == flow
    assert flow.go_next().step is Step.FILE


@pytest.mark.parametrize(
    ("change", "reached", "gone"),
    [
        (lambda flow: flow.read(TABLE), Step.FILE, ("mapping", "forecast", "values_in_doubt")),
        (lambda flow: flow.unread(), Step.FILE, ("table", "mapping", "forecast")),
        (lambda flow: flow.suggested(Suggestion((), (), key=(1,))), Step.COLUMNS, ("mapping", "forecast")),
        (
            lambda flow: flow.columns_decided(replace(MAPPING, key=(1,)), 0),
            Step.COLUMNS,
            ("forecast", "values_in_doubt"),
        ),
        (lambda flow: flow.values_decided(replace(MAPPING, key=(1,)), 0), Step.VALUES, ("forecast",)),
        (lambda flow: flow.connected(replace(ACCOUNT, id="9")), Step.FILE, ("mapping", "forecast")),
    ],
)
def test_a_change_forgets_what_depended_on_it(
    change: Callable[[Flow], Flow], reached: Step, gone: tuple[str, ...]
) -> None:
    flow = change(at_check().go(reached))
    assert flow.reached is reached
    assert all(getattr(flow, name) is None for name in gone)
    assert not flow.may_visit(Step.CHECK)


def test_the_same_decision_again_forgets_nothing() -> None:
    flow = at_check()
    assert flow.columns_decided(MAPPING, 0) == flow
    assert flow.values_decided(MAPPING, 0) == flow
    assert flow.connected(replace(ACCOUNT, used=42)).forecast == FORECAST


def test_a_new_upload_keeps_the_account_only() -> None:
    flow = at_check().started(7).ended(SUMMARY).again()
    assert flow == Flow(step=Step.FILE, reached=Step.FILE, account=ACCOUNT)
    assert Flow().again() == Flow()


def test_an_interrupted_run_goes_on_from_the_first_page() -> None:
    flow = Flow().connected(ACCOUNT).started(7)
    assert flow.step is Step.UPLOAD
    assert flow.done(Step.COLUMNS)
    assert flow.ended(SUMMARY).step is Step.RESULTS


ACTIONS: dict[str, Callable[[Flow], Flow]] = {
    "connect": lambda flow: flow.connected(ACCOUNT),
    "other": lambda flow: flow.connected(replace(ACCOUNT, id="9")),
    "disconnect": lambda flow: flow.disconnected(),
    "read": lambda flow: flow.read(TABLE),
    "columns": lambda flow: flow.columns_decided(MAPPING, 0),
    "doubt": lambda flow: flow.columns_decided(MAPPING, 1),
    "values": lambda flow: flow.values_decided(MAPPING, 0),
    "forecast": lambda flow: flow.forecasted(FORECAST),
    "next": lambda flow: flow.go_next(),
    "back": lambda flow: flow.go_back(),
    **{f"go {step}": lambda flow, step=step: flow.go(step) for step in Step},  # type: ignore[misc]
}


@given(st.lists(st.sampled_from(sorted(ACTIONS)), max_size=30))
def test_whatever_is_pressed_no_step_is_reached_past_an_unfinished_one(presses: list[str]) -> None:
    flow = Flow()
    for press in presses:
        before = flow
        flow = ACTIONS[press](flow)
        if flow.step is not before.step and press not in ("disconnect", "connect", "other"):
            earlier = [step for step in Step if step.number < flow.step.number]
            assert all(flow.block(step) is None for step in earlier)
        assert flow.next is None or flow.next.number == flow.step.number + 1
