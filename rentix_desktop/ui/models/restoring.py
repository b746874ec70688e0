"""The tables of taking back: what stays as it is, and the uploads so far. Models over tuples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from rentix_desktop.sync.ledger import LedgerRow, RunInfo, RunKind
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.sources.book import Visit
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.problems import describe
from rentix_desktop.texts.times import date_time_words
from rentix_desktop.texts.visits import describe as describe_reason
from rentix_desktop.ui.models.faces_model import FacesModel, PagedModel, listing_face
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import Face


class StaysModel(FacesModel):
    """What an undo does not put back: a row a listing."""

    def __init__(self, tr: Texts, rows: tuple[LedgerRow, ...]) -> None:
        super().__init__((tr("Listing"), tr("What stays"), tr("Why")))
        self._tr = tr
        self._rows = rows
        self.show_size(len(rows))

    def face(self, row: int, column: int) -> Face:
        planned = self._rows[row].planned
        if column == 0:
            return listing_face(planned)
        texts = [describe(problem, self._tr) for problem in planned.problems]
        if column == 1:
            return Face(", ".join(text.field for text in texts), lines=2)
        return Face(" ".join(dict.fromkeys(text.message for text in texts)), tone=Tone.MUTED, lines=2)


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run of the history. `can` = it can still be taken back; `was` = it was."""

    info: RunInfo
    summary: Summary
    can: bool
    was: bool = False


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A look at a kept file that sent nothing; `count` = so many looks, the newest of them `visit`, found nothing new."""

    visit: Visit
    count: int = 1


class PastModel(PagedModel):
    """The uploads so far, and the looks that sent nothing, newest first. Older ones are added when they are wanted."""

    def __init__(self, tr: Texts) -> None:
        super().__init__((tr("File"), tr("When"), tr("What was sent"), tr("Not sent")))
        self._tr = tr
        self.lines: tuple[PastRun | PastVisit, ...] = ()

    def show_lines(self, lines: Sequence[PastRun | PastVisit], more: bool) -> None:
        self.lines = tuple(lines)
        self.show_page(len(lines), more=more)

    def add_lines(self, lines: Sequence[PastRun | PastVisit], more: bool) -> None:
        self.lines = (*self.lines, *lines)
        self.add_page(len(lines), more=more)

    def face(self, row: int, column: int) -> Face:
        line = self.lines[row]
        return self._visit_face(line, column) if isinstance(line, PastVisit) else self._run_face(line, column)

    def _visit_face(self, past: PastVisit, column: int) -> Face:
        tr, visit = self._tr, past.visit
        match column:
            case 0:
                name = (
                    visit.file.path.name
                    if visit.file
                    else PurePath(visit.source.rpartition("#")[0] or visit.source).name
                )
                return Face(name, below=tr("Looked at"), strong=True)
            case 1:
                return Face(date_time_words(visit.at), tone=Tone.MUTED)
            case 2 if visit.reason is not None:
                return Face(describe_reason(visit.reason, tr).title, tone=Tone.LOOK, lines=2)
            case 2:
                text = tr.plural("Nothing new", "Nothing new, {n} times one after the other", past.count)
                return Face(text, tone=Tone.MUTED, lines=2)
        return Face()

    def _run_face(self, run: PastRun, column: int) -> Face:
        tr, summary = self._tr, run.summary
        match column:
            case 0:
                kinds = {
                    RunKind.UPLOAD: tr("Upload"),
                    RunKind.RETRY: tr("Sent again after corrections"),
                    RunKind.UNDO: tr("Taken back"),
                    RunKind.LINK: tr("Links taken off") if run.info.unlinks else tr("Linked with the portal"),
                    RunKind.HIDE: tr("Hidden on the portal"),
                }
                kind = kinds[run.info.kind]
                below = tr("{kind}; taken back since", kind=kind) if run.was else kind
                name = run.info.file_name
                return Face(name or below, below=below if name else "", strong=True)
            case 1:
                return Face(date_time_words(run.info.started_at or run.info.created_at), tone=Tone.MUTED)
            case 2:
                words = (
                    (summary.created, tr.plural("{n} created", "{n} created", summary.created)),
                    (summary.updated, _updated(run.info, summary.updated, tr)),
                    (summary.hidden, tr.plural("{n} hidden", "{n} hidden", summary.hidden)),
                )
                return Face(", ".join(text for count, text in words if count) or tr("Nothing"), lines=2)
            case _:
                left = summary.refused + summary.blocked + summary.not_sent + summary.in_doubt
                return Face(tr.number(left) if left else "", tone=Tone.WRONG if left else Tone.PLAIN)


def _updated(info: RunInfo, count: int, tr: Texts) -> str:
    """A run of links changes nothing else in a listing."""
    if info.kind is not RunKind.LINK:
        return tr.plural("{n} updated", "{n} updated", count)
    if info.unlinks:
        return tr.plural("{n} link taken off", "{n} links taken off", count)
    return tr.plural("{n} linked", "{n} linked", count)
