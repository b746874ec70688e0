"""The real parts together: the key from the keyring, the account used last, the lock, the demo, the support facts."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import httpx
import keyring
import pytest

from rentix_desktop.bootstrap.parts import open_parts, start_demo
from rentix_desktop.cli.main import run
from rentix_desktop.errors import AppError, Code
from rentix_desktop.store import keys
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import Kept, Settings
from rentix_desktop.sync.repair.corrections import KeptCorrection
from tests.store.test_keys import MemoryBackend

ACCOUNT = AccountKey("https://crm.rentix.md/api/v1", "318")


def test_one_program_at_a_time_has_the_ledgers(tmp_path: Path) -> None:
    with open_parts("first", data_dir=tmp_path) as first, open_parts("second", data_dir=tmp_path) as second:
        second.settings.save(Settings(language="ro"))  # everything but the ledgers may be used by several
        ledger = first.open_ledger(ACCOUNT)
        other = first.open_ledger(replace(ACCOUNT, agency_id="319"))
        with pytest.raises(AppError) as caught:
            second.open_ledger(ACCOUNT)
        assert caught.value.code is Code.DATA_FOLDER_BUSY
        assert caught.value.params["program"] == "first"
        ledger.close()
        other.close()
    with open_parts("third", data_dir=tmp_path) as third:
        third.open_ledger(ACCOUNT).close()


def test_corrections_are_kept_for_one_account_and_no_other(tmp_path: Path) -> None:
    made = KeptCorrection("CN-1", "announcementValue", 1, 2, 10.0)
    with open_parts("first", data_dir=tmp_path) as parts:
        for number, account in enumerate((ACCOUNT, replace(ACCOUNT, agency_id="319"))):
            with contextlib.closing(parts.open_ledger(account)) as ledger:
                assert ledger.corrections(["CN-1"]) == {}
                ledger.keep_corrections([replace(made, now=number)])
        with contextlib.closing(parts.open_ledger(ACCOUNT)) as ledger:
            assert ledger.corrections(["CN-1"]) == {"CN-1": (replace(made, now=0),)}


def test_an_address_that_cannot_be_used(tmp_path: Path) -> None:
    with open_parts("test", data_dir=tmp_path) as parts:
        with pytest.raises(AppError) as caught:
            parts.connect("http://crm.rentix.md/api/v1", "rk-0123456789")
        assert caught.value.code is Code.ADDRESS_INSECURE


def test_the_support_facts_say_where_things_are_and_nothing_secret(tmp_path: Path) -> None:
    with open_parts("test", data_dir=tmp_path) as parts:
        parts.connect(ACCOUNT.base_url, "rk-0123456789").close()
        facts = parts.support()
    assert facts.data_folder == tmp_path
    assert facts.log_file.is_relative_to(tmp_path)
    names = dict(facts.facts)
    assert names["python"] == ".".join(map(str, sys.version_info[:3]))
    assert "rk-0123456789" not in repr(facts)


def test_the_catalogue_is_there_without_a_network(tmp_path: Path) -> None:
    with open_parts("test", data_dir=tmp_path) as parts:
        assert "announcementValue" in parts.builtin_catalogue().fields


def test_the_demo_ends_with_its_context() -> None:
    with start_demo(limits="off") as demo:
        assert httpx.get(demo.page).status_code == 200
        assert httpx.get(demo.base_url + "/agency", headers={"X-API-Key": demo.key}).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(demo.page)


def test_the_console_takes_the_key_of_the_keyring_for_the_account_used_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = MemoryBackend()
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    monkeypatch.setattr(keys, "_SECURE", {f"{MemoryBackend.__module__}.MemoryBackend": "Test Keyring"})
    try:
        with start_demo(limits="off") as demo:
            account = AccountKey(demo.base_url, "318")
            with open_parts("window", data_dir=tmp_path) as parts:
                assert parts.keys.put(account, demo.key).where is Kept.KEYRING
                with contextlib.closing(parts.connect(demo.base_url, demo.key)) as destination:
                    known = Settings().with_account(destination.verify())
                parts.settings.save(known)
                assert known.last_account == account
            assert _agency(tmp_path, {}) == (0, "Casa Verde")
            backend.kept.clear()
            assert _agency(tmp_path, {}) == (3, "key_missing")
            assert _agency(tmp_path, {"RENTIX_API_KEY": demo.key}) == (0, "Casa Verde")
            assert backend.kept == {}, "a key of the environment is used, not kept"
    finally:
        keyring.set_keyring(before)


def _agency(data_dir: Path, environment: dict[str, str]) -> tuple[int, str]:
    stdout = io.StringIO()
    code = run(
        ["agency", "--json", "--data-dir", str(data_dir)],
        environment,
        lambda options: open_parts("rentix-sync", data_dir=options.data_dir),
        start_demo,
        stdout,
        io.StringIO(),
    )
    told = json.loads(stdout.getvalue())
    return code, told["error"]["code"] if "error" in told else told["name"]
