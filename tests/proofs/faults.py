"""Every fault at every request of a run: `python -m tests.proofs.faults [ROWS]` (1,000 rows: some minutes).

Each run meets one fault, is resumed where it stopped, and is then compared with the portal's own state.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rentix_desktop.errors import Code
from tests.proofs.world import Fault, File, Office, Portal, name_of, office, open_portal, short_waits, wrong

BATCH: Final = 100
_MOST_RESUMES: Final = 6


@dataclass(frozen=True, slots=True)
class Case:
    """A fault as the demo portal takes it, without its position.

    `stops` the run, to be resumed. `poisons` one row: the fault meets every request that holds it. `bad_batch`: the
    portal refuses the whole batch at the position.
    """

    name: str
    fault: Fault
    stops: Code | None = None
    poisons: bool = False
    bad_batch: bool = False


def _status(status: int, **more: Any) -> Fault:
    return {"kind": "status", "status": status, **more}


_INVALID_KEY: Final = {"statusCode": 401, "message": "Invalid API key", "error": "Unauthorized"}
_SUSPENDED: Final = {"statusCode": 403, "message": "Agency is suspended", "error": "Forbidden"}
_HTML: Final = "<html><body><h1>502 Bad Gateway</h1></body></html>"
_EVERY_TIME: Final = 1000

CASES: Final = (
    Case("closed before the answer", {"kind": "refuse"}),
    Case("closed before the answer, six times", {"kind": "refuse", "times": 6}),
    Case("applied, closed without an answer", {"kind": "drop"}),
    Case("applied, closed without an answer, four times", {"kind": "drop", "times": 4}),
    Case("applied, answer cut in the middle", {"kind": "cut"}),
    Case("applied, answer is not JSON", {"kind": "not_json"}),
    Case("408", _status(408)),
    Case("425", _status(425)),
    Case("429", _status(429)),
    Case("429, Retry-After in seconds", _status(429, headers={"Retry-After": "1"})),
    Case("429, Retry-After a past date", _status(429, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})),
    Case("429 inside a 200", {"kind": "items", "positions": [0, 7, 99]}),
    Case("429 inside a 200, for the whole batch", {"kind": "items", "positions": list(range(BATCH))}),
    Case("500", _status(500)),
    Case("500, five times", _status(500, times=5)),
    Case("502 with HTML", _status(502, body=_HTML)),
    Case("503", _status(503, headers={"Retry-After": "0"})),
    Case("504 with HTML", _status(504, body=_HTML)),
    Case("401", _status(401, body=_INVALID_KEY), stops=Code.KEY_INVALID),
    Case("403", _status(403, body=_SUSPENDED), stops=Code.AGENCY_SUSPENDED),
    Case("200 with HTML", {"kind": "html"}, stops=Code.NOT_THE_API),
    Case("307 to another host", {"kind": "redirect", "location": "http://localhost:9/"}, stops=Code.REDIRECTED),
    Case("422 with results", {"kind": "delay", "seconds": 0}, bad_batch=True),
    Case("422 without results", {"kind": "bare_422"}, bad_batch=True),
    Case("result missing", {"kind": "results", "change": "missing"}),
    Case("result too many", {"kind": "results", "change": "extra"}),
    Case("results in another order", {"kind": "results", "change": "reversed"}),
    Case("results without externalId", {"kind": "results", "change": "nameless"}),
    Case("a result twice", {"kind": "results", "change": "twice"}),
    Case("no results at all", {"kind": "results", "change": "none"}),
    Case("error as object", {"kind": "error_shape", "shape": "object"}),
    Case("error as list", {"kind": "error_shape", "shape": "list"}),
    Case("error as object with a list", {"kind": "error_shape", "shape": "object_list"}),
    Case("error as list of lists", {"kind": "error_shape", "shape": "lists"}),
    Case("400 once", _status(400)),
    Case("400 for a row", _status(400, times=_EVERY_TIME), poisons=True),
    Case("413 once", _status(413)),
    Case("413 for a row", _status(413, times=_EVERY_TIME), poisons=True),
    Case("500 for a row", _status(500, times=6), poisons=True),
)


@dataclass(slots=True)
class Result:
    requests: int = 0
    resumes: int = 0
    wrong: list[str] = field(default_factory=list)


def check(case: Case, position: int, rows: int, folder: Path, portal: Portal) -> Result:
    """One run of `rows` rows whose request number `position` (from 0) meets the fault."""
    portal.reset()
    poisoned = position * BATCH + 41
    bad = set(range(17, rows, 50))
    if case.bad_batch:
        bad |= set(range(position * BATCH, (position + 1) * BATCH))
    if case.poisons:
        bad.discard(poisoned)
    file = File(rows, frozenset(bad))
    where: Fault = {"method": "POST", "path": "/listings/bulk"}
    if case.poisons:
        where |= {"holding": f'"{name_of(poisoned)}"'}
    elif case.fault["kind"] != "bare_422":  # that one waits for a 422 by itself
        where |= {"skip": position}
    with office(folder, portal) as ours:
        run = ours.plan(file)
        portal.faults([case.fault | where])
        result = _to_the_end(ours, run, case, portal)
        last_for_ever = case.poisons and case.fault["times"] == _EVERY_TIME
        refused = frozenset(bad | {poisoned}) if last_for_ever else None
        result.wrong += wrong(file, ours.ledger, run, portal.state(), refused)
    return result


def _to_the_end(ours: Office, run: int, case: Case, portal: Portal) -> Result:
    result = Result()
    summary = ours.send(run)
    if case.stops is not None and (summary.stopped is None or summary.stopped.code is not case.stops):
        result.wrong.append(f"was not stopped by {case.stops}: {summary.stopped}")
    if case.stops is None and summary.stopped is not None:
        result.wrong.append(f"stopped: {summary.stopped!r}")
    while (left := ours.ledger.interrupted()) is not None and result.resumes < _MOST_RESUMES:
        result.resumes += 1
        summary = ours.send(left.id)
    if case.stops is None and result.resumes:
        result.wrong.append(f"{result.resumes} times to be resumed by hand")
    result.requests = summary.requests
    return result


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    started, runs, failures = time.monotonic(), 0, Counter[str]()
    with open_portal() as portal, short_waits(), tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(CASES):
            requests = []
            for position in range(rows // BATCH):
                result = check(case, position, rows, Path(folder) / f"{number}-{position}", portal)
                runs += 1
                requests.append(result.requests)
                failures[case.name] += len(result.wrong)
                for words in result.wrong[:3]:
                    print(f"    {case.name}, request {position}: {words}", flush=True)
            print(f"{case.name}\t{min(requests)}-{max(requests)} requests\t{failures[case.name]} wrong", flush=True)
    print(
        f"{len(CASES)} faults, {runs} runs of {rows} rows, {time.monotonic() - started:.0f} s: {failures.total()} lost or wrong"
    )
    return 1 if failures.total() else 0


if __name__ == "__main__":
    sys.exit(main())
