"""Who somebody is on a day, in the words of `rules.rights`: offices, seats, and for whom she stands in."""

from datetime import date

from sqlalchemy import Connection, or_, select

from rules.rights import Actor, Grant, Principal
from store import organisation
from store import tables as t


def actor(conn: Connection, person_id: str, on: date) -> Actor | None:
    """Return the person as she is on a day; None for somebody not in service then."""
    p = t.people.c
    serves = select(p.id).where(
        p.id == person_id,
        or_(p.active_from.is_(None), p.active_from <= on),
        or_(p.active_to.is_(None), on <= p.active_to),
    )
    if conn.execute(serves).scalar() is None:
        return None
    return Actor(
        person_id,
        _grants(conn, person_id, on),
        frozenset(council_id for council_id, _ in organisation.seats_of(conn, person_id, on)),
        tuple(Principal(away, _grants(conn, away, on)) for away in organisation.acts_for(conn, person_id, on)),
    )


def _grants(conn: Connection, person_id: str, on: date) -> tuple[Grant, ...]:
    return tuple(Grant(grant.role, grant.unit_id) for grant in organisation.grants_of(conn, person_id, on))
