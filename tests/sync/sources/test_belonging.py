"""The window, a turn and the console file the same listings under the same source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.sync.sources.belonging import kept_as, ledger_name_of
from rentix_desktop.sync.sources.source import Place, Source
from tests.fakes.ledger import ACCOUNT

LAYOUT = Layout("Export", ("code",), (("code", 0, "externalId"),))


def a_source(folder: Path) -> Source:
    return Source("crm", ACCOUNT, Place(folder, "Export*.xlsx"), "sent as this", LAYOUT)


def test_a_file_is_found_among_the_kept_ones_by_what_sent_it_and_by_its_place(tmp_path: Path) -> None:
    source = a_source(tmp_path)
    foreign = replace(source, account=replace(ACCOUNT, agency_id="999"))
    assert kept_as(Path("/elsewhere/x.csv"), "sent as this", ACCOUNT, [source]) == source
    assert kept_as(tmp_path / "Export 22.xlsx", "another", ACCOUNT, [source]) == source
    assert kept_as(tmp_path / "Other 22.xlsx", "another", ACCOUNT, [source]) is None
    assert kept_as(tmp_path / "Export 22.xlsx", "sent as this", ACCOUNT, [foreign]) is None, "another agency's"


def test_the_file_of_a_day_is_known_by_its_source_and_any_other_by_itself(tmp_path: Path) -> None:
    sources = [a_source(tmp_path)]
    assert ledger_name_of(tmp_path / "Export 22.xlsx", "Sheet1", ACCOUNT, sources) == "sent as this"
    other = tmp_path / "Other.xlsx"
    assert ledger_name_of(other, "Sheet1", ACCOUNT, sources) == f"{other.resolve()}#Sheet1"
