"""Columns that no file has, the titles between the rows, are called by their name wherever a problem speaks of them."""

from __future__ import annotations

from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.problems import ProblemsModel
from rentix_desktop.ui.wizard.check.checking import Gathering


def test_a_problem_of_a_title_between_the_rows_names_it_in_words() -> None:
    found = Gathering()
    params = {"text": "Bloc A"}
    wrong = Problem("propertyFloorNumber", ProblemCode.UNREADABLE, Severity.WARNING, params, "#section (2)")
    found.take(5, "A-1", {}, [wrong], Severity.WARNING)
    model = ProblemsModel(Texts("en"))
    model.show_causes(found.groups())
    assert model.face(0, 2).text == "Section title (2)"
    model.show_rows(found.groups()[0].rows)
    assert model.face(0, 2).text == "Section title (2)"
