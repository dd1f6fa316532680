"""The median and the ninetieth percentile are values that occurred."""

import pytest

from rules.spread import Spread, spread


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([7.0], Spread(1, 7, 7)),
        ([2, 1], Spread(2, 1, 2)),
        (range(1, 101), Spread(100, 50, 90)),
        ([3, 1, 2], Spread(3, 2, 3)),
    ],
)
def test_how_values_spread(values: list[float], found: Spread) -> None:
    assert spread(values) == found


def test_nothing_does_not_spread() -> None:
    with pytest.raises(ValueError, match="nothing"):
        spread([])
