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
from store.imports import deputies, offices, people, seats, units
from store.imports.deputies import import_deputies
from store.imports.offices import import_offices
from store.imports.people import import_people
from store.imports.report import Report
from store.imports.seats import import_seats
from store.imports.units import import_units

Table = Literal["units", "people", "offices", "seats", "deputies"]

COLUMNS: Mapping[Table, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "units": (units.NEEDS, units.KNOWS),
    "people": (people.NEEDS, people.KNOWS),
    "offices": (offices.NEEDS, offices.KNOWS),
    "seats": (seats.NEEDS, seats.KNOWS),
    "deputies": (deputies.NEEDS, deputies.KNOWS),
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


def take(
    conn: Connection,
    table: Table,
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
    match table:
        case "units":
            report = import_units(conn, data, partial=partial)
        case "people":
            report = import_people(conn, data, today=today, partial=partial)
        case "offices":
            report = import_offices(conn, data, today=today, partial=partial)
        case "seats":
            report = import_seats(conn, data, today=today, partial=partial)
        case "deputies":
            report = import_deputies(conn, data, partial=partial)
        case _:
            assert_never(table)
    if report.is_taken:
        sha256 = hashlib.sha256(data).hexdigest()
        detail = {"counts": report.counts, "sha256": sha256}
        audit.append(conn, [audit.AuditLine(now, by, f"import_{table}", f"files:{sha256}", detail)])
    return report
