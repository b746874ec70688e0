"""The options of design section 5, letter by letter, as another program uses them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rentix_desktop.demo.launch import DemoPortal
from tests.cli.console import Console, row, rows, write_csv
from tests.cli.contract.seen import Portal, summary


def test_global_options_stand_before_or_after_the_command(portal: DemoPortal, tmp_path: Path) -> None:
    bare = Console(tmp_path / "unused", key=portal.key)
    words = ["--base-url", portal.base_url, "--data-dir", str(tmp_path / "here"), "--lang", "ru"]
    words += ["--requests-per-minute", "200", "--bulk-per-minute", "20", "--json"]
    before = bare.process(*words, "agency", json=False)
    after = bare.process("agency", *words, json=False)
    assert before.code == after.code == 0
    assert before.data == after.data
    assert before.data == {"id": 318, "name": "Casa Verde", "status": "active", "used": before.data["used"]} | {
        "limit": 1_000_000
    }
    assert (tmp_path / "here").is_dir()
    assert not (tmp_path / "unused").exists()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["agency", "--lang", "de"],
        ["agency", "--requests-per-minute", "0"],
        ["upload"],
        ["upload", "a.csv", "--trial", "0"],
        ["upload", "a.csv", "--trial", "99999999999999999999"],
        ["upload", "a.csv", "--wait", "nan"],
        ["demo", "--port", "70000"],
        ["inspect", "a.csv", "--delimiter", '"'],
        ["upload", "a.csv", "--failures", "./a.csv"],
    ],
)
def test_wrong_usage_is_an_error_object_and_a_sentence(
    offline: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = write_csv(tmp_path / "a.csv", rows(2))
    before = file.read_bytes()
    done = offline(*words)
    assert (done.code, done.error) == (2, "wrong_usage")
    assert file.read_bytes() == before


def test_a_key_on_the_command_line_is_not_repeated(offline: Console) -> None:
    done = offline.process("agency", "--api-key", "very-secret", "--key=other-secret")
    assert (done.code, done.error) == (2, "wrong_usage")
    assert "--api-key" in done.stderr
    assert "secret" not in done.stdout + done.stderr


def test_what_a_column_means(offline: Console, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "ID,Price=EUR,Kind,Deal,F,lat,lng,street,city,agent,photo 1,photo 2\n"
        'A,500,Apartment,weird,3/9,"47,01",28.85,Ismail 3,Chisinau,A-1,http://x.md/1.jpg,http://x.md/2.jpg\n'
    )
    targets = {
        "Price=EUR": "announcementValue",  # split at the last "="
        "#2": "propertySecondaryType",
        "Deal": "announcementType",
        "F": "propertyFloor",
        "lat": "propertyCoordinates.lat",
        "lng": "propertyCoordinates.lng",
        "street": "propertyAddress.part",
        "city": "propertyAddress.part",
        "agent": "user",
        "photo 1": "files",
        "photo 2": "files",
    }
    maps = [word for header, target in targets.items() for word in ("--map", f"{header}={target}")]
    said = ["--value", "announcementType:weird=rent", "--set", "announcementDescription=a=b", "--key", "ID+Kind"]
    done = offline.process("preview", file, *maps, *said)
    assert done.code == 0
    record = done.data["record"]
    assert record["externalId"] == "A-Apartment"
    assert (record["announcementValue"], record["announcementType"]) == (500, "rent")
    assert (record["propertyType"], record["propertySecondaryType"]) == ("residential", "apartment")
    assert (record["propertyFloorNumber"], record["propertyFloorsTotal"]) == (3, 9)
    assert record["propertyCoordinates"] == {"lat": 47.01, "lng": 28.85}
    assert record["propertyAddress"] == "Ismail 3, Chisinau"
    assert record["user"] == {"externalUserId": "A-1"}
    assert [photo["url"] for photo in record["files"]] == ["http://x.md/1.jpg", "http://x.md/2.jpg"]
    assert record["announcementDescription"] == "a=b"
    assert [(each["field"], each["severity"]) for each in done.data["problems"]] == [
        ("announcementDescription", "error")
    ]


def test_rows_are_numbered_as_promised(offline: Console, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Our listings\n\nID,Price,Deal\nA,50000,Sale\n,,\n\nB,60000,Sale\n")
    assert offline.process("inspect", file).data["header_row"] == 2
    lines = offline.process("preview", file).lines
    assert [(line["row"], line["sheet_row"], line["record"]["externalId"]) for line in lines] == [
        (0, 4, "A"),
        (1, 7, "B"),
    ]
    none = offline("inspect", file, "--header-row", "-1").data
    assert (none["header_row"], {column["header"] for column in none["columns"]}) == (None, {""})


def test_a_price_the_portal_will_not_take_is_told_as_read(offline: Console, tmp_path: Path) -> None:
    done = offline("preview", write_csv(tmp_path / "a.csv", [row(0, Currency="RUB")]))
    assert done.data["record"]["announcementCurrency"] == "RUB"
    assert "error" in {problem["severity"] for problem in done.data["problems"]}


def test_an_address_that_is_only_markup_is_no_address(console: Console, tmp_path: Path) -> None:
    (line,) = console("preview", write_csv(tmp_path / "a.csv", [row(0, Address="<br/>")])).lines
    assert "propertyAddress" not in line["record"]
    assert [problem["severity"] for problem in line["problems"]] == ["error"]


def test_a_doubtful_column_is_refused_with_words_that_settle_it(
    console: Console, behind: Portal, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("ID,Price,,\nA,50000,Sale,EUR\nB,60000,Rent,USD\n")
    assert console("preview", file).code == 0, "preview never refuses"
    words: list[str] = []
    while (done := console("upload", file, *words)).code == 2:  # what the hint says is typed until nothing is in doubt
        assert done.error == "not_sure"
        assert behind.bulk_requests == 0
        hint = done.data["error"]["hint"]
        said = [word for word in re.findall(r'--map "([^"]+)"', hint) if word not in words]
        assert said, hint
        words += ["--map", said[0]]
    assert words
    assert summary(done) == {"created": 2}


def test_a_file_with_only_a_header_is_told_and_hides_nothing(console: Console, behind: Portal, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(4))
    assert console("upload", file).code == 0
    write_csv(file, [])
    for command in ("preview", "plan", "upload"):
        words = [] if command == "preview" else ["--hide-missing", "--yes"]
        done = console(command, file, *words)
        assert (done.code, done.error) == (2, "no_rows")
    assert set(behind.statuses.values()) <= {"active", "pending_active"}


def test_only_changed_fields_go_and_an_unchanged_run_asks_nothing(
    console: Console, behind: Portal, tmp_path: Path
) -> None:
    listings = rows(4)
    file = write_csv(tmp_path / "a.csv", listings)
    assert summary(console.process("upload", file)) == {"created": 4}
    first = behind.state["log"][-1]["bytes"]
    listings[2]["Price"] = "99999"
    listings[3]["Description"] = ""  # blank keeps the portal's value
    write_csv(file, listings)
    assert summary(console.process("upload", file)) == {"updated": 1, "unchanged": 3}
    assert behind.state["log"][-1]["bytes"] < min(120, first)
    assert behind.prices["T-2"] == 99999
    count = behind.bulk_requests
    assert summary(console.process("upload", file)) == {"unchanged": 4}
    assert behind.bulk_requests == count


def test_hidden_held_and_shown_again(console: Console, behind: Portal, tmp_path: Path) -> None:
    listings = rows(10)
    file = write_csv(tmp_path / "a.csv", listings)
    console("upload", file)
    write_csv(file, listings[:9])
    assert summary(console("upload", file)) == {"unchanged": 9}, "nothing is hidden unasked"
    assert summary(console("upload", file, "--hide-missing")) == {"unchanged": 9, "hidden": 1}
    assert behind.statuses["T-9"] == "hidden"
    write_csv(file, listings)
    assert summary(console("upload", file)) == {"unchanged": 9, "updated": 1}
    assert behind.statuses["T-9"] in ("active", "pending_active")
    write_csv(file, listings[:1])
    held = console("upload", file, "--hide-missing")
    assert (held.code, summary(held)) == (1, {"unchanged": 1, "hide_held": 9})
    assert "hidden" not in behind.statuses.values()
    assert console("plan", write_csv(tmp_path / "b.csv", listings[:1]), "--hide-missing", "--yes").data["hide"] == 0


def test_an_older_interrupted_run_never_undoes_a_newer_one(console: Console, behind: Portal, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(4))
    assert summary(console("upload", file, "--trial", "1")) == {"created": 1, "not_sent": 3}
    write_csv(file, [row(number, Price="77000") for number in range(4)])
    assert console("upload", file).code == 0
    rest = console("resume")
    assert (rest.code, rest.data["total"]) == (0, 0)
    assert set(behind.prices.values()) == {77000}


def test_what_a_person_reads_is_safe_for_a_terminal(console: Console, behind: Portal, tmp_path: Path) -> None:
    behind.faults({"kind": "items", "positions": [0], "error": "no \x1b[2J\x07 way", "path": "/listings/bulk"})
    done = console("upload", write_csv(tmp_path / "a.csv", rows(2)), json=False)
    assert "way" in done.stdout
    assert not {"\x1b", "\x07"} & set(done.stdout + done.stderr)
    assert json.loads(console("runs").stdout)
