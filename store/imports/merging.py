"""Rows of a file beside the rows that are there: what is new, what changes, what cannot be. Writes all or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Table as Described

from store.imports.reading import Line
from store.imports.report import Report, RowError, RowReport, judged, refused, report
from store.writing import insert, portions

Row = Mapping[str, Any]
Rows = Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row that is well by itself, and what was done with it that its author should know (a code)."""

    row: Row
    code: str | None = None
    params: Row = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """Where rows go: `parse` judges a row by itself, `refuse` all of them together (rows of the file, all rows).

    `key` tells the rows of a file apart. `prepare` writes what the rows to be written stand on, just before them.
    """

    table: Described
    key: Callable[[Line], str]
    parse: Callable[[Line], Parsed]
    refuse: Callable[[Rows, Rows], Mapping[str, RowError]]
    prepare: Callable[[Sequence[Row]], None] = lambda _rows: None


def merge(conn: Connection, target: Target, lines: Sequence[Line], known: Rows, *, partial: bool) -> Report:
    """Judge every line, and write what is new or changed: all if every row is well, the good ones if `partial`.

    `known` are the rows that are there, by the key that a line of the file would have for them.
    """
    parsed, errors = judged(lines, target.key, target.parse)
    while bad := target.refuse(_rows(parsed), {**known, **_rows(parsed)}):
        # Without these rows others may lose what they named, so all are judged again.
        for id_, no in bad.items():
            line, _ = parsed.pop(id_)
            errors.append(refused(line, id_, no))
    good = [_compared(line, id_, one, known.get(id_)) for id_, (line, one) in parsed.items()]
    told = report(sorted([*good, *errors], key=lambda row: row.line), partial=partial)
    if told.is_taken:
        rows = [parsed[row.key][1].row for row in good if row.state in ("new", "changed")]
        target.prepare(rows)
        _write(conn, target.table, rows)
    return told


def _rows(parsed: Mapping[str, tuple[Line, Parsed]]) -> dict[str, Row]:
    return {id_: one.row for id_, (_, one) in parsed.items()}


def _compared(line: Line, id_: str, one: Parsed, there: Row | None) -> RowReport:
    if there is None:
        return RowReport(line.number, id_, "new", one.code, one.params)
    changed = sorted(name for name, value in one.row.items() if there[name] != value)
    if changed:
        return RowReport(line.number, id_, "changed", one.code, {**one.params, "columns": changed})
    return RowReport(line.number, id_, "unchanged", one.code, one.params)


def _write(conn: Connection, table: Described, rows: Sequence[Row]) -> None:
    for some in portions(rows):
        line = insert(conn, table)
        renewed = {name: line.excluded[name] for name in some[0] if name != "id"}
        conn.execute(line.on_conflict_do_update(index_elements=["id"], set_=renewed), [dict(row) for row in some])
