"""The organisation's tables as files bring them; a file that is taken leaves a line in the audit chain.

Who may do what follows from these tables, hence the line.
"""

import hashlib
from datetime import date, datetime
from typing import Literal, assert_never

from sqlalchemy import Connection

from store import audit
from store.imports.deputies import import_deputies
from store.imports.offices import import_offices
from store.imports.people import import_people
from store.imports.report import Report
from store.imports.seats import import_seats
from store.imports.units import import_units

Table = Literal["units", "people", "offices", "seats", "deputies"]


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
