"""The unit that a row names, as it is on a day: itself, or whoever took over from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from store.imports.report import RowError
from store.unit_tree import UnitTree


@dataclass(frozen=True, slots=True)
class Placed:
    """The unit, and a code if it is another than the row says."""

    unit_id: str
    code: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


def place(units: UnitTree, unit_id: str, on: date) -> Placed:
    """Return the unit in place of `unit_id` on a day.

    Raise RowError `unknown_unit`, `unit_not_begun` or `closed_unit`.
    """
    if unit_id not in units:
        raise RowError("unknown_unit", column="unit_id", found=unit_id)
    there = units.open_successor(unit_id, on)
    first = units.units[unit_id].valid_from
    if there is None and first is not None and on < first:
        raise RowError("unit_not_begun", unit_id=unit_id, first=first.isoformat())
    if there is None:
        raise RowError("closed_unit", unit_id=unit_id, on=on.isoformat())
    if there == unit_id:
        return Placed(unit_id)
    return Placed(there, "moved_to_successor", {"named": unit_id, "successor": there})
