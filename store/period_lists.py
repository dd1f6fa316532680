"""Periods as lists ask them, with the summary that closed them."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from store import tables as t
from store.paging import Page, chosen, orders

p = t.periods.c
ORDERS = orders(p.id, p.opens_at, p.votes_close_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One period of a council stage; the summary is there once it is closed."""

    id: str
    programme: str
    stage: str
    period: str
    edition: str
    opens_at: datetime
    candidates_close_at: datetime
    votes_open_at: datetime
    votes_close_at: datetime
    published_at: datetime | None
    status: str
    summary: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which periods a list is to hold; None asks for nothing in particular."""

    programme: str | None = None
    stage: str | None = None
    period: str | None = None
    status: str | None = None


def by_id(conn: Connection, period_id: str) -> Period | None:
    """Return one period."""
    found = conn.execute(_columns().where(p.id == period_id)).mappings().first()
    return Period(**found) if found else None


def page(
    conn: Connection, wanted: Wanted, *, order: str = "-opens_at", cursor: str | None = None, size: int = 50
) -> Page[Period]:
    """Return one page of the periods. Raise RuleBroken `unknown_order` or `bad_cursor`."""
    way = chosen(ORDERS, order)
    asked = [p[field.name] == value for field in fields(Wanted) if (value := getattr(wanted, field.name)) is not None]
    query = way.page(_columns().where(*asked), cursor, size)
    return way.cut(tuple(Period(**row) for row in conn.execute(query).mappings()), size)


def _columns() -> Select[*tuple[Any, ...]]:
    return select(*(p[field.name] for field in fields(Period)))
