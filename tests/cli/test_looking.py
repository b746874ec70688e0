"""`inspect` and `preview`: JSON as promised, without key, network or the data folder's lock."""

from __future__ import annotations

from pathlib import Path

import pytest

from rentix_desktop.store.lock import FolderLock
from tests.cli.console import Console, row, rows, write_csv


def test_inspect(offline: Console, tmp_path: Path) -> None:
    done = offline("inspect", write_csv(tmp_path / "a.csv", rows(4)))
    assert done.code == 0
    data = done.data
    assert {name: data[name] for name in ("sheet", "encoding", "delimiter", "header_row", "rows")} == {
        "sheet": None,
        "encoding": "utf-8",
        "delimiter": ",",
        "header_row": 0,
        "rows": 4,
    }
    columns = {column["header"]: column for column in data["columns"]}
    assert all(set(column) == {"index", "header", "target", "confidence", "level"} for column in data["columns"])
    assert columns["ID"]["target"] == "externalId"
    assert columns["Price"]["target"] == "announcementValue"
    assert columns["Photos"]["target"] == "files"
    assert {column["level"] for column in data["columns"]} <= {"sure", "check", "none"}
    assert all(set(value) == {"field", "value", "target", "confidence", "level", "count"} for value in data["values"])
    sale = next(value for value in data["values"] if value["value"] == "Sale")
    assert (sale["field"], sale["target"], sale["count"]) == ("announcementType", "sale", 2)


def test_preview_is_a_line_a_row_and_never_refuses(offline: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(0), row(1, Currency="RUB", Photos=""), row(2)])
    done = offline("preview", file, "--map", "Area=", "--set", "announcementPayPeriod=monthly")
    assert done.code == 0
    good, bad, _ = done.lines
    assert all(set(line) == {"row", "sheet_row", "record", "problems"} for line in done.lines)
    assert (good["row"], good["sheet_row"], good["problems"]) == (0, 2, [])
    assert good["record"]["externalId"] == "T-0"
    assert good["record"]["announcementPayPeriod"] == "monthly"
    assert "propertyArea" not in good["record"]
    assert {problem["severity"] for problem in bad["problems"]} == {"error"}
    assert all(set(problem) == {"field", "code", "message", "severity"} for problem in bad["problems"])
    assert {problem["field"] for problem in bad["problems"]} >= {"announcementCurrency", "files"}


def test_they_do_not_wait_for_the_lock_and_write_no_ledger(offline: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(2))
    offline("inspect", file)
    lock = FolderLock(offline.data_dir / "lock", "rentix-desktop")
    lock.acquire()
    try:
        assert offline("inspect", file).code == 0
        assert offline("preview", file).code == 0
    finally:
        lock.release()
    assert not list((offline.data_dir / "ledgers").iterdir())
    assert not list((offline.data_dir / "spool").iterdir()), "nothing of the file stays behind"


def test_a_layout_is_saved_named_and_recognised(offline: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(2))
    assert offline("preview", file, "--map", "Rooms=propertyArea", "--map", "Area=-", "--save-layout", "odd").code == 0
    for words in (["--layout", "odd"], []):
        columns = {column["header"]: column["target"] for column in offline("inspect", file, *words).data["columns"]}
        assert (columns["Rooms"], columns["Area"]) == ("propertyArea", None)
    done = offline("inspect", file, "--layout", "other")
    assert (done.code, done.error) == (2, "layout_unknown")


def test_text_for_a_person_in_their_language(offline: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(0), row(1, Price="abc")])
    english = offline("preview", file, "--lang", "en", json=False)
    romanian = offline("--lang", "ro", "preview", file, json=False)
    assert english.code == romanian.code == 0
    assert "Row 3" in english.stdout
    assert "Preț" in romanian.stdout
    assert "{" not in english.stdout + romanian.stdout
    shown = offline("inspect", file, "--lang", "ru", json=False)
    assert "Цена" in shown.stdout


def test_output_is_utf8_on_any_console(offline: Console, tmp_path: Path) -> None:
    old = offline.with_(extra={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    file = write_csv(tmp_path / "Объекты-ș.csv", [row(0, Address="Chișinău, str. Алба-Юлия 1")])
    assert "Chișinău, str. Алба-Юлия 1" in old.process("preview", file).stdout
    missing = old.process("preview", tmp_path / "нет-ș.csv")
    assert missing.error == "file_missing"
    assert "нет-ș.csv" in missing.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["missing.csv"], "file_missing"),
        (["empty.csv"], "file_empty"),
        (["a.csv", "--encoding", "klingon"], "encoding_unknown"),
        (["a.csv", "--delimiter", ";;"], "wrong_usage"),
        (["a.csv", "--header-row", "-5"], "wrong_usage"),
    ],
)
def test_a_file_that_cannot_be_read(offline: Console, tmp_path: Path, words: list[str], code: str) -> None:
    write_csv(tmp_path / "a.csv", rows(2))
    (tmp_path / "empty.csv").touch()
    done = offline("inspect", tmp_path / words[0], *words[1:])
    assert (done.code, done.error) == (2, code)


@pytest.mark.parametrize(
    "words",
    [
        ["--map", "No such header=files"],
        ["--map", "Price=noSuchField"],
        ["--map", "Price"],
        ["--set", "announcementCurrency=RUB"],
        ["--value", "announcementType:Sale=gift"],
        ["--key", "ID+Nothing"],
    ],
)
def test_a_decision_about_something_that_is_not_there(offline: Console, tmp_path: Path, words: list[str]) -> None:
    done = offline("preview", write_csv(tmp_path / "a.csv", rows(2)), *words)
    assert (done.code, done.error) == (2, "wrong_usage")
    assert words[0] in done.data["error"]["message"]


def test_a_folder_that_cannot_be_used(offline: Console, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file is in the way")
    done = offline("inspect", write_csv(tmp_path / "a.csv", rows(2)))
    assert (done.code, done.error) == (2, "data_folder_not_writable")


def test_the_photos_are_asked_for_only_when_that_is_said(offline: Console, tmp_path: Path) -> None:
    photos = "http://127.0.0.1:9/1.jpg http://192.168.0.7/2.jpg https://nowhere.invalid/3.jpg"
    file = write_csv(tmp_path / "a.csv", [row(0, Photos=photos)])
    (line,) = offline("preview", file).lines
    assert not [problem for problem in line["problems"] if problem["code"] == "photo_does_not_open"]
    (line,) = offline("preview", file, "--check-photos").lines
    found = [problem for problem in line["problems"] if problem["code"] == "photo_does_not_open"]
    assert [problem["severity"] for problem in found] == ["warning"] * 3
    assert "127.0.0.1" in found[0]["message"]


def test_where_few_bytes_decide_the_encodings_are_offered_with_what_they_make_of_the_file(
    offline: Console, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    lines = ["Cod;Sector;Preț", *(f"A-{n};Botanica;{n}" for n in range(20)), "A-20;Râșcani;1"]
    file.write_bytes("\n".join(lines).replace("Preț", "Pret").encode("iso-8859-16"))
    done = offline("inspect", file)
    offered = [line.strip() for line in done.stderr.splitlines() if line.startswith("  --encoding ")]
    assert 2 <= len(offered) <= 4
    assert offered[0].startswith(f"--encoding {done.data['encoding']}: A-20;R")
    assert any(line.endswith("A-20;Râșcani;1") for line in offered)
    chosen = next(line for line in offered if line.endswith("A-20;Râșcani;1")).split(":")[0].split()
    again = offline("inspect", file, *chosen)
    assert again.data["encoding"] == chosen[1]
    assert "--encoding" not in again.stderr  # settled
