"""The house as a rule file meets it on its first day: units, who sits in councils, which editions there are."""

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, func, or_, select

from rules.circumstances import Beginning, Circumstances, KnownCouncil, KnownUnit
from store import editions, organisation
from store import tables as t


def circumstances(conn: Connection, programme: str, today: date, begins: date | None = None) -> Circumstances:
    """Return what a new edition of `programme` meets; `begins` says when, if not its file."""
    day = max(today, begins) if begins else today
    units = organisation.tree(conn)
    return Circumstances(
        today=today,
        units={id_: KnownUnit(unit.valid_to, units.whereabouts(id_, day)) for id_, unit in units.units.items()},
        councils=_councils(conn, day),
        editions=tuple(Beginning(one.hash, one.in_force_from) for one in editions.history(conn, programme)),
        begins=begins,
    )


def _councils(conn: Connection, on: date) -> tuple[KnownCouncil, ...]:
    """Return every council of a unit that is there on a day, with its voting members."""
    c, s, u = t.councils.c, t.seats.c, t.units.c
    sits = (
        (s.council_id == c.id)
        & s.voting
        & or_(s.valid_from.is_(None), s.valid_from <= on)
        & or_(s.valid_to.is_(None), s.valid_to >= on)
    )
    chairs = func.count(s.id).filter(s.post == "chair")
    found = conn.execute(
        select(c.id, c.unit_id, c.stage_council, func.count(s.id), chairs)
        .join(t.units, u.id == c.unit_id)
        .outerjoin(t.seats, sits)
        .where(or_(u.valid_from.is_(None), u.valid_from <= on), or_(u.valid_to.is_(None), u.valid_to >= on))
        .group_by(c.id, c.unit_id, c.stage_council)
        .order_by(c.unit_id, c.stage_council)
    )
    seated: dict[str, set[str]] = defaultdict(set)
    for council_id, category in conn.execute(
        select(c.id, s.category).join(t.seats, sits).where(s.category.is_not(None)).distinct()
    ):
        seated[council_id].add(category or "")
    return tuple(
        KnownCouncil(unit_id, council, voting, bool(chair), frozenset(seated[id_]))
        for id_, unit_id, council, voting, chair in found
    )
