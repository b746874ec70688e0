"""The words of the blank workbook: what stands above its columns, and what is written in them."""

from __future__ import annotations

from rentix_desktop.catalog.fields import Catalogue, Field, Kind
from rentix_desktop.mapping.layout_match import layout_of
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.model import ColumnMapping
from rentix_desktop.mapping.text import fold
from rentix_desktop.sync.repair.sheet_columns import columns_of
from rentix_desktop.sync.repair.template import TemplateWords
from rentix_desktop.texts.failing import choice_word
from rentix_desktop.texts.language import LANGUAGES, Texts
from rentix_desktop.texts.names import field_name


def template_words(catalogue: Catalogue, tr: Texts) -> TemplateWords:
    return TemplateWords(
        title=tr("Listings"),
        header=lambda name: field_name(name, tr),
        value=lambda field, value: choice_word(catalogue, field, value, tr),
        hint=lambda field: _hint(field, catalogue, tr),
    )


def _hint(field: Field, catalogue: Catalogue, tr: Texts) -> str:
    """What to write, how much of it, and whether it is needed."""
    lines = [_what(field, catalogue, tr), _limits(field, tr)]
    together = next((group for group in catalogue.one_of if field.name in group), None)
    if field.name == catalogue.key or field.required:
        lines.append(tr("Needed."))
    elif together is not None:
        names = ", ".join(field_name(name, tr) for name in together)
        lines.append(tr("One of these is needed: {fields}.", fields=names))
    return "\n".join(line for line in lines if line)


def _what(field: Field, catalogue: Catalogue, tr: Texts) -> str:
    if field.name == catalogue.key:
        return tr(
            "Your own code of the listing, another one for each. It stays the same for as long as the listing lives."
        )
    match field.kind:
        case Kind.CHOICE | Kind.BOOLEAN:
            return tr("Choose from the list in the cell.")
        case Kind.PHOTOS:
            return tr("The addresses of the photos on the internet, a space or a new line between them.")
        case Kind.COORDINATES:
            return tr("A number, for example 47.0105 and 28.8638.")
        case Kind.NUMBER | Kind.INTEGER:
            return tr("A number, in {unit}.", unit=tr(field.unit)) if field.unit else tr("A number.")
        case Kind.AGENT:
            return tr("The code of the agent in your own system.")
        case _:
            return ""


def _limits(field: Field, tr: Texts) -> str:
    low, high = field.min_length, field.max_length
    if field.kind is Kind.PHOTOS and low and high:
        return tr("From {low} to {high} photos.", low=low, high=high)
    if field.kind is Kind.TEXT and high and high < 32_767:
        return tr("At most {high} characters.", high=tr.number(high))
    return ""


def template_layouts(catalogue: Catalogue) -> tuple[Layout, ...]:
    """What the columns and the words of the blank workbook mean, in each language: nothing of it is a guess."""
    return tuple(_layout(catalogue, Texts(language)) for language in LANGUAGES)


def _layout(catalogue: Catalogue, tr: Texts) -> Layout:
    columns = columns_of(None, catalogue, (), lambda name: field_name(name, tr))
    names = tuple(column.header for column in columns)
    mapping = ColumnMapping(
        columns=tuple((index, column.target) for index, column in enumerate(columns) if column.target is not None),
        key=tuple(index for index, column in enumerate(columns) if column.target == catalogue.key),
        values=tuple(
            ((field.name, fold(choice_word(catalogue, field.name, value, tr))), value)
            for field in catalogue.fields.values()
            for value in (field.choices if field.kind is Kind.CHOICE else ())
        ),
    )
    return layout_of(tr("the empty table of Rentix Desktop"), mapping, names)
