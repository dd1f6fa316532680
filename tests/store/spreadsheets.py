"""Files as spreadsheets write them, for the tests of imports."""

import csv
import io
from collections.abc import Sequence

from store.imports.report import Report


def make_csv(header: Sequence[str], *rows: Sequence[str], delimiter: str = ",") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return file.getvalue().encode()


def told(report: Report) -> list[tuple[str, str, str | None]]:
    return [(row.key, row.state, row.code) for row in report.rows]
