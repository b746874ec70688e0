"""The catalogues of the three languages: complete, of the present source, with the right placeholders and letters."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

import rentix_desktop

ROOT = Path(rentix_desktop.__file__).parent.parent


def _load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations_tool", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _load_tool()


def test_the_catalogues_are_complete_and_right() -> None:
    wrong = tool.check()
    if wrong:
        pytest.fail("\n".join([*wrong[:20], f"{len(wrong)} in all: packaging/translations.py check"]), pytrace=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small project whose catalogues are complete."""
    source = tmp_path / "rentix_desktop" / "page.py"
    source.parent.mkdir()
    source.write_text(
        'tr("Send {name}")\nself._tr.plural("{n} row", "{n} rows", 3)\nTABLE = mark_plural("one cell", "{n} cells")\n',
        "utf-8",
    )
    tool.update(tmp_path)
    for language, plural in {
        "ro": ("un rând", "{n} rânduri", "{n} de rânduri"),
        "ru": ("{n} a", "{n} b", "{n} c"),
    }.items():
        path = tool.po_path(tmp_path, language)
        text = path.read_text("utf-8").replace('msgstr ""\n\n', 'msgstr "Trimite {name}"\n\n')
        for form, words in enumerate(plural):
            text = text.replace(f'msgstr[{form}] ""', f'msgstr[{form}] "{words}"')
        path.write_text(text, "utf-8")
    assert tool.check(tmp_path) == []
    return tmp_path


@pytest.mark.parametrize(
    ("language", "old", "new", "fault"),
    [
        ("ro", "Trimite {name}", "", "not translated"),
        ("ro", "Trimite {name}", "Trimite {nume}", "placeholders differ"),
        ("ro", "Trimite {name}", "Trimiteţi {name}", "cedilla"),
        ("ro", "{n} de rânduri", "de rânduri", "placeholders differ"),
        ("ru", "{n} a", "одна", "placeholders differ"),
        ("ru", "{n} c", "", "not translated"),
        ("en", '#: rentix_desktop/page.py\n#, python-brace-format\nmsgid "Send', '#, fuzzy\nmsgid "Send', "fuzzy"),
        ("en", "Send {name}", "Send {name} now", "run update"),
    ],
)
def test_a_planted_fault_is_found(copy: Path, language: str, old: str, new: str, fault: str) -> None:
    path = tool.po_path(copy, language)
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new), "utf-8")
    assert fault in "\n".join(tool.check(copy))


def test_a_new_message_is_found_before_it_is_translated(copy: Path) -> None:
    (copy / "rentix_desktop" / "new.py").write_text('mark("Something new")', "utf-8")
    assert len(tool.check(copy)) == 3
    tool.update(copy)
    assert [line.split(":")[0] for line in tool.check(copy)] == ["ro", "ru"]


def test_a_message_inside_another_text_is_found() -> None:
    """`{tr("…")}` within an f-string, too, which a reader of tokens passes over before Python 3.12."""
    source = "title = f\"{tr('sent')}: {self._tr.plural('{n} row', '{n} rows', rows)}\"\nother = tr(name) + tr()\n"
    assert [message for _, message in tool.calls(source)] == [("sent",), ("{n} row", "{n} rows")]


def test_an_update_without_news_changes_nothing(copy: Path) -> None:
    before = [tool.po_path(copy, language).read_bytes() for language in tool.LANGUAGES]
    tool.update(copy)
    assert [tool.po_path(copy, language).read_bytes() for language in tool.LANGUAGES] == before


def test_plural_forms_of_the_languages() -> None:
    assert {language: tool.read(ROOT, language).num_plurals for language in tool.LANGUAGES} == {
        "en": 2,
        "ro": 3,
        "ru": 3,
    }


def test_romanian_and_russian_are_not_english() -> None:
    """A text that was filled with its English words would pass as translated."""
    same = {
        language: [
            message.id
            for message in tool.messages(tool.read(ROOT, language))
            if message.id == message.string
            and re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", re.sub(r"\{\w+\}", "", str(message.id)))
        ]
        for language in ("ro", "ru")
    }
    assert same == {"ro": [], "ru": []}


def test_the_compiled_catalogues_are_of_the_present_sources(tmp_path: Path) -> None:
    """The .mo files beside the sources are what the program, and every other test, reads."""
    shutil.copytree(ROOT / "resources", tmp_path / "resources")
    for fresh in tool.compile_all(tmp_path):
        present = ROOT / fresh.relative_to(tmp_path)
        assert present.read_bytes() == fresh.read_bytes(), (
            f"run {Path(sys.executable).name} packaging/translations.py compile"
        )
