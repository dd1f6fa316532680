"""Offices from a CSV file: who holds which role for which unit and all below it, from when to when."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from rules.rights import ROLES
from store import organisation
from store import tables as t
from store.imports import cells, terms
from store.imports.merging import Parsed, Row, Rows, Target, merge
from store.imports.reading import Line, read_lines
from store.imports.report import Report, RowError

NEEDS = ("person_id", "role", "unit_id")
KNOWS = terms.TERM


def import_offices(conn: Connection, data: bytes, *, today: date, partial: bool = False) -> Report:
    """Take the offices of a file: all if every row is well, the good ones if `partial`, else none.

    Raise RuleBroken for a file of which no row can be told (`read_lines`).
    """
    return take_offices(conn, read_lines(data, needs=NEEDS, knows=KNOWS), today=today, partial=partial)


def take_offices(conn: Connection, lines: Sequence[Line], *, today: date, partial: bool = False) -> Report:
    """Take offices: one is ended by the same row with a last day; another first day is another term."""
    known = {_key(row): row for row in terms.rows_of(conn, t.grants)}
    seats = terms.rows_of(conn, t.seats)
    units, kinds = organisation.tree(conn), terms.kinds(conn)

    def parse(line: Line) -> Parsed:
        row = {
            "person_id": terms.an_officer(line.values, "person_id", kinds),
            "role": cells.one_of(line.values, "role", ROLES),
            **terms.term(line.values),
        }
        row["unit_id"] = terms.a_unit(line.values, units, terms.day_of(row, today))
        # One that came another way, or was made by hand, keeps its id.
        return Parsed({"id": known.get(_key(row), {}).get("id", _key(row)), **row})

    def refuse(rows: Rows, grants: Rows) -> Mapping[str, RowError]:
        return terms.held_twice(rows, grants, _office) | terms.clashes(rows, grants.values(), seats)

    return merge(conn, Target(t.grants, terms.keyed_by_term(*NEEDS), parse, refuse), lines, known, partial=partial)


def _office(row: Row) -> tuple[str, str, str]:
    return row["person_id"], row["role"], row["unit_id"]


def _key(row: Row) -> str:
    return terms.key_of(_office(row), row["valid_from"])
