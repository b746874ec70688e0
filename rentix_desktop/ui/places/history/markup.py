"""The life of a listing, and what was found, as rich text: dated sentences, one under the other. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final
from urllib.parse import quote, unquote

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.books.history import Known, Lived
from rentix_desktop.sync.telling.life import Life, LifeCode, LifeEvent, events
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.life import event_words, no_life, source_words
from rentix_desktop.texts.report_words import change_words
from rentix_desktop.texts.times import date_time_words
from rentix_desktop.texts.visits import describe
from rentix_desktop.ui.models.restoring import PastVisit
from rentix_desktop.ui.theme import Tokens

_TOGETHER: Final = 25
"""Events that are shown at a time: laying out hundreds would hold the window up."""
_MOST_FIELDS: Final = 60
_LONGEST: Final = 200
"""Characters of a value."""
_RUN, _LISTING, _PART = "run:", "listing:", "part:"
_WRONG: Final = frozenset(
    {LifeCode.REFUSED, LifeCode.BLOCKED, LifeCode.NOT_PUBLISHED, LifeCode.BLOCKED_THERE, LifeCode.GONE}
)
_LOOK: Final = frozenset({LifeCode.IN_DOUBT, LifeCode.WAITING})
_GOOD: Final = frozenset({LifeCode.CREATED, LifeCode.PUBLISHED, LifeCode.RETURNED})


def run_of_link(link: str) -> tuple[int, int] | None:
    """The run and the row that a link of an event leads to."""
    run, _, seq = link.removeprefix(_RUN).partition("/")
    return (int(run), int(seq)) if link.startswith(_RUN) and run.isdecimal() and seq.isdecimal() else None


def listing_of_link(link: str) -> str | None:
    return unquote(link.removeprefix(_LISTING)) if link.startswith(_LISTING) else None


def part_of_link(link: str) -> int | None:
    """Which part of a long life is wanted."""
    part = link.removeprefix(_PART)
    return int(part) if link.startswith(_PART) and part.isdecimal() else None


def life_html(life: Life, known: Known | None, catalogue: Catalogue, tr: Texts, tokens: Tokens, part: int = 0) -> str:
    """Newest last, as it happened; of a long life a part, 0 = the newest, with links to those beside it."""
    address = known.fields.get(ADDRESS) if known is not None else None
    title = f"{escape(life.external_id)}" + (f" · {escape(cut(str(address)))}" if address else "")
    parts = [f'<p style="font-size:17px"><b>{title}</b></p>']
    if not life.events:
        parts.append(_paragraph(no_life(life, tr), tokens.muted))
    end = max(0, len(life.events) - part * _TOGETHER)
    shown = life.events[max(0, end - _TOGETHER) : end]
    if end > _TOGETHER:
        parts.append(_link(f"{_PART}{part + 1}", tr("Earlier"), tokens))
    parts += [_event(event, catalogue, tr, tokens, linked=True) for event in shown]
    if part:
        parts.append(_link(f"{_PART}{part - 1}", tr("Later"), tokens))
    return "".join(parts)


def row_html(lived: Lived, catalogue: Catalogue, tr: Texts, tokens: Tokens) -> str:
    """One listing in one run: what was sent of it, and what the portal answered."""
    planned = lived.row.planned
    address = planned.record.get(ADDRESS)
    title = escape(cut(str(address))) if isinstance(address, str) else escape(planned.known_as)
    parts = [f'<p style="font-size:17px"><b>{title}</b></p>', _paragraph(planned.known_as, tokens.muted)]
    parts += [_event(event, catalogue, tr, tokens, linked=False) for event in events([lived], None)]
    if lived.row.public_url:
        parts.append(_paragraph(lived.row.public_url, tokens.muted))
    return "".join(parts)


def visit_html(past: PastVisit, tr: Texts, tokens: Tokens) -> str:
    """A look at a kept file that sent nothing: what was found, and why it was not taken."""
    visit = past.visit
    parts = [_paragraph(date_time_words(visit.at), tokens.muted)]
    if visit.reason is None:
        same = tr.plural(
            "{n} row was as it was accepted before.", "{n} rows were as they were accepted before.", visit.rows
        )
        title = tr.plural("Nothing new", "Nothing new, {n} times one after the other", past.count)
        parts.insert(0, f'<p style="font-size:17px"><b>{escape(title)}</b></p>')
        parts.append(_paragraph(same, tokens.text))
    else:
        told = describe(visit.reason, tr)
        parts.insert(0, f'<p style="font-size:17px"><b>{escape(told.title)}</b></p>')
        parts += [_paragraph(told.message, tokens.text), _paragraph(told.hint, tokens.muted)]
    if visit.file is not None:
        parts.append(_paragraph(str(visit.file.path), tokens.muted))
    return "".join(parts)


def found_html(text: str, found: Sequence[Known], tr: Texts, tokens: Tokens) -> str:
    """The listings that fit, each a link to its life."""
    if not found:
        return _paragraph(tr("No listing was found for “{text}”.", text=cut(text)), tokens.muted)
    count = tr.plural("{n} listing fits. Which one?", "{n} listings fit. Which one?", len(found))
    lines = [f"<p><b>{escape(count)}</b></p>"]
    for known in found:
        address = known.fields.get(ADDRESS)
        beside = f' <span style="color:{tokens.muted}">{escape(cut(str(address)))}</span>' if address else ""
        link = f"{_LISTING}{quote(known.external_id, safe='')}"
        lines.append(
            f'<p style="margin:3px 0"><a href="{link}" style="color:{tokens.accent}">{escape(known.external_id)}</a>{beside}</p>'
        )
    return "".join(lines)


def _event(event: LifeEvent, catalogue: Catalogue, tr: Texts, tokens: Tokens, *, linked: bool) -> str:
    code = event.code
    colour = (
        tokens.wrong
        if code in _WRONG
        else tokens.look
        if code in _LOOK
        else tokens.good
        if code in _GOOD
        else tokens.text
    )
    where = escape(source_words(event, tr))
    if linked and where and event.lived is not None:
        link = f"{_RUN}{event.lived.run.id}/{event.lived.row.planned.seq}"
        where = f'<a href="{link}" style="color:{tokens.accent}">{where}</a>'
    beside = f" · {where}" if where else ""
    words = escape(event_words(event, catalogue, tr)).replace("\n", "<br/>")
    return (
        f'<p style="margin:14px 0 0 0; color:{tokens.muted}; font-size:12px">{date_time_words(event.at)}{beside}</p>'
        f'<p style="margin:2px 0 0 0; color:{colour}">{words}</p>{_fields(event, catalogue, tr, tokens)}'
    )


def _fields(event: LifeEvent, catalogue: Catalogue, tr: Texts, tokens: Tokens) -> str:
    """What was sent, a line a field: of a new listing its value, else what it was and what it is."""
    new = event.code is LifeCode.CREATED
    lines = []
    for change in event.changes[:_MOST_FIELDS]:
        field, old, now = change_words(change, catalogue, tr)
        shown = "" if new or (change.known and change.old is None) else f"{escape(cut(old))} → "
        lines.append(
            f'<tr><td style="color:{tokens.muted}; padding:1px 14px 1px 0">{escape(field)}</td>'
            f'<td style="padding:1px 0"><span style="color:{tokens.muted}">{shown}</span>{escape(cut(now))}</td></tr>'
        )
    return f'<table cellspacing="0" style="margin-top:4px">{"".join(lines)}</table>' if lines else ""


def _link(link: str, text: str, tokens: Tokens) -> str:
    return f'<p style="margin:14px 0 0 0"><a href="{link}" style="color:{tokens.accent}">{escape(text)}</a></p>'


def _paragraph(text: str, colour: str) -> str:
    return f'<p style="color:{colour}; margin:4px 0">{escape(text)}</p>'


def cut(text: str) -> str:
    """At the end of what is shown of a long text there is a sign that it goes on."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
