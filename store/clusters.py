"""Which cluster of its programme each candidate belongs to, by its unit and those above it. Judges nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from rules.clusters import cluster_of
from rules.sitting import Tally
from store import organisation
from store import tables as t
from store.rulebook import Rules
from store.writing import portions


def in_clusters(conn: Connection, tallies: Sequence[Tally], rules: Rules, at: datetime) -> tuple[Tally, ...]:
    """Return the counts, each with its candidate's cluster at an instant ("" for none)."""
    n, units, day = t.nominations.c, organisation.tree(conn), rules.clock.day(at)
    of: dict[str, str] = {}
    for some in portions([tally.nomination_id for tally in tallies]):
        for id_, unit_id in conn.execute(select(n.id, n.unit_id).where(n.id.in_(some))):
            found = cluster_of(rules.programme.clusters, units.looked_after_at(unit_id, day))
            of[id_] = found[0] if found else ""
    return tuple(tally.model_copy(update={"cluster": of.get(tally.nomination_id, "")}) for tally in tallies)
