"""The kinds of reports, by the ending of their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from rentix_desktop.sync.telling.account_of_run import AccountOfRun
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.report_book import write_book
from rentix_desktop.texts.report_page import write_page

REPORTS: Final[Mapping[str, Callable[[Path, AccountOfRun, Texts], None]]] = {".html": write_page, ".xlsx": write_book}
