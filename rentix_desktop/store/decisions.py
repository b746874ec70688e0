"""What a person said about cell texts, a small file per account."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from pathlib import Path

from rentix_desktop.mapping.decisions import Place, ValueDecision, joined_decisions, without_decisions
from rentix_desktop.store.files import safe_name, set_aside, write_whole
from rentix_desktop.sync.ledger import AccountKey

_log = logging.getLogger(__name__)


class JsonDecisionStore:
    """Implements `sync.ports.DecisionStore` over one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, account: AccountKey) -> Sequence[ValueDecision]:
        """Everything decided for the account. A damaged file is renamed beside and counts as none."""
        from rentix_desktop.store.decision_file import DecisionFile

        path = self._path(account)
        try:
            return DecisionFile.model_validate_json(path.read_bytes()).plain()
        except FileNotFoundError:
            return ()
        except OSError as error:
            _log.warning("decisions %s cannot be read: %s", path.name, type(error).__name__)
        except ValueError:
            _log.warning("decisions %s were damaged, kept as %s", path.name, set_aside(path).name)
        return ()

    def add(self, account: AccountKey, decisions: Sequence[ValueDecision]) -> None:
        """Keeps them beside the older ones; a newer one about the same text replaces the older one.

        Raises AppError DISK_FULL or DATA_FOLDER_NOT_WRITABLE.
        """
        from rentix_desktop.store.decision_file import DecisionFile

        if decisions:
            kept = joined_decisions(self.of(account), decisions)
            write_whole(self._path(account), DecisionFile.of(kept).model_dump_json(indent=2))

    def forget(self, account: AccountKey, places: Collection[Place]) -> None:
        """What was said about these texts is not remembered any more. Raises as `add`."""
        from rentix_desktop.store.decision_file import DecisionFile

        before = self.of(account)
        kept = without_decisions(before, places)
        if len(kept) < len(before):
            write_whole(self._path(account), DecisionFile.of(kept).model_dump_json(indent=2))

    def _path(self, account: AccountKey) -> Path:
        return self._folder / f"decisions-{safe_name(account.base_url, account.agency_id)}.json"
