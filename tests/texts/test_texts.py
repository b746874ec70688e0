"""Every code has its words, and the words are filled with what the code is raised with."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

import pytest

import rentix_desktop
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.model import Level, Reason, ReasonCode, Target
from rentix_desktop.sheets.table import Notice, NoticeCode
from rentix_desktop.sync.destination import WaitReason
from rentix_desktop.sync.ledger import Action, State
from rentix_desktop.texts import errors, names, notices, problems, reasons
from rentix_desktop.texts.language import LANGUAGES, Texts, system_language
from rentix_desktop.texts.message import NOT_TOLD, Counted, Message, fill, placeholders
from rentix_desktop.texts.template import template_words
from rentix_desktop.texts.values import value_text

PACKAGE = Path(rentix_desktop.__file__).parent
EN, RO, RU = Texts("en"), Texts("ro"), Texts("ru")


@pytest.mark.parametrize(
    ("codes", "texts"),
    [
        (Code, errors.ENTRIES),
        (ProblemCode, problems.ENTRIES),
        (NoticeCode, notices.ENTRIES),
        (ReasonCode, reasons.ENTRIES),
        (State, names.STATES),
        (Action, names.ACTIONS),
        (Level, names.LEVELS),
        (WaitReason, names.WAITS),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_every_code_has_its_text_and_no_text_is_left_over(
    codes: Iterable[StrEnum], texts: Mapping[StrEnum, object]
) -> None:
    assert set(texts) == set(codes)


def test_every_field_and_value_the_portal_documents_has_a_name() -> None:
    catalogue = builtin_catalogue()
    assert set(catalogue.fields) <= set(names.FIELDS)
    assert set(Target) <= set(names.FIELDS)
    assert {(field.name, value) for field in catalogue.fields.values() for value in field.choices} <= set(names.VALUES)


def test_what_has_no_name_is_shown_as_the_portal_calls_it() -> None:
    assert names.field_name("propertyHeating", RO) == "propertyHeating"
    assert names.value_name("propertyHeating", "gas", RO) == "gas"
    assert names.status_name("on_review", RU) == "on_review"


# --- parameters -------------------------------------------------------------------------------------------------------
def _placeholders(*messages: Message) -> frozenset[str]:
    found: set[str] = set()
    for message in messages:
        if isinstance(message, Counted):
            found |= (placeholders(message.one) | placeholders(message.many)) - {"n"} | {message.count}
        else:
            found |= placeholders(message)
    return frozenset(found)


NEEDED: dict[str, dict[str, frozenset[str]]] = {
    "Code": {code.name: _placeholders(e.title, e.message, e.hint) for code, e in errors.ENTRIES.items()},
    "ProblemCode": {code.name: _placeholders(e.message, e.hint) for code, e in problems.ENTRIES.items()},
    "NoticeCode": {code.name: _placeholders(message) for code, message in notices.ENTRIES.items()},
    "ReasonCode": {code.name: _placeholders(message) for code, message in reasons.ENTRIES.items()},
}


def _given(call: ast.Call) -> frozenset[str] | None:
    """The parameters of a call: its keywords, and the keys of a literal dictionary. None = not told by the source."""
    given: set[str] = set()
    codes = [index for index, value in enumerate(call.args) if isinstance(value, ast.Attribute)]
    if codes and any(isinstance(value, (ast.Name, ast.Call)) for value in call.args[codes[-1] :]):
        return None  # params that were made before
    for keyword in call.keywords:
        if keyword.arg is None:
            return None
        if keyword.arg != "params":
            given.add(keyword.arg)
        elif not isinstance(keyword.value, ast.Dict):
            return None
    for value in [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "params")]:
        if isinstance(value, ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else None for key in value.keys]
            if None in keys:
                return None
            given.update(str(key) for key in keys)
    return frozenset(given)


def _raised() -> list[tuple[str, str, str, frozenset[str]]]:
    """(where, kind, code, parameters) of each call with a literal code among its arguments."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, (ast.Name, ast.Attribute)):
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
            if name not in {"AppError", "DestinationError", "Problem", "Notice", "Reason"}:
                continue
            for value in [*call.args, *(keyword.value for keyword in call.keywords)]:
                code = value if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) else None
                given = _given(call)
                if (
                    code is not None
                    and isinstance(code.value, ast.Name)
                    and code.value.id in NEEDED
                    and given is not None
                ):
                    where = f"{path.relative_to(PACKAGE)}:{call.lineno}"
                    found.append((where, code.value.id, code.attr, given))
    return found


def test_every_code_is_raised_with_the_words_its_text_is_filled_with() -> None:
    raised = _raised()
    assert len(raised) > 20
    assert [
        f"{where}: {kind}.{code} lacks {sorted(NEEDED[kind][code] - given)}"
        for where, kind, code, given in raised
        if not NEEDED[kind][code] <= given
    ] == []


