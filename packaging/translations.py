"""The catalogues of texts: `translations.py update | compile | check`.

update   takes the messages out of the source into resources/translations/*/LC_MESSAGES/rentix.po: new ones come empty
         (English is its own translation), ones that are no longer used go, translations stay
compile  makes the .mo files beside them, which the program reads
check    says what is missing or wrong; exit 1 if anything is (a test does the same)
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # compiling is part of the build: only what it needs is imported when the program runs
    from babel.messages.catalog import Catalog, Message

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = "rentix_desktop"
TRANSLATIONS: Final = Path("resources", "translations")
LANGUAGES: Final = ("en", "ro", "ru")

KEYWORDS: Final[Mapping[str, int]] = {"tr": 1, "_tr": 1, "mark": 1, "plural": 2, "mark_plural": 2}
"""The calls whose first arguments are messages, and how many; a method (`tr.plural(…)`, `self._tr(…)`) goes by its last
name."""

WRONG_LETTERS: Final = {"ro": "şţŞŢ"}
"""With cedilla; Romanian has a comma below."""


def po_path(root: Path, language: str) -> Path:
    return root / TRANSLATIONS / language / "LC_MESSAGES" / "rentix.po"


def extract(root: Path = ROOT) -> Catalog:
    """Every message of the source, with the files it stands in."""
    from babel.messages.catalog import Catalog

    template = Catalog(charset="utf-8")
    for path in sorted((root / PACKAGE).rglob("*.py")):
        name = path.relative_to(root).as_posix()
        for _, message in calls(path.read_text("utf-8")):
            template.add(message if len(message) > 1 else message[0], locations=[(name, 0)])
    return template


def calls(source: str) -> list[tuple[int, tuple[str, ...]]]:
    """The messages of a module in their order, each with its line. Read from the syntax tree: before Python 3.12 a
    reader of tokens (Babel's own) does not see a call inside an f-string."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = node.args[: KEYWORDS.get(name, 0)]
            texts = tuple(
                each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )
            if texts and len(texts) == KEYWORDS[name]:
                found.append((node.lineno, node.col_offset, texts))
    return [(line, texts) for line, _, texts in sorted(found)]


def read(root: Path, language: str) -> Catalog:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    path = po_path(root, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    # the header of the .mo files names them: two builds of one source are equal
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    return catalogue


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The messages of a catalogue, without its header."""
    return (message for message in catalogue if message.id)


def update(root: Path = ROOT) -> None:
    from babel.messages.pofile import write_po

    template = extract(root)
    for language in LANGUAGES:
        catalogue = read(root, language)
        catalogue.update(copy.deepcopy(template), no_fuzzy_matching=True)  # it keeps the template's messages
        catalogue.obsolete.clear()
        catalogue.fuzzy = False
        if language == "en":
            for message in messages(catalogue):
                message.string = message.id
                message.flags.discard("fuzzy")  # of a message that was counted from now on
        path = po_path(root, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        # two people's updates of one source give one file: no dates, no line numbers
        catalogue.header_comment = "# Rentix Desktop"
        with path.open("wb") as file:
            write_po(file, catalogue, width=120, sort_by_file=True, include_lineno=False)
        lines = path.read_text("utf-8").splitlines(keepends=True)
        dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Language-Team')
        dull = (*dated, '"Project-Id-Version', '"Report-Msgid', '"Generated-By')
        path.write_text("".join(line for line in lines if not line.startswith(dull)), "utf-8", newline="\n")


def compile_all(root: Path = ROOT) -> list[Path]:
    """Makes the .mo files and returns their paths."""
    from babel.messages.mofile import write_mo

    made = []
    for language in LANGUAGES:
        path = po_path(root, language).with_suffix(".mo")
        fresh = path.with_suffix(f".{os.getpid()}.new")
        with fresh.open("wb") as file:
            write_mo(file, read(root, language))
        fresh.replace(path)  # who reads or compiles at the same time never meets half a file
        made.append(path)
    return made


def check(root: Path = ROOT) -> list[str]:
    """What is missing or wrong in the catalogues, a line each."""
    template = extract(root)
    wanted = {_key(message) for message in messages(template)}
    wrong: list[str] = []
    for language in LANGUAGES:
        catalogue = read(root, language)
        have = {_key(message) for message in messages(catalogue)}
        wrong += [f"{language}: not in the catalogue (run update): {key!r}" for key in sorted(wanted - have, key=str)]
        wrong += [f"{language}: no longer used (run update): {key!r}" for key in sorted(have - wanted, key=str)]
        for message in messages(catalogue):
            wrong += [f"{language}: {fault}: {message.id!r}" for fault in _faults(message, language, catalogue)]
    return wrong


def _key(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def _faults(message: Message, language: str, catalogue: Catalog) -> Iterator[str]:
    ids = _key(message)
    strings = tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)
    if message.fuzzy:
        yield "doubtful (fuzzy)"
    if len(strings) != (catalogue.num_plurals if len(ids) > 1 else 1):
        yield f"{len(strings)} plural forms instead of {catalogue.num_plurals}"
    if not all(strings):
        yield "not translated"
        return
    for form, text in enumerate(strings):
        if _placeholders(text) not in _allowed(ids, form, language):
            yield f"placeholders differ in {text!r}"
        if bad := sorted(set(text) & set(WRONG_LETTERS.get(language, ""))):
            yield f"letters with a cedilla instead of a comma: {' '.join(bad)}"
        if text.strip() != text and ids[0].strip() == ids[0]:
            yield f"blanks around {text!r}"


def _allowed(ids: tuple[str, ...], form: int, language: str) -> list[frozenset[str]]:
    """The placeholders a translation may have. Only a form that is for the number 1 alone may do without it: the
    first one of Romanian and English; the first one of Russian is for 21, too."""
    many = _placeholders(ids[-1])
    only_one = len(ids) > 1 and form == 0 and language != "ru"
    return [many, many - {"n"}] if only_one else [many]


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", choices=("update", "compile", "check"))
    chosen = parser.parse_args().do
    if chosen == "update":
        update()
    elif chosen == "compile":
        compile_all()
    else:
        wrong = check()
        sys.stdout.writelines(f"{line}\n" for line in wrong)
        return 1 if wrong else 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
