from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.destinations.rentix.bulk import interpret
from rentix_desktop.destinations.rentix.words import NotJsonError, parse_json, words_of
from rentix_desktop.sync.destination import Accepted, Later, Lost, Op, Operation, Outcome, Refused

A, B, C = (Operation(Op.UPSERT, name) for name in ("A", "B", "C"))
YES = Accepted()


def results(*items: JsonValue) -> dict[str, JsonValue]:
    return {"summary": {"total": len(items)}, "results": list(items)}


def item(external_id: str | None, success: bool = True, **more: JsonValue) -> dict[str, JsonValue]:
    named: dict[str, JsonValue] = {} if external_id is None else {"externalId": external_id}
    return named | {"success": success} | more


def kinds(outcomes: tuple[Outcome, ...] | None) -> list[str]:
    assert outcomes is not None
    return [type(outcome).__name__ for outcome in outcomes]


def one(result: JsonValue, operation: Operation = A) -> Outcome:
    outcomes = interpret(200, results(result), [operation])
    assert outcomes is not None
    return outcomes[0]


# whose result is it ---------------------------------------------------------------------------------------------------
def test_results_are_matched_by_id_in_any_order() -> None:
    answer = results(item("B", False, error="no"), item("A"))
    assert interpret(200, answer, [A, B]) == (YES, Refused(("no",)))


def test_results_without_ids_are_matched_by_position_if_there_are_as_many() -> None:
    answer = results(item(None), item(None, False, error="no"))
    assert interpret(200, answer, [A, B]) == (YES, Refused(("no",)))
    assert kinds(interpret(200, answer, [A, B, C])) == ["Lost"] * 3


def test_one_result_without_an_id_between_others() -> None:
    assert interpret(200, results(item("A"), item(None, False, error="no")), [A, B]) == (YES, Refused(("no",)))
    assert kinds(interpret(200, results(item("B"), item(None, False, error="no")), [A, B])) == ["Lost", "Accepted"]


def test_a_missing_result_is_in_doubt() -> None:
    assert kinds(interpret(200, results(item("A")), [A, B])) == ["Accepted", "Lost"]
    assert kinds(interpret(200, results(), [A, B])) == ["Lost", "Lost"]


def test_results_of_others_are_ignored() -> None:
    assert interpret(200, results(item("Z", False, error="no"), item("A"), 7, None, "x"), [A]) == (YES,)


def test_two_results_of_one_listing() -> None:
    assert interpret(200, results(item("A"), item("A")), [A]) == (YES,)
    assert kinds(interpret(200, results(item("A"), item("A", False, error="no")), [A])) == ["Lost"]


def test_one_id_twice_in_a_request() -> None:
    assert kinds(interpret(200, results(item("A"), item("A", False, error="no")), [A, A])) == ["Accepted", "Refused"]
    assert kinds(interpret(200, results(item("A")), [A, A])) == ["Lost", "Lost"]


def test_ids_that_came_as_numbers() -> None:
    numbered = Operation(Op.UPSERT, "4407")
    assert one({"externalId": 4407, "success": True, "id": 90211}, numbered) == Accepted(portal_id="90211")


# what does it say -----------------------------------------------------------------------------------------------------
def test_everything_an_accepted_result_may_tell() -> None:
    told = item(
        "A", id=90211, status="pending_active", publicUrl="https://x/90211", created=True, updated=False, jobId=55120
    )
    assert one(told) == Accepted("90211", "https://x/90211", "pending_active", created=True, job="55120")
    assert one(item("A", updated=True)) == Accepted(created=False)
    assert one(item("A", status="some-status-of-tomorrow", id=[], jobId=None)) == Accepted(
        status="some-status-of-tomorrow"
    )


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("Invalid status", ("Invalid status",)),
        ({"message": "Invalid status"}, ("Invalid status",)),
        ({"message": ["a", "b"], "error": "Bad Request", "statusCode": 400}, ("a", "b")),
        (["a", "b", "a"], ("a", "b")),
        ([["a"], ["b"]], ("a", "b")),
        ([{"message": "a"}, {"field": "propertyType", "message": "b"}], ("a", "propertyType: b")),
        ({"announcementValue": ["must be a number"]}, ("announcementValue: must be a number",)),
        ({"code": "BAD"}, ("code: BAD",)),
        ({"message": ""}, ()),
        (None, ()),
        (17, ()),
    ],
)
def test_the_portals_words_in_every_form(error: JsonValue, words: tuple[str, ...]) -> None:
    assert one(item("A", False, error=error)) == Refused(words, explain=not words)


def test_words_under_other_keys() -> None:
    assert one(item("A", False, errors=["a"])) == Refused(("a",))
    assert one(item("A", False, message="a")) == Refused(("a",))
    assert one(item("A", message="Created")) == YES


