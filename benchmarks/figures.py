"""What a benchmark tells: numbers with their unit and, where there is one, the target. Nothing here measures."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; `target` is the least or the most it should be, `note` says what it was measured on."""

    name: str
    value: float
    unit: str
    target: float | None = None
    should_be: Literal["at most", "at least"] = "at most"
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Is the target met? None where there is none."""
        if self.target is None:
            return None
        return self.value <= self.target if self.should_be == "at most" else self.value >= self.target


def percentile(values: Iterable[float], share: float) -> float:
    """Return the least value that `share` (0 to 1) of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(
    name: str, seconds: Sequence[float], targets: tuple[float, float] | None = None, note: str = ""
) -> list[Figure]:
    """Return the median and the 99th percentile of `seconds` in ms; `targets` are the most they should be, in ms."""
    p50, p99 = targets or (None, None)
    return [
        Figure(f"{name} p50", percentile(seconds, 0.5) * 1000, "ms", p50, note=note),
        Figure(f"{name} p99", percentile(seconds, 0.99) * 1000, "ms", p99, note=f"{len(seconds)} measured"),
    ]


def as_table(title: str, figures: Iterable[Figure]) -> Table:
    """Return the figures of one benchmark for the terminal."""
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("unit")
    table.add_column("target")
    table.add_column("on")
    for one in figures:
        target = "" if one.target is None else f"{one.should_be} {_number(one.target)}"
        style = {None: "default", True: "green", False: "red"}[one.is_met]
        table.add_row(
            one.name, f"[{style}]{_number(one.value)}[/]" if style else _number(one.value), one.unit, target, one.note
        )
    return table


def _number(value: float) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"
