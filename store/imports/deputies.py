"""Deputies from a CSV file: who acts instead of whom, from when to when."""

from collections.abc import Mapping

from sqlalchemy import Connection

from store import tables as t
from store.imports import cells, terms
from store.imports.merging import Parsed, Row, Rows, Target, merge
from store.imports.reading import Line, read_lines
from store.imports.report import Report, RowError

NEEDS = ("person_id", "deputy_id")
KNOWS = (*terms.TERM, "reason")


def import_deputies(conn: Connection, data: bytes, *, partial: bool = False) -> Report:
    """Take the deputies of a file: all if every row is well, the good ones if `partial`, else none.

    What a deputy may do is judged when she acts (`rules.rights`). Raise RuleBroken for a file of which no row can
    be told (`read_lines`).
    """
    lines = read_lines(data, needs=NEEDS, knows=KNOWS)
    known = {_key(row): row for row in terms.rows_of(conn, t.deputies)}
    kinds = terms.kinds(conn)

    def parse(line: Line) -> Parsed:
        row = {
            "person_id": terms.an_officer(line.values, "person_id", kinds),
            "deputy_id": terms.an_officer(line.values, "deputy_id", kinds),
            **terms.term(line.values),
            "reason": cells.optional_text(line.values, "reason"),
        }
        if row["person_id"] == row["deputy_id"]:
            raise RowError("deputy_of_herself")
        return Parsed({"id": known.get(_key(row), {}).get("id", _key(row)), **row})

    return merge(conn, Target(t.deputies, terms.keyed_by_term(*NEEDS), parse, _refuse), lines, known, partial=partial)


def _refuse(rows: Rows, deputies: Rows) -> Mapping[str, RowError]:
    return terms.held_twice(rows, deputies, _pair)


def _pair(row: Row) -> tuple[str, str]:
    return row["person_id"], row["deputy_id"]


def _key(row: Row) -> str:
    return terms.key_of(_pair(row), row["valid_from"])
