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
        found = None if one.finds is None else set(conn.execute(one.finds.limit(_NARROW + 1)).scalars())
        if found is None or len(found) > _NARROW:
            # Inside a function a test is only tested: no index is chosen for it, no number of rows guessed from it.
            conditions.append(func.coalesce(one.test, false()))
        else:
            left = found if left is None else left & found
    return conditions if left is None else [key.in_(sorted(left)), *conditions]
