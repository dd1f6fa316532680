"""A CSV file as rows of tidy text. Says what is wrong with the file or a row; knows no column's meaning."""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from rules.deeds import tidy
from rules.errors import RuleBroken

LARGEST = 10_000_000
"""Bytes of a file at most."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line of the file it ends on, its texts by column, and what is wrong with it as a row (or None)."""

    number: int
    values: Mapping[str, str]
    problem: str | None = None


def keyed_by(column: str) -> Callable[[Line], str]:
    """Return the key of lines that have one column for it: the text there, empty if there is none."""
    return lambda line: line.values.get(column, "")


def read_lines(data: bytes, *, needs: Collection[str], knows: Collection[str]) -> tuple[Line, ...]:
    """Return the rows of a file, texts in NFC without outer blanks, each under the name of its column.

    The file is UTF-8, with or without a byte order mark; its columns are apart by comma, semicolon or tab.
    Raise RuleBroken `file_too_large`, `file_empty`, `file_not_utf8`, `file_not_csv`, `columns_missing`,
    `columns_unknown` or `columns_twice` for a file of which no row can be told.
    """
    text = _decoded(data)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        header = [tidy(name).lower() for name in next(reader, [])]
        _refuse_header(header, needs, knows)
        return tuple(_lines(((reader.line_num, cells) for cells in reader), header))
    except csv.Error as broken:
        raise RuleBroken("file_not_csv", line=reader.line_num) from broken


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise RuleBroken("file_too_large", at_most=LARGEST)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        looks_like = "UTF-16" if data.startswith(_UTF16) else "Windows-1252/1258"
        line = data.count(b"\n", 0, broken.start) + 1
        raise RuleBroken("file_not_utf8", line=line, looks_like=looks_like) from broken
    if not text.strip():
        raise RuleBroken("file_empty")
    if "\0" in text:
        raise RuleBroken("file_not_csv", line=text.count("\n", 0, text.index("\0")) + 1)
    return text


def _delimiter(text: str) -> str:
    first = text.splitlines()[0]
    return max(",;\t", key=first.count)


def _refuse_header(header: list[str], needs: Collection[str], knows: Collection[str]) -> None:
    if missing := sorted(set(needs) - set(header)):
        raise RuleBroken("columns_missing", columns=missing)
    if unknown := sorted(set(header) - set(needs) - set(knows)):
        raise RuleBroken("columns_unknown", columns=unknown)
    if len(set(header)) < len(header):
        raise RuleBroken("columns_twice", columns=sorted({name for name in header if header.count(name) > 1}))


def _lines(rows: Iterable[tuple[int, list[str]]], header: list[str]) -> Iterator[Line]:
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            yield Line(number, {}, "wrong_number_of_columns")
            continue
        values = {name: tidy(cell) for name, cell in zip(header, cells, strict=True)}
        yield Line(number, values, "garbled" if any(map(_is_garbled, values.values())) else None)


def _is_garbled(text: str) -> bool:
    """Was UTF-8 read as Windows-1252 on the way ("Ä\\x90áº¯k" for "Đắk")?"""
    if text.isascii():
        return False
    try:
        text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True
