"""The demo's options: one dataclass, read from and written to a command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

API_PATH = "/api/v1"
Paging: TypeAlias = Literal["offset", "page", "cursor", "none"]
PAGINGS: Final[tuple[Paging, ...]] = get_args(Paging)
Naming: TypeAlias = Literal["both", "user", "userId"]
NAMINGS: Final[tuple[Naming, ...]] = get_args(Naming)
_MONTHLY_DOCUMENTED = 1000
_MONTHLY_OFF = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests in a sliding window of `seconds`: in all, and to the bulk endpoints."""

    requests: int
    bulk: int
    seconds: float


DOCUMENTED = Limits(requests=300, bulk=30, seconds=60.0)  # API reference, section 7
OFF = Limits(requests=10**9, bulk=10**9, seconds=1.0)


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """How the demo portal behaves.

    `limits` is "documented", "off" or "REQUESTS/BULK/SECONDS" (e.g. "10/2/1.5"). `monthly_listings` None: 1000, or a
    million with limits "off". `job_seconds`: how long a background job takes. `answer_seconds`: added to every answer
    of the API. `paging` is how the list of listings goes on. `agent_named` is the field by which a
    listing names its agent, or both. `later` is a portal of a later day: its schema has a field and a kind of property more. `typed_in`: the open
    agency has listings that were typed in by hand, of this file, or "sample". `faults` opens `/_demo/…`. `end_with_stdin`: stop when standard input closes, as it does when the
    process that holds its other end dies, on every system.
    """

    port: int = 0
    limits: str = "documented"
    monthly_listings: int | None = None
    job_seconds: float = 2.0
    answer_seconds: float = 0.0
    bulk_results: Literal["documented", "full"] = "documented"
    paging: Paging = "offset"
    agent_named: Naming = "both"
    later: bool = False
    typed_in: str = ""
    faults: bool = False
    end_with_stdin: bool = False

    def rate_limits(self) -> Limits:
        """The limits as numbers. Raises ValueError on text that is none of the three forms."""
        if self.limits in ("documented", "off"):
            return DOCUMENTED if self.limits == "documented" else OFF
        requests, bulk, seconds = self.limits.split("/")
        limits = Limits(int(requests), int(bulk), float(seconds))
        if limits.requests < 1 or limits.bulk < 1 or limits.seconds <= 0:
            raise ValueError(self.limits)
        return limits

    def monthly(self) -> int:
        """New listings a month of the open agency."""
        if self.monthly_listings is not None:
            return self.monthly_listings
        return _MONTHLY_OFF if self.limits == "off" else _MONTHLY_DOCUMENTED

    def arguments(self) -> list[str]:
        """The command line that `parse` reads back."""
        words = [
            f"--port={self.port}",
            f"--limits={self.limits}",
            f"--job-seconds={self.job_seconds}",
            f"--answer-seconds={self.answer_seconds}",
            f"--bulk-results={self.bulk_results}",
            f"--paging={self.paging}",
            f"--agent-named={self.agent_named}",
        ]
        if self.monthly_listings is not None:
            words.append(f"--monthly-listings={self.monthly_listings}")
        if self.later:
            words.append("--later")
        if self.typed_in:
            words.append(f"--typed-in={self.typed_in}")
        if self.faults:
            words.append("--faults")
        if self.end_with_stdin:
            words.append("--end-with-stdin")
        return words


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is between 0 and 65535")
    return number


def parse(arguments: Sequence[str]) -> DemoOptions:
    """The options of a command line; ends the process with 2 and a sentence on wrong ones, as argparse does."""
    parser = argparse.ArgumentParser(prog="rentix_desktop.demo", description="The demo portal, on loopback only.")
    parser.add_argument("--port", type=_port, default=0, help="0 takes a free one")
    parser.add_argument("--limits", default="documented", help="documented, off, or REQUESTS/BULK/SECONDS")
    parser.add_argument("--monthly-listings", type=int, default=None)
    parser.add_argument("--job-seconds", type=float, default=2.0)
    parser.add_argument("--answer-seconds", type=float, default=0.0)
    parser.add_argument("--bulk-results", choices=("documented", "full"), default="documented")
    parser.add_argument("--paging", choices=PAGINGS, default="offset", help="how GET /listings goes on")
    parser.add_argument("--agent-named", choices=NAMINGS, default="both", help="the field of a listing's agent")
    parser.add_argument("--later", action="store_true", help="with a field and a kind of property of a later day")
    parser.add_argument(
        "--typed-in", default="", metavar="FILE", help="listings that were typed in by hand, or: sample"
    )
    parser.add_argument("--faults", action="store_true", help="open /_demo/ for tests")
    parser.add_argument("--end-with-stdin", action="store_true", help="stop when standard input closes")
    options = DemoOptions(**vars(parser.parse_args(arguments)))
    try:
        options.rate_limits()
    except ValueError:
        parser.error("--limits is documented, off, or REQUESTS/BULK/SECONDS")
    return options
