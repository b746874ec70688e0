"""The page's few words in the three languages of the portal's visitors."""

from __future__ import annotations

LANGUAGES = ("ro", "ru", "en")

_TABLE: dict[str, tuple[str, str, str]] = {
    "title": ("Anunțuri publicate", "Опубликованные объявления", "Published listings"),
    "demo": (
        "Portal demonstrativ pe acest calculator. Nimic nu ajunge pe rentix.md.",
        "Демонстрационный портал на этом компьютере. На rentix.md ничего не попадает.",
        "A demo portal on this computer. Nothing reaches rentix.md.",
    ),
    "empty": (
        "Încă nu este publicat niciun anunț.",
        "Пока не опубликовано ни одного объявления.",
        "No listing is published yet.",
    ),
    "count": ("Publicate: {n}", "Опубликовано: {n}", "Published: {n}"),
    "waiting": ("în curs de publicare: {n}", "публикуется: {n}", "being published: {n}"),
    "floor": ("etajul {n}", "этаж {n}", "floor {n}"),
    "floor_of": ("etajul {n} din {m}", "этаж {n} из {m}", "floor {n} of {m}"),
    "rooms": ("camere: {n}", "комнат: {n}", "rooms: {n}"),
    "newer": ("Înapoi", "Назад", "Back"),
    "older": ("Mai departe", "Дальше", "Next"),
    "home": ("Toate anunțurile", "Все объявления", "All listings"),
    "missing": ("Acest anunț nu este publicat.", "Это объявление не опубликовано.", "This listing is not published."),
    "completed": ("încheiat", "сделка завершена", "deal done"),
    "sale": ("Vânzare", "Продажа", "For sale"),
    "rent": ("Chirie", "Аренда", "For rent"),
    "monthly": ("/ lună", "/ месяц", "/ month"),
    "daily": ("/ zi", "/ сутки", "/ day"),
    "apartment": ("apartament", "квартира", "apartment"),
    "house": ("casă", "дом", "house"),
    "room": ("cameră", "комната", "room"),
    "residential-land": ("teren pentru construcții", "участок под застройку", "building land"),
    "office": ("oficiu", "офис", "office"),
    "trade": ("spațiu comercial", "торговое помещение", "retail space"),
    "warehouse": ("depozit", "склад", "warehouse"),
    "production": ("spațiu de producție", "производство", "production space"),
    "business": ("afacere", "готовый бизнес", "business"),
    "commercial-land": ("teren comercial", "коммерческий участок", "commercial land"),
    "underground-parking": ("parcare subterană", "подземная парковка", "underground parking"),
    "open-parking": ("parcare deschisă", "открытая парковка", "open parking"),
    "garage": ("garaj", "гараж", "garage"),
    "covered-parking": ("parcare acoperită", "крытая парковка", "covered parking"),
    "other": ("alt imobil", "другое", "other"),
}


def word(key: str, language: str, **params: object) -> str:
    """The text for a key; a key without one is its own text."""
    texts = _TABLE.get(key)
    return key if texts is None else texts[LANGUAGES.index(language)].format(**params)


def preferred(accept_language: str) -> str:
    """The best of our languages for an `Accept-Language` header; Romanian where it names none of them."""
    wishes: list[tuple[float, str]] = []
    for part in accept_language.split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        language = tag.strip().lower().split("-")[0]
        try:
            share = float(weight) if weight else 1.0
        except ValueError:
            share = 0.0
        if language in LANGUAGES and share > 0:
            wishes.append((-share, language))
    return min(wishes, key=lambda wish: wish[0])[1] if wishes else "ro"
