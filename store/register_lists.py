"""Offices, seats and deputies as lists, with their days, past and to come; each within what the visitor may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select

from store import tables as t
from store.nominations import Scope
from store.paging import Order, Page

_g, _s, _c, _d, _p = t.grants.c, t.seats.c, t.councils.c, t.deputies.c, t.people.c
Shape = TypeVar("Shape", bound="Select[*tuple[Any, ...]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is narrowed to; all that are given hold together. `on`: held on this day; None: whenever."""

    unit_ids: Collection[str] | None = None
    person_id: str | None = None
    on: date | None = None


def offices(
    conn: Connection, scope: Scope, wanted: Wanted, *, role: str | None, cursor: str | None, size: int
) -> Page[Row[*tuple[Any, ...]]]:
    """Return one page of offices: id, person_id, role, unit_id, valid_from, valid_to. Raise RuleBroken `bad_cursor`."""
    query = select(_g.id, _g.person_id, _g.role, _g.unit_id, _g.valid_from, _g.valid_to)
    if role is not None:
        query = query.where(_g.role == role)
    seen = _seen(scope, _g.unit_id, _g.person_id == scope.person_id)
    return _page(
        conn, _narrowed(query, t.grants, _g.unit_id, wanted).where(*seen), Order("id", _g.id, _g.id), cursor, size
    )


def seats(
    conn: Connection, scope: Scope, wanted: Wanted, *, cursor: str | None, size: int
) -> Page[Row[*tuple[Any, ...]]]:
    """Return one page of seats: id, person_id, council (its place), unit_id, post, voting, category, and its days.

    Raise RuleBroken `bad_cursor`.
    """
    query = select(
        _s.id, _s.person_id, _c.stage_council.label("council"), _c.unit_id, _s.post, _s.voting, _s.category,
        _s.valid_from, _s.valid_to,
    ).join(t.councils, _c.id == _s.council_id)  # fmt: skip
    seen = _seen(scope, _c.unit_id, _s.person_id == scope.person_id, _s.council_id.in_(scope.council_ids))
    return _page(
        conn, _narrowed(query, t.seats, _c.unit_id, wanted).where(*seen), Order("id", _s.id, _s.id), cursor, size
    )


def deputies(
    conn: Connection, scope: Scope, wanted: Wanted, *, cursor: str | None, size: int
) -> Page[Row[*tuple[Any, ...]]]:
    """Return one page of deputies: id, person_id (who is away), deputy_id, reason, valid_from, valid_to.

    One belongs to the unit of who is away. Raise RuleBroken `bad_cursor`.
    """
    query = select(_d.id, _d.person_id, _d.deputy_id, _d.reason, _d.valid_from, _d.valid_to)
    query = query.join(t.people, _p.id == _d.person_id)
    seen = _seen(scope, _p.unit_id, _d.person_id == scope.person_id, _d.deputy_id == scope.person_id)
    return _page(
        conn, _narrowed(query, t.deputies, _p.unit_id, wanted).where(*seen), Order("id", _d.id, _d.id), cursor, size
    )


def _narrowed(query: Shape, of: Any, unit_id: ColumnElement[str], wanted: Wanted) -> Shape:  # noqa: ANN401 - of: a table with both dates
    if wanted.unit_ids is not None:
        query = query.where(unit_id.in_(wanted.unit_ids))
    if wanted.person_id is not None:
        query = query.where(of.c.person_id == wanted.person_id)
    if wanted.on is not None:
        query = query.where(
            or_(of.c.valid_from.is_(None), of.c.valid_from <= wanted.on),
            or_(of.c.valid_to.is_(None), wanted.on <= of.c.valid_to),
        )
    return query


def _seen(scope: Scope, unit_id: ColumnElement[str], *hers: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    return [] if scope.unit_ids is None else [or_(unit_id.in_(scope.unit_ids), *hers)]


def _page(
    conn: Connection, query: Select[*tuple[Any, ...]], by: Order, cursor: str | None, size: int
) -> Page[Row[*tuple[Any, ...]]]:
    return by.cut(tuple(conn.execute(by.page(query, cursor, size))), size)
