"""Codes that other properties have on the portal, and links that are known again, said to a person."""

from __future__ import annotations

from rentix_desktop.errors import AppError
from rentix_desktop.texts.errors import describe
from rentix_desktop.texts.language import Texts


def known_again_words(count: int, tr: Texts) -> str:
    """ "42 listings are linked already and are known here again." """
    return tr.plural(
        "{n} listing is linked already and is known here again.",
        "{n} listings are linked already and are known here again.",
        count,
    )


def held_words(count: int, tr: Texts) -> str:
    """ "1 row has the code of another property on the portal. …" """
    return tr.plural(
        "{n} row has the code of another property on the portal. It is held: it would overwrite that listing.",
        "{n} rows have codes of other properties on the portal. They are held: they would overwrite those listings.",
        count,
    )


def not_looked_up_words(error: AppError, tr: Texts) -> str:
    """ "Whether your listings are on the portal already could not be looked up: …" """
    text = describe(error, tr)
    return tr("Whether your listings are on the portal already could not be looked up: {why}", why=text.message)
