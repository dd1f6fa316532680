"""The register of people as lists and checks ask it. Names leave it only within somebody's scope."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from store import tables as t
from store.folding import fold
from store.nominations import Scope
from store.paging import Page, chosen, orders
from store.writing import portions

p = t.people.c
ORDERS = orders(p.id, p.search)
"""By name without diacritics, as `search` keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An officer, or a collective that is honoured like one."""

    id: str
    name: str
    unit_id: str
    kind: str
    number: str | None
    active_from: date | None
    active_to: date | None
    is_sample: bool
    search: str


def by_id(conn: Connection, person_id: str) -> Person | None:
    """Return one person, in service or not."""
    found = conn.execute(_columns().where(p.id == person_id)).mappings().first()
    return Person(**found) if found else None


def kinds_of(conn: Connection, person_ids: Collection[str]) -> dict[str, str]:
    """Return what each of `person_ids` is, officer or collective (person → kind); who is unknown is absent."""
    kinds: dict[str, str] = {}
    for some in portions(sorted(person_ids)):
        kinds.update((id_, kind) for id_, kind in conn.execute(select(p.id, p.kind).where(p.id.in_(some))))
    return kinds


def names_of(conn: Connection, person_ids: Collection[str]) -> dict[str, str]:
    """Return what each of `person_ids` is called (person → name), for something that the reader may read already."""
    names: dict[str, str] = {}
    for some in portions(sorted(person_ids)):
        names.update((id_, name) for id_, name in conn.execute(select(p.id, p.name).where(p.id.in_(some))))
    return names


def within(conn: Connection, person_ids: Collection[str], unit_ids: Collection[str]) -> frozenset[str]:
    """Return those of many people who belong to one of these units."""
    found: set[str] = set()
    for some in portions(sorted(person_ids)):
        rows = conn.execute(select(p.id, p.unit_id).where(p.id.in_(some)))
        found.update(id_ for id_, unit_id in rows if unit_id in unit_ids)
    return frozenset(found)


def page(
    conn: Connection,
    scope: Scope,
    *,
    unit_ids: Collection[str] | None = None,
    words: str | None = None,
    order: str = "search",
    cursor: str | None = None,
    size: int = 50,
) -> Page[Person]:
    """Return one page of the people in `scope`; every word of `words` begins a word of the name or is the number.

    Raise RuleBroken `unknown_order` or `bad_cursor`.
    """
    way = chosen(ORDERS, order)
    conditions = [*_seen(scope)]
    if unit_ids is not None:
        conditions.append(p.unit_id.in_(unit_ids))
    if words is not None:
        conditions += [(" " + p.search).contains(f" {word}", autoescape=True) for word in fold(words).split()]
    query = way.page(_columns().where(*conditions), cursor, size)
    return way.cut(tuple(Person(**row) for row in conn.execute(query).mappings()), size)


def _seen(scope: Scope) -> list[ColumnElement[bool]]:
    return [] if scope.unit_ids is None else [or_(p.unit_id.in_(scope.unit_ids), p.id == scope.person_id)]


def _columns() -> Select[*tuple[Any, ...]]:
    return select(*(p[field.name] for field in fields(Person)))


def language_of(conn: Connection, person_id: str) -> str | None:
    """Return the language in which a person reads (`vi`, `en`), None for nobody."""
    return conn.execute(select(t.people.c.lang).where(t.people.c.id == person_id)).scalar()