def test_a_result_that_contradicts_itself_is_not_good() -> None:
    assert kinds((one(item("A", error="but no")),)) == ["Refused"]


@pytest.mark.parametrize("success", ["perhaps", None, [], {}, 7])
def test_neither_yes_nor_no_is_in_doubt(success: JsonValue) -> None:
    assert isinstance(one({"externalId": "A", "success": success}), Lost)


@pytest.mark.parametrize(
    "more",
    [{"statusCode": 429}, {"error": {"statusCode": 429, "message": "x"}}, {"error": "Too Many Requests"}],
)
def test_a_429_inside_a_good_answer_is_for_later(more: dict[str, JsonValue]) -> None:
    answer = results(item("A", False, **({"error": "x"} | more)), item("B"))
    assert interpret(200, answer, [A, B], retry_after=9.0) == (Later(9.0), YES)
    assert interpret(200, answer, [A, B]) == (Later(None), YES)


@pytest.mark.parametrize(
    "words",
    [
        "Monthly listings limit reached",
        "monthly limit exceeded",
        "The limit of 1000 listings per month is used up",
        "Listing limit reached for this month",
        "Limita lunară a fost atinsă",
        "Достигнут месячный лимит объявлений",
        "Лимит объявлений на этот месяц исчерпан",
    ],
)
def test_the_months_limit_is_known_by_its_words(words: str) -> None:
    outcome = one(item("A", False, error=words))
    assert isinstance(outcome, Refused)
    assert outcome.limit_reached


@pytest.mark.parametrize(
    "words",
    [
        "announcementValue is over the limit; announcementPayPeriod must be monthly",
        "Monthly rent is over the limit",
        "The price limit for monthly rent is 10000",
    ],
)
def test_other_limits_are_not_the_months(words: str) -> None:
    """Else one wrong price would hold back every new listing."""
    assert one(item("A", False, error=words)) == Refused((words,))


def test_unlinking_what_is_not_linked_is_done() -> None:
    unlink = Operation(Op.UNLINK, "A", portal_id="7")
    assert one(item("A", False, error="Listing has no external ID"), unlink) == Accepted(portal_id="7")


# 422 ------------------------------------------------------------------------------------------------------------------
def test_a_422_with_results_is_an_answer_like_any_other() -> None:
    answer = results(item("A", False, error="a"), item("B", False, error="b"))
    assert interpret(422, answer, [A, B]) == (Refused(("a",)), Refused(("b",)))


@pytest.mark.parametrize("body", [None, {}, [], "x", {"results": []}, {"results": None}, {"results": {"a": 1}}])
def test_a_422_without_results_refuses_all_and_leaves_nothing_in_doubt(body: JsonValue) -> None:
    outcomes = interpret(422, body, [A, B])
    assert outcomes is not None
    assert [isinstance(each, Refused) and each.explain for each in outcomes] == [True, True]


def test_a_422_without_results_keeps_what_it_says() -> None:
    body: JsonValue = {"statusCode": 422, "message": "Monthly limit reached", "error": "Unprocessable Entity"}
    assert interpret(422, body, [A]) == (Refused(("Monthly limit reached",), explain=True, limit_reached=True),)


# anything -------------------------------------------------------------------------------------------------------------
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
maybe_items = st.dictionaries(
    st.sampled_from(["externalId", "success", "error", "errors", "message", "id", "status", "created", "updated", "publicUrl", "jobId", "statusCode", "retryAfter"]),
    st.sampled_from(["A", "B", "A", True, False]) | json_values,
)  # fmt: skip


@given(st.sampled_from([200, 201, 207, 400, 422]), st.lists(maybe_items | json_values, max_size=4) | json_values)
def test_whatever_comes_every_operation_has_one_outcome(status: int, said: Any) -> None:
    for body in (said, {"results": said}):
        outcomes = interpret(status, body, [A, B, C])
        if outcomes is None:
            assert not isinstance(body, dict) or not isinstance(body.get("results"), list)
            assert status != 422
            continue
        assert len(outcomes) == 3
        for operation, outcome in zip((A, B, C), outcomes, strict=True):
            if isinstance(outcome, Accepted):
                assert (
                    any(
                        isinstance(each, dict) and each.get("externalId") in (operation.external_id, None)
                        for each in body["results"]
                    )
                    or len(body["results"]) == 3
                )
            elif isinstance(outcome, Refused):
                assert all(isinstance(text, str) for text in outcome.messages)
                json.dumps(outcome.messages)


@given(st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_json_or_not(raw: bytes) -> None:
    try:
        value = parse_json(raw)
    except NotJsonError:
        return
    for text in words_of(value):
        text.encode()


def test_half_a_surrogate_does_not_get_into_the_program() -> None:
    value = parse_json(b'{"error": "bad \\ud83d text", "ok": "\\ud83d\\ude00"}')
    assert value == {"error": "bad ? text", "ok": "\U0001f600"}
