"""The words of the values page: of its questions, and of what was read beside fixed values."""

from __future__ import annotations

from datetime import date

from rentix_desktop.catalog.problems import Problem
from rentix_desktop.mapping.model import LEAVE_OUT, Standing
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import value_name
from rentix_desktop.texts.problems import describe
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.choosing import Sureness
from rentix_desktop.ui.widgets.faces import Face
from rentix_desktop.ui.wizard.values.facts import Fact, OtherLanguage, Read
from rentix_desktop.ui.wizard.values.meanings import Question

_TEXTS_NAMED = 4


def day(said: date) -> str:
    """As people here write a day: "20.11.2026"."""
    return f"{said.day:02}.{said.month:02}.{said.year}"


def said_before(said: date, tr: Texts) -> str:
    return tr("You said so on {date}. It holds for all your files.", date=day(said))


# questions --------------------------------------------------------------------------------------------------------------
def question_title(standing: Standing, tr: Texts) -> str:
    match standing:
        case Standing.SOLD:
            return tr("What happens with sold and rented listings?")
        case Standing.RESERVED:
            return tr("What happens with reserved listings?")
        case Standing.WITHDRAWN:
            return tr("What happens with withdrawn listings?")


def question_face(question: Question, tr: Texts) -> Face:
    texts = ", ".join(" ".join(text.split()) for text in question.texts[:_TEXTS_NAMED])
    texts += " …" if len(question.texts) > _TEXTS_NAMED else ""
    rows = tr.plural("{n} row", "{n} rows", question.count)
    return Face(question_title(question.standing, tr), below=f"{rows}: {texts}", strong=True, lines=3)


def question_level(question: Question, tr: Texts) -> Sureness:
    if question.ruling is None:
        return Sureness(tr("Decide once"), Tone.LOOK, tr("It is right"))
    remembered = question.ruling.remembered is not None
    return Sureness(tr("Remembered") if remembered else tr("Decided"), Tone.GOOD)


def question_effect(question: Question, tr: Texts) -> str:
    if question.ruling is None:
        return tr("They are hidden until you decide. You are asked once, for all your files.")
    if question.ruling.remembered is not None:
        return said_before(question.ruling.remembered, tr)
    if question.ruling.value == LEAVE_OUT:
        return tr.plural("{n} row is not sent", "{n} rows are not sent", question.count)
    return tr("This holds for all your files, until you change it here.")


# facts ------------------------------------------------------------------------------------------------------------------
def fact_face(fact: Fact, tr: Texts) -> Face:
    about = fact.about
    rows = tr.plural("{n} row", "{n} rows", fact.count)
    if isinstance(about, OtherLanguage):
        return Face(tr("Another column with a text: “{header}”", header=about.header), below=rows, lines=3)
    if fact.noted and fact.rows:
        named = ", ".join(str(row) for row in fact.rows) + (" …" if fact.count > len(fact.rows) else "")
        rows = tr.plural("{n} row: {rows}", "{n} rows: {rows}", fact.count, rows=named)
    if isinstance(about, Problem):
        return Face(describe(about, tr).cause, below=rows, lines=3)
    if not about.text:
        silent = about.code is None or about.for_all
        return Face(tr("Nothing in the price says it") if silent else tr("In the price"), below=rows, lines=3)
    text = tr("“{text}” in the header", text=about.text) if about.in_header else about.text
    return Face(text, below=rows, lines=3)


def fact_value(fact: Fact, tr: Texts) -> str:
    """What became of it, in the place of the portal's value."""
    about = fact.about
    if isinstance(about, OtherLanguage):
        return tr("Not sent")
    if isinstance(about, Problem):
        message = describe(about, tr).message
        alike = fact.count == 1 or not any(about.params.values())  # nothing in it is of one row only
        return message if alike else tr("For example: {text}", text=message)
    if about.value is not None:
        return value_name(fact.field, about.value, tr)
    return about.code or tr("Left empty")


def fact_level(fact: Fact, tr: Texts) -> Sureness:
    if fact.holds:
        return Sureness(tr("Cannot be sent"), Tone.WRONG)
    return Sureness(tr("Look at it"), Tone.LOOK) if fact.noted else Sureness(tr("Read"), Tone.GOOD)


def fact_effect(fact: Fact, tr: Texts) -> str:
    about = fact.about
    if isinstance(about, OtherLanguage):
        return tr(
            "The portal takes one text: “{header}” is sent. Choose the other one under “Columns”.", header=about.used
        )
    if isinstance(about, Problem):
        return describe(about, tr).hint
    return _read_effect(about, fact, tr)


def _read_effect(about: Read, fact: Fact, tr: Texts) -> str:
    if fact.holds:
        return tr.plural(
            "The portal does not take prices in {code}. {n} row waits until its price is in another currency.",
            "The portal does not take prices in {code}. {n} rows wait until their prices are in another currency.",
            fact.count,
            code=about.code,
        )
    if about.value is not None:
        return tr("The value for all rows") if about.for_all else ""
    return tr.plural(
        "{n} row waits. Choose a currency for all rows under “Columns”.",
        "{n} rows wait. Choose a currency for all rows under “Columns”.",
        fact.count,
    )
