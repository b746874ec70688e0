"""The settings survive a restart, a damaged file and a newer program, and hold no secret."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.errors import AppError, Code
from rentix_desktop.store.settings import JsonSettingsStore
from rentix_desktop.store.settings_file import from_text, to_text
from rentix_desktop.sync.destination import Account
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import Settings, Theme

FULL = Settings(
    language="ro",
    theme=Theme.DARK,
    ca_file=Path("/etc/ssl/birou.pem"),
    requests_per_minute=120,
    bulk_per_minute=12,
    recent_files=(Path("/home/clerk/Объекты.xlsx"),),
).with_account(Account("https://crm.rentix.md/api/v1", "318", "Casa Nord"))


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    store = JsonSettingsStore(tmp_path / "settings.json")
    assert store.load() == Settings()
    store.save(FULL)
    assert JsonSettingsStore(tmp_path / "settings.json").load() == FULL
    assert FULL.last_account == AccountKey("https://crm.rentix.md/api/v1", "318")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        b'{"version": 99}',
        b'{"version": 1, "requests_per_minute": 0}',
        b'{"version": 1, "theme": "pink"}',
        b'{"version": 1, "accounts": [{"key": 1}]}',
        b'{"version": 1, "ca_file": 5}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_kept_and_defaults_are_given(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(text)
    store = JsonSettingsStore(path)
    assert store.load() == Settings()
    assert [kept.read_bytes() for kept in tmp_path.glob("settings.json.damaged-*")] == [text]
    store.save(FULL)
    assert store.load() == FULL


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["key", "name", "base_url", "agency_id", "x"]), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    st.sampled_from(["language", "theme", "ca_file", "bulk_per_minute", "accounts", "last_account", "recent_files"]),
)
def test_whatever_stands_in_it_the_settings_are_good_or_refused(value: object, name: str) -> None:
    try:
        settings = from_text(json.dumps({"version": 1, name: value}).encode())
    except ValueError:
        return
    assert from_text(to_text(settings).encode()) == settings


def test_keys_of_another_program_are_left_out_quietly(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"version": 1, "language": "ru", "colour_of_the_moon": "blue"}), "utf-8")
    assert JsonSettingsStore(path).load() == Settings(language="ru")
    assert not list(tmp_path.glob("*.damaged*"))


def test_a_failed_save_leaves_the_old_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = JsonSettingsStore(tmp_path / "settings.json")
    store.save(FULL)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AppError) as caught:
        store.save(Settings())
    assert caught.value.code is Code.DISK_FULL
    assert store.load() == FULL
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


@pytest.mark.skipif(
    sys.platform == "win32", reason="only on Linux and macOS: the folder of a Windows profile is private already"
)
def test_the_file_is_the_persons_own(tmp_path: Path) -> None:
    JsonSettingsStore(tmp_path / "settings.json").save(FULL)
    assert stat.S_IMODE((tmp_path / "settings.json").stat().st_mode) == 0o600
