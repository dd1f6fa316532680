"""The reconciler's hands on a real server: what came when a period had begun gets its sitting, once."""

from datetime import datetime

from temporalio.testing import WorkflowEnvironment

from activities import calls
from activities.reconciling import ReconcileHands
from store import instance
from store.engine import Database
from store.periods import open_period, planned
from tests.store.cases import RULEBOOK, at, everything, make_council
from tests.store.makers import make_unit

FIRST_DAY, LATER = at("2026-11-01T00:05"), at("2026-11-20T00:05")
MONTH = "period/so-vang/unit-month/2026-11"
LATE = "sitting/so-vang/unit-month/new-department/2026-11"


def begin(database: Database, when: datetime) -> None:
    with database.write() as conn:
        epoch = instance.epoch(conn)
        open_period(conn, "so-vang", "unit-month", "2026-11", at=when, epoch=epoch, rulebook=RULEBOOK)


async def test_a_unit_that_comes_later_gets_its_sitting_once(house: Database, env: WorkflowEnvironment) -> None:
    begin(house, FIRST_DAY)
    with house.write() as conn:
        make_unit(conn, "new-department", "province", kind="department")
        make_council(conn, "new-department")
    hands = ReconcileHands(house, RULEBOOK, env.client, "sovang")

    first = await hands.open_periods(calls.Instant(at=LATER))
    before = everything(house)
    again = await hands.open_periods(calls.Instant(at=LATER))

    with house.read() as conn:
        there = {one.id for one in planned(conn, MONTH)}
    assert LATE in there
    assert everything(house) == before
    assert (first.periods > 0, again.periods) == (True, 0)
