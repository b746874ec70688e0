"""Taking the file of today: read to its end, complete, and of the layout of its source."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import ReadOptions, Table
from rentix_desktop.sheets.whole import table_cut_short, workbook_cut_short
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Cancelled
from rentix_desktop.sync.sources.book import Reason, WaitCode
from rentix_desktop.sync.sources.find import Found, still_as_found
from rentix_desktop.sync.sources.meaning import differs, used_names
from rentix_desktop.sync.sources.source import Source


class NotTakenError(Exception):
    """The file is not one to be taken now."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class Taker:
    """Reads files of one source. `clock` and `sleep` as for `still_as_found`; `sheet` is the one that was taken last, for
    a source of workbooks that had but one."""

    def __init__(
        self,
        source: Source,
        spool_folder: Path,
        control: RunControl,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        sheet: str | None = None,
    ) -> None:
        self._source = source
        self._spool_folder = spool_folder
        self._control = control
        self._clock = clock
        self._sleep = sleep
        self._sheet = sheet

    def table(self, found: Found) -> Table:
        """The table of a file that was found. Raises `NotTakenError`, `Cancelled`, AppError of this computer."""
        table = self._read(found, self._source.read)
        if self._is_another_sheet(table):
            table.close()
            table = self._read(found, replace(self._source.read, sheet=self._sheet))
        return table

    def _is_another_sheet(self, table: Table) -> bool:
        """Whether a workbook got further sheets, an archive perhaps, and one of them looks better than the one that was
        taken each time: that one is meant. The only sheet may have any name."""
        info, taken = table.info, self._sheet
        if taken is None or info.sheet == taken or self._source.read.sheet is not None:
            return False
        return any(sheet.name == taken or not sheet.hidden for sheet in info.sheets if sheet.name != info.sheet)

    def _read(self, found: Found, options: ReadOptions) -> Table:
        try:
            table = open_table(
                found.facts.path,
                options,
                spool_folder=self._spool_folder,
                progress=self._may_go_on,
                printed=used_names(self._source.layout),
            )
        except AppError as error:
            raise self._why_not(error, found) from error
        try:
            self._judge(table, found)
        except BaseException:
            table.close()
            raise
        return table

    def _judge(self, table: Table, found: Found) -> None:
        try:
            cut = table_cut_short(table)
        except OSError:  # it went meanwhile
            raise NotTakenError(Reason(WaitCode.STILL_WRITTEN)) from None
        self._may_be_written(found)
        if cut:
            raise NotTakenError(Reason(WaitCode.CUT_SHORT))
        reason = differs(self._source.layout, table.info.header)
        if reason is not None:
            raise NotTakenError(reason)
        if not table.info.rows:
            raise NotTakenError(Reason(WaitCode.EMPTY))

    def _why_not(self, error: AppError, found: Found) -> Exception:
        match error.code:
            case Code.STOPPED:
                return Cancelled()
            case Code.FILE_CHANGED | Code.FILE_MISSING:
                return NotTakenError(Reason(WaitCode.STILL_WRITTEN))
        if error.cause is not Cause.DATA:
            return error
        self._may_be_written(found)
        if error.code in (Code.FILE_EMPTY, Code.NO_ROWS):
            return NotTakenError(Reason(WaitCode.EMPTY))
        with contextlib.suppress(OSError):
            if workbook_cut_short(found.facts.path):
                return NotTakenError(Reason(WaitCode.CUT_SHORT))
        return NotTakenError(Reason(WaitCode.NOT_READABLE, {**error.params, "code": error.code.value}))

    def _may_be_written(self, found: Found) -> None:
        """Raises `NotTakenError` where the file is not what it was a moment ago."""
        reason = still_as_found(self._source.place, found, clock=self._clock, sleep=self._sleep)
        if reason is not None:
            raise NotTakenError(reason)

    def _may_go_on(self, done_rows: int, fraction: float | None) -> bool:  # noqa: ARG002 - as `Progress` has them
        return not self._control.cancelled
