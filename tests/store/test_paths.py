"""The data folder: made private, cleared of what killed programs left, told about when it cannot be used."""

from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.errors import AppError, Code
from rentix_desktop.store.paths import Paths, prepare
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import PASTED_DAYS


@pytest.mark.skipif(
    sys.platform == "win32", reason="only on Linux and macOS: the folder of a Windows profile is private already"
)
def test_the_folders_are_the_persons_own(tmp_path: Path) -> None:
    paths = prepare(tmp_path / "Клиент" / "data")
    for folder in (paths.root, paths.layouts, paths.ledgers, paths.spool, paths.pasted, paths.logs):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    with pytest.raises(AppError) as caught:
        prepare(tmp_path / "data")
    assert caught.value.code is Code.DATA_FOLDER_NOT_WRITABLE
    assert caught.value.params["path"] == str(tmp_path / "data")


def test_spools_left_behind_are_cleared_and_fresh_ones_stay(tmp_path: Path) -> None:
    paths = prepare(tmp_path)
    old, fresh = paths.spool / "old", paths.spool / "fresh"
    old.write_text("rows")
    fresh.write_text("rows")
    long_ago = time.time() - 3 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    prepare(tmp_path)
    assert [path.name for path in paths.spool.iterdir()] == ["fresh"]


def test_pasted_tables_are_kept_for_thirty_days(tmp_path: Path) -> None:
    paths = prepare(tmp_path)
    ages = {"new": 0, "recent": PASTED_DAYS - 1, "old": PASTED_DAYS + 1}
    for name, days in ages.items():
        (paths.pasted / name).write_text("Cod\tPreț\n")
        moment = time.time() - days * 24 * 3600
        os.utime(paths.pasted / name, (moment, moment))
    prepare(tmp_path)
    assert {path.name for path in paths.pasted.iterdir()} == {"new", "recent"}


def test_each_account_has_a_ledger_of_its_own(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    accounts = [
        AccountKey("https://crm.rentix.md/api/v1", "318"),
        AccountKey("https://crm.rentix.md/api/v1", "31"),
        AccountKey("https://crm.rentix.md/api/v13", "18"),
        AccountKey("http://crm.rentix.md/api/v1", "318"),
        AccountKey("https://CRM.rentix.md/api/v1", "318"),
    ]
    names = [paths.ledger(account).name.lower() for account in accounts]
    assert len(set(names)) == len(accounts)


@given(st.text(max_size=400), st.text(max_size=400))
def test_a_ledgers_name_is_fit_for_any_system(base_url: str, agency: str) -> None:
    path = Paths(Path("data")).ledger(AccountKey(base_url, agency))
    assert path.parent == Path("data") / "ledgers"
    assert len(path.name) < 100
    assert set(path.name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
    assert not path.name.startswith((".", "-"))
