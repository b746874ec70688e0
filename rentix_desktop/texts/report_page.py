"""A run as a page for the manager: one self-contained HTML file, without scripts, that prints well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice
from pathlib import Path
from typing import Final

from rentix_desktop.sheets.write import whole_file
from rentix_desktop.sync.telling.account_of_run import AccountOfRun, Changed
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.report_words import (
    OUTCOMES,
    cause_words,
    change_words,
    counts_of,
    done_words,
    facts_of,
    failure_words,
    later_of,
    title_of,
)

MOST_ROWS: Final = 1_000
"""Listings of one table of the page; the workbook has all of them."""
_LONGEST: Final = 300
_STYLE: Final = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#f4f6f8;color:#1d2733;font:14px/1.45 "Segoe UI",Roboto,"Noto Sans",Arial,sans-serif}
main{max-width:1000px;margin:24px auto;background:#fff;padding:36px 44px;border:1px solid #dfe4ea;border-radius:10px}
h1{font-size:24px;margin:0 0 4px}
h2{font-size:17px;margin:32px 0 10px}
p{margin:4px 0}
.muted{color:#5c6b7a}
dl{display:grid;grid-template-columns:repeat(4,1fr);gap:14px 24px;margin:22px 0 0;padding:16px 0;border-top:1px solid #dfe4ea;border-bottom:1px solid #dfe4ea}
dt{color:#5c6b7a;font-size:12px}
dd{margin:0;overflow-wrap:anywhere}
.cards{display:flex;flex-wrap:wrap;gap:12px;margin:22px 0 4px}
.card{flex:1 1 120px;border:1px solid #dfe4ea;border-left-width:5px;border-radius:8px;padding:10px 14px}
.card b{display:block;font-size:24px;line-height:1.2}
svg{display:block;width:100%;height:auto}
table{width:100%;border-collapse:collapse;table-layout:fixed}
th{text-align:left;font-size:12px;color:#5c6b7a;font-weight:600;border-bottom:2px solid #dfe4ea;padding:6px 8px}
td{border-bottom:1px solid #e8ecf0;padding:6px 8px;vertical-align:top;overflow-wrap:anywhere;white-space:pre-line}
td.n,th.n{text-align:right;width:130px}
th.code{width:110px}th.row{width:60px}th.done{width:120px}th.field{width:170px}
.old{color:#8a3a34}.new{color:#22654a}
@page{size:A4;margin:14mm}
@media print{body{background:#fff;font-size:11px}dt,th{font-size:10px}main{margin:0;padding:0 2px;border:0;max-width:none}
h2{break-after:avoid}tr,.card,svg{break-inside:avoid}thead{display:table-header-group}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""


def write_page(path: Path, account: AccountOfRun, tr: Texts) -> None:
    """Raises AppError FILE_NOT_WRITABLE, DISK_FULL."""
    with whole_file(path) as part, part.open("w", encoding="utf-8", errors="replace", newline="\n") as stream:
        for piece in _page(account, tr):
            stream.write(piece)


def _page(account: AccountOfRun, tr: Texts) -> Iterator[str]:
    title = escape(title_of(account, tr))
    policy = "default-src 'none'; style-src 'unsafe-inline'"  # nothing of the data may load or run anything
    yield f'<!doctype html>\n<html lang="{tr.language}"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{title}</title>'
    yield f"<style>{_STYLE}</style></head><body><main>\n<h1>{title}</h1>"
    total = tr.plural("{n} listing", "{n} listings", account.summary.total)
    about = (part for part in (account.agency, account.info.file_name, total) if part)
    yield f'<p class="muted">{" · ".join(map(escape, about))}</p>\n'
    yield from _cards(account, tr)
    yield from _chart(account, tr)
    yield "<dl>"
    for name, value in facts_of(account, tr):
        yield f"<div><dt>{escape(name)}</dt><dd>{_text(value)}</dd></div>"
    yield "</dl>\n"
    yield from _later(account, tr)
    yield from _causes(account, tr)
    yield from _failures(account, tr)
    yield from _changes(account, tr)
    yield "</main></body></html>\n"


def _cards(account: AccountOfRun, tr: Texts) -> Iterator[str]:
    yield '<div class="cards">'
    for name, words, count in counts_of(account.info, account.summary, tr):
        if count:
            colour = OUTCOMES[name][1]
            yield f'<div class="card" style="border-left-color:{colour}"><b>{tr.number(count)}</b>{escape(words)}</div>'
    yield "</div>\n"


def _chart(account: AccountOfRun, tr: Texts) -> Iterator[str]:
    counts = [each for each in counts_of(account.info, account.summary, tr) if each[2]]
    if not counts:
        return
    most, line, left, wide = max(count for _, _, count in counts), 28, 230, 555
    yield f"<h2>{escape(tr('The outcome'))}</h2>\n"
    label = escape(", ".join(f"{words}: {count}" for _, words, count in counts), quote=True)
    yield f'<svg viewBox="0 0 910 {line * len(counts) + 4}" role="img" aria-label="{label}" font-size="14">'
    for row, (name, words, count) in enumerate(counts):
        top, length = row * line + 4, max(3, round(wide * count / most))
        share = tr.number(100 * count / account.summary.total, 1)
        yield f'<text x="{left - 12}" y="{top + 15}" text-anchor="end" fill="#1d2733">{escape(words)}</text>'
        yield f'<rect x="{left}" y="{top}" width="{length}" height="20" rx="3" fill="{OUTCOMES[name][1]}"/>'
        yield f'<text x="{left + length + 8}" y="{top + 15}" fill="#5c6b7a">{tr.number(count)} ({share}%)</text>'
    yield "</svg>\n"


def _later(account: AccountOfRun, tr: Texts) -> Iterator[str]:
    if account.later:
        yield f"<h2>{escape(tr('Since then'))}</h2>\n"
        yield from _table((), [(_text(when), _text(how)) for when, how in later_of(account, tr)])


def _causes(account: AccountOfRun, tr: Texts) -> Iterator[str]:
    if not account.causes:
        return
    yield f"<h2>{escape(tr('Why listings failed'))}</h2>\n"
    header = (("", tr("Cause")), ("n", tr("Listings")))
    rows = [(_text(cause_words(cause, tr)), tr.number(cause.rows)) for cause in account.causes[:MOST_ROWS]]
    yield from _table(header, rows, last="n")


def _failures(account: AccountOfRun, tr: Texts) -> Iterator[str]:
    count = account.summary.refused + account.summary.blocked
    if not count:
        return
    yield f"<h2>{escape(tr('What did not go through'))}</h2>\n"
    header = (("code", tr("Listing code")), ("row", tr("Row")), ("", tr("What is wrong")), ("", tr("What to do")))

    def rows() -> Iterator[Sequence[str]]:
        for row in islice(account.failed(), MOST_ROWS):
            reason, advice = failure_words(row, account.catalogue, tr)
            number = "" if row.planned.sheet_row is None else str(row.planned.sheet_row)
            yield _text(row.planned.known_as), number, _text(reason), _text(advice)

    yield from _table(header, rows())
    yield _more(count, tr)


def _changes(account: AccountOfRun, tr: Texts) -> Iterator[str]:
    summary = account.summary
    count = summary.created + summary.updated + summary.hidden
    if not count:
        return
    yield f"<h2>{escape(tr('What was changed'))}</h2>\n"
    header = (
        ("code", tr("Listing code")),
        ("", tr("Address")),
        ("done", tr("What was done")),
        ("field", tr("Field")),
        ("", tr("Before")),
        ("", tr("After")),
    )
    yield from _table(
        header, (cells for each in islice(account.changed(), MOST_ROWS) for cells in _lines(each, account, tr))
    )
    yield _more(count, tr)


def _lines(changed: Changed, account: AccountOfRun, tr: Texts) -> Iterator[Sequence[str]]:
    first = (_text(changed.code), _text(changed.address), _text(done_words(changed.action, tr)))
    if not changed.changes:
        yield (*first, "", "", "")
    for change in changed.changes:
        field, old, new = change_words(change, account.catalogue, tr)
        yield (*first, _text(field), f'<span class="old">{_text(old)}</span>', f'<span class="new">{_text(new)}</span>')
        first = ("", "", "")


def _table(header: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], last: str = "") -> Iterator[str]:
    """`header` are (class, words); the cells of `rows` are HTML already. `last` is the class of the last cells."""
    yield "<table>"
    if header:
        yield (
            "<thead><tr>"
            + "".join(f'<th class="{kind}">{escape(words)}</th>' for kind, words in header)
            + "</tr></thead>"
        )
    yield "<tbody>"
    for cells in rows:
        *most, end = cells
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in most) + f'<td class="{last}">{end}</td></tr>\n'
    yield "</tbody></table>\n"


def _more(count: int, tr: Texts) -> str:
    if count <= MOST_ROWS:
        return ""
    more = tr.plural(
        "… and {n} more: the Excel report has all.", "… and {n} more: the Excel report has all.", count - MOST_ROWS
    )
    return f'<p class="muted">{escape(more)}</p>\n'


def _text(words: str) -> str:
    """Words of anybody, harmless, and not longer than a person reads."""
    return escape(words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…")
