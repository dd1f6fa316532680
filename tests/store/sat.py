"""What a sitting left in the rows, for the tests of the closing; and sittings whose vote is open."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from rules.programme import Programme
from store import sittings
from store import tables as t
from store.engine import Database
from tests.store.cases import MONDAY, changed, make_house, open_votes, plan, stand

TWO = {"at_least": 1, "at_most": "2", "rank_by": ["ayes", "beneficiaries"], "on_tie_at_limit": "run-off"}


def with_waiting_list(**changes: Any) -> Programme:
    """Two are taken every month at most; who passed beyond waits until results are published."""
    waits = {
        "select": TWO | changes,
        "not_selected_but_passed": "waiting list until results are published",
        "results_published": "5 working days after voting closes",
    }
    return changed("unit-month", **waits)


def opened(database: Database, *ids: str, programme: Programme | None = None, unit_id: str = "district") -> str:
    """An open vote on nominations that were logged one after the other."""
    with database.write() as conn:
        make_house(conn, programme) if programme else make_house(conn)
        for number, id_ in enumerate(ids):
            stand(conn, id_, council_unit_id=unit_id, logged_at=MONDAY + timedelta(minutes=number))
        sitting = plan(conn, unit_id)
    open_votes(database, sitting)
    return sitting


def stands(database: Database, *columns: str) -> dict[str, tuple[Any, ...]]:
    n = t.nominations.c
    with database.read() as conn:
        rows = conn.execute(select(n.id, *(n[name] for name in columns or ("stage", "status", "outcome"))))
        return {id_: tuple(rest) for id_, *rest in rows}


def book(database: Database, unit_id: str = "district") -> list[tuple[int, str]]:
    e = t.entries.c
    with database.read() as conn:
        found = select(e.number, e.nomination_id).where(e.unit_id == unit_id).order_by(e.number)
        return [tuple(row) for row in conn.execute(found)]


def standings(database: Database, sitting_id: str, *names: str) -> list[tuple[Any, ...]]:
    with database.read() as conn:
        return [tuple(getattr(one, name) for name in names) for one in sittings.standings(conn, sitting_id)]


def events(database: Database, sitting_id: str) -> list[str]:
    e = t.events.c
    with database.read() as conn:
        return list(conn.execute(select(e.kind).where(e.stream == sitting_id).order_by(e.number)).scalars())


def told(database: Database, kinds: Sequence[str] = ("selected", "not_selected", "waiting")) -> list[tuple[str, str]]:
    o = t.outbox.c
    with database.read() as conn:
        found = select(o.about, o.kind).where(o.kind.in_(kinds)).order_by(o.about, o.id)
        return [tuple(row) for row in conn.execute(found)]
