"""The flow of an upload as a plain value: which step comes next, what is done, what may be gone back to, what is missing.

Nothing here knows Qt. Every change returns a new `Flow`; what depended on the changed thing is forgotten with it, so
that a forecast never belongs to another mapping than the one shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from rentix_desktop.mapping.model import ColumnMapping, Suggestion
from rentix_desktop.sheets.table import TableInfo
from rentix_desktop.sync.destination import Account
from rentix_desktop.sync.progress import Forecast, Summary


class Step(StrEnum):
    CONNECT = "connect"
    FILE = "file"
    COLUMNS = "columns"
    VALUES = "values"
    CHECK = "check"
    UPLOAD = "upload"
    RESULTS = "results"

    @property
    def number(self) -> int:
        """From 1, as the side shows it."""
        return _ORDER.index(self) + 1

    @property
    def following(self) -> Step | None:
        """The step after this one, whether or not it may be gone to."""
        return _ORDER[self.number] if self.number < len(_ORDER) else None


_ORDER = tuple(Step)


class Block(StrEnum):
    """Why a step is not finished; texts in `ui.messages`."""

    NOT_CONNECTED = "not_connected"
    NO_FILE = "no_file"
    NO_ROWS = "no_rows"
    COLUMNS_UNREAD = "columns_unread"
    NO_KEY_COLUMN = "no_key_column"
    COLUMNS_IN_DOUBT = "columns_in_doubt"
    VALUES_UNREAD = "values_unread"
    VALUES_IN_DOUBT = "values_in_doubt"
    NO_FORECAST = "no_forecast"
    NOTHING_TO_SEND = "nothing_to_send"
    NOT_SENT = "not_sent"
    SENDING = "sending"


@dataclass(frozen=True, slots=True)
class Flow:
    """Where the person is, and what was gathered so far.

    suggestion        what was suggested for the file, once it was looked at
    mapping           what was decided; complete (with its values) from the values step on
    columns_in_doubt  decisions of the columns page still to be confirmed
    values_in_doubt   decisions of the values page still to be confirmed; None = the page was not looked at
    run               a run that was started: something was, or is about to be, sent
    summary           how that run ended
    reached           the furthest step seen; steps after it cannot be jumped to
    """

    step: Step = Step.CONNECT
    reached: Step = Step.CONNECT
    account: Account | None = None
    demo: bool = False
    table: TableInfo | None = None
    suggestion: Suggestion | None = None
    mapping: ColumnMapping | None = None
    columns_in_doubt: int = 0
    values_in_doubt: int | None = None
    forecast: Forecast | None = None
    run: int | None = None
    summary: Summary | None = None

    # what is -----------------------------------------------------------------------------------------------------------
    @property
    def sending(self) -> bool:
        """A run was started and has not ended."""
        return self.run is not None and self.summary is None

    @property
    def begun(self) -> bool:
        """There is an upload that "Cancel upload" would give up."""
        return self.table is not None or self.run is not None

    def block(self, step: Step) -> Block | None:
        """What this step still lacks; None = it is finished."""
        match step:
            case Step.CONNECT:
                return Block.NOT_CONNECTED if self.account is None else None
            case Step.FILE:
                return self._file_block()
            case Step.COLUMNS:
                return self._columns_block()
            case Step.VALUES:
                return self._values_block()
            case Step.CHECK:
                return self._check_block()
            case Step.UPLOAD:
                if self.run is None:
                    return Block.NOT_SENT
                return Block.SENDING if self.summary is None else None
            case Step.RESULTS:
                return None

    def _file_block(self) -> Block | None:
        if self.table is None:
            return Block.NO_FILE
        return Block.NO_ROWS if self.table.rows == 0 else None

    def _columns_block(self) -> Block | None:
        if self.mapping is None:
            return Block.COLUMNS_UNREAD
        if not self.mapping.key:
            return Block.NO_KEY_COLUMN
        return Block.COLUMNS_IN_DOUBT if self.columns_in_doubt else None

    def _values_block(self) -> Block | None:
        if self.values_in_doubt is None:
            return Block.VALUES_UNREAD
        return Block.VALUES_IN_DOUBT if self.values_in_doubt else None

    def _check_block(self) -> Block | None:
        if self.run is not None:
            return None
        if self.forecast is None:
            return Block.NO_FORECAST
        to_send = self.forecast.create + self.forecast.update + self.forecast.hide
        return None if to_send else Block.NOTHING_TO_SEND

    @property
    def blocked(self) -> Block | None:
        """What holds Next back on the step shown."""
        return self.block(self.step)

    @property
    def next(self) -> Step | None:
        """The step Next leads to, None while it is blocked or there is none."""
        if self.step is Step.RESULTS or self.blocked:
            return None
        return _ORDER[_ORDER.index(self.step) + 1]

    @property
    def back(self) -> Step | None:
        """The step Back leads to; None on the first one and once something was sent."""
        if self.step is Step.CONNECT or self.run is not None:
            return None
        return _ORDER[_ORDER.index(self.step) - 1]

    def done(self, step: Step) -> bool:
        """Whether the step is ticked: passed, and nothing of it is missing."""
        if self.run is not None and step.number < Step.UPLOAD.number:
            return step is not self.step
        return step is not self.step and step.number <= self.reached.number and self.block(step) is None

    def may_visit(self, step: Step) -> bool:
        """Whether the side leads there: seen before, every step before it finished, and nothing sent."""
        if step is self.step:
            return True
        if self.run is not None:
            return step is Step.RESULTS and self.summary is not None
        before = _ORDER[: _ORDER.index(step)]
        return step.number <= self.reached.number and all(self.block(earlier) is None for earlier in before)

    # going -------------------------------------------------------------------------------------------------------------
    def go(self, step: Step) -> Flow:
        """At `step` if it may be visited or is next; unchanged otherwise."""
        if step is not self.next and not self.may_visit(step):
            return self
        reached = step if step.number > self.reached.number else self.reached
        return replace(self, step=step, reached=reached)

    def go_next(self) -> Flow:
        return self.go(self.next) if self.next else self

    def go_back(self) -> Flow:
        return self.go(self.back) if self.back else self

    # learning ----------------------------------------------------------------------------------------------------------
    def connected(self, account: Account, *, demo: bool = False) -> Flow:
        """With another account the file is kept, what was worked out for the former one is not."""
        same = self.account is not None and (self.account.base_url, self.account.id) == (account.base_url, account.id)
        if same:
            return replace(self, account=account, demo=demo)
        kept = Flow(account=account, demo=demo, table=self.table)
        return replace(kept, reached=Step.FILE if self.table else Step.CONNECT)

    def disconnected(self) -> Flow:
        return Flow(table=self.table)

    def read(self, table: TableInfo) -> Flow:
        """A file (or another sheet or header row of it) was read."""
        start = Flow(step=self.step, account=self.account, demo=self.demo, table=table)
        return replace(start, reached=Step.FILE)

    def unread(self) -> Flow:
        """The file was let go: another is being read, or it could not be."""
        return Flow(step=self.step, account=self.account, demo=self.demo, reached=Step.FILE)

    def suggested(self, suggestion: Suggestion) -> Flow:
        return replace(
            self, suggestion=suggestion, mapping=None, values_in_doubt=None, forecast=None, reached=Step.COLUMNS
        )

    def columns_decided(self, mapping: ColumnMapping, in_doubt: int) -> Flow:
        """A decision of the columns page; the values are looked at again, and the forecast is another."""
        if mapping == self.mapping and in_doubt == self.columns_in_doubt:
            return self
        return replace(
            self,
            mapping=mapping,
            columns_in_doubt=in_doubt,
            values_in_doubt=None,
            forecast=None,
            reached=Step.COLUMNS,
        )

    def values_decided(self, mapping: ColumnMapping, in_doubt: int) -> Flow:
        """A decision of the values page: the same columns, now with what their texts mean."""
        if mapping == self.mapping and in_doubt == self.values_in_doubt:
            return self
        return replace(self, mapping=mapping, values_in_doubt=in_doubt, forecast=None, reached=Step.VALUES)

    def forecasted(self, forecast: Forecast | None) -> Flow:
        """None = the forecast no longer holds (a correction was made) and is being made again."""
        return replace(self, forecast=forecast, reached=Step.CHECK)

    def started(self, run: int) -> Flow:
        """A run was started (or goes on): from here on no way back, and the upload page is shown."""
        return replace(self, run=run, summary=None, step=Step.UPLOAD, reached=Step.UPLOAD)

    def ended(self, summary: Summary) -> Flow:
        """The run ended; the results are shown."""
        return replace(self, run=summary.run, summary=summary, step=Step.RESULTS, reached=Step.RESULTS)

    def again(self) -> Flow:
        """A new upload with the same account."""
        if self.account is None:
            return Flow()
        return Flow(step=Step.FILE, reached=Step.FILE, account=self.account, demo=self.demo)
