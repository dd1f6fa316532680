"""Pages of a long list by keyset: a cursor says behind which row to go on, so that no page is skipped or slow."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Select, literal, tuple_

from rules.errors import RuleBroken

Line = TypeVar("Line")
Shape = TypeVar("Shape", bound="Select[*tuple[Any, ...]]")

LARGEST = 200
"""The most lines of one page."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Line]):
    """Some lines of a list, and where the next ones begin (None: there are no more)."""

    lines: tuple[Line, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a list: by a column, and by id where that is equal."""

    name: str
    column: Column[Any]
    id: Column[str]
    is_descending: bool = False
    only: ColumnElement[bool] | None = None

    def page(self, query: Shape, cursor: str | None, size: int) -> Shape:
        """Return `query` for one page behind `cursor`, with one line more than asked, to see whether there is a next.

        A line without a value in the column, or outside `only`, is not in the list.
        Raise RuleBroken `bad_cursor` for a cursor that was not made by this list in this order.
        """
        query = query.where(self.column.is_not(None))
        if self.only is not None:
            query = query.where(self.only)
        if cursor is not None:
            query = query.where(self._behind(*self._read(cursor)))
        by = (self.column.desc(), self.id.desc()) if self.is_descending else (self.column, self.id)
        return query.order_by(*by).limit(min(size, LARGEST) + 1)

    def cut(self, lines: tuple[Line, ...], size: int) -> Page[Line]:
        """Return the page made of the `lines` that `page` asked for."""
        size = min(size, LARGEST)
        if len(lines) <= size:
            return Page(lines, None)
        last = lines[size - 1]
        return Page(lines[:size], self._write(getattr(last, self.column.name), getattr(last, self.id.name)))

    def _behind(self, value: date | str, id_: str) -> ColumnElement[bool]:
        here = tuple_(self.column, self.id)
        there = tuple_(literal(value, self.column.type), literal(id_))
        return here < there if self.is_descending else here > there

    def _write(self, value: date | str, id_: str) -> str:
        told = value if isinstance(value, str) else value.isoformat()
        return base64.urlsafe_b64encode(json.dumps([self.name, told, id_]).encode()).decode()

    def _read(self, cursor: str) -> tuple[date | str, str]:
        kind: type[date | str] = self.column.type.python_type
        try:
            name, told, id_ = json.loads(base64.urlsafe_b64decode(cursor))
            at = told if issubclass(kind, str) else kind.fromisoformat(told)
        except (binascii.Error, ValueError, TypeError) as unreadable:
            raise RuleBroken("bad_cursor") from unreadable
        is_ours = name == self.name and isinstance(at, kind) and isinstance(id_, str) and "\0" not in f"{at}{id_}"
        if not is_ours or (isinstance(at, datetime) and at.tzinfo is None):
            raise RuleBroken("bad_cursor")
        return at, id_


def chosen(ways: Mapping[str, Order], name: str) -> Order:
    """Return the order called `name`. Raise RuleBroken `unknown_order` if the list has no such order."""
    if name not in ways:
        raise RuleBroken("unknown_order", order=name, known=sorted(ways))
    return ways[name]


def orders(id_: Column[str], *columns: Column[Any], only: ColumnElement[bool] | None = None) -> dict[str, Order]:
    """Return both orders by each of `columns`: "logged_at" and, newest first, "-logged_at"."""
    ways = [
        Order(f"{'-' * is_descending}{column.name}", column, id_, is_descending, only)
        for column in columns
        for is_descending in (False, True)
    ]
    return {order.name: order for order in ways}
