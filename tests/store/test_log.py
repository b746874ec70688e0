"""No key in the log, wherever it stood; and a log that cannot be written disturbs nobody."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from urllib.parse import quote

import pytest

from rentix_desktop.store.log import logging_to
from rentix_desktop.store.secrets import Secrets

KEY = 'rk-"Ключ"/ 42+ș'


def _raise() -> None:
    raise RuntimeError(f"request with {KEY} failed")


def test_the_key_is_hidden_everywhere(tmp_path: Path) -> None:
    secrets = Secrets()
    log = logging.getLogger("rentix_desktop.test")
    with logging_to(tmp_path / "test.log", secrets):
        secrets.add(KEY)
        log.info("in the message %s", KEY)
        log.info("in a structure %r", {"key": KEY})
        log.info("as JSON %s", json.dumps({"key": KEY}))
        log.info("in an address https://x/?k=%s", quote(KEY, safe=""))
        try:
            _raise()
        except RuntimeError:
            log.exception("failed", stack_info=True)
    text = (tmp_path / "test.log").read_text("utf-8")
    assert text.count("[key]") >= 5
    for form in (KEY, json.dumps(KEY)[1:-1], quote(KEY, safe=""), "42+ș"):
        assert form not in text
    assert "RuntimeError: request with [key] failed" in text
    assert KEY not in repr(secrets)


def test_chatty_libraries_do_not_log_addresses(tmp_path: Path) -> None:
    with logging_to(tmp_path / "test.log", Secrets(), level=logging.DEBUG):
        logging.getLogger("httpx").info("HTTP Request: GET https://x/agency")
        logging.getLogger("httpcore.http11").debug("headers")
        logging.getLogger("httpx").warning("worth knowing")
    text = (tmp_path / "test.log").read_text("utf-8")
    assert "worth knowing" in text
    assert "HTTP Request" not in text
    assert "headers" not in text


def test_it_rotates_and_old_parts_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rentix_desktop.store.log._MAX_BYTES", 2000)
    with logging_to(tmp_path / "test.log", Secrets()):
        for number in range(200):
            logging.getLogger("x").info("line %s %s", number, "." * 100)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["test.log", "test.log.1", "test.log.2", "test.log.3"]
    assert all(path.stat().st_size <= 2000 for path in tmp_path.iterdir())
    assert "line 199" in (tmp_path / "test.log").read_text("utf-8")


def test_a_log_that_cannot_be_written_is_no_reason_to_stop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with logging_to(tmp_path / "missing" / "test.log", Secrets()):
        logging.getLogger("x").error("nobody hears")
    monkeypatch.setattr("rentix_desktop.store.log._MAX_BYTES", 10)
    monkeypatch.setattr("os.rename", _held_by_another_program)
    with logging_to(tmp_path / "test.log", Secrets()):
        logging.getLogger("x").error("first")
        logging.getLogger("x").error("second")
    assert (tmp_path / "test.log").read_text("utf-8").count("\n") == 2
    assert capsys.readouterr().err == ""


def _held_by_another_program(*_: object) -> None:
    raise PermissionError(13, "held")
