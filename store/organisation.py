"""Units and offices by date: who is above whom, who holds which office, who sits in which council.

Everything is asked for a day, so that a leaver, a deputy or a merger is seen at once and the past stays as it was.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from store import instance
from store import tables as t
from store.unit_tree import Unit, UnitTree
from store.writing import portions

Office = tuple[str, str]
"""A role and the unit it is asked for."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may act: by an office granted at `unit_id`, or as the deputy of `stands_in_for`."""

    person_id: str
    unit_id: str
    stands_in_for: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat in a council on the day that was asked for."""

    person_id: str
    post: str
    voting: bool
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """An office of a person, for `unit_id` and all below it."""

    role: str
    unit_id: str


def tree(conn: Connection) -> UnitTree:
    """Return all units, for as many questions as there are; read again only after one of them has changed."""
    version = instance.note(conn, instance.UNITS)
    kept = _trees.get(version or "")
    if kept is None:
        kept = _read_tree(conn)
        if version:
            _trees.clear()
            _trees[version] = kept
    return kept


_trees: dict[str, UnitTree] = {}  # the mark that a trigger leaves when units change → the units as they are then


def _read_tree(conn: Connection) -> UnitTree:
    u = t.units.c
    found = conn.execute(
        select(u.id, u.name_vi, u.name_en, u.kind, u.parent_id, u.valid_from, u.valid_to, u.successor_id)
    )
    return UnitTree(Unit(*row) for row in found)


def holders_of(conn: Connection, offices: Collection[Office], on: date) -> dict[Office, tuple[Holder, ...]]:
    """Return who holds many offices on a day ((role, unit) → holders), in three queries.

    Granted there, or else at the nearest unit above that has somebody; the deputy of a holder who is away follows the
    holder. Nobody at all: nobody can act, the case is orphaned.
    """
    units = tree(conn)
    ways = {office: units.ancestors(units.open_successor(office[1], on) or office[1], on) for office in offices}
    granted = _granted(conn, {role for role, _ in offices}, {id_ for way in ways.values() for id_ in way}, on)
    nearest = {
        (role, unit_id): next(
            ([Holder(person, at) for person in granted[role, at]] for at in way if (role, at) in granted), []
        )
        for (role, unit_id), way in ways.items()
    }
    deputies = _deputies(conn, {holder.person_id for found in nearest.values() for holder in found}, on)
    return {office: tuple(_with_deputies(found, deputies)) for office, found in nearest.items()}


def grants_of(conn: Connection, person_id: str, on: date) -> tuple[Grant, ...]:
    """Return a person's offices on a day; somebody who is not in service has none."""
    g = t.grants.c
    found = conn.execute(
        select(g.role, g.unit_id)
        .join(t.people, t.people.c.id == g.person_id)
        .where(g.person_id == person_id, _holds(g, on), _serves(on))
        .order_by(g.role, g.unit_id)
    )
    return tuple(Grant(*row) for row in found)


def acts_for(conn: Connection, person_id: str, on: date) -> tuple[str, ...]:
    """Return whom a person stands in for on a day."""
    d = t.deputies.c
    found = conn.execute(select(d.person_id).where(d.deputy_id == person_id, _holds(d, on)).order_by(d.person_id))
    return tuple(found.scalars())


def serving(conn: Connection, person_ids: Collection[str], on: date) -> frozenset[str]:
    """Return those of many people who are in service on a day."""
    found: set[str] = set()
    for some in portions(sorted(person_ids)):
        found.update(conn.execute(select(t.people.c.id).where(t.people.c.id.in_(some), _serves(on))).scalars())
    return frozenset(found)


def deputies_of(conn: Connection, person_ids: Collection[str], on: date) -> dict[str, list[str]]:
    """Return who stands in for each of many people on a day (person → deputies); nobody for who is not away."""
    return _deputies(conn, set(person_ids), on)


def councils_of(conn: Connection, unit_ids: Collection[str], stage_council: str) -> dict[str, str]:
    """Return the councils of many units that are called after the place `stage_council` (unit → council)."""
    c = t.councils.c
    found = conn.execute(select(c.unit_id, c.id).where(c.unit_id.in_(unit_ids), c.stage_council == stage_council))
    return dict(found.all())


def council_name(conn: Connection, council_id: str | None) -> str | None:
    """Return what a council is called; None for one that nobody knows."""
    return conn.execute(select(t.councils.c.name).where(t.councils.c.id == council_id)).scalar()


def rosters(conn: Connection, council_ids: Collection[str], on: date) -> dict[str, tuple[Seat, ...]]:
    """Return who sits in many councils on a day and is in service (council → seats, by person)."""
    s = t.seats.c
    seats: dict[str, tuple[Seat, ...]] = dict.fromkeys(council_ids, ())
    found = conn.execute(
        select(s.council_id, s.person_id, s.post, s.voting, s.category)
        .join(t.people, t.people.c.id == s.person_id)
        .where(s.council_id.in_(council_ids), _holds(s, on), _serves(on))
        .order_by(s.person_id)
    )
    for council_id, person_id, post, voting, category in found:
        seats[council_id] = (*seats[council_id], Seat(person_id, post, voting, category))
    return seats


def seats_of(conn: Connection, person_id: str, on: date) -> tuple[tuple[str, str], ...]:
    """Return the councils a person sits in on a day, with the post (council, post)."""
    s = t.seats.c
    found = conn.execute(
        select(s.council_id, s.post).where(s.person_id == person_id, _holds(s, on)).order_by(s.council_id)
    )
    return tuple((council_id, post) for council_id, post in found)


def _granted(conn: Connection, roles: set[str], unit_ids: set[str], on: date) -> dict[Office, list[str]]:
    g = t.grants.c
    found = conn.execute(
        select(g.role, g.unit_id, g.person_id)
        .join(t.people, t.people.c.id == g.person_id)
        .where(g.role.in_(roles), g.unit_id.in_(unit_ids), _holds(g, on), _serves(on))
        .order_by(g.person_id)
        .distinct()
    )
    granted: dict[Office, list[str]] = {}
    for role, unit_id, person_id in found:
        granted.setdefault((role, unit_id), []).append(person_id)
    return granted


def _deputies(conn: Connection, person_ids: set[str], on: date) -> dict[str, list[str]]:
    d = t.deputies.c
    found = conn.execute(
        select(d.person_id, d.deputy_id)
        .join(t.people, t.people.c.id == d.deputy_id)
        .where(d.person_id.in_(person_ids), _holds(d, on), _serves(on))
        .order_by(d.deputy_id)
    )
    deputies: dict[str, list[str]] = {}
    for person_id, deputy_id in found:
        deputies.setdefault(person_id, []).append(deputy_id)
    return deputies


def _with_deputies(found: Iterable[Holder], deputies: dict[str, list[str]]) -> Iterable[Holder]:
    for holder in found:
        yield holder
        for deputy_id in deputies.get(holder.person_id, ()):
            yield Holder(deputy_id, holder.unit_id, stands_in_for=holder.person_id)


def _holds(dated: Any, on: date) -> ColumnElement[bool]:  # noqa: ANN401 - the columns of any table with both dates
    return _within(dated.valid_from, dated.valid_to, on)


def _serves(on: date) -> ColumnElement[bool]:
    return _within(t.people.c.active_from, t.people.c.active_to, on)


def _within(first: ColumnElement[date | None], last: ColumnElement[date | None], on: date) -> ColumnElement[bool]:
    return and_(or_(first.is_(None), first <= on), or_(last.is_(None), on <= last))
