"""The organisation's tables as files bring them; a file that is taken leaves a line in the audit chain.

Who may do what follows from these tables, hence the line.
"""

import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, assert_never

from sqlalchemy import Connection

from store import audit
from store.imports import deputies, mapping, offices, people, seats, units
from store.imports.deputies import import_deputies
from store.imports.mapping import import_mapping
from store.imports.offices import import_offices
from store.imports.people import import_people
from store.imports.report import Report
from store.imports.seats import import_seats
from store.imports.units import import_units

Table = Literal["units", "people", "offices", "seats", "deputies"]
FileKind = Literal["units", "people", "offices", "seats", "deputies", "mapping"]
"""What a file is about: a table, or which units become which."""

COLUMNS: Mapping[FileKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "units": (units.NEEDS, units.KNOWS),
    "people": (people.NEEDS, people.KNOWS),
    "offices": (offices.NEEDS, offices.KNOWS),
    "seats": (seats.NEEDS, seats.KNOWS),
    "deputies": (deputies.NEEDS, deputies.KNOWS),
    "mapping": (mapping.NEEDS, mapping.KNOWS),
}
"""What the first line of a file must name, and what it may name besides."""


def as_file(table: Table, values: Mapping[str, str]) -> bytes:
    """Return a file of one row; what is not said of it stays empty, and a column that the table lacks is left out."""
    needs, knows = COLUMNS[table]
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([*needs, *knows])
    writer.writerow([values.get(name, "") for name in (*needs, *knows)])
    return written.getvalue().encode()


def look(conn: Connection, table: FileKind, data: bytes, *, today: date) -> Report:
    """Return what would become of every row of a file if its good rows were taken. Nothing of it stays.

    Raise RuleBroken for a file of which no row can be told.
    """
    undone = conn.begin_nested()
    try:
        return _taken(conn, table, data, today=today, partial=True)
    finally:
        undone.rollback()


def take(
    conn: Connection,
    table: FileKind,
    data: bytes,
    *,
    now: datetime,
    today: date,
    partial: bool = False,
    by: str | None = None,
) -> Report:
    """Take a CSV file into a table: all if every row is well, the good ones if `partial`, else none.

    Raise RuleBroken for a file of which no row can be told.
    """
    report = _taken(conn, table, data, today=today, partial=partial)
    if report.is_taken:
        sha256 = hashlib.sha256(data).hexdigest()
        detail = {"counts": report.counts, "sha256": sha256}
        audit.append(conn, [audit.AuditLine(now, by, f"import_{table}", f"files:{sha256}", detail)])
    return report


def _taken(conn: Connection, table: FileKind, data: bytes, *, today: date, partial: bool) -> Report:
    match table:
        case "units":
            return import_units(conn, data, partial=partial)
        case "people":
            return import_people(conn, data, today=today, partial=partial)
        case "offices":
            return import_offices(conn, data, today=today, partial=partial)
        case "seats":
            return import_seats(conn, data, today=today, partial=partial)
        case "deputies":
            return import_deputies(conn, data, partial=partial)
        case "mapping":
            return import_mapping(conn, data, today=today, partial=partial)
        case _:
            assert_never(table)
