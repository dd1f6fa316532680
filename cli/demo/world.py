"""The world of the demo: units from the file, posts for each, the programme adopted. For a new database only."""

from datetime import UTC, datetime
from pathlib import Path

from cli.demo.people import cast
from cli.refusals import RefusalError
from rules.programme import Programme
from store import instance, organisation
from store import tables as t
from store.engine import Database
from store.imports.units import import_units
from store.migrating import migrate
from store.rulebook import Rulebook, Rules, adopt
from store.unit_tree import UnitTree


def build(database: Database, units: Path, programme: Programme) -> tuple[Rules, UnitTree, str]:
    """Fill an empty database; return the programme's rules, the units and the epoch."""
    migrate(database)
    with database.write() as conn:
        report = import_units(conn, units.read_bytes())
        if not report.is_taken:
            raise RefusalError("import_refused", file=units, errors=report.counts["error"])
        tree = organisation.tree(conn)
        everybody = cast(tree.units.values())
        conn.execute(t.people.insert(), everybody.people)
        conn.execute(t.grants.insert(), everybody.grants)
        conn.execute(t.councils.insert(), everybody.councils)
        conn.execute(t.seats.insert(), everybody.seats)
        began = datetime.combine(programme.in_force_from, datetime.min.time(), tzinfo=UTC)
        adopt(conn, programme, began, by="rehearsal")
        rules = Rulebook().in_force(conn, programme.programme, programme.in_force_from)
        return rules, tree, instance.epoch(conn)
