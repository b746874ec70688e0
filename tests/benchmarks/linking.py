"""Listings of the portal paired with rows of a file: `python -m tests.benchmarks.linking [LISTINGS]`.

The generated agency of `tests/linking/agency.py`, for several seeds. The seeds and streets that are held out had no part
in finding the weights, and their streets are not in the list of streets with several names. Of each: how many of the pairs
called sure are right, and how many of the true pairs are called sure; then how often pairs of one confidence are right.
The same of agencies whose whole file is in the language that the portal has not; and of developers, whose flats are of few
plans and so close to each other that few may be sure, and those have to be right.

Time and memory are those of a process of its own. Growth is against the same work with three tenths of the records, in the
same run: a work with all pairs would take (10 / 3)² = 11 times as long. The baseline is comparing every listing with
every row by the same evidence, measured on a part and multiplied.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.linking.agency import Agency

SIZE = 3_000
LARGE: Final = 10_000
TUNED, HELD_OUT = (1, 2, 3), (101, 102, 103, 104, 105)
PRECISION, RECALL, SECONDS, MEGABYTES = 0.995, 0.85, 10, 300
GROWTH = 6.0
"""Times as long for 3 1/3 times the records: linear is 3.3, with all pairs it is 11."""
ROUNDS: Final = 3
YARDS: Final = 25
PART: Final = 150
STEPS: Final = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one agency. `bins`: lower end of the confidence → (pairs, of them right)."""

    sure: int
    right: int
    true: int
    looked_at: int
    bins: dict[float, tuple[int, int]]

    @property
    def precision(self) -> float:
        return self.right / self.sure if self.sure else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true


def quality(made: Agency) -> Quality:
    from rentix_desktop.linking.pairing import pair_listings
    from rentix_desktop.mapping.model import Level

    pairing = pair_listings(made.listings, made.rows, key="externalId")
    sure = pairing.of(Level.SURE)
    right = [made.truth.get(pair.portal_id) == pair.external_id for pair in sure]
    bins: Counter[float] = Counter()
    good: Counter[float] = Counter()
    for pair in pairing.pairs:
        step = max(step for step in STEPS if pair.confidence >= step)
        bins[step] += 1
        good[step] += made.truth.get(pair.portal_id) == pair.external_id
    told = {step: (bins[step], good[step]) for step in sorted(bins)}
    return Quality(len(sure), sum(right), len(made.truth), len(pairing.of(Level.CHECK)), told)


def in_all(every: Sequence[Quality]) -> Quality:
    """Of several agencies as if they were one: each has too few sure pairs for a share of them."""
    sure, right = sum(each.sure for each in every), sum(each.right for each in every)
    true, looked_at = sum(each.true for each in every), sum(each.looked_at for each in every)
    return Quality(sure, right, true, looked_at, together(every))


def together(qualities: Iterable[Quality]) -> dict[float, tuple[int, int]]:
    whole: dict[float, tuple[int, int]] = {}
    for each in qualities:
        for step, (pairs, right) in each.bins.items():
            before = whole.get(step, (0, 0))
            whole[step] = (before[0] + pairs, before[1] + right)
    return dict(sorted(whole.items()))


def _work(channel: Connection, size: int, seed: int) -> None:
    """Seconds of the pairing alone, and the most megabytes that the process had beyond the generated agency's."""
    from rentix_desktop.linking.pairing import pair_listings
    from tests.linking.agency import agency

    made = agency(size, seed)
    started = time.perf_counter()
    pairing = pair_listings(made.listings, made.rows, key="externalId")
    seconds = time.perf_counter() - started
    channel.send((seconds, _peak(), len(pairing.pairs)))


if sys.platform == "win32":

    def _peak() -> float:
        """Not told by Python itself."""
        return 0.0

