"""The table of candidates that `rules select` reads: a CSV file in, rows out, or all its mistakes with their lines.

It reads what a spreadsheet writes (UTF-8 with or without BOM, comma or semicolon) and guesses nothing else.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

NEEDED = ("id", "ayes", "base")
COLUMNS = (*NEEDED, "beneficiaries", "deed_on", "logged_at")
LARGEST = 5  # MB
LONGEST_ID = 100  # characters

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class RowMistake:
    """What is wrong on a line of the file (from 1)."""

    line: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class ResultsError(Exception):
    """A table with mistakes, all that could be found."""

    def __init__(self, mistakes: list[RowMistake]) -> None:
        super().__init__(mistakes)
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True)
class Result:
    """One row: `ayes` of a `base`, and what else a candidate may be ranked by; `logged_at` is aware."""

    id: str
    ayes: int
    base: int
    beneficiaries: int | None = None
    deed_on: date | None = None
    logged_at: datetime | None = None


def read_results(path: Path) -> list[Result]:
    """Return the rows of the file. Raise ResultsError with every wrong row, or with why it can't be read at all."""
    rows = _rows(_text(path))
    header = next(rows, (1, []))[1]
    _check_header(header)
    mistakes: list[RowMistake] = []
    results: dict[str, tuple[int, Result]] = {}
    for line, cells in rows:
        row = _Row(line, dict(zip(header, cells, strict=False)))
        if len(cells) != len(header):
            row.wrong("cells_too_few_or_many", found=len(cells), wanted=len(header))
        elif result := row.result():
            first, _ = results.setdefault(result.id, (line, result))
            if first != line:
                row.wrong("id_twice", found=result.id, first=first)
        mistakes += row.mistakes
    if mistakes:
        raise ResultsError(mistakes)
    return [result for _, result in results.values()]


def _text(path: Path) -> str:
    try:
        with path.open("rb") as opened:
            data = opened.read(LARGEST * 1_000_000 + 1)
    except OSError as no:
        raise ResultsError([RowMistake(1, "results_not_readable", {"reason": no.strerror or ""})]) from no
    if len(data) > LARGEST * 1_000_000:
        raise ResultsError([RowMistake(1, "results_too_large", {"limit": LARGEST})])
    try:
        return normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as no:
        raise ResultsError([RowMistake(data.count(b"\n", 0, no.start) + 1, "results_not_utf8")]) from no


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank with the line it begins on."""
    header, _, _ = text.partition("\n")
    delimiter = ";" if ";" in header and "," not in header else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            told = [cell.strip() for cell in cells]
            if any(told):
                yield line, told
            line = reader.line_num + 1
    except csv.Error as no:
        raise ResultsError([RowMistake(line, "results_not_csv")]) from no


def _check_header(header: list[str]) -> None:
    if not header:
        raise ResultsError([RowMistake(1, "results_empty")])
    wrong = [RowMistake(1, "column_missing", {"found": name}) for name in NEEDED if name not in header]
    for place, name in enumerate(header):
        if name not in COLUMNS:
            wrong.append(RowMistake(1, "column_unknown", {"found": name[:40], "known": ", ".join(COLUMNS)}))
        elif name in header[:place]:
            wrong.append(RowMistake(1, "column_twice", {"found": name}))
    if wrong:
        raise ResultsError(wrong)


class _Row:
    """The cells of one row by their columns, and what is wrong in them."""

    def __init__(self, line: int, cells: Mapping[str, str]) -> None:
        self._line = line
        self._cells = cells
        self.mistakes: list[RowMistake] = []

    def result(self) -> Result | None:
        """Return the row as a result, None if anything in it is wrong."""
        id_ = self._read("id", _id, "not_an_id")
        ayes, base = self._read("ayes", _count, "not_a_count"), self._read("base", _count, "not_a_count")
        beneficiaries = self._read("beneficiaries", _count, "not_a_count")
        deed_on = self._read("deed_on", _day, "not_a_day")
        logged_at = self._read("logged_at", _instant, "not_a_log_instant")
        if ayes is not None and base is not None and ayes > base:
            self.wrong("ayes_over_base", ayes=ayes, base=base)
        if self.mistakes or id_ is None or ayes is None or base is None:
            return None
        return Result(id_, ayes, base, beneficiaries, deed_on, logged_at)

    def wrong(self, code: str, **params: object) -> None:
        """Remember a mistake on this row's line."""
        self.mistakes.append(RowMistake(self._line, code, params))

    def _read(self, column: str, reader: Callable[[str], Value], code: str) -> Value | None:
        cell = self._cells.get(column, "")
        if not cell and column not in NEEDED:
            return None
        try:
            return reader(cell)
        except ValueError:
            self.wrong(code, column=column, found=cell[:40] or "…")
            return None


def _id(cell: str) -> str:
    if not 1 <= len(cell) <= LONGEST_ID:
        raise ValueError(cell)
    return cell


def _count(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", cell):
        raise ValueError(cell)
    return int(cell)


def _day(cell: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError(cell)
    return date.fromisoformat(cell)


def _instant(cell: str) -> datetime:
    found = datetime.fromisoformat(cell)
    if found.tzinfo is None:
        raise ValueError(cell)
    return found
