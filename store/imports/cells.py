"""The kinds of cells that several tables have. Raises RowError with the column's name."""

import re
from collections.abc import Collection, Mapping
from datetime import date

from store.imports.report import RowError

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def text(values: Mapping[str, str], column: str, *, at_most: int = 300) -> str:
    """Return a text that must be there."""
    found = optional_text(values, column, at_most=at_most)
    if found is None:
        raise RowError("cell_empty", column=column)
    return found


def optional_text(values: Mapping[str, str], column: str, *, at_most: int = 300) -> str | None:
    """Return a text, None for an empty cell or a column that the file does not have."""
    found = values.get(column) or None
    if found is not None and len(found) > at_most:
        raise RowError("cell_too_long", column=column, at_most=at_most)
    return found


def an_id(values: Mapping[str, str], column: str) -> str:
    """Return an id: ASCII letters, digits, dot, dash, underscore."""
    found = optional_id(values, column)
    if found is None:
        raise RowError("cell_empty", column=column)
    return found


def optional_id(values: Mapping[str, str], column: str) -> str | None:
    """Return an id, None for an empty cell."""
    found = values.get(column) or None
    if found is not None and not _ID.fullmatch(found):
        raise RowError("not_an_id", column=column, found=found[:80])
    return found


def a_date(values: Mapping[str, str], column: str) -> date:
    """Return a day that must be there, written 2026-11-22 or 22/11/2026."""
    found = optional_date(values, column)
    if found is None:
        raise RowError("cell_empty", column=column)
    return found


def optional_date(values: Mapping[str, str], column: str) -> date | None:
    """Return a day, None for an empty cell."""
    found = values.get(column) or None
    if found is None:
        return None
    try:
        if written := _DAY_FIRST.fullmatch(found):
            day, month, year = map(int, written.groups())
            return date(year, month, day)
        return date.fromisoformat(found)
    except ValueError:
        raise RowError("not_a_date", column=column, found=found[:80]) from None


def optional_count(values: Mapping[str, str], column: str) -> int | None:
    """Return a whole number from 0, None for an empty cell."""
    found = values.get(column) or None
    if found is None:
        return None
    if not (found.isascii() and found.isdigit() and len(found) <= 15):
        raise RowError("not_a_count", column=column, found=found[:80])
    return int(found)


def one_of(values: Mapping[str, str], column: str, words: Collection[str]) -> str:
    """Return a word that must be one of `words`."""
    found = text(values, column)
    if found not in words:
        raise RowError("not_one_of", column=column, found=found[:80], words=sorted(words))
    return found


def in_order(first: date | None, last: date | None) -> None:
    """Refuse a last day before the first."""
    if first is not None and last is not None and last < first:
        raise RowError("ends_before_it_begins", first=first.isoformat(), last=last.isoformat())
