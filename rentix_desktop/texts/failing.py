"""What is said of rows that did not go through, and the words of the workbook that has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rentix_desktop.catalog.fields import Catalogue, JsonValue, Kind
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.mapping.text import fold
from rentix_desktop.sync.ledger import LedgerRow, State
from rentix_desktop.sync.repair.refusals import understand
from rentix_desktop.sync.repair.sheet_columns import ADVICE, REASON
from rentix_desktop.sync.repair.workbook import Told, Words
from rentix_desktop.sync.telling.account_of_run import own_errors
from rentix_desktop.texts.language import LANGUAGES, Texts
from rentix_desktop.texts.names import field_name, value_name
from rentix_desktop.texts.problems import ProblemText, describe


def failed_words(row: LedgerRow, catalogue: Catalogue, tr: Texts) -> Told:
    """What is wrong with a row: our words, the portal's beside them where it was the portal that refused it; what to do;
    and the same for each of its fields."""
    if row.state is not State.REFUSED:
        problems = own_errors(row.planned.problems, catalogue)
        return _told([_of_field(problem, tr) for problem in problems], problems, tr)
    reasons: list[str] = []
    problems = []
    record = {catalogue.key: row.planned.external_id, **row.planned.record}  # of a link it is what the portal has
    for words in row.messages or (tr("The portal gave no reason."),):
        problem = understand(words, record, catalogue)
        if problem is not None:
            problems.append(problem)
        reasons.append(words if problem is None else f"{_of_field(problem, tr)} ({words})")
    told = _told(reasons, problems, tr)
    return (
        told if told.advice else Told(told.reason, tr("Correct the row, or ask the portal what it means."), told.notes)
    )


def _told(reasons: Sequence[str], problems: Sequence[Problem], tr: Texts) -> Told:
    texts = [(problem.field, _described(problem, tr)) for problem in problems]
    notes: dict[str, str] = {}
    for field, text in texts:
        note = f"{text.message}\n{text.hint}"
        notes[field] = f"{notes[field]}\n{note}" if field in notes else note
    return Told("\n".join(reasons), "\n".join(dict.fromkeys(text.hint for _, text in texts)), notes)


def _described(problem: Problem, tr: Texts) -> ProblemText:
    """Outside the program there are no pages to go to."""
    text = describe(problem, tr)
    if problem.code is ProblemCode.VALUE_UNKNOWN:
        return replace(text, hint=tr("Choose one of the allowed values."))
    return text


def _of_field(problem: Problem, tr: Texts) -> str:
    text = describe(problem, tr)
    return f"{text.field}: {text.message}"


def workbook_words(catalogue: Catalogue, tr: Texts) -> Words:
    """The words of the workbook of failures."""
    headers = {REASON: tr("What is wrong"), ADVICE: tr("What to do")}
    return Words(
        title=tr("Not sent"),
        header=lambda name: headers.get(name) or field_name(name, tr),
        value=lambda field, value: choice_word(catalogue, field, value, tr),
        told=lambda row: failed_words(row, catalogue, tr),
    )


def choice_word(catalogue: Catalogue, field: str, value: str, tr: Texts) -> str:
    """A value of a field, or a yes or no, as it stands in a drop-down list."""
    known = catalogue.fields.get(field)
    if known is not None and known.kind is Kind.BOOLEAN:
        return {"true": tr("Yes"), "false": tr("No")}.get(value, value)
    return value_name(field, value, tr)


def known_words(catalogue: Catalogue) -> dict[tuple[str, str], JsonValue]:
    """Every text of every drop-down list, in each language, as the value it stands for."""
    known: dict[tuple[str, str], JsonValue] = {}
    for tr in map(Texts, LANGUAGES):
        for field in catalogue.fields.values():
            for value in field.choices if field.kind is Kind.CHOICE else ():
                known.setdefault((field.name, fold(choice_word(catalogue, field.name, value, tr))), value)
    return known
