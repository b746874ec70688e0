"""What a look at the service showed, in memory: part of the fake ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rentix_desktop.sync.ledger import Learnt, Listing

if TYPE_CHECKING:
    from tests.fakes.ledger import _Known


class FakeLearning:
    _known: dict[str, _Known]

    def listings(self, external_ids: Sequence[str]) -> dict[str, Listing]:
        raise NotImplementedError

    def not_there(self, external_id: str) -> None:
        raise NotImplementedError

    def known(self, after: str, limit: int) -> list[Listing]:
        page = sorted(external_id for external_id in self._known if external_id > after)[:limit]
        return list(self.listings(page).values())

    def adopt(self, listings: Sequence[Listing]) -> int:
        from tests.fakes.ledger import _Known

        new = [each for each in listings if each.external_id not in self._known]
        for each in new:
            self._known[each.external_id] = _Known(each)
        for each in listings:
            self.not_there(each.external_id)
        return len(new)

    def learn(self, learnt: Sequence[Learnt]) -> None:
        for told in learnt:
            if told.gone:
                self._known.pop(told.external_id, None)
            known = self._known.get(told.external_id)
            if known is None:
                continue
            fields = known.listing.fields | told.fields
            known.doubt.difference_update(told.fields)
            known.status = told.status or known.status
            known.listing = replace(
                known.listing,
                fields={name: value for name, value in fields.items() if told.fields.get(name, 0) is not None},
                shown=known.listing.shown if told.shown is None else told.shown,
                source=None if told.detached else known.listing.source,
            )
