"""`template`, `report`, and the failures' way through Excel, by the console against the demo portal."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from rentix_desktop.demo.launch import DemoPortal
from rentix_desktop.texts.language import LANGUAGES
from tests.cli.console import HEADER, Console, row, rows, write_csv

HOSTILE = "<script>alert(1)</script>\"'&=1+1"


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


# template ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_filled_in_is_recognised_and_sent(console: Console, language: str, tmp_path: Path) -> None:
    out = tmp_path / "listings.xlsx"
    done = console("template", out, "--lang", language)
    assert (done.code, done.data) == (0, {"file": str(out), "live": True})
    book = load_workbook(out)
    sheet = book.worksheets[0]
    lists = {str(each.sqref).partition(":")[0]: each.formula1 for each in sheet.data_validations.dataValidation}
    for index in range(1, sheet.max_column + 1):  # the first allowed value of each list, and a plain text elsewhere
        cell = sheet.cell(2, index)
        if cell.coordinate in lists:
            sheet_name, _, where = lists[cell.coordinate].partition("!")
            first = where.replace("$", "").partition(":")[0]
            cell.value = book[sheet_name.strip("'")][first].value
    sheet["A2"], sheet["B2"] = "007", "Chișinău, str. Ismail 7"
    book.save(out)
    seen = console("inspect", out)
    found = {column["target"]: column["level"] for column in seen.data["columns"]}
    assert set(found.values()) == {"sure"}
    assert {value["level"] for value in seen.data["values"]} == {"sure"}
    planned = console("plan", out)
    assert (planned.code, planned.data["total"]) == (0, 1), planned.stderr


def test_a_template_without_key_and_network_says_what_it_is_made_of(offline: Console, tmp_path: Path) -> None:
    done = offline("template", tmp_path / "listings.xlsx", "--lang", "en")
    assert (done.code, done.data["live"]) == (0, False)
    assert "built into the program" in done.stderr
    assert (tmp_path / "listings.xlsx").exists()
    wrong = offline("template", tmp_path / "listings.csv", "--lang", "en")
    assert (wrong.code, wrong.error) == (2, "wrong_usage")


# the round trip ---------------------------------------------------------------------------------------------------------
def test_only_changed_rows_are_sent_and_the_others_stay_as_they_were(console: Console, tmp_path: Path) -> None:
    bad = [row(number, Price="many") for number in (20, 21, 22)]
    file = write_csv(tmp_path / "a.csv", [*rows(20), *bad])
    out = tmp_path / "failures.xlsx"
    assert console("upload", file, "--failures", out, "--lang", "en").code == 1
    book = load_workbook(out)
    sheet = book.active
    assert sheet is not None
    header = [cell.value for cell in sheet[1]]
    assert header[1:] == [*HEADER, "What is wrong", "What to do"]
    unchanged = console("retry", out)
    assert (unchanged.code, unchanged.error) == (2, "fixed_file_unchanged")
    sheet.cell(3, header.index("Price") + 1).value = "61 500"
    sheet.delete_rows(4)
    book.save(out)
    done = console("retry", out)
    assert done.code == 1
    assert {name: done.data[name] for name in ("total", "created", "blocked")} == {
        "total": 3,
        "created": 1,
        "blocked": 2,
    }
    assert console("retry", out).error == "fixed_file_unchanged", "it went through"
    console("upload", file)
    assert console("retry", out).error == "fixed_file_foreign", "the file was uploaded again since"


# report -----------------------------------------------------------------------------------------------------------------
def refuse(portal: DemoPortal, position: int, words: str) -> None:
    fault = {"kind": "items", "positions": [position], "error": words, "path": "/listings/bulk"}
    httpx.post(portal.page_url + "_demo/faults", json=[fault]).raise_for_status()


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in load_workbook(path)}


def test_a_report_says_what_was_changed_what_failed_and_why(
    console: Console, portal: DemoPortal, tmp_path: Path
) -> None:
    console("upload", write_csv(tmp_path / "a.csv", rows(4)))
    file = write_csv(
        tmp_path / "a.csv", [row(0, Price="61500"), row(1), row(2, Address=HOSTILE), row(4, Price="many"), row(5)]
    )
    refuse(portal, 2, HOSTILE)
    sent = console("upload", file)
    assert {name: sent.data[name] for name in ("updated", "unchanged", "refused", "blocked")} == {
        "updated": 2, "unchanged": 1, "refused": 1, "blocked": 1,
    }  # fmt: skip
    run = sent.data["run"]
    for language in LANGUAGES:
        page = tmp_path / f"{language}.html"
        done = console("report", run, page, "--lang", language)
        assert (done.code, done.data) == (0, {"run": run, "file": str(page)})
        made = Page(page.read_text("utf-8"))
        assert made.tags.isdisjoint({"script", "img", "link", "iframe", "a", "object"})
        assert not [name for name in made.attributes if name.startswith("on") or name in ("src", "href")]
        words = "\n".join(made.words)
        assert HOSTILE in words, "shown as it is, and nothing of it is alive"
    assert {"50,000", "61,500"} <= set(made.words), "the former price and the new one"
    assert {"T-0", "T-2", "T-4", "T-5", "a.csv"} <= {word.strip() for word in made.words}
    assert "svg" in made.tags
    book = tmp_path / "report.xlsx"
    assert console("report", run, book, "--lang", "en").code == 0
    found = sheets(book)
    counts = {line[0]: line[1] for line in found["Summary"][1:10]}
    assert counts == {
        "Created": 0, "Updated": 2, "Now hidden": 0, "Unchanged": 1, "Refused by the portal": 1,
        "Cannot be sent": 1, "Skipped": 0, "Not sent": 0, "Answer lost": 0,
    }  # fmt: skip
    assert ["T-0", "Price", "50,000", "61,500"] in [[line[0], *line[4:7]] for line in found["What was changed"]]
    assert [line[0] for line in found["What did not go through"][1:]] == ["T-4", "T-5"]
    for sheet in load_workbook(book):
        assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}, "no formula"


def test_a_report_of_no_run_or_no_kind(console: Console, tmp_path: Path) -> None:
    assert console("report", "7", tmp_path / "a.html").error == "wrong_usage"
    console("upload", write_csv(tmp_path / "a.csv", rows(1)))
    assert console("report", "1", tmp_path / "a.docx").error == "wrong_usage"
    done = console("report", "1", tmp_path / "no" / "such" / "a.html")
    assert (done.code, done.error) == (2, "file_not_writable")


def test_what_came_after_a_run_stands_in_its_report(console: Console, tmp_path: Path) -> None:
    out = tmp_path / "f.xlsx"
    console(
        "upload", write_csv(tmp_path / "a.csv", [*rows(9), row(9, Price="many")]), "--failures", out, "--lang", "en"
    )
    book = load_workbook(out)
    sheet = book.worksheets[0]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("Price") + 1).value = 5000
    book.save(out)
    assert console("retry", out).code == 0
    page = tmp_path / "a.html"
    console("report", "1", page, "--lang", "en")
    text = page.read_text("utf-8")
    assert "Since then" in text
    assert "Sent again of" in text
    assert time.strftime("%d.%m.%Y") in text
