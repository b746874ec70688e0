"""Best assignment: which of the many goes to which, so that the whole is best, not each one greedily."""

from __future__ import annotations

from collections.abc import Mapping


def best_assignment(gains: Mapping[tuple[int, str], float]) -> dict[int, str]:
    """Column → target with the largest sum of gains; each column and each target at most once, nothing at a loss.

    Successive shortest paths (the Hungarian method) with the targets as rows: 20 × 70 takes about a millisecond.
    """
    targets = sorted({target for (_, target), gain in gains.items() if gain > 0})
    columns = sorted({column for (column, _), gain in gains.items() if gain > 0})
    width = len(columns) + len(targets)  # a column that is nobody's for each target
    costs = [
        [-max(0.0, gains.get((column, target), 0.0)) for column in columns] + [0.0] * len(targets) for target in targets
    ]
    owner = _hungarian(costs, width)
    return {
        columns[place]: targets[row]
        for place, row in enumerate(owner[: len(columns)])
        if row is not None and costs[row][place] < 0
    }


def _hungarian(costs: list[list[float]], width: int) -> list[int | None]:
    """For each of `width` places the row that gets it, at the least cost in all. There are more places than rows."""
    infinite = float("inf")
    row_potential = [0.0] * (len(costs) + 1)
    potential = [0.0] * (width + 1)
    taken = [0] * (width + 1)  # rows are counted from 1, 0 = free
    for row in range(1, len(costs) + 1):
        taken[0] = row
        place = 0
        least = [infinite] * (width + 1)
        way = [0] * (width + 1)
        used = [False] * (width + 1)
        while True:
            used[place] = True
            current, delta, following = taken[place], infinite, 0
            for other in range(1, width + 1):
                if used[other]:
                    continue
                cost = costs[current - 1][other - 1] - row_potential[current] - potential[other]
                if cost < least[other]:
                    least[other], way[other] = cost, place
                if least[other] < delta:
                    delta, following = least[other], other
            for other in range(width + 1):
                if used[other]:
                    row_potential[taken[other]] += delta
                    potential[other] -= delta
                else:
                    least[other] -= delta
            place = following
            if taken[place] == 0:
                break
        while place:
            taken[place] = taken[way[place]]
            place = way[place]
    return [row - 1 if row else None for row in taken[1:]]
