"""The page at `/`: what a visitor of the portal would see. No address outside this portal, everything escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from rentix_desktop.demo.pictures import picture
from rentix_desktop.demo.portal import Agency, Listing, Portal
from rentix_desktop.demo.words import preferred, word

_ON_A_PAGE = 24
_SHOWN = ("active", "completed")
_SIGNS = {"EUR": "€", "USD": "$", "MDL": "MDL"}
_POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'"
_STYLE = """
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;color:#22303c;background:#f5f6f4}
header,main,footer{max-width:1120px;margin:0 auto;padding:24px}
h1{font-size:26px;font-weight:600;margin:0}
header p,footer,.place,.facts{color:#5c6b77;margin:4px 0 0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:20px}
.card{background:#fff;border:1px solid #e2e5e1;border-radius:10px;overflow:hidden;color:inherit;text-decoration:none}
.card img{display:block;width:100%;height:auto}
.card div{padding:14px 16px 16px;overflow-wrap:anywhere}
.price{font-size:20px;font-weight:600}
.deal{color:#2f6f55}
.photos{display:grid;grid-template-columns:repeat(auto-fill,minmax(220px,1fr));gap:8px;margin:16px 0}
.photos img{width:100%;border-radius:8px}
.text{white-space:pre-wrap;overflow-wrap:anywhere;max-width:70ch}
nav{display:flex;gap:16px;margin-top:24px}
a{color:#2f6f55}
"""


def page_routes(portal: Portal) -> list[Route]:
    """The routes outside the API."""

    async def home(request: Request) -> Response:
        language = preferred(request.headers.get("accept-language", ""))
        asked = request.query_params.get("page", "1")
        number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
        return _html(_home(portal, language, max(1, number)))

    async def announcement(request: Request) -> Response:
        language = preferred(request.headers.get("accept-language", ""))
        found = [pair for pair in _published(portal) if pair[1].id == request.path_params["id"]]
        if not found:
            return _html(_frame(language, f"<main>{_to_home(language)}<p>{word('missing', language)}</p></main>"), 404)
        return _html(_one(*found[0], language))

    async def style(_: Request) -> Response:
        return Response(_STYLE, media_type="text/css")

    async def photo(request: Request) -> Response:
        drawn = picture(request.path_params["kind"], request.path_params["name"])
        return Response(drawn, media_type="image/svg+xml", headers={"content-security-policy": "default-src 'none'"})

    return [
        Route("/", home),
        Route("/announcement/{id:int}", announcement),
        Route("/style.css", style),
        Route("/photos/{kind}/{name:path}", photo),
    ]


def _html(text: str, status: int = 200) -> HTMLResponse:
    headers = {"content-security-policy": _POLICY, "vary": "Accept-Language", "x-content-type-options": "nosniff"}
    return HTMLResponse(text, status, headers)


def _published(portal: Portal) -> Iterator[tuple[Agency, Listing]]:
    portal.jobs.settle()
    for agency in portal.agencies.values():
        for listing in agency.listings.values():
            if listing.status in _SHOWN:
                yield agency, listing


def _home(portal: Portal, language: str, number: int) -> str:
    every = list(_published(portal))
    every.reverse()  # newest first
    waiting = sum(
        listing.status == "pending_active"
        for agency in portal.agencies.values()
        for listing in agency.listings.values()
    )
    first = (number - 1) * _ON_A_PAGE
    cards = "".join(_card(agency, listing, language) for agency, listing in every[first : first + _ON_A_PAGE])
    counts = word("count", language, n=len(every))
    if waiting:
        counts += f" · {word('waiting', language, n=waiting)}"
    links = f'<a href="/?page={number - 1}">{word("newer", language)}</a>' if number > 1 else ""
    if first + _ON_A_PAGE < len(every):
        links += f'<a href="/?page={number + 1}">{word("older", language)}</a>'
    shown = f'<div class="cards">{cards}</div>' if cards else f"<p>{word('empty', language)}</p>"
    head = f"<header><h1>{word('title', language)}</h1><p>{counts}</p></header>"
    return _frame(language, f"{head}<main>{shown}<nav>{links}</nav></main>")


def _one(agency: Agency, listing: Listing, language: str) -> str:
    photos = "".join(f'<img src="{escape(src)}" alt="">' for src in _photos(listing))
    facts = _facts(listing, language)
    told = f'<p class="text">{escape(_description(listing, language))}</p>'
    return _frame(
        language,
        f"<main>{_to_home(language)}<h1>{escape(_price(listing, language))}</h1>{facts}"
        f'<div class="photos">{photos}</div>{told}<p class="place">{escape(agency.name)}</p></main>',
    )


def _card(agency: Agency, listing: Listing, language: str) -> str:
    source = next(_photos(listing), f"/photos/{_kind(listing)}/{listing.id}.svg")
    return (
        f'<a class="card" href="/announcement/{listing.id}"><img src="{escape(source)}" alt="" width="320" height="200">'
        f'<div><span class="price">{escape(_price(listing, language))}</span>{_facts(listing, language)}'
        f'<p class="place">{escape(agency.name)}</p></div></a>'
    )


def _frame(language: str, inside: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{word('title', language)}</title>"
        f'<link rel="stylesheet" href="/style.css"></head><body>{inside}'
        f"<footer>{word('demo', language)}</footer></body></html>"
    )


def _to_home(language: str) -> str:
    return f'<p><a href="/">{word("home", language)}</a></p>'


def _kind(listing: Listing) -> str:
    return re.sub(r"[^a-z-]", "", str(listing.fields.get("propertySecondaryType", ""))) or "other"


def _photos(listing: Listing) -> Iterator[str]:
    """This portal's own drawing for each photo, whatever its address."""
    return (f"/photos/{_kind(listing)}/{number}.svg" for number in listing.file_ids)


def _price(listing: Listing, language: str) -> str:
    value, currency = listing.fields.get("announcementValue"), listing.fields.get("announcementCurrency", "")
    if value is None:
        return "—"
    period = listing.fields.get("announcementPayPeriod")
    amount = f"{_plain(value)} {_SIGNS.get(currency, currency)}"
    return f"{amount} {word(period, language)}" if period else amount


def _plain(value: Any) -> str:
    """A number with thin spaces between thousands, without a useless decimal point."""
    return f"{value:,.2f}".removesuffix(".00").replace(",", "\u202f")


def _facts(listing: Listing, language: str) -> str:
    fields = listing.fields
    facts = [word(_kind(listing), language)]
    if "propertyQuantitySizeValue" in fields:
        facts.append(word("rooms", language, n=_plain(fields["propertyQuantitySizeValue"])))
    if "propertyArea" in fields:
        facts.append(f"{_plain(fields['propertyArea'])} m²")
    if "propertyFloorNumber" in fields:
        of = fields.get("propertyFloorsTotal")
        key = "floor" if of is None else "floor_of"
        facts.append(word(key, language, n=fields["propertyFloorNumber"], m=of))
    if listing.status == "completed":
        facts.append(word("completed", language))
    deal = escape(word(fields.get("announcementType", ""), language))
    place = escape(str(fields.get("propertyAddress") or _place(fields)))
    return f'<p class="facts"><span class="deal">{deal}</span> · {escape(" · ".join(facts))}</p><p class="place">{place}</p>'


def _place(fields: dict[str, Any]) -> str:
    at = fields.get("propertyCoordinates")
    return f"{at['lat']:.4f}, {at['lng']:.4f}" if at else ""


def _description(listing: Listing, language: str) -> str:
    told = listing.fields.get("announcementDescription", "")
    if isinstance(told, dict):
        told = told.get(language) or next(iter(told.values()))
    return str(told)
