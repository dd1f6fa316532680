"""People from a CSV file: officers by their number, and the records that stand for collectives."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from store import organisation
from store import tables as t
from store.folding import searchable
from store.imports import cells
from store.imports.merging import Parsed, Rows, Target, merge
from store.imports.placing import place
from store.imports.reading import Line, keyed_by, read_lines
from store.imports.report import Report, RowError
from store.unit_tree import UnitTree

NEEDS = ("person_id", "name", "unit_id")
KNOWS = ("kind", "number", "email", "lang", "active_from", "active_to")
KINDS = ("officer", "collective")


def import_people(conn: Connection, data: bytes, *, today: date, partial: bool = False) -> Report:
    """Take the people of a file: all if every row is well, the good ones if `partial`, else none.

    Somebody in service whose unit has ended is put in the unit that took over. Raise RuleBroken for a file of
    which no row can be told (`read_lines`).
    """
    lines = read_lines(data, needs=NEEDS, knows=KNOWS)
    known = {row["id"]: dict(row) for row in conn.execute(select(t.people)).mappings()}
    units = organisation.tree(conn)
    target = Target(t.people, keyed_by("person_id"), lambda line: _parse(line, units, today), _refuse)
    return merge(conn, target, lines, known, partial=partial)


def _parse(line: Line, units: UnitTree, today: date) -> Parsed:
    values = line.values
    kind = cells.one_of(values, "kind", KINDS) if values.get("kind") else "officer"
    number = cells.optional_id(values, "number")
    if kind == "officer" and number is None:
        raise RowError("cell_empty", column="number")
    first, last = cells.optional_date(values, "active_from"), cells.optional_date(values, "active_to")
    cells.in_order(first, last)
    placed = place(units, cells.an_id(values, "unit_id"), last if last is not None and last < today else today)
    name = cells.text(values, "name")
    row: dict[str, Any] = {
        "id": cells.an_id(values, "person_id"),
        "name": name,
        "unit_id": placed.unit_id,
        "kind": kind,
        "number": number,
        "email": cells.optional_text(values, "email"),
        "lang": cells.one_of(values, "lang", ("vi", "en")) if values.get("lang") else "vi",
        "active_from": first,
        "active_to": last,
        "search": searchable(name, number),
    }
    return Parsed(row, placed.code, placed.params)


def _refuse(rows: Rows, people: Rows) -> Mapping[str, RowError]:
    taken = Counter(person["number"] for person in people.values() if person["number"] is not None)
    return {
        id_: RowError("number_taken", number=row["number"]) for id_, row in rows.items() if taken[row["number"]] > 1
    }