else:

    def _peak() -> float:
        """The most megabytes that this process had, the interpreter and the agency among them."""
        import resource

        unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def alone(size: int, seed: int) -> tuple[float, float]:
    """(seconds, megabytes) of one pairing in a fresh process."""
    context = get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, size, seed))
    process.start()
    theirs.close()
    seconds, megabytes, pairs = mine.recv()
    process.join()
    if not pairs:
        raise SystemExit("nothing was paired")
    return seconds, megabytes


def all_with_all(size: int, seed: int) -> float:
    """Seconds that comparing every listing with every row would take: measured on a part of both sides."""
    from rentix_desktop.linking.evidence import log_odds, weigh
    from rentix_desktop.linking.facts import facts_of_listing, facts_of_row
    from tests.linking.agency import agency

    made = agency(PART, seed)
    left = [facts_of_listing(listing) for listing in made.listings]
    right = [facts_of_row(row, str(row.row)) for row in made.rows]
    started = time.perf_counter()
    for mine in left:
        for other in right:
            log_odds(weigh(other, mine))
    return (time.perf_counter() - started) * (size / PART) ** 2


def tell(name: str, found: Quality, recall: float | None = RECALL) -> None:
    """The table knows only "at most": what must not be less is told by what is missing."""
    least = "" if recall is None else f"{100 * (1 - recall):.3g}"
    print(f"{name}: sure that are wrong\t{100 * (1 - found.precision):.3f}\t{100 * (1 - PRECISION):.3g}\t%")
    print(f"{name}: true that are not sure\t{100 * (1 - found.recall):.2f}\t{least}\t%")
    print(f"    to be looked at by a person\t{found.looked_at}\t\tpairs")


def main() -> None:
    from tests.linking.agency import agency, developer

    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    of_held_out: list[Quality] = []
    for section, seeds in (("tuned", TUNED), ("held out", HELD_OUT)):
        for seed in seeds:
            found = quality(agency(size, seed, section))
            of_held_out += [found] if section == "held out" else []
            tell(f"{size} x {size}, {section}, seed {seed}", found)
        for seed in seeds[-2:]:
            found = quality(agency(size, seed, section, translated=True))
            tell(f"{size} x {size} in the other language, {section}, seed {seed}", found)
        for twins in (False, True):
            every = [quality(developer(YARDS, seed, section, twins=twins)) for seed in seeds]
            tell(f"developers{' with twins' if twins else ''}, {section}", in_all(every), recall=None)
    print("how often pairs of a confidence are right, of the held out:")
    for step, (pairs, right) in together(of_held_out).items():
        print(f"    from {step}: {right} of {pairs}, {100 * right / pairs:.1f} %")
    small = [alone(size, seed) for seed in TUNED[:ROUNDS]]
    large = [alone(size * LARGE // SIZE, seed) for seed in TUNED[:ROUNDS]]
    seconds = min(each[0] for each in small)
    print(f"pairing {size} x {size}, the slowest of {ROUNDS}\t{max(each[0] for each in small):.2f}\t{SECONDS}\ts")
    if max(each[1] for each in small):
        print(f"    memory of the process, the agency in it\t{max(each[1] for each in small):.0f}\t{MEGABYTES}\tMB")
        print(
            f"    the same, {size * LARGE // SIZE} x {size * LARGE // SIZE}\t{max(each[1] for each in large):.0f}\t\tMB"
        )
    print(f"pairing {size * LARGE // SIZE} x {size * LARGE // SIZE}\t{min(each[0] for each in large):.2f}\t\ts")
    print(
        f"    against {size} x {size}: 3.3 times the records\t{min(each[0] for each in large) / seconds:.2f}\t{GROWTH}\ttimes"
    )
    base = all_with_all(size, TUNED[0])
    print(f"    every listing with every row, {size} x {size}, reckoned\t{base:.1f}\t\ts")
    print(f"    pairing, of that\t{100 * seconds / base:.2f}\t\t%")


if __name__ == "__main__":
    main()
