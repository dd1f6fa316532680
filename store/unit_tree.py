"""The units as a tree that changes with the date: who is above whom, who holds a council, who took over from whom.

Pure: it is built from rows and asks no database. Dates are inclusive; an unknown unit has nobody above or below it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and its days; None means since ever, or still there. The successor takes over what is under way."""

    id: str
    name_vi: str
    name_en: str | None
    kind: str
    parent_id: str | None
    valid_from: date | None
    valid_to: date | None
    successor_id: str | None

    def exists_on(self, day: date) -> bool:
        """Is the unit there on this day?"""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class UnitTree:
    """All units at once. Build one for a batch of questions: each answer costs no query."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = {unit.id: unit for unit in units}

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self.units

    def open_successor(self, unit_id: str, on: date) -> str | None:
        """Return the unit that is there on a day in place of `unit_id`: itself, or whoever took over; None if nobody.

        A unit that has not begun yet has nobody in its place.
        """
        seen: set[str] = set()
        unit = self.units.get(unit_id)
        while unit is not None and unit.id not in seen:
            if unit.exists_on(on):
                return unit.id
            if unit.valid_to is None or on <= unit.valid_to:
                return None
            seen.add(unit.id)
            unit = self.units.get(unit.successor_id or "")
        return None

    def parent(self, unit_id: str, on: date) -> str | None:
        """Return the unit above on a day; where the one above had ended, whoever took over from it."""
        unit = self.units.get(unit_id)
        above = unit and unit.parent_id and self.open_successor(unit.parent_id, on)
        return above if above and above != unit_id else None

    def ancestors(self, unit_id: str, on: date) -> tuple[str, ...]:
        """Return the unit itself and all above it on a day, nearest first."""
        way: list[str] = []
        at: str | None = unit_id
        while at is not None and at not in way:
            way.append(at)
            at = self.parent(at, on)
        return tuple(way)

    def council_unit(self, unit_id: str, on: date, *, above: str = PROVINCE) -> str | None:
        """Return the nearest unit, `unit_id` itself or above it, that stands right under a unit of kind `above`.

        Where `unit_id` has ended, whoever took over from it is asked instead. None if there is no such unit:
        the deed belongs to the whole force, or its unit went up into the province itself.
        """
        there = self.open_successor(unit_id, on)
        return (
            next((id_ for id_ in self.ancestors(there, on) if self._is_under(id_, on, above)), None) if there else None
        )

    def units_with_council(self, on: date, *, above: str = PROVINCE) -> tuple[str, ...]:
        """Return the units that are there on a day right under a unit of kind `above`, by id."""
        return tuple(
            sorted(id_ for id_, unit in self.units.items() if unit.exists_on(on) and self._is_under(id_, on, above))
        )

    def unit_of_kind(self, unit_id: str, on: date, kind: str) -> str | None:
        """Return the nearest unit of `kind`, `unit_id` itself (or whoever took over from it) or above it."""
        there = self.open_successor(unit_id, on)
        return next((id_ for id_ in self.ancestors(there, on) if self.units[id_].kind == kind), None) if there else None

    def subtree(self, unit_id: str, on: date) -> frozenset[str]:
        """Return the unit and all below it that are there on a day."""
        return frozenset(
            id_ for id_, unit in self.units.items() if unit.exists_on(on) and unit_id in self.ancestors(id_, on)
        )

    def reach(self, unit_ids: Collection[str], on: date) -> frozenset[str]:
        """Return what somebody with an office at `unit_ids` looks after: all below, and what was taken over.

        A unit that has ended is looked after by whoever is above the one in its place.
        """
        heads = set(unit_ids)
        return frozenset(id_ for id_ in self.units if heads.intersection(self.looked_after_at(id_, on)))

    def looked_after_at(self, unit_id: str, on: date) -> tuple[str, ...]:
        """Return the units at which an office looks after `unit_id` on a day, the nearest first: the way up from it.

        From a unit that has ended the way goes up from the one in its place.
        """
        there = self.open_successor(unit_id, on)
        return tuple(dict.fromkeys((unit_id, *(self.ancestors(there, on) if there else ()))))

    def _is_under(self, unit_id: str, on: date, kind: str) -> bool:
        above = self.parent(unit_id, on)
        return above is not None and self.units[above].kind == kind
