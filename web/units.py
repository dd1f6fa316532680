"""The unit that an act belongs to: known, open, or taken over by another one that is named."""

from datetime import date

from rules.errors import RuleBroken
from store.unit_tree import UnitTree


def open_unit(units: UnitTree, unit_id: str, on: date) -> str:
    """Return `unit_id` if it is there on a day.

    Raise RuleBroken `unknown_unit`, `unit_not_begun`, `unit_closed` (with the successor) or `unit_ended` (without one).
    """
    unit = units.units.get(unit_id)
    if unit is None:
        raise RuleBroken("unknown_unit", unit=unit_id)
    if unit.exists_on(on):
        return unit_id
    if unit.valid_to is not None and unit.valid_to < on:
        successor = units.open_successor(unit_id, on)
        if successor is None:
            raise RuleBroken("unit_ended", unit=unit_id, closed_on=unit.valid_to.isoformat())
        raise RuleBroken("unit_closed", unit=unit_id, closed_on=unit.valid_to.isoformat(), successor=successor)
    raise RuleBroken("unit_not_begun", unit=unit_id, begins_on=unit.valid_from and unit.valid_from.isoformat())
