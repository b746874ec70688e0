"""Where the key is after everything that can go wrong; with every fault by `python -m tests.proofs.secrecy`."""

from __future__ import annotations

import base64
import zipfile
from pathlib import Path

import pytest

from tests.proofs.secrecy import everything_wrong, forms, holding
from tests.proofs.world import open_portal

KEY = "rx_live_0123456789abcdefghij"


def test_the_key_is_nowhere(tmp_path: Path) -> None:
    with open_portal() as portal:
        result = everything_wrong(tmp_path, portal, whole=False)
    assert result.wrong == []
    assert result.files > 5
    assert result.children  # the processes that read the file were looked at


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        f"before{KEY[5:17]}after",
        base64.b64encode(f"ApiKey {KEY}".encode()).decode(),
        base64.urlsafe_b64encode(f"xx{KEY}yyy".encode()).decode(),
        KEY.encode().hex(),
    ],
)
def test_the_search_finds_it(text: str, tmp_path: Path) -> None:
    (tmp_path / "plain.log").write_text(f"some words {text} and more")
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", f"<t>{text}</t>" * 20)
    found = holding(tmp_path, forms(KEY))
    assert {Path(words.split(" holds")[0].split("!")[0]).name for words in found} == {"plain.log", "book.xlsx"}
    assert len(found) == 2
