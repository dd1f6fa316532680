"""A reorganisation from a CSV file: which unit goes into which, is renamed or moves, and what goes along with it.

Each row becomes rows of units, offices and seats, which are judged and written as if files of them had come.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, func, or_, select, update

from store import organisation
from store import tables as t
from store.imports import cells, terms
from store.imports.merging import Row
from store.imports.offices import take_offices
from store.imports.reading import Line, keyed_by, read_lines
from store.imports.report import Report, RowError, RowReport, State, judged, refused, report
from store.imports.seats import take_seats
from store.imports.units import take_units
from store.unit_tree import UnitTree

NEEDS = ("old_unit_id", "new_unit_id")
_STATED = ("name_vi", "name_en", "kind", "parent_id", "cluster", "source")
KNOWS = ("last_day", *_STATED, "move_offices", "move_seats")

_YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class _Step:
    """One row: the unit `old` goes into `new` after its `last` day; None: it stays itself, and changes at once."""

    line: Line
    old: str
    new: str
    last: date | None
    moves_offices: bool
    moves_seats: bool

    @property
    def first(self) -> date:
        """Return the first day of the unit in its place; the day after the last that there can be never comes."""
        return (self.last or date.min) + timedelta(days=1)

    @property
    def name(self) -> str:
        return f"{self.old} → {self.new}"


def import_mapping(conn: Connection, data: bytes, *, today: date, partial: bool = False) -> Report:
    """Carry out a reorganisation: all of it if every row is well, the good rows if `partial`, else nothing.

    A unit that goes into another ends on `last_day` (the day before today unless the row says otherwise) and has the
    other as its successor, which the row brings if it is not there; what it does not say of it is as in the old one.
    Offices end and go on there, seats go on in the same council there, and stay for the last sittings of the old one;
    `move_offices` and `move_seats` say `no` where they do not. People are of the new unit once it has begun. The same
    unit on both sides stays itself and gets what the row says, another unit above it for instance.
    Nominations and planned sittings need nothing: they follow the successor. The same file again changes nothing.
    Raise RuleBroken for a file of which no row can be told (`read_lines`).
    """
    lines = read_lines(data, needs=NEEDS, knows=KNOWS)
    units = organisation.tree(conn)
    well, errors = judged(lines, keyed_by("old_unit_id"), lambda line: _step(line, units, today))
    steps = [step for _, step in well.values()]
    while True:
        attempt = conn.begin_nested()
        told, bad = _carry_out(conn, steps, today)
        if bad or (errors and not partial):
            attempt.rollback()
        else:
            attempt.commit()
        if not bad:
            return report(sorted([*told, *errors], key=lambda row: row.line), partial=partial)
        # Without these rows others may lose what they stand on, so all are judged again.
        errors += bad
        lost = {row.line for row in bad}
        steps = [step for step in steps if step.line.number not in lost]


def _step(line: Line, units: UnitTree, today: date) -> _Step:
    values = line.values
    old, new = cells.an_id(values, "old_unit_id"), cells.an_id(values, "new_unit_id")
    last = cells.optional_date(values, "last_day")
    offices, seats = (
        not values.get(name) or cells.one_of(values, name, _YES_NO) == "yes" for name in ("move_offices", "move_seats")
    )
    if old not in units:
        raise RowError("unknown_unit", column="old_unit_id", found=old)
    if old == new:
        if last is not None:
            raise RowError("changes_at_once")
    else:
        unit = units.units[old]
        if unit.successor_id not in {None, new}:
            raise RowError("goes_elsewhere", unit_id=old, successor=unit.successor_id)
        last = last or unit.valid_to or today - timedelta(days=1)
    return _Step(line, old, new, last, offices, seats)


def _carry_out(conn: Connection, steps: Sequence[_Step], today: date) -> tuple[list[RowReport], list[RowReport]]:
    """Write what the rows say. Return what each did, or else those that cannot be: then all of it is to be undone."""
    names = {step.line.number: step.name for step in steps}
    held = _held(conn, [step.old for step in steps], today)
    lines, bad = _of_units(conn, steps)
    written = take_units(conn, lines).rows
    bad += _bad(written, names)
    going = [step for step in steps if step.last is not None]
    bad += [] if bad else _not_there(organisation.tree(conn), going)
    if bad:
        return [], bad
    offices = take_offices(conn, _of_offices(conn, going), today=today).rows
    seats = take_seats(conn, _of_seats(conn, [step for step in going if step.moves_seats]), today=today).rows
    bad = _bad([*offices, *seats], names)
    if bad:
        return [], bad
    moved = _move_people(conn, [step for step in going if step.first <= today])
    new = {row.line for row in written if row.state == "new"}
    changed = moved | {row.line for row in (*written, *offices, *seats) if row.state != "unchanged"}
    states: dict[int, State] = {**dict.fromkeys(changed, "changed"), **dict.fromkeys(new, "new")}
    return [_told(step, states.get(step.line.number, "unchanged"), held) for step in steps], []


def _told(step: _Step, state: State, held: Mapping[str, Mapping[str, int]]) -> RowReport:
    if state == "unchanged":
        return RowReport(step.line.number, step.name, state)
    code = "goes_over" if step.last else "stays_itself"
    counts = {what: some.get(step.old, 0) for what, some in held.items()}
    first = {"first": step.first.isoformat()} if step.last else {}
    return RowReport(
        step.line.number, step.name, state, code, {"unit_id": step.old, "into": step.new, **first, **counts}
    )


def _of_units(conn: Connection, steps: Iterable[_Step]) -> tuple[list[Line], list[RowReport]]:
    """Return the rows of units that the steps make, one a unit, and the steps that contradict one before."""
    there = {row["id"]: _typed({"unit_id": row["id"], **row}) for row in conn.execute(select(t.units)).mappings()}
    stated: dict[str, dict[str, str]] = {}
    made: dict[str, Line] = {}
    bad: list[RowReport] = []
    for step in steps:
        of_new = {name: text for name in _STATED if (text := step.line.values.get(name, ""))}
        said = stated.setdefault(step.new, {})
        if other := next((name for name in of_new if said.get(name, of_new[name]) != of_new[name]), None):
            bad.append(refused(step.line, step.name, RowError("said_otherwise", column=other, found=said[other])))
            continue
        said |= of_new
        old = made[step.old].values if step.old in made else there[step.old]
        if step.last is not None:
            made[step.old] = Line(
                step.line.number, {**old, "valid_to": step.last.isoformat(), "successor_id": step.new}
            )
        if step.new in made:
            made[step.new] = Line(made[step.new].number, {**made[step.new].values, **of_new})
        elif step.new in there:
            new = {**there[step.new], **of_new}
            if new.get("parent_id") == step.old and "parent_id" not in of_new:
                new["parent_id"] = old.get("parent_id", "")  # what goes into a unit below it leaves it without one
            if new != there[step.new]:
                made[step.new] = Line(step.line.number, new)
        else:
            begun = {"unit_id": step.new, "valid_from": step.first.isoformat(), "valid_to": "", "successor_id": ""}
            made[step.new] = Line(step.line.number, {**old, **begun, "source": "", **of_new})
    return list(made.values()), bad


def _of_offices(conn: Connection, steps: Iterable[_Step]) -> list[Line]:
    """Return the rows by which the offices of the old units end and go on in the new ones."""
    lines: list[Line] = []
    held = terms.rows_of(conn, t.grants)
    for step in steps:
        for row in _after(held, step):
            lines.append(_line(step, row, unit_id=step.old, valid_to=step.last))
            new = {**row, "unit_id": step.new, "valid_from": max(step.first, row["valid_from"] or date.min)}
            same = (one for one in held if all(one[name] == new[name] for name in ("person_id", "role", "unit_id")))
            if step.moves_offices and not any(terms.overlap(one, new) for one in same):
                lines.append(_line(step, new))
                held.append(new)
    return lines


def _of_seats(conn: Connection, steps: Iterable[_Step]) -> list[Line]:
    """Return the rows by which the members of the old councils sit in those of the same kind of the new units too."""
    lines: list[Line] = []
    c, s = t.councils.c, t.seats.c
    columns = [one for one in s if one.name not in {"id", "council_id"}]
    found = select(c.unit_id, c.stage_council.label("council"), *columns).join(t.councils, c.id == s.council_id)
    held: list[Row] = [dict(row) for row in conn.execute(found.order_by(s.id)).mappings()]
    for step in steps:
        for row in _after(held, step):
            new = {**row, "unit_id": step.new, "valid_from": max(step.first, row["valid_from"] or date.min)}
            same = (one for one in held if all(one[name] == new[name] for name in ("person_id", "council", "unit_id")))
            if not any(terms.overlap(one, new) for one in same):
                lines.append(_line(step, new, voting="yes" if new["voting"] else "no"))
                held.append(new)
    return lines


def _move_people(conn: Connection, steps: Iterable[_Step]) -> set[int]:
    """Put those who serve in the old units into the new ones; return the lines of the file that moved somebody.

    Who has left before stays where she was.
    """
    p = t.people.c
    moved: set[int] = set()
    for step in steps:
        theirs = (p.unit_id == step.old, or_(p.active_to.is_(None), p.active_to >= step.first))
        if conn.execute(update(t.people).where(*theirs).values(unit_id=step.new)).rowcount:
            moved.add(step.line.number)
    return moved


def _held(conn: Connection, unit_ids: Sequence[str], today: date) -> dict[str, dict[str, int]]:
    """Return how much each unit has that goes along with it (what → unit → how many)."""
    p, n, s, u, g = t.people.c, t.nominations.c, t.sittings.c, t.units.c, t.grants.c
    seats, c = t.seats.c, t.councils.c
    serve = or_(p.active_to.is_(None), p.active_to >= today)

    def count(of: ColumnElement[Any], *where: ColumnElement[bool], via: FromClause | None = None) -> dict[str, int]:
        query = select(of, func.count()).where(of.in_(unit_ids), *where).group_by(of)
        return dict(conn.execute(query if via is None else query.select_from(via)).all())

    return {
        "people": count(p.unit_id, serve),
        "units": count(u.parent_id, or_(u.valid_to.is_(None), u.valid_to >= today)),
        "offices": count(g.unit_id, or_(g.valid_to.is_(None), g.valid_to >= today)),
        "seats": count(
            c.unit_id,
            or_(seats.valid_to.is_(None), seats.valid_to >= today),
            via=t.seats.join(t.councils, c.id == seats.council_id),
        ),
        "nominations": count(n.unit_id, n.status != "ended"),
        "sittings": count(s.unit_id, s.status.in_(("planned", "open"))),
    }


def _not_there(units: UnitTree, steps: Iterable[_Step]) -> Iterator[RowReport]:
    """Yield the steps into a unit that is not there on its first day."""
    for step in steps:
        try:
            terms.a_unit({"unit_id": step.new}, units, step.first)
        except RowError as no:
            yield refused(step.line, step.name, no)


def _after(rows: Iterable[Row], step: _Step) -> list[Row]:
    """Return what is held in the old unit after its last day."""
    assert step.last is not None, "it goes into another"  # noqa: S101 - for the type checker
    last = step.last
    return [row for row in rows if row["unit_id"] == step.old and (row["valid_to"] is None or row["valid_to"] > last)]


def _line(step: _Step, row: Row, **changed: object) -> Line:
    """Return a row as a file would have brought it."""
    return Line(step.line.number, _typed({**row, **changed}))


def _typed(row: Row) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _bad(rows: Iterable[RowReport], names: Mapping[int, str]) -> list[RowReport]:
    """Return what cannot be written as errors of the rows of this file, each with what it is about."""
    return [replace(row, key=f"{names[row.line]}: {row.key}") for row in rows if row.state == "error"]
