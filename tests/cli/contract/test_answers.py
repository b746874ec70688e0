"""Answers no portal should give: no row is counted as good that is not there, none is lost, no traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.console import Console, rows, write_csv
from tests.cli.contract.hostile import Hostile, good
from tests.cli.contract.seen import BULK, Portal, summary


def _words(**fault: Any) -> dict[str, Any]:
    return BULK | fault


ONCE = {
    "cut": _words(kind="cut"),
    "dropped": _words(kind="drop"),
    "refused": _words(kind="refuse"),
    "not JSON": _words(kind="not_json"),
    "a result missing": _words(kind="results", change="missing"),
    "no results": _words(kind="results", change="none"),
    "other order": _words(kind="results", change="reversed"),
    "too many": _words(kind="results", change="extra"),
    "twice": _words(kind="results", change="twice"),
    "without externalId": _words(kind="results", change="nameless"),
    "429 inside 200": _words(kind="items", positions=[1, 2]),
    "422 without results": _words(kind="status", status=422),
    "500": _words(kind="status", status=500),
    "413": _words(kind="status", status=413),
    "400": _words(kind="status", status=400),
    "empty list": _words(kind="status", status=200, body=[]),
    "numbers for results": _words(kind="status", status=200, body={"results": [1, 2, 3]}),
    "204": _words(kind="status", status=204, body=""),
    "deep": _words(kind="status", status=200, body="[" * 50_000, headers={"content-type": "application/json"}),
}


@pytest.mark.parametrize("fault", ONCE.values(), ids=ONCE.keys())
def test_one_bad_answer_costs_no_row(console: Console, behind: Portal, tmp_path: Path, fault: dict[str, Any]) -> None:
    file = write_csv(tmp_path / "a.csv", rows(3))
    behind.faults(fault)
    done = console("upload", file)
    assert (done.code, summary(done)) == (0, {"created": 3})
    assert len(behind.prices) == 3


ALWAYS = {
    "cut": (_words(kind="cut"), {"in_doubt": 3}, 4),
    "html": (_words(kind="html"), {"in_doubt": 3}, 4),
    "a result missing": (_words(kind="results", change="missing"), {"created": 2, "in_doubt": 1}, 4),
    "503": (_words(kind="status", status=503), {"in_doubt": 3}, 4),
    "redirect": (_words(kind="redirect", location="http://localhost:9/api/v1/listings/bulk"), {"not_sent": 3}, 4),
    "401": (_words(kind="status", status=401, body={"statusCode": 401, "message": "Invalid API key"}), None, 3),
    "403": (_words(kind="status", status=403, body={"statusCode": 403, "message": "Agency is suspended"}), None, 3),
}


@pytest.mark.parametrize(("fault", "counts", "code"), ALWAYS.values(), ids=ALWAYS.keys())
def test_a_portal_that_stays_bad_loses_nothing(
    console: Console, behind: Portal, tmp_path: Path, fault: dict[str, Any], counts: dict[str, int] | None, code: int
) -> None:
    file = write_csv(tmp_path / "a.csv", rows(3))
    behind.faults(fault | {"times": 999})
    done = console("upload", file, "--wait", "0.5")
    assert (done.code, summary(done)) == (code, counts or {"not_sent": 3})
    assert done.stderr.strip(), "a sentence says why"
    behind.faults()
    rest = console("resume")
    assert (rest.code, summary(rest)) == (0, {"created": 3})
    assert rest.data["run"] == done.data["run"]
    assert len(behind.prices) == 3


@pytest.mark.parametrize("shape", ["text", ["one", "two"], {"message": "text"}, {"message": ["one", "two"]}])
def test_the_portals_words_in_every_shape(console: Console, behind: Portal, tmp_path: Path, shape: Any) -> None:
    behind.faults(_words(kind="items", positions=[0, 2], error=shape))
    done = console("upload", write_csv(tmp_path / "a.csv", rows(3)))
    assert (done.code, summary(done)) == (1, {"created": 1, "refused": 2})
    assert [failure["row"] for failure in done.data["failures"]] == [0, 2]
    assert done.data["failures"][0]["messages"] in (["text"], ["one", "two"])
    assert summary(console("retry")) == {"created": 2}


@pytest.mark.parametrize("said", ["yes", "true", 1, "1", None, [], {}])
def test_only_true_is_yes(attacked: Console, enemy: Hostile, tmp_path: Path, said: Any) -> None:
    results = [{"externalId": "T-0", "success": said}]
    enemy.bulk = lambda *_: (200, json.dumps({"results": results}).encode())
    done = attacked("upload", write_csv(tmp_path / "a.csv", rows(1)), "--wait", "0.2")
    assert (done.code, summary(done)) == (4, {"in_doubt": 1})


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00{", b'{"results": [NaN]}', b'{"results": [{"id": ' + b"9" * 6000 + b"}]}", b"x" * 20_000_000]
)
def test_bodies_that_are_no_answer(attacked: Console, enemy: Hostile, tmp_path: Path, body: bytes) -> None:
    enemy.bulk = lambda *_: (200, body)
    done = attacked("upload", write_csv(tmp_path / "a.csv", rows(2)), "--wait", "0.2")
    assert (done.code, summary(done)) == (4, {"in_doubt": 2})
    enemy.bulk = good
    assert summary(attacked("resume")) == {"created": 2}


def test_ten_megabytes_around_good_results_are_read(attacked: Console, enemy: Hostile, tmp_path: Path) -> None:
    enemy.bulk = lambda operations, key: (200, good(operations, key)[1] + b" " * 10_000_000)
    done = attacked("upload", write_csv(tmp_path / "a.csv", rows(2)))
    assert (done.code, summary(done)) == (0, {"created": 2})


@pytest.mark.parametrize("agency", [{}, [], None, {"id": None}, {"id": True}, {"id": {}}])
def test_an_agency_that_is_none(attacked: Console, enemy: Hostile, agency: Any) -> None:
    enemy.agency = agency
    done = attacked("agency")
    assert (done.code, done.error) == (4, "answer_unreadable")


def test_an_agency_with_a_path_for_an_id_stays_in_the_data_folder(
    attacked: Console, enemy: Hostile, tmp_path: Path
) -> None:
    enemy.agency = {"id": "../../../escaped", "name": "n"}
    assert attacked("upload", write_csv(tmp_path / "a.csv", rows(1))).code == 0
    assert not list(tmp_path.parent.glob("*escaped*"))
    (ledger,) = (path for path in (attacked.data_dir / "ledgers").iterdir() if path.suffix == ".sqlite")
    assert "escaped" in ledger.name


def test_a_portal_that_repeats_the_key_does_not_get_it_written_down(
    attacked: Console, enemy: Hostile, tmp_path: Path
) -> None:
    """`Console` looks for the key in every output and every file after each command."""
    enemy.agency = {"id": 1, "name": f"Agency {attacked.key}"}
    file = write_csv(tmp_path / "a.csv", rows(2))

    def refuse(operations: list[dict[str, Any]], header: str) -> tuple[int, bytes]:
        results = [{"externalId": each["externalId"], "success": False, "error": header} for each in operations]
        return 200, json.dumps({"results": results}).encode()

    def reject(_: list[dict[str, Any]], header: str) -> tuple[int, bytes]:
        return 400, json.dumps({"statusCode": 400, "message": ["no", header]}).encode()

    for answers in (refuse, reject):
        enemy.bulk = answers
        out = tmp_path / "failures.xlsx"
        done = attacked("upload", file, "--failures", out, "--all")
        assert (done.code, summary(done)) == (1, {"refused": 2})
        assert attacked("runs", json=False).code == 0
