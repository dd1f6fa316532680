"""The units as a tree that changes with the date: who is above whom, who holds a council, who took over from whom.

Pure: it is built from rows and asks no database. Dates are inclusive; an unknown unit has nobody above or below it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from rules.doers import Where
from rules.exceptions import Whereabouts


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

    def meant(self, where: Where, unit_id: str, on: date) -> str | None:
        """Return the unit that a place means on a day for a deed of `unit_id`: it, or the nearest above that fits.

        Where `unit_id` has ended, whoever took over from it is asked instead. None if there is no such unit: the deed
        belongs to the whole force, or its unit went up into the one under which others stand.
        """
        if where.kind is None:
            return unit_id
        there = self.open_successor(unit_id, on)
        way = self.ancestors(there, on) if there else ()
        return next((id_ for id_ in way if self._fits(id_, on, where)), None)

    def all_meant(self, where: Where, on: date) -> tuple[str, ...]:
        """Return every unit that is there on a day and that a place means for some deed, by id."""
        return tuple(
            sorted(id_ for id_, unit in self.units.items() if unit.exists_on(on) and self._fits(id_, on, where))
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

    def whereabouts(self, unit_id: str, on: date) -> Whereabouts:
        """Return the unit and all above it on a day, as exceptions of the rules name them."""
        way = self.looked_after_at(unit_id, on)
        return Whereabouts(way, tuple(self.units[id_].kind for id_ in way if id_ in self.units))

    def _fits(self, unit_id: str, on: date, where: Where) -> bool:
        at = self.parent(unit_id, on) if where.is_under else unit_id
        return where.kind is None or (at is not None and self.units[at].kind == where.kind)
