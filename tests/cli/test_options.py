"""The command line: global options anywhere, the environment behind them, wrong usage told, help in three languages."""

from __future__ import annotations

import io
import json
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from rentix_desktop.cli.main import run
from rentix_desktop.cli.options import GlobalOptions, parse, peek
from rentix_desktop.errors import AppError, Code
from rentix_desktop.sync.ports import Ports, RunningDemo
from rentix_desktop.texts.language import LANGUAGES, Texts

TR = Texts("en")
COMMANDS = ("agency", "inspect", "preview", "plan", "upload", "resume", "retry", "runs", "template", "report", "demo")


def _parse(*words: str, **environment: str) -> GlobalOptions:
    return parse(words, environment, TR, io.StringIO())[1]


def test_global_options_stand_before_or_after_the_command() -> None:
    words = ["--base-url", "https://x/api/v1", "--data-dir", "d", "--json", "--lang", "ro", "--bulk-per-minute", "7"]
    expected = GlobalOptions("https://x/api/v1", Path("d"), True, "ro", None, 7, None)
    assert _parse(*words, "runs") == expected
    assert _parse("runs", *words) == expected
    assert _parse(*words[:4], "runs", *words[4:]) == expected
    assert _parse("--base-url", "https://first", "runs", "--base-url", "https://last").base_url == "https://last"


def test_the_environment_stands_behind_the_options() -> None:
    environment = {
        "RENTIX_BASE_URL": "https://env/api/v1",
        "RENTIX_DATA_DIR": "/env",
        "RENTIX_API_KEY": " rk 1\r\n",
        "RENTIX_REQUESTS_PER_MINUTE": "9",
        "RENTIX_BULK_PER_MINUTE": "3",
    }
    assert _parse("runs", **environment) == GlobalOptions("https://env/api/v1", Path("/env"), False, None, 9, 3, "rk1")
    said = _parse("runs", "--base-url", "https://said", "--requests-per-minute", "1", **environment)
    assert (said.base_url, said.requests_per_minute, said.bulk_per_minute) == ("https://said", 1, 3)
    empty = dict.fromkeys(environment, "")
    assert _parse("runs", **empty) == GlobalOptions()
    assert "rk1" not in repr(_parse("runs", **environment))


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["upload"],
        ["runs", "--key", "abc"],
        ["upload", "a.csv", "--trial", "0"],
        ["upload", "a.csv", "--trial", "many"],
        ["upload", "a.csv", "--wait", "-1"],
        ["upload", "a.csv", "--wait", "nan"],
        ["runs", "--lang", "de"],
        ["runs", "--bulk-per-minute", "0"],
        ["upl", "a.csv"],
        ["upload", "a.csv", "--tri", "3"],
    ],
)
def test_wrong_usage(words: list[str]) -> None:
    with pytest.raises(AppError) as caught:
        _parse(*words)
    assert caught.value.code is Code.WRONG_USAGE


def test_wrong_numbers_in_the_environment() -> None:
    with pytest.raises(AppError) as caught:
        _parse("runs", RENTIX_BULK_PER_MINUTE="a few")
    assert "RENTIX_BULK_PER_MINUTE" in str(caught.value.params["text"])


def test_the_key_is_never_an_argument() -> None:
    for command in COMMANDS:
        text = _help(command)
        assert "--api-key" not in text
        assert "RENTIX_API_KEY" not in text or command == ""
    assert "RENTIX_API_KEY" in _help()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_in_every_language(command: str, language: str) -> None:
    text = _help(command, "--lang", language)
    assert "--base-url" in text
    assert "rentix-sync" in text
    if not command:
        assert all(f"    {name} " in text for name in COMMANDS)


def test_peek_never_fails() -> None:
    assert peek(["--lang"]) == (False, None)
    assert peek(["x", "--lang=ru", "--json"]) == (True, "ru")
    assert peek(["--lang", "klingon"]) == (False, None)


def _help(command: str = "", *words: str) -> str:
    stdout, stderr = io.StringIO(), io.StringIO()
    argv = [word for word in (command, "--help", *words) if word]
    assert run(argv, {}, _no_parts, _no_demo, stdout, stderr) == 0
    assert stderr.getvalue() == ""
    return stdout.getvalue()


def test_wrong_usage_is_told_twice_with_json() -> None:
    stdout, stderr = io.StringIO(), io.StringIO()
    assert run(["--json", "upload"], {}, _no_parts, _no_demo, stdout, stderr) == 2
    assert json.loads(stdout.getvalue())["error"]["code"] == "wrong_usage"
    assert "FILE" in stderr.getvalue()
    stdout, stderr = io.StringIO(), io.StringIO()
    assert run(["upload"], {}, _no_parts, _no_demo, stdout, stderr) == 2
    assert stdout.getvalue() == ""
    assert "FILE" in stderr.getvalue()


def _no_parts(options: GlobalOptions) -> AbstractContextManager[Ports]:
    raise AssertionError("nothing is opened for this")


def _no_demo(port: int, limits: str, typed_in: bool) -> AbstractContextManager[RunningDemo]:
    raise AssertionError("nothing is started for this")
