"""What became of accepted listings, in memory: part of the fake ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rentix_desktop.sync.destination import JobNews, ListingSeen, Publication
from rentix_desktop.sync.ledger import LedgerRow, State, Unheard
from rentix_desktop.sync.states import publication_of

if TYPE_CHECKING:
    from tests.fakes.ledger import _Known, _Run


class FakePublished:
    _runs: dict[int, _Run]
    _known: dict[str, _Known]

    def now(self) -> float:
        raise NotImplementedError

    def rows(
        self, run: int, states: Sequence[State] | None = None, offset: int = 0, limit: int | None = None
    ) -> Iterator[LedgerRow]:
        raise NotImplementedError

    def followed(self, run: int, after_seq: int, limit: int) -> list[LedgerRow]:
        return [
            row
            for row in self.rows(run, (State.ACCEPTED,))
            if row.planned.seq > after_seq and row.job and not (row.job_news and row.job_news.state.over)
        ][:limit]

    def looked_for(self, rows: Sequence[Unheard]) -> None:
        for each in rows:
            self._runs[each.run].rows[each.seq].shown |= {"seen_at": self.now()}

    def tell_job(self, run: int, seq: int, job: str, news: JobNews, undone: Collection[str] = ()) -> None:
        told = self._runs[run].rows[seq]
        if told.shown.get("job") == job:
            told.shown |= {"job_news": news, "seen": None}
            told.job_at = self.now()
            if told.planned.external_id:
                self._known[told.planned.external_id].doubt.update(undone)

    def tell_listing(self, run: int, seq: int, seen: ListingSeen, undone: Collection[str] = ()) -> None:
        told = self._runs[run].rows[seq]
        told.shown |= {
            "seen": seen.publication,
            "seen_at": self.now(),
            "portal_status": seen.status or None,
            "public_url": seen.public_url or told.shown.get("public_url"),
        }
        if not told.planned.external_id:
            return
        known = self._known[told.planned.external_id]
        known.status = seen.status or None
        known.doubt.update(known.listing.fields if seen.publication is Publication.GONE else undone)

    def publications(self, run: int) -> Mapping[Publication, int]:
        return Counter(publication for row in self.rows(run) if (publication := publication_of(row)) is not None)

    def accepted(self, run: int, publications: Collection[Publication], after_seq: int, limit: int) -> list[LedgerRow]:
        found = (row for row in self.rows(run) if row.planned.seq > after_seq)
        return [row for row in found if publication_of(row) in publications][:limit]
