"""What the home page's buttons do, and when they may be pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal, Slot

from rentix_desktop.errors import AppError, Cause
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.ports import TurnPorts
from rentix_desktop.sync.sources.codes import new_codes
from rentix_desktop.sync.sources.monitor import Need, NeedCode
from rentix_desktop.sync.sources.schedule import SystemScheduler
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.sync.sources.times import now_here
from rentix_desktop.texts.errors import describe
from rentix_desktop.ui.agencies import Agencies
from rentix_desktop.ui.jobs import Job, Task
from rentix_desktop.ui.places.entries import COMPARE
from rentix_desktop.ui.places.home import needs as home_needs
from rentix_desktop.ui.places.home.need_bar import Doing, NeedFace
from rentix_desktop.ui.standing import Facts, Standing
from rentix_desktop.ui.ways import GIVE_UP_LINKS, GO_ON_LINKING, Draft, Wish
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.question import said_yes

if TYPE_CHECKING:
    from rentix_desktop.sync.sources.turn_options import TurnResult
    from rentix_desktop.ui.places.home.held_view import Held
    from rentix_desktop.ui.places.home.place import HomePlace
    from rentix_desktop.ui.tending.presence import Presence
    from rentix_desktop.ui.tending.tending import Picture, Tending
    from rentix_desktop.ui.ways import Ways

_ALONE = "alone"
_AGENCY = "agency"
_TROUBLE = "trouble\n"
_SCHEDULE = "schedule"
_AGREED = "agreed"

Agreed: TypeAlias = "Callable[[Task[Any], Source, TurnPorts, Ledger | None], TurnResult]"
"""A turn that a person said yes to something of; on a worker."""


def _hidden(task: Task[Any], source: Source, ports: TurnPorts, ledger: Ledger | None, run: int) -> TurnResult:
    from rentix_desktop.linking.recalling import recall
    from rentix_desktop.sync.sources.turn import hide_held
    from rentix_desktop.sync.sources.turn_options import TurnOptions

    return hide_held(source, ports, run, task.control(), task.progress, TurnOptions(ledger=ledger, recall=recall))


def _turned(
    task: Task[Any],
    source: Source,
    ports: TurnPorts,
    ledger: Ledger | None,
    renewed: str = "",
    again: bool = False,
) -> TurnResult:
    from rentix_desktop.linking.recalling import recall
    from rentix_desktop.sync.sources.turn import sync_source
    from rentix_desktop.sync.sources.turn_options import TurnOptions

    options = TurnOptions(ledger=ledger, renewed=renewed, again=again, recall=recall)
    return sync_source(source, ports, task.control(), task.progress, options)


@dataclass(frozen=True, slots=True)
class Running:
    """A source that is being brought up to date just now."""

    progress: object
    stopping: bool


class HomePorts(TurnPorts, Protocol):
    """What the page needs of the outside world; `sync.ports.Ports` is one."""

    @property
    def scheduler(self) -> SystemScheduler: ...


class Shell(Protocol):
    """What the page needs of the window."""

    standing: Standing
    tending: Tending
    agencies: Agencies
    ways: Ways
    presence: Presence

    def show_place(self, name: str) -> None: ...


def _is_stale(ports: HomePorts) -> bool:
    from rentix_desktop.sync.sources.schedule import is_stale

    return is_stale(ports.scheduler.show(), [source.times for source in ports.sources.all()])


def _followed(ports: HomePorts) -> bool:
    """Whether it is stale still: it never is. Raises AppError."""
    from rentix_desktop.sync.sources.schedule import follow

    follow(ports.scheduler, [source.times for source in ports.sources.all()])
    return False


class Doings(QObject):
    changed = Signal()
    held_came = Signal()

    def __init__(self, page: HomePlace, ports: HomePorts, shell: Shell) -> None:
        super().__init__(page)
        self._page = page
        self._ports = ports
        self._shell = shell
        self._tr = page.desk.tr
        self._session = page.desk.session
        self._stopping: set[str] = set()
        self._agreed: str | None = None  # the source whose question was answered
        self._agreed_job: Job | None = None
        self._schedule_is_stale = False
        self.held: Held | None = None
        kept = self._session.kept(_AGREED)  # the page was built again meanwhile
        if kept is not None:
            self._follow(kept)

    # what may be done -----------------------------------------------------------------------------------------------------
    def why_not(self) -> str:
        """Why nothing can be begun just now; "" = it can."""
        tr, flow = self._tr, self._session.flow
        if flow.sending:
            return tr("An upload is going on. When it is done this can be done, too.")
        if self._agreed is not None:
            return tr("What you agreed to is being done.")
        return ""

    def running(self, name: str) -> Running | None:
        if name == self._agreed and self._agreed_job is not None:
            return Running(self._agreed_job.last_progress, self._agreed_job.cancelling)
        picture = self._shell.tending.picture(name)
        if not picture.running:
            self._stopping.discard(name)
            return None
        return Running(picture.progress, name in self._stopping)

    def wait_words(self, picture: Picture, source: Source) -> str:
        """The quiet line under when it is next: what it waits for, or where it goes."""
        tr = self._tr
        waits = picture.waits_for
        if waits is not None:
            return {
                "turn": tr("waits for another to finish"),
                "data_folder": tr("waits: another program is at it"),
                "pause": tr("paused"),
            }.get(waits.value, "")
        if source.times.by_hand:
            return ""
        return tr("while the program is open")

    # the bars -------------------------------------------------------------------------------------------------------------
    def faces(self, facts: Facts) -> tuple[NeedFace, ...]:
        """What needs a person, the most urgent first."""
        tr, now, agency = self._tr, now_here(), self._shell.agencies.name
        several = len(facts.sources) > 1
        found: list[NeedFace] = []
        key_refused = False
        for need in facts.needs:
            source = facts.named(need.source)
            if source is None:
                continue
            if need.code is NeedCode.KEY_REFUSED:
                if key_refused:
                    continue  # one key, however many sources
                key_refused = True
            last = facts.figures(source).last
            name = source.name if several and need.code is not NeedCode.KEY_REFUSED else ""
            found.append(home_needs.face(need, name, agency, last.at if last else None, now, tr))
        error = self._shell.agencies.error
        connected = self._session.connection is not None
        if error is not None and error.cause is Cause.ACCESS and not key_refused and not connected:
            text = describe(error, tr)
            doing = Doing(home_needs.ENTER_KEY, tr("Enter the key again"))
            if agency:
                strong = tr("{agency} is not connected. {why}.", agency=agency, why=text.title)
            else:
                strong = tr("Your agency is not connected. {why}.", why=text.title)
            found.insert(0, NeedFace(_AGENCY, strong, tr("Nothing is sent until it is."), (doing,), Tone.WRONG))
        found += [
            self._trouble(source, trouble)
            for source in facts.sources
            if (trouble := self._shell.tending.picture(source.name).trouble) is not None
        ]
        if self._schedule_is_stale:
            doing = Doing(home_needs.UPDATE_SCHEDULE, tr("Update it"))
            strong = tr("The schedule of this computer has other times than your files.")
            more = tr("While the window is closed, files are sent at the times they had before.")
            found.append(NeedFace(_SCHEDULE, strong, more, (doing,)))
        if facts.alone is not None:
            count, file = facts.alone.listings, facts.alone.run.file_name
            strong = tr.plural(
                "{n} listing of {file} still needs you", "{n} listings of {file} still need you", count, file=file
            )
            fix = tr.plural("Fix {n} listing", "Fix {n} listings", count)
            found.append(
                NeedFace(_ALONE, f"{strong}.", tr("What was corrected is kept."), (Doing(home_needs.FIX, fix),))
            )
        return tuple(found)

    def _trouble(self, source: Source, error: AppError) -> NeedFace:
        """Of a turn that could not even be written down."""
        text = describe(error, self._tr)
        doing = Doing(home_needs.LOOK_AGAIN, self._tr("Try again"))
        more = f"{source.name}: {text.message} {text.hint}".strip()
        return NeedFace(f"{_TROUBLE}{source.name}", f"{text.title}.", more, (doing,), Tone.WRONG)

    @Slot(str, str)
    def do(self, key: str, name: str) -> None:
        """A bar's button was pressed."""
        facts = self._shell.standing.facts
        if facts is None:
            return
        if name == home_needs.ENTER_KEY:
            self._shell.ways.enter_key()
            return
        if key == _SCHEDULE:
            self._update_schedule()
            return
        if key.startswith(_TROUBLE):
            self.sync_now(key.removeprefix(_TROUBLE))
            return
        if key == _ALONE and facts.alone is not None:
            self._shell.ways.fix(facts.alone.run.id)
            return
        need = next((need for need in facts.needs if home_needs.key_of(need) == key), None)
        source = facts.named(need.source) if need is not None else None
        if need is None or source is None:
            return
        self._page.error.clear()
        if name in (GO_ON_LINKING, GIVE_UP_LINKS):
            self._shell.ways.unfinished_links(Wish.GO_ON if name == GO_ON_LINKING else Wish.GIVE_UP)
        else:
            self._do(need, source, name)

    def _do(self, need: Need, source: Source, name: str) -> None:
        match name:
            case home_needs.SHOW_HELD if need.run is not None:
                self._show_held(source, need.run)
            case home_needs.HIDE_HELD if need.run is not None:
                self.hide(source.name, need.run, home_needs.number(need, "count"))
            case home_needs.FIX | home_needs.SHOW_RUN if need.run is not None:
                self._shell.ways.fix(need.run)
            case home_needs.GO_ON if need.run is not None:
                self._shell.ways.go_on(need.run)
            case home_needs.CHOOSE_COLUMNS:
                file = need.visit.file if need.visit is not None else None
                path = file.path if file is not None else source.place.folder / source.place.pattern
                self._shell.ways.choose_columns(source, path)
            case home_needs.TAKE_CODES if need.visit is not None and need.visit.reason is not None:
                if self._really_take(home_needs.number(need, "new")):
                    self._agree(source, partial(_turned, renewed=new_codes(need.visit.reason)))
            case home_needs.SEND_AGAIN:
                self._agree(source, partial(_turned, again=True))
            case home_needs.CHANGE:
                self.change(source.name)
            case home_needs.LOOK_AGAIN:
                self.sync_now(source.name)

    # the system's own scheduler ---------------------------------------------------------------------------------------------
    def look_at_schedule(self) -> None:
        """Whether its entry, where there is one, has the times of the files as they are by now."""
        ports = self._ports
        self._page.run("schedule", lambda _task: _is_stale(ports), self._on_schedule, self._on_no_schedule)

    def _update_schedule(self) -> None:
        ports = self._ports
        self._page.error.clear()
        self._page.run("schedule", lambda _task: _followed(ports), self._on_schedule, self._page.error.show_error)

    @Slot(object)
    def _on_schedule(self, stale: bool) -> None:
        if stale != self._schedule_is_stale:
            self._schedule_is_stale = stale
            self.changed.emit()

    @Slot(object)
    def _on_no_schedule(self, _error: AppError) -> None:
        """A computer without a scheduler that is known has no entry either."""

    # a source -------------------------------------------------------------------------------------------------------------
    @Slot(str)
    def sync_now(self, name: str) -> None:
        self._shell.tending.sync_now(name)

    @Slot(str)
    def stop(self, name: str) -> None:
        if name == self._agreed and self._agreed_job is not None:
            self._agreed_job.cancel()
        else:
            self._stopping.add(name)
            self._shell.tending.stop(name)
        self.changed.emit()

    @Slot(str)
    def change(self, name: str) -> None:
        source = self._source(name)
        if source is not None:
            self._shell.ways.edit(Draft(source, source.name))

    @Slot(str)
    def compare(self, name: str) -> None:
        source = self._source(name)
        if source is not None:
            self._shell.ways.connected_then(lambda: self._shell.show_place(COMPARE))

    def _source(self, name: str) -> Source | None:
        facts = self._shell.standing.facts
        return next((source for source in facts.sources if source.name == name), None) if facts is not None else None

    # what was held back ---------------------------------------------------------------------------------------------------
    def _show_held(self, source: Source, run: int) -> None:
        from rentix_desktop.ui.places.home.held_view import held_of

        open_ledger, connection, account, name = (
            self._ports.open_ledger,
            self._session.connection,
            source.account,
            source.name,
        )
        self._page.run("held", lambda task: held_of(task, open_ledger, connection, account, name, run), self._on_held)

    @Slot(object)
    def _on_held(self, held: Held) -> None:
        self.held = held
        self.held_came.emit()

    def hide(self, name: str, run: int, count: int) -> bool:
        """Asks, then hides what is still missing in the file of today; whether it was said yes to."""
        source = self._source(name)
        return source is not None and self._really_hide(count) and self._agree(source, partial(_hidden, run=run))

    def _agree(self, source: Source, turn: Agreed) -> bool:
        """A turn with a person's yes to what the source asked; whether it began."""
        if self.why_not():
            return False
        ports, session = self._ports, self._session
        connection = session.connection
        ledger = connection.ledger if connection is not None and connection.key == source.account else None
        senders = session.senders

        def work(task: Task[Any]) -> object:
            with senders.alone(source.account, task):
                return turn(task, source, ports, ledger)

        job = self._page.desk.jobs.build(_AGREED, work)
        job.setProperty("source", source.name)
        session.tend(source.account, job, outdates=True)
        self._session.keep(_AGREED, job)
        self._follow(job)
        job.start()
        self.changed.emit()
        first = self._page.first_focus()
        if first is not None:  # what was pressed cannot be pressed any more
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _follow(self, job: Job) -> None:
        job.progressed.connect(self._on_agreed)
        job.succeeded.connect(self._on_turned)
        job.failed.connect(self._page.error.show_error)
        job.ended.connect(self._on_hidden)
        self._agreed, self._agreed_job = job.property("source"), job

    @Slot(object)
    def _on_agreed(self, _progress: object) -> None:
        self.changed.emit()

    @Slot(object)
    def _on_turned(self, turned: TurnResult) -> None:
        if turned.error is not None:
            self._page.error.show_error(turned.error)

    @Slot(object)
    def _on_hidden(self, _job: Job) -> None:
        self._agreed = self._agreed_job = None
        self._shell.standing.look()
        self.changed.emit()

    def _really_take(self, count: int) -> bool:
        """A box, because listings that are on the portal twice are what nobody wants to sort out."""
        tr = self._tr
        return said_yes(
            self._page,
            "codesQuestion",
            tr.plural("Send {n} new listing?", "Send {n} new listings?", count),
            tr("If these are the same listings under other codes, each of them will be on the portal twice."),
            stay=tr("Send nothing"),
            go=tr("Send them"),
        )

    def _really_hide(self, count: int) -> bool:
        """A box, because it is what a person fears most: many listings gone at once."""
        tr = self._tr
        return said_yes(
            self._page,
            "hideQuestion",
            tr.plural("Hide {n} listing?", "Hide {n} listings?", count),
            tr("They are not deleted. What comes back in the file is shown again, and this can be taken back."),
            stay=tr("Hide nothing"),
            go=tr("Hide them"),
        )
