"""The hands of a period, each called twice, and once more after a commit whose answer was lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from activities import calls
from activities.attributes import PERIOD, STAGE, UNIT
from activities.periods import PeriodHands
from store import instance
from store import tables as t
from store.engine import Database
from store.errors import StoreUnavailable
from store.periods import period_id
from tests.activities.torn import Torn
from tests.store.cases import CLOSING, OPENING, RULEBOOK, at, everything, open_votes

MONTH = period_id("so-vang", "unit-month", "2026-11")
FIRST_DAY = at("2026-11-01T00:05")
ENDS = CLOSING + timedelta(days=1)


def hands(database: Database, client: Client) -> PeriodHands:
    return PeriodHands(database, RULEBOOK, client, "sovang")


def call(database: Database, when: datetime | None = FIRST_DAY, **changes: Any) -> calls.PeriodCall:
    with database.read() as conn:
        epoch = instance.epoch(conn)
    named = {"period_id": MONTH, "programme": "so-vang", "stage": "unit-month", "period": "2026-11"}
    return calls.PeriodCall.model_validate(named | {"epoch": epoch, "at": when} | changes)


async def empty(database: Database, client: Client) -> None:
    """A period of which every sitting is over."""
    await hands(database, client).open_period(call(database))
    with database.write() as conn:
        conn.execute(update(t.sittings).values(status="none"))


async def test_beginning_twice_is_beginning_once(house: Database, nobody: Client) -> None:
    first = await hands(house, nobody).open_period(call(house))
    before = everything(house)

    again = await hands(house, nobody).open_period(call(house))

    assert (first, again) == (calls.PeriodOpened(ends_at=ENDS),) * 2
    assert everything(house) == before


async def test_a_beginning_whose_answer_was_lost_is_answered_again(house: Database, nobody: Client) -> None:
    torn = Torn(house.url)
    hand = hands(torn, nobody)
    with pytest.raises(StoreUnavailable):
        await hand.open_period(call(house))
    before = everything(house)

    again = await hand.open_period(call(house))
    torn.close()

    assert (again.ends_at, everything(house) == before) == (ENDS, True)


async def test_closing_twice_is_closing_once(house: Database, nobody: Client) -> None:
    await empty(house, nobody)
    first = await hands(house, nobody).close_period(call(house, ENDS))
    before = everything(house)

    again = await hands(house, nobody).close_period(call(house, ENDS))

    assert (first, again) == (calls.PeriodClosed(undecided=0, with_selection=0, without=3),) * 2
    assert everything(house) == before


async def test_a_closing_whose_answer_was_lost_reports_once(house: Database, nobody: Client) -> None:
    await empty(house, nobody)
    torn = Torn(house.url)
    hand = hands(torn, nobody)
    with pytest.raises(StoreUnavailable):
        await hand.close_period(call(house, ENDS))
    before = everything(house)

    again = await hand.close_period(call(house, ENDS))
    torn.close()

    with house.read() as conn:
        assert conn.execute(select(t.periods.c.summary)).scalar_one()["reported_to"] == ["province"]
    assert (again.without, everything(house) == before) == (3, True)


async def test_a_period_with_a_sitting_to_come_stays_open(house: Database, nobody: Client) -> None:
    await hands(house, nobody).open_period(call(house))

    closed = await hands(house, nobody).close_period(call(house, ENDS))

    assert closed == calls.PeriodClosed(undecided=3)


@pytest.mark.parametrize("name", ["open_period", "start_sittings", "close_period"])
async def test_a_period_of_another_time_stops_at_once(small_house: Database, nobody: Client, name: str) -> None:
    await hands(small_house, nobody).open_period(call(small_house))
    before = everything(small_house)

    with pytest.raises(ApplicationError) as stopped:
        await getattr(hands(small_house, nobody), name)(call(small_house, epoch="before-the-restore"))

    assert (stopped.value.type, stopped.value.non_retryable) == ("diverged", True)
    assert everything(small_house) == before


async def test_without_the_workflows_instant_nothing_is_done(small_house: Database, nobody: Client) -> None:
    with pytest.raises(ApplicationError) as stopped:
        await hands(small_house, nobody).open_period(call(small_house, None))

    assert (stopped.value.type, stopped.value.non_retryable) == ("no_instant", True)


async def test_every_sitting_gets_one_workflow_that_operators_find(house: Database, env: WorkflowEnvironment) -> None:
    hand = hands(house, env.client)
    await hand.open_period(call(house))

    first = await hand.start_sittings(call(house))
    runs = [await describe(env, unit_id) for unit_id in ("department", "district", "other-district")]
    again = await hand.start_sittings(call(house))
    runs_again = [await describe(env, unit_id) for unit_id in ("department", "district", "other-district")]

    assert (first, again) == (calls.SittingsStarted(sittings=3),) * 2
    assert runs_again == runs
    assert [shown for _, *shown in runs] == [
        ["Sitting", WorkflowExecutionStatus.RUNNING, unit_id, "2026-11", "planned"]
        for unit_id in ("department", "district", "other-district")
    ]


async def describe(env: WorkflowEnvironment, unit_id: str) -> tuple[Any, ...]:
    found = await env.client.get_workflow_handle(f"sitting/so-vang/unit-month/{unit_id}/2026-11").describe()
    shown = found.typed_search_attributes
    return found.run_id, found.workflow_type, found.status, shown.get(UNIT), shown.get(PERIOD), shown.get(STAGE)


async def test_a_sitting_that_has_opened_its_vote_is_not_started_again(
    small_house: Database, env: WorkflowEnvironment
) -> None:
    hand = hands(small_house, env.client)
    await hand.open_period(call(small_house))
    open_votes(small_house, "sitting/so-vang/unit-month/district/2026-11", when=OPENING)

    assert await hand.start_sittings(call(small_house)) == calls.SittingsStarted(sittings=2)
