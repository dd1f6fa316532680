"""Where to start reading a long list that several filters share.

Databases guess how many rows a filter leaves, and after a wrong guess read the whole table. So narrow filters are
read first, and only their rows are looked at; without one the list is walked in its own order, because rows that
wide filters let through come soon.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, false, func

_NARROW = 2000


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing asked of a list: what a row is tested by, and a quick way to the keys of the rows that pass, if any."""

    test: ColumnElement[bool]
    finds: Select[int] | None = None


def narrowed(conn: Connection, key: ColumnElement[int], filters: Iterable[Filter]) -> list[ColumnElement[bool]]:
    """Return the conditions of a query for the rows that pass all `filters`; `key` is what their `finds` find."""
    conditions: list[ColumnElement[bool]] = []
    left: set[int] | None = None
    for one in filters:
        found = few(conn, one)
        if found is None:
            conditions.append(tested(one.test))
        else:
            left = found if left is None else left & found
    return conditions if left is None else [key.in_(sorted(left)), *conditions]


def few(conn: Connection, one: Filter) -> set[int] | None:
    """Return the keys of the rows that pass; None if they are many, or nothing finds them quickly."""
    found = None if one.finds is None else set(conn.execute(one.finds.limit(_NARROW + 1)).scalars())
    return None if found is None or len(found) > _NARROW else found


def tested(test: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a test that rows are only put to: no index is chosen for it, no number of rows guessed from it."""
    return func.coalesce(test, false())
