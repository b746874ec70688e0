"""Differences with the portal, and which side wins of each: a model over a tuple, filtered by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.sync.comparing.drift import Drift, DriftKind, Side
from rentix_desktop.texts.comparing import next_step, ours_text, side_name, theirs_text, what
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.ui.models.faces_model import FacesModel
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import Face

WINS_COLUMN: Final = 4


class Choice(StrEnum):
    """What is to become of a difference."""

    FILE = "file"
    PORTAL = "portal"
    HIDE = "hide"


_NAMES: Final = {Choice.HIDE: mark("Hide it")}


def possible(drift: Drift) -> tuple[Choice, ...]:
    """What can be chosen for it here; a listing only on the portal may be hidden, and a link is another place's."""
    if drift.kind is DriftKind.UNKNOWN:
        return (Choice.HIDE, Choice.PORTAL)
    if drift.kind is DriftKind.UNLINKED:
        return ()
    return tuple(Choice(side.value) for side in drift.sides)


class ComparingModel(FacesModel):
    def __init__(self, tr: Texts) -> None:
        super().__init__(
            (tr("Listing"), tr("What differs"), tr("In our file"), tr("On the portal"), tr("Which side wins"))
        )
        self._tr = tr
        self._catalogue: Catalogue | None = None
        self._drifts: tuple[Drift, ...] = ()
        self._shown: list[Drift] = []
        self._group: str | None = None
        self._search = ""
        self.choices: dict[tuple[str, str, str, str], Choice] = {}

    def show_drifts(
        self,
        drifts: tuple[Drift, ...],
        catalogue: Catalogue,
        choices: Mapping[tuple[str, str, str, str], Choice] | None = None,
    ) -> None:
        self._drifts, self._catalogue, self.choices = drifts, catalogue, dict(choices or {})
        self._filter()

    def show_only(self, group: str | None, search: str = "") -> None:
        """`group` is a kind of difference, or a field's name; None = all. `search` looks at address and code."""
        self._group, self._search = group, search.casefold().strip()
        self._filter()

    def groups(self) -> list[tuple[str, int]]:
        """Kinds and fields with their counts, fields last; a kind that is fields is named by these."""
        kinds = Counter(drift.kind.value for drift in self._drifts if drift.kind is not DriftKind.FIELD)
        fields = Counter(drift.field for drift in self._drifts if drift.kind is DriftKind.FIELD)
        return [*((kind.value, kinds[kind.value]) for kind in DriftKind if kinds[kind.value]), *fields.most_common()]

    def drift(self, row: int) -> Drift | None:
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def possible(self, rows: Iterable[int]) -> set[Choice]:
        """What can be chosen for at least one of these."""
        return {choice for row in rows if (drift := self.drift(row)) is not None for choice in possible(drift)}

    def choose(self, rows: Iterable[int], choice: Choice | None) -> None:
        """For those of these rows for which it can be; None = not decided."""
        for row in rows:
            drift = self.drift(row)
            if drift is None:
                continue
            if choice is None:
                self.choices.pop(drift.key, None)
            elif choice in possible(drift):
                self.choices[drift.key] = choice
        self.show_again()

    def chosen(self) -> list[tuple[Drift, Choice]]:
        return [(drift, choice) for drift in self._drifts if (choice := self.choices.get(drift.key)) is not None]

    @property
    def drifts(self) -> tuple[Drift, ...]:
        return self._drifts

    def _filter(self) -> None:
        self._shown = [drift for drift in self._drifts if self._fits(drift)]
        self.show_size(len(self._shown))

    def _fits(self, drift: Drift) -> bool:
        group = drift.field if drift.kind is DriftKind.FIELD else drift.kind.value
        if self._group is not None and group != self._group:
            return False
        return not self._search or self._search in f"{drift.external_id} {drift.portal_id} {drift.note}".casefold()

    def face(self, row: int, column: int) -> Face:
        drift, tr, catalogue = self._shown[row], self._tr, self._catalogue
        assert catalogue is not None  # noqa: S101 - given with the rows
        match column:
            case 0:
                code = drift.external_id or tr("No. {number} on the portal", number=drift.portal_id or "")
                return Face(drift.note, below=code, strong=True, lines=2) if drift.note else Face(code, strong=True)
            case 1:
                return Face(what(drift, tr), lines=2)
            case 2:
                return Face(ours_text(drift, catalogue, tr), lines=2)
            case 3:
                return Face(theirs_text(drift, catalogue, tr), lines=2)
        return self._wins(drift)

    def _wins(self, drift: Drift) -> Face:
        tr, choice = self._tr, self.choices.get(drift.key)
        if choice is not None:
            text = tr(_NAMES[choice]) if choice in _NAMES else self._side(drift, Side(choice.value))
            return Face(text, tone=Tone.LOOK if choice is Choice.HIDE else Tone.ACCENT, chip=True)
        if not possible(drift) or (drift.kind is DriftKind.STATUS and len(drift.sides) == 1):
            return Face(next_step(drift, tr), tone=Tone.MUTED, lines=2)
        return Face(tr("Not decided"), tone=Tone.MUTED, chip=True)

    def _side(self, drift: Drift, side: Side) -> str:
        if drift.kind is DriftKind.UNKNOWN:
            return self._tr("Leave it")
        if drift.kind is DriftKind.GONE:
            return self._tr("Make it again") if side is Side.FILE else self._tr("Leave it")
        return side_name(side, self._tr)
