"""How a handful of durations spread: the median and the ninetieth percentile. Pure."""

import math
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """`count` values with their median and their ninetieth percentile, each one of the values."""

    count: int
    median: float
    ninetieth: float


def spread(values: Collection[float]) -> Spread:
    """Return how `values` spread. Raise ValueError if there are none.

    >>> spread([4, 1, 3, 2])
    Spread(count=4, median=2, ninetieth=4)
    """
    if not values:
        raise ValueError("nothing spreads")
    ordered = sorted(values)
    return Spread(len(ordered), _least(ordered, 50), _least(ordered, 90))


def _least(ordered: list[float], percent: int) -> float:
    """Return the least value that so many percent of them do not exceed."""
    return ordered[max(0, math.ceil(percent * len(ordered) / 100) - 1)]
