"""Changing the organisation: a file or a single row, judged for whoever brings it, looked at first or taken at once."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from rules.rights import Action, Resource
from store import organisation, people, resources
from store.imports.report import Report, RowReport
from store.imports.tables import FileKind, Table, as_file, look, take
from store.unit_tree import UnitTree
from web.access import Visitor
from words.catalogue import Language, said
from words.dates import written_date
from words.imports import IMPORTS

NEEDS: Mapping[Table, Action] = {
    "units": Action.UNITS_CHANGE,
    "people": Action.PEOPLE_CHANGE,
    "offices": Action.ACCOUNTS_CHANGE,  # what somebody may do is as much as how she gets in
    "seats": Action.COUNCILS_CHANGE,
    "deputies": Action.DEPUTIES_NAME,
}
"""The right that each table needs: for a file in the house as a whole, for a row where that row belongs."""

OF_FILES: Mapping[FileKind, tuple[Action, ...]] = {
    **{table: (action,) for table, action in NEEDS.items()},
    "mapping": (Action.UNITS_CHANGE, Action.PEOPLE_CHANGE, Action.ACCOUNTS_CHANGE, Action.COUNCILS_CHANGE),
}
"""The rights that each file needs: that of units takes people, offices and seats along."""

_DAYS = ("first", "last", "on")  # what a reason tells as a day


def why(code: str | None, params: Mapping[str, Any], language: Language) -> str:
    """Return why a row or a file cannot be taken, or what else is done with it; nothing without a code."""
    days = {name: written_date(date.fromisoformat(params[name])) for name in _DAYS if _is_day(params.get(name))}
    return said(IMPORTS, code, language, {"file": "CSV", **params, **days}) if code else ""


def _is_day(told: object) -> bool:
    return isinstance(told, str) and told != "…"  # that is an end that nobody knows


def preview(conn: Connection, visitor: Visitor, kind: FileKind, data: bytes) -> Report:
    """Return what would become of every row of a file. Nothing is written. Raise Problem or RuleBroken."""
    _judge_file(conn, visitor, kind)
    return look(conn, kind, data, today=visitor.today)


def take_file(
    conn: Connection, visitor: Visitor, kind: FileKind, data: bytes, *, now: datetime, partial: bool
) -> Report:
    """Take a file, and leave a line in the audit chain. Raise Problem or RuleBroken."""
    _judge_file(conn, visitor, kind)
    return take(conn, kind, data, now=now, today=visitor.today, partial=partial, by=visitor.person_id)


def take_row(
    conn: Connection, visitor: Visitor, table: Table, values: Mapping[str, str], *, now: datetime
) -> RowReport:
    """Take one row as a file of it would be taken. Raise Problem if it is not the visitor's to write."""
    judge_row(conn, visitor, table, values)
    data = as_file(table, values)
    return take(conn, table, data, now=now, today=visitor.today, by=visitor.person_id).rows[0]


def judge_row(conn: Connection, visitor: Visitor, table: Table, values: Mapping[str, str]) -> None:
    """Return if the visitor may write this row: everywhere it belongs to, and has belonged to. Raise Problem."""
    units = organisation.tree(conn)
    for about in _abouts(conn, units, visitor, table, values):
        visitor.judge(about, NEEDS[table])


def _judge_file(conn: Connection, visitor: Visitor, kind: FileKind) -> None:
    at_home = resources.house(organisation.tree(conn), visitor.today)
    for action in OF_FILES[kind]:
        visitor.judge(at_home, action)


def _abouts(
    conn: Connection, units: UnitTree, visitor: Visitor, table: Table, values: Mapping[str, str]
) -> Iterator[Resource]:
    on = visitor.today
    person = people.by_id(conn, values.get("person_id", ""))
    match table:
        case "units":
            if values.get("unit_id", "") in units.units:
                yield resources.of_unit(units, values["unit_id"], on)
            parent = values.get("parent_id", "")
            yield resources.of_unit(units, parent, on) if parent in units.units else resources.house(units, on)
        case "people":
            if person is not None:
                yield resources.of_unit(units, person.unit_id, on)
            yield _at(units, values, visitor)
        case "offices":
            if person is not None:
                yield resources.of_accounts(conn, [person.id], on)[person.id]
            yield _at(units, values, visitor)
        case "deputies":
            if person is None:
                yield resources.house(units, on)
            else:
                yield resources.of_unit(units, person.unit_id, on, owner_id=person.id)
        case _:
            yield _at(units, values, visitor)


def _at(units: UnitTree, values: Mapping[str, str], visitor: Visitor) -> Resource:
    """Return the unit that a row names; the house where it names none that is known."""
    unit_id = values.get("unit_id", "")
    on = visitor.today
    return resources.of_unit(units, unit_id, on) if unit_id in units.units else resources.house(units, on)