@pytest.mark.parametrize("tr", [EN, RO, RU], ids=LANGUAGES[::-1])
def test_every_text_can_be_made_in_every_language(tr: Texts) -> None:
    words: dict[str, str | int | float] = {
        "count": 21,
        "limit": 40,
        "length": 2000,
        "fields": "files,user",
        "text": "{x}",
    }
    for code in Code:
        text = errors.describe(AppError(code, Cause.DATA, detail="", **words), tr)
        assert text.title
        assert text.message
        assert text.hint
    for problem_code in ProblemCode:
        problem = problems.describe(Problem("files", problem_code, params=words), tr)
        assert problem.cause == problems.cause(problem_code, tr)
        assert problem.sentence.startswith(names.field_name("files", tr))
    for notice_code in NoticeCode:
        assert notices.describe(Notice(notice_code, words), tr)
    for reason_code in ReasonCode:
        assert reasons.describe(Reason(reason_code, words), tr)


# --- filling ----------------------------------------------------------------------------------------------------------
def test_a_missing_parameter_leaves_a_gap_and_no_error() -> None:
    text = errors.describe(AppError(Code.SHEET_UNKNOWN, Cause.USAGE, sheet="Lista"), EN)
    assert "“Lista”" in text.message
    assert NOT_TOLD in text.message


def test_what_is_known_only_at_times_is_said_when_it_is() -> None:
    params: dict[str, str | int] = {"path": "data", "program": "rentix-desktop", "pid": "4321"}
    known = errors.describe_code(Code.DATA_FOLDER_BUSY, EN, **params)
    assert "rentix-desktop, process 4321" in known.message
    assert NOT_TOLD not in errors.describe_code(Code.DATA_FOLDER_BUSY, EN, path="data").message


def test_words_of_the_data_are_not_taken_for_placeholders() -> None:
    error = AppError(Code.FILE_MISSING, Cause.DATA, path="a {n} {0} {x.y}.xlsx")
    assert "a {n} {0} {x.y}.xlsx" in errors.describe(error, EN).message


def test_numbers_are_written_by_the_rule_of_the_language() -> None:
    problem = Problem("announcementValue", ProblemCode.TOO_LARGE, params={"value": 1234567.5, "limit": 1000000})
    assert "1,234,567.5" in problems.describe(problem, EN).message
    assert "1.234.567,5" in problems.describe(problem, RO).message
    assert "1\u00a0234\u00a0567,5" in problems.describe(problem, RU).message


@pytest.mark.parametrize(
    ("tr", "expected"),
    [
        (EN, {1: "1 cell is empty", 2: "2 cells are empty", 21: "21 cells are empty"}),
        (
            RO,
            {
                1: "1 celulă este goală",
                2: "2 celule sunt goale",
                21: "21 de celule sunt goale",
                101: "101 celule sunt goale",
            },
        ),
        (
            RU,
            {1: "1 ячейка пуста", 2: "2 ячейки пусты", 5: "5 ячеек пусты", 21: "21 ячейка пуста", 12: "12 ячеек пусты"},
        ),
    ],
    ids=LANGUAGES[::-1],
)
def test_plural_forms(tr: Texts, expected: dict[int, str]) -> None:
    assert {n: fill(tr, reasons.ENTRIES[ReasonCode.NOT_FULL], {"count": n}) for n in expected} == expected


def test_fields_named_in_a_problem_are_put_in_words() -> None:
    problem = Problem(
        "propertyAddress", ProblemCode.ONE_OF_MISSING, params={"fields": "propertyAddress, propertyHeating"}
    )
    assert "Address, propertyHeating" in problems.describe(problem, EN).message


@pytest.mark.parametrize(
    ("value", "language"),
    [
        ("ro_MD.UTF-8", "ro"),
        ("ru_RU", "ru"),
        ("mo_MD", "ro"),
        ("Russian_Moldova.1251", "ru"),
        ("de_DE.UTF-8", "en"),
        ("C", "en"),
    ],
)
def test_the_language_of_the_system(monkeypatch: pytest.MonkeyPatch, value: str, language: str) -> None:
    monkeypatch.setenv("LC_ALL", value)
    assert system_language() == language
    assert Texts(None).language == language
    assert Texts("xx").language == language


def test_a_unit_is_written_in_the_letters_of_the_language() -> None:
    catalogue = builtin_catalogue()

    assert value_text("propertyArea", 54.5, catalogue, RU) == "54,5 м²"
    assert value_text("propertyArea", 54.5, catalogue, RO) == "54,5 m²"
    assert "м²" in template_words(catalogue, RU).hint(catalogue.fields["propertyArea"])
