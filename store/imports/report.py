"""What an import would do, or did, row by row."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from store.imports.reading import Line

Parsed = TypeVar("Parsed")
State = Literal["new", "changed", "unchanged", "error"]


@dataclass(frozen=True, slots=True)
class RowReport:
    """What becomes of one row. `code` and `params` say why it is an error, or what was done with it beyond that."""

    line: int
    key: str
    state: State
    code: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """All rows in the order of the file, and whether anything was taken from it."""

    rows: tuple[RowReport, ...]
    is_taken: bool

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, unchanged, errors."""
        return dict(Counter(row.state for row in self.rows))


class RowError(Exception):
    """A row that cannot be taken; the code is the contract."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def judged(
    lines: Iterable[Line], key: Callable[[Line], str], parse: Callable[[Line], Parsed]
) -> tuple[dict[str, tuple[Line, Parsed]], list[RowReport]]:
    """Return what `parse` made of each line, by its `key`, and the lines that cannot be taken.

    `key` is asked of every line, also of one that is no row: it raises nothing.
    """
    well: dict[str, tuple[Line, Parsed]] = {}
    errors: list[RowReport] = []
    for line in lines:
        name = key(line)
        try:
            _refuse(line, well.get(name))
            well[name] = (line, parse(line))
        except RowError as no:
            errors.append(refused(line, name, no))
    return well, errors


def refused(line: Line, key: str, no: RowError) -> RowReport:
    """Return the report of a row that cannot be taken."""
    return RowReport(line.number, key, "error", no.code, no.params)


def report(rows: Iterable[RowReport], *, partial: bool) -> Report:
    """Return the report of a file: it is taken if every row is well, or the good rows are if `partial`."""
    rows = tuple(rows)
    return Report(rows, is_taken=partial or all(row.state != "error" for row in rows))


def _refuse(line: Line, before: tuple[Line, object] | None) -> None:
    if line.problem:
        raise RowError(line.problem)
    if before is not None:
        raise RowError("twice", first=before[0].number)
