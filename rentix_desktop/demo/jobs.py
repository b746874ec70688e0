"""Background jobs: nothing runs in the background, a job's state follows from the clock (API reference, 2.9)."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from rentix_desktop.demo.answers import Answer, ApiError, Call, JsonObject
from rentix_desktop.demo.clock import Clock, iso

_PENDING_SHARE = 1 / 3
"""The part of a job's time that it spends in the queue."""


class JobFailedError(Exception):
    """Raised by a job's work; its text becomes `publicErrorMessage`."""


@dataclass(slots=True)
class Job:
    """`work` is called once, with the job's id, when its time is over; it returns `resultData`."""

    id: int
    kind: str
    agency_id: int
    created: float
    work: Callable[[int], JsonObject]
    result: JsonObject | None = None
    failure: str | None = None


class Jobs:
    """All jobs of the portal. Each takes `seconds`, side by side, so they end in the order they began."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._jobs: dict[int, Job] = {}
        self._open: deque[Job] = deque()

    def start(self, job_id: int, kind: str, agency_id: int, work: Callable[[int], JsonObject]) -> int:
        job = Job(job_id, kind, agency_id, self._clock(), work)
        self._jobs[job_id] = job
        self._open.append(job)
        return job_id

    def settle(self) -> None:
        """Finishes every job whose time is over; called before anything is read."""
        now = self._clock()
        while self._open and now - self._open[0].created >= self._seconds:
            job = self._open.popleft()
            try:
                job.result = job.work(job.id)
            except JobFailedError as failure:
                job.failure = str(failure)

    def describe(self, job_id: int, agency_id: int) -> JsonObject:
        """The answer of `GET /job/status`. Raises ApiError 404 for an unknown job or another agency's."""
        job = self._jobs.get(job_id)
        if job is None or job.agency_id != agency_id:
            raise ApiError(404, "Job not found")
        form: JsonObject = {"id": job.id, "type": job.kind, "createdAt": iso(job.created), "queuePosition": 0}
        if job.result is not None:
            return form | {"status": "completed", "resultData": job.result}
        if job.failure is not None:
            return form | {"status": "failed", "publicErrorMessage": job.failure}
        if self._clock() - job.created >= self._seconds * _PENDING_SHARE:
            return form | {"status": "processing"}
        return form | {"status": "pending", "queuePosition": bisect_left(self._open, job.id, key=lambda one: one.id)}


def status(call: Call) -> Answer:
    """`GET /job/status?id=`"""
    wanted = call.query.get("id", "")
    if not wanted.isdecimal() or len(wanted) > 15:
        raise ApiError(400, ["id must be a number"])
    return Answer(call.portal.jobs.describe(int(wanted), call.agency.id))
