"""Units from a CSV file: new ones, changed ones, and every reason why a row cannot be taken."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from store import tables as t
from store.imports import cells
from store.imports.merging import Parsed, Rows, Target, merge
from store.imports.reading import Line, keyed_by, read_lines
from store.imports.report import Report, RowError

NEEDS = ("unit_id", "name_vi", "kind")
KNOWS = ("name_en", "parent_id", "cluster", "valid_from", "valid_to", "successor_id", "source")
_NAMED = ("parent_id", "successor_id")


def import_units(conn: Connection, data: bytes, *, partial: bool = False) -> Report:
    """Take the units of a file: all if every row is well, the good ones if `partial`, else none.

    Raise RuleBroken for a file of which no row can be told (`read_lines`).
    """
    return take_units(conn, read_lines(data, needs=NEEDS, knows=KNOWS), partial=partial)


def take_units(conn: Connection, lines: Sequence[Line], *, partial: bool = False) -> Report:
    """Take units: a row may name a parent or successor that a later row brings, unless that row cannot be taken."""
    known = {row["id"]: dict(row) for row in conn.execute(select(t.units)).mappings()}
    return merge(conn, Target(t.units, keyed_by("unit_id"), _parse, _refuse), lines, known, partial=partial)


def _parse(line: Line) -> Parsed:
    values = line.values
    first, last = cells.optional_date(values, "valid_from"), cells.optional_date(values, "valid_to")
    cells.in_order(first, last)
    row: dict[str, Any] = {
        "id": cells.an_id(values, "unit_id"),
        "name_vi": cells.text(values, "name_vi"),
        "name_en": cells.optional_text(values, "name_en"),
        "kind": cells.an_id(values, "kind"),
        "parent_id": cells.optional_id(values, "parent_id"),
        "cluster": cells.optional_text(values, "cluster"),
        "valid_from": first,
        "valid_to": last,
        "successor_id": cells.optional_id(values, "successor_id"),
        "source": cells.optional_text(values, "source", at_most=2000),
    }
    return Parsed(row)


def _refuse(rows: Rows, units: Rows) -> Mapping[str, RowError]:
    bad: dict[str, RowError] = {}
    for id_, row in rows.items():
        for column in _NAMED:
            if row[column] is not None and row[column] not in units:
                bad[id_] = RowError("unknown_unit", column=column, found=row[column])
            elif _comes_back(id_, column, units):
                bad[id_] = RowError("goes_in_a_circle", column=column)
    return bad


def _comes_back(unit_id: str, column: str, units: Rows) -> bool:
    seen: set[str] = set()
    at = units[unit_id][column]
    while at in units and at not in seen:
        if at == unit_id:
            return True
        seen.add(at)
        at = units[at][column]
    return False
