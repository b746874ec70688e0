"""The columns of a file in a clerk's words."""

from __future__ import annotations

import pytest

from rentix_desktop.destinations.rentix import builtin_catalogue
from rentix_desktop.mapping.decide import targets
from rentix_desktop.mapping.model import ColumnSuggestion, Level, Reason, ReasonCode
from rentix_desktop.sheets.table import SECTION
from rentix_desktop.texts.columns import Fit, column_title, column_titles, explain, quoted, values_text
from rentix_desktop.texts.language import LANGUAGES, Texts

EN = Texts("en")


def column(header: str, target: str | None = None, *reasons: Reason, samples: tuple[str, ...] = ()) -> ColumnSuggestion:
    level = Level.NONE if target is None else Level.SURE
    return ColumnSuggestion(0, header, target, 1.0, level, samples, reasons)


def test_a_suggestion_is_explained_as_a_person_would() -> None:
    known = Reason(ReasonCode.HEADER_KNOWN, {"header": "Preț"})
    fit = Reason(ReasonCode.VALUES_FIT, {"fit": 58, "count": 60})
    price = column("Preț", "announcementValue", known, fit)
    assert explain(price, EN) == ["Header “Preț” means price", "Looked at: 58 of 60 values are prices"]
    assert explain(price, EN, Fit(498, 500)) == ["Header “Preț” means price", "498 of 500 values are prices"]
    lies = column(
        "Suprafața",
        None,
        Reason(ReasonCode.HEADER_KNOWN, {"header": "Suprafața", "field": "propertyArea"}),
        Reason(ReasonCode.VALUES_DISAGREE, {"fit": 1, "count": 20, "field": "propertyArea"}),
    )
    assert explain(lies, EN) == [
        "Header “Suprafața” means area",
        "but the cells do not say so. Looked at: 1 of 20 values are areas",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_target_can_be_explained(language: str) -> None:
    tr = Texts(language)
    for target in targets(builtin_catalogue()):
        for fit in (Fit(1, 1), Fit(2, 5, whole=False)):
            said = values_text(target, fit, tr)
            assert str(fit.count) in said
            assert "{" not in said


def test_titles_between_the_rows_are_named_by_what_they_are() -> None:
    columns = [
        column("Preț"),
        column("Preț"),
        column(""),
        column(SECTION, samples=("ETAJ  1", "ETAJ 2")),
        column(SECTION, samples=("Complexul locativ Grădina Botanică, bloc 2",)),
        column(SECTION),
    ]
    assert column_titles(columns, EN) == (
        "Preț",
        "Preț (2)",
        "#2",
        "Section title (rows like ETAJ 1)",
        "Section title (rows like Complexul locativ Grădin…)",
        "Section title",
    )
    assert [column_title(text, EN) for text in ("Preț", SECTION, f"{SECTION} (2)", "Preț (2)")] == [
        "Preț",
        "Section title",
        "Section title (2)",
        "Preț (2)",
    ]


def test_of_many_headers_the_first_are_named() -> None:
    assert quoted(["A", "B"], EN) == "“A”, “B”"
    assert quoted(list("ABCDEFGH"), EN).endswith("“F”, 2 more")
