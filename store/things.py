"""What messages are about, as people call it: a deed by its title, a sitting by its unit, a change by its day."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from store import tables as t
from store.outbox import Queued
from store.writing import portions

Thing = tuple[str, str]
"""A title, and the path of the page."""


def about(message: Queued) -> set[str]:
    """Return the ids of all that a message is about."""
    named = {str(one["about"]) for one in message.params.get("owed", ())}
    return named | ({message.about} if message.about else set())


def things(conn: Connection, ids: Iterable[str]) -> dict[str, Thing]:
    """Return what these ids stand for (id → thing); an id of something else is absent."""
    n, s, u, c = t.nominations.c, t.sittings.c, t.units.c, t.rule_changes.c
    found: dict[str, Thing] = {}
    for some in portions(sorted(set(ids))):
        for id_, title in conn.execute(select(n.id, n.title).where(n.id.in_(some))):
            found[id_] = (title, f"/nominations/{id_}")
        of_changes = select(c.id, c.programme, c.in_force_from).where(c.id.in_(some))
        for id_, programme, since in conn.execute(of_changes):
            found[id_] = (f"{programme}, {since:%d/%m/%Y}", f"/rules/changes/{id_}")
        of_sittings = select(s.id, s.period, u.name_vi).join(t.units, u.id == s.unit_id, isouter=True)
        for id_, period, name in conn.execute(of_sittings.where(s.id.in_(some))):
            found[id_] = (f"{name or ''}, {period}".strip(", "), f"/sittings/{id_}")
    return found
