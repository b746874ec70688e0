"""The tables of taking back: what stays as it is, and the uploads so far. Models over tuples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rentix_desktop.sync.ledger import LedgerRow, RunInfo, RunKind
from rentix_desktop.sync.progress import Summary
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.problems import describe
from rentix_desktop.ui.models.faces_model import FacesModel, listing_face
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


class PastModel(FacesModel):
    """The uploads so far, newest first."""

    def __init__(self, tr: Texts) -> None:
        super().__init__((tr("File"), tr("When"), tr("What was sent"), tr("Not sent")))
        self._tr = tr
        self.runs: Sequence[PastRun] = ()

    def show_runs(self, runs: Sequence[PastRun]) -> None:
        self.runs = runs
        self.show_size(len(runs))

    def face(self, row: int, column: int) -> Face:
        tr, run = self._tr, self.runs[row]
        summary = run.summary
        match column:
            case 0:
                kinds = {
                    RunKind.UPLOAD: tr("Upload"),
                    RunKind.RETRY: tr("Sent again after corrections"),
                    RunKind.UNDO: tr("Taken back"),
                    RunKind.LINK: tr("Linked with the portal"),
                }
                kind = kinds[run.info.kind]
                below = tr("{kind}; taken back since", kind=kind) if run.was else kind
                return Face(run.info.file_name, below=below, strong=True)
            case 1:
                at = dt.datetime.fromtimestamp(run.info.started_at or run.info.created_at).astimezone()
                return Face(at.strftime("%d.%m.%Y %H:%M"), tone=Tone.MUTED)
            case 2:
                words = (
                    (summary.created, tr.plural("{n} created", "{n} created", summary.created)),
                    (summary.updated, tr.plural("{n} updated", "{n} updated", summary.updated)),
                    (summary.hidden, tr.plural("{n} hidden", "{n} hidden", summary.hidden)),
                )
                return Face(", ".join(text for count, text in words if count) or tr("Nothing"), lines=2)
            case _:
                left = summary.refused + summary.blocked + summary.not_sent + summary.in_doubt
                return Face(tr.number(left) if left else "", tone=Tone.WRONG if left else Tone.PLAIN)
