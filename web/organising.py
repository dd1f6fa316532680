"""Changing the organisation: a file or a single row, judged for whoever brings it, looked at first or taken at once."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from rules.rights import Action, Resource
from store import organisation, people, resources
from store.imports.report import Report
from store.imports.tables import Table, as_file, take
from store.unit_tree import UnitTree
from web.access import Visitor
from web.house import House

NEEDS: Mapping[Table, Action] = {
    "units": Action.UNITS_CHANGE,
    "people": Action.PEOPLE_CHANGE,
    "offices": Action.ACCOUNTS_CHANGE,  # what somebody may do is as much as how she gets in
    "seats": Action.COUNCILS_CHANGE,
    "deputies": Action.DEPUTIES_NAME,
}
"""The right that each table needs: for a file in the house as a whole, for a row where that row belongs."""


class _LookedAtOnly(Exception):
    """Leaves a transaction so that nothing of it stays."""


def preview(house: House, visitor: Visitor, table: Table, data: bytes) -> Report:
    """Return what would become of every row of a file. Nothing is written. Raise Problem or RuleBroken."""
    reports: list[Report] = []
    try:
        with house.database.write() as conn:
            _judge_file(conn, visitor, table)
            reports.append(_take(conn, house, visitor, table, data, partial=True))
            raise _LookedAtOnly  # noqa: TRY301 - what leaves the transaction undoes it
    except _LookedAtOnly:
        return reports[0]


def take_file(house: House, visitor: Visitor, table: Table, data: bytes, *, partial: bool) -> Report:
    """Take a file, and leave a line in the audit chain. Raise Problem or RuleBroken."""
    with house.database.write() as conn:
        _judge_file(conn, visitor, table)
        return _take(conn, house, visitor, table, data, partial=partial)


def take_row(house: House, visitor: Visitor, table: Table, values: Mapping[str, str]) -> Report:
    """Take one row as a file of it would be taken. Raise Problem if it is not the visitor's to write."""
    with house.database.write() as conn:
        judge_row(conn, visitor, table, values)
        return _take(conn, house, visitor, table, as_file(table, values), partial=False)


def judge_row(conn: Connection, visitor: Visitor, table: Table, values: Mapping[str, str]) -> None:
    """Return if the visitor may write this row: everywhere it belongs to, and has belonged to. Raise Problem."""
    units = organisation.tree(conn)
    for about in _abouts(conn, units, visitor, table, values):
        visitor.judge(about, NEEDS[table])


def _take(conn: Connection, house: House, visitor: Visitor, table: Table, data: bytes, *, partial: bool) -> Report:
    now, by = house.now(), visitor.person_id
    return take(conn, table, data, now=now, today=visitor.today, partial=partial, by=by)


def _judge_file(conn: Connection, visitor: Visitor, table: Table) -> None:
    visitor.judge(resources.house(organisation.tree(conn), visitor.today), NEEDS[table])


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
