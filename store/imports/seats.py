"""Seats in councils from a CSV file: who sits where as what, from when to when. A council comes with its first seat."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from rules.doers import Where
from rules.programme import CouncilStage
from store import editions, organisation
from store import tables as t
from store.imports import cells, terms
from store.imports.merging import Parsed, Row, Rows, Target, merge
from store.imports.reading import Line, read_lines
from store.imports.report import Report, RowError
from store.rulebook import Rulebook
from store.unit_tree import UnitTree
from store.writing import insert

NEEDS = ("unit_id", "council", "person_id", "post")
KNOWS = ("voting", "category", *terms.TERM)
POSTS = ("chair", "deputy_chair", "member", "secretary")

_KEY = ("council", "unit_id", "person_id")


def import_seats(conn: Connection, data: bytes, *, today: date, partial: bool = False) -> Report:
    """Take the seats of a file: all if every row is well, the good ones if `partial`, else none.

    Raise RuleBroken for a file of which no row can be told (`read_lines`).
    """
    return take_seats(conn, read_lines(data, needs=NEEDS, knows=KNOWS), today=today, partial=partial)


def take_seats(conn: Connection, lines: Sequence[Line], *, today: date, partial: bool = False) -> Report:
    """Take seats: one is ended by the same row with a last day; the same first day and another post correct it."""
    councils, places = _Councils(conn), _places(conn, today)
    known = {councils.key(row): row for row in terms.rows_of(conn, t.seats)}
    grants = terms.rows_of(conn, t.grants)
    units, kinds = organisation.tree(conn), terms.kinds(conn)

    def parse(line: Line) -> Parsed:
        values = line.values
        row = {
            "person_id": terms.an_officer(values, "person_id", kinds),
            "post": cells.one_of(values, "post", POSTS),
            "category": cells.optional_id(values, "category"),
            "voting": not values.get("voting") or cells.one_of(values, "voting", ("yes", "no")) == "yes",
            **terms.term(values),
        }
        unit_id = terms.a_unit(values, units, terms.day_of(row, today))
        council = cells.an_id(values, "council") if not places else cells.one_of(values, "council", places)
        row["council_id"] = councils.named(council, unit_id, units, places)
        key = councils.key(row)
        return Parsed({"id": known.get(key, {}).get("id", key), **row})

    def refuse(rows: Rows, seats: Rows) -> Mapping[str, RowError]:
        chairs = terms.meeting(rows, seats, lambda row: row["council_id"] if row["post"] == "chair" else None)
        return (
            terms.clashes(rows, grants, seats.values())
            | {key: RowError("two_chairs", other=other["person_id"]) for key, other in chairs}
            | terms.held_twice(rows, seats, lambda row: (row["council_id"], row["person_id"]))
        )

    target = Target(t.seats, terms.keyed_by_term(*_KEY), parse, refuse, lambda rows: councils.write(rows, units))
    return merge(conn, target, lines, known, partial=partial)


def _places(conn: Connection, today: date) -> dict[str, list[Where]]:
    """Return the councils that the programmes in force speak of (name → which units those are); none before the first.

    A council that no programme speaks of yet is taken by any name, so that seats may be there before the rules are.
    """
    rulebook = Rulebook()
    found: dict[str, list[Where]] = {}
    for name in editions.programmes(conn, today):
        programme = rulebook.in_force(conn, name, today).programme
        for stage in programme.stages:
            if isinstance(stage, CouncilStage):
                found.setdefault(stage.council, []).append(programme.where(stage.council))
    return found


class _Councils:
    """The councils that are there, and those that come with their first seat."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        c = t.councils.c
        self._known = {
            id_: (kind, unit_id) for id_, kind, unit_id in conn.execute(select(c.id, c.stage_council, c.unit_id))
        }
        self._ids = {named: id_ for id_, named in self._known.items()}
        self._new: dict[str, tuple[str, str]] = {}

    def named(self, kind: str, unit_id: str, units: UnitTree, places: Mapping[str, Sequence[Where]]) -> str:
        """Return the council of a unit, there or to come. Raise RowError `not_its_council` if it cannot have one."""
        at = units.units[unit_id].kind
        if any(where.kind is not None and (at == where.kind) == where.is_under for where in places.get(kind, ())):
            raise RowError("not_its_council", council=kind, unit_id=unit_id)
        if (kind, unit_id) in self._ids:
            return self._ids[kind, unit_id]
        id_ = f"{kind}/{unit_id}"
        self._new[id_] = (kind, unit_id)
        return id_

    def key(self, seat: Row) -> str:
        """Return the key that a line of a file has for a seat."""
        council = self._known.get(seat["council_id"]) or self._new[seat["council_id"]]
        return terms.key_of([*council, seat["person_id"]], seat["valid_from"])

    def write(self, seats: Sequence[Row], units: UnitTree) -> None:
        """Bring the councils of `seats` into being that are not there."""
        wanted = sorted({seat["council_id"] for seat in seats} - self._known.keys())
        rows = [
            {
                "id": id_,
                "unit_id": unit_id,
                "stage_council": kind,
                "name": f"Hội đồng xét việc tốt vì Nhân dân, {units.units[unit_id].name_vi}",
            }
            for id_ in wanted
            for kind, unit_id in [self._new[id_]]
        ]
        if rows:
            self._conn.execute(insert(self._conn, t.councils), rows)
