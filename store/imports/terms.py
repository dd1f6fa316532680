"""What offices, seats and deputies have in common: somebody holds something from a first to a last day, inclusive."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import Connection, Table, select

from rules.rights import clash
from store import tables as t
from store.imports import cells
from store.imports.merging import Row, Rows
from store.imports.reading import Line
from store.imports.report import RowError
from store.unit_tree import UnitTree

TERM = ("valid_from", "valid_to")
"""The columns that every such file may have; an empty first day is since ever, an empty last day is still."""


def key_of(names: Iterable[str], first: date | None) -> str:
    """Return the key of a term: what is held by whom, and its first day. An id holds no slash, so keys never meet."""
    return "/".join([*names, *([first.isoformat()] if first else [])])


def keyed_by_term(*columns: str) -> Callable[[Line], str]:
    """Return the key of a line: the texts in `columns`, and its first day however it is written."""

    def key(line: Line) -> str:
        names = [line.values.get(name, "") for name in columns]
        try:
            return key_of(names, cells.optional_date(line.values, TERM[0]))
        except RowError:
            return key_of(names, None)  # the row is told that this is no day

    return key


def term(values: Mapping[str, str]) -> dict[str, date | None]:
    """Return the first and the last day of a row. Raise RowError `ends_before_it_begins`."""
    first, last = (cells.optional_date(values, name) for name in TERM)
    cells.in_order(first, last)
    return {"valid_from": first, "valid_to": last}


def day_of(row: Row, today: date) -> date:
    """Return the day on which a term is judged: today, or the nearest of its days."""
    if row["valid_from"] is not None and today < row["valid_from"]:
        return _first(row)
    return min(today, _last(row))


def an_officer(values: Mapping[str, str], column: str, kinds: Mapping[str, str]) -> str:
    """Return who is named in a column. Raise RowError `unknown_person`, or `is_collective`: that holds nothing."""
    found = cells.an_id(values, column)
    if found not in kinds:
        raise RowError("unknown_person", column=column, found=found)
    if kinds[found] == "collective":
        raise RowError("is_collective", column=column, found=found)
    return found


def kinds(conn: Connection) -> dict[str, str]:
    """Return whom rows may name, with what each is (person → officer or collective)."""
    return dict(conn.execute(select(t.people.c.id, t.people.c.kind)).all())


def a_unit(values: Mapping[str, str], units: UnitTree, on: date) -> str:
    """Return the unit that a row names.

    Raise RowError `unknown_unit`, `unit_not_begun`, `unit_ended` (an office does not go over to the unit that took
    over: who holds it there is for people to say) or `closed_unit`.
    """
    unit_id = cells.an_id(values, "unit_id")
    if unit_id not in units:
        raise RowError("unknown_unit", column="unit_id", found=unit_id)
    unit = units.units[unit_id]
    if unit.exists_on(on):
        return unit_id
    if unit.valid_from is not None and on < unit.valid_from:
        raise RowError("unit_not_begun", unit_id=unit_id, first=unit.valid_from.isoformat())
    successor = units.open_successor(unit_id, on)
    if successor is None:
        raise RowError("closed_unit", unit_id=unit_id, on=on.isoformat())
    raise RowError("unit_ended", unit_id=unit_id, successor=successor, on=on.isoformat())


def rows_of(conn: Connection, table: Table) -> list[Row]:
    """Return the rows of a table as they are now."""
    return [dict(row) for row in conn.execute(select(table)).mappings()]


def overlap(one: Row, other: Row) -> bool:
    """Whether two terms have a day in common."""
    return _first(one) <= _last(other) and _first(other) <= _last(one)


def meeting(rows: Rows, everything: Rows, same: Callable[[Row], object]) -> Iterator[tuple[str, Row]]:
    """Yield each of `rows` that has a day in common with another of `everything` for which `same` is equal.

    With its key comes the other row. Rows for which `same` is None meet nobody.
    """
    alike: dict[object, list[tuple[str, Row]]] = defaultdict(list)
    for key, row in everything.items():
        alike[same(row)].append((key, row))
    for key, row in rows.items():
        others = alike[same(row)] if same(row) is not None else []
        other = next((other for name, other in others if name != key and overlap(row, other)), None)
        if other is not None:
            yield key, other


def held_twice(rows: Rows, everything: Rows, same: Callable[[Row], object]) -> dict[str, RowError]:
    """Return the rows that say again, with another first day, what is said for one of their days."""
    return {key: RowError("held_already", **_days(other)) for key, other in meeting(rows, everything, same)}


def clashes(rows: Rows, grants: Iterable[Row], seats: Iterable[Row]) -> dict[str, RowError]:
    """Return the rows by which somebody would hold, on one day, duties that do not go together (`rules.rights`)."""
    people = {row["person_id"] for row in rows.values()}
    granted, seated = _by_person(grants, people), _by_person(seats, people)
    bad: dict[str, RowError] = {}
    for key, row in rows.items():
        offices, councils = granted[row["person_id"]], seated[row["person_id"]]
        # Duties only come together on the first day of one of them.
        days = {max(_first(row), _first(one)) for one in (*offices, *councils) if overlap(row, one)}
        for day in sorted(days):
            roles = [one["role"] for one in offices if _is_on(one, day)]
            if code := clash(roles, sits=any(_is_on(one, day) for one in councils)):
                bad[key] = RowError(code, roles=sorted(set(roles)))
                break
    return bad


def _by_person(terms: Iterable[Row], people: set[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for one in terms:
        if one["person_id"] in people:
            found[one["person_id"]].append(one)
    return found


def _is_on(one: Row, day: date) -> bool:
    return _first(one) <= day <= _last(one)


def _first(row: Row) -> date:
    return row["valid_from"] or date.min


def _last(row: Row) -> date:
    return row["valid_to"] or date.max


def _days(row: Row) -> dict[str, str]:
    return {
        name: row[column].isoformat() if row[column] else "…"
        for name, column in zip(("first", "last"), TERM, strict=True)
    }
