"""The world of the demo: units from the file, posts for each, the programme adopted. For a new database only."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cli.demo.people import cast
from rules.programme import Programme
from store import instance, organisation
from store import tables as t
from store.engine import Database, migrate
from store.rulebook import Rulebook, Rules, adopt
from store.unit_tree import UnitTree


def build(database: Database, units: Path, programme: Programme) -> tuple[Rules, UnitTree, str]:
    """Fill an empty database; return the programme's rules, the units and the epoch."""
    migrate(database)
    with database.write() as conn:
        conn.execute(t.units.insert(), _units(units))
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


def _units(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return [
            {
                "id": row["unit_id"],
                "name_vi": row["name_vi"],
                "kind": row["kind"],
                "parent_id": row["parent_id"] or None,
                "cluster": row["cluster"] or None,
                "valid_from": _day(row["valid_from"]),
                "valid_to": _day(row["valid_to"]),
                "successor_id": row["successor_id"] or None,
                "source": row["source"],
            }
            for row in csv.DictReader(opened)
        ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
