"""The hands of a sitting, each called twice, and once more after a commit whose answer was lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities import calls
from activities.nominations import NominationHands
from activities.sittings import SittingHands
from rules.commands import Recommend
from rules.nomination import State
from store import instance
from store import tables as t
from store.engine import Database
from store.errors import StoreUnavailable
from tests.activities.torn import Torn
from tests.store.cases import (
    CLOSING,
    COUNCIL,
    OPENING,
    RULEBOOK,
    Case,
    at,
    changed,
    close,
    everything,
    hand_over,
    log,
    make_house,
    open_votes,
    plan,
    stand,
    vote,
    withdraw,
)
from tests.store.makers import MASTER
from workflows.nomination import Nomination, Start
from workflows.runner import workflow_runner
from workflows.sitting import Sitting

PUBLISHED = CLOSING + timedelta(days=7)
WITH_WAITING_LIST = changed(
    "unit-month",
    select={"at_most": "1", "rank_by": ["ayes"], "on_tie_at_limit": "stated order"},
    not_selected_but_passed="waiting list until results are published",
    results_published="5 working days after voting closes",
)


def hands(database: Database, client: Client) -> SittingHands:
    return SittingHands(database, RULEBOOK, client, MASTER)


def call(database: Database, sitting_id: str, **changes: Any) -> calls.SittingCall:
    with database.read() as conn:
        epoch = instance.epoch(conn)
    return calls.SittingCall.model_validate({"sitting_id": sitting_id, "epoch": epoch, "at": OPENING} | changes)


def planned(database: Database, *ids: str) -> str:
    with database.write() as conn:
        for id_ in ids:
            stand(conn, id_)
        return plan(conn)


def voted(database: Database) -> str:
    sitting = planned(database, "n-1", "n-2")
    open_votes(database, sitting)
    vote(database, sitting, {"n-1": 5, "n-2": 1})
    return sitting


def waiting(database: Database) -> str:
    """A decided sitting in which one waits, and who was selected has withdrawn."""
    with database.write() as conn:
        make_house(conn, WITH_WAITING_LIST)
    sitting = planned(database, "n-1", "n-2")
    open_votes(database, sitting)
    vote(database, sitting, {"n-1": 5, "n-2": 4})
    close(database, sitting)
    with database.write() as conn:
        withdraw(conn, "n-1")
    return sitting


async def twice(database: Database, act: Callable[[], Awaitable[object]]) -> tuple[object, object, bool]:
    """Do it, and do it again; return both answers, and whether the second changed nothing."""
    first = await act()
    before = everything(database)
    return first, await act(), everything(database) == before


async def torn_off(database: Database, act: Callable[[Database], Awaitable[object]]) -> tuple[object, bool]:
    """Do it with its answer lost, and again; return the answer, and whether the second time changed nothing."""
    torn = Torn(database.url)
    with pytest.raises(StoreUnavailable):
        await act(torn)
    before = everything(database)
    try:
        return await act(torn), everything(database) == before
    finally:
        torn.close()


async def test_opening_twice_is_opening_once(house: Database, nobody: Client) -> None:
    sitting = planned(house, "n-1")
    hand = hands(house, nobody)

    first, again, is_same = await twice(house, lambda: hand.open_voting(call(house, sitting)))

    assert isinstance(first, calls.VotingOpened)
    assert (first.candidates, first.members, first.closes_at) == (1, 5, CLOSING)
    assert (again, is_same) == (first, True)


async def test_an_opening_whose_answer_was_lost_is_answered_again(house: Database, nobody: Client) -> None:
    sitting = planned(house, "n-1")
    asked = call(house, sitting)
    hand = hands(torn := Torn(house.url), nobody)

    with pytest.raises(StoreUnavailable):
        await hand.open_voting(asked)
    before = everything(house)
    again = await hand.open_voting(asked)
    torn.close()

    assert (again.candidates, again.closes_at, everything(house) == before) == (1, CLOSING, True)


async def test_sittings_that_open_together_share_a_commit_and_one_bad_one_harms_only_itself(
    house: Database, nobody: Client
) -> None:
    sitting = planned(house, "n-1")
    with house.write() as conn:
        empty = plan(conn, "department")
    hand = hands(house, nobody)

    full, stale, none = await asyncio.gather(
        hand.open_voting(call(house, sitting)),
        hand.open_voting(call(house, sitting, epoch="before-the-restore")),
        hand.open_voting(call(house, empty)),
        return_exceptions=True,
    )

    assert isinstance(stale, ApplicationError)
    assert (stale.type, stale.non_retryable) == ("diverged", True)
    assert isinstance(full, calls.VotingOpened)
    assert isinstance(none, calls.VotingOpened)
    assert (full.candidates, none.candidates, none.closes_at) == (1, 0, None)


async def test_closing_twice_is_closing_once(house: Database, nobody: Client) -> None:
    sitting = voted(house)
    hand = hands(house, nobody)

    first, again, is_same = await twice(house, lambda: hand.close_voting(call(house, sitting, at=CLOSING)))

    assert first == calls.VotingClosed(selected=1, waiting=0, not_selected=1, no_quorum=0)
    assert (again, is_same) == (first, True)


async def test_a_closing_whose_answer_was_lost_is_answered_again(house: Database, nobody: Client) -> None:
    sitting = voted(house)
    asked = call(house, sitting, at=CLOSING)

    again, is_same = await torn_off(house, lambda database: hands(database, nobody).close_voting(asked))

    assert (again, is_same) == (calls.VotingClosed(selected=1, waiting=0, not_selected=1, no_quorum=0), True)


async def test_a_closing_of_another_time_stops_at_once(house: Database, nobody: Client) -> None:
    sitting = voted(house)
    before = everything(house)

    with pytest.raises(ApplicationError) as stopped:
        await hands(house, nobody).close_voting(call(house, sitting, epoch="before-the-restore"))

    assert (stopped.value.type, stopped.value.non_retryable) == ("diverged", True)
    assert everything(house) == before


async def test_moving_twice_is_moving_once(house: Database, nobody: Client) -> None:
    sitting = planned(house, "n-1")
    open_votes(house, sitting)
    hand = hands(house, nobody)
    moved = calls.Rescheduled(
        sitting_id=sitting,
        command_id="c-1",
        epoch=call(house, sitting).epoch,
        at=OPENING,
        by="head",
        because="bão",
        votes_close_at=at("2026-12-10T17:00"),
    )

    first, again, is_same = await twice(house, lambda: hand.reschedule(moved))

    assert (first, again, is_same) == (calls.Announced(told=0), calls.Announced(told=0), True)
    with house.read() as conn:
        assert conn.execute(select(t.sittings.c.votes_close_at)).scalar() == at("2026-12-10T17:00")


async def test_a_move_whose_answer_was_lost_is_not_made_twice(house: Database, nobody: Client) -> None:
    sitting = planned(house, "n-1")
    open_votes(house, sitting)
    told = {"sitting_id": sitting, "epoch": call(house, sitting).epoch, "at": OPENING, "by": "head", "because": "bão"}
    moved = calls.Rescheduled.model_validate(told | {"command_id": "c-1", "votes_close_at": at("2026-12-10T17:00")})

    _, is_same = await torn_off(house, lambda database: hands(database, nobody).reschedule(moved))

    assert is_same


async def test_ending_the_waiting_list_twice_is_ending_it_once(db: Database, nobody: Client) -> None:
    sitting = waiting(db)
    hand = hands(db, nobody)

    first, again, is_same = await twice(db, lambda: hand.settle_waiting_list(call(db, sitting, at=PUBLISHED)))

    assert first == calls.VotingClosed(selected=2, waiting=0, not_selected=0, no_quorum=0)
    assert (again, is_same) == (first, True)


async def test_the_end_of_a_waiting_list_whose_answer_was_lost_is_answered_again(db: Database, nobody: Client) -> None:
    sitting = waiting(db)
    asked = call(db, sitting, at=PUBLISHED)

    again, is_same = await torn_off(db, lambda database: hands(database, nobody).settle_waiting_list(asked))

    assert (again, is_same) == (calls.VotingClosed(selected=2, waiting=0, not_selected=0, no_quorum=0), True)


# ── announcing, to real workflows ──


@asynccontextmanager
async def crew(env: WorkflowEnvironment, database: Database) -> AsyncIterator[None]:
    """A worker that runs nominations on this database."""
    nominations = NominationHands(database, RULEBOOK)
    async with Worker(
        env.client,
        task_queue="sovang",
        workflows=[Nomination],
        activities=[nominations.project, nominations.record],
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[Exception],
    ):
        yield


async def alive(env: WorkflowEnvironment, case: Case) -> WorkflowHandle[Any, Any]:
    start = Start(
        nomination_id=case.id, epoch=case.epoch, events=tuple(case.events), projected=case.projected, entry=case.entry
    )
    return await env.client.start_workflow(Nomination.run, start, id=case.id, task_queue="sovang")


def recommended(database: Database, id_: str) -> Case:
    case = log(database, id_)
    case.ask(Recommend(by="binh"), at("2026-11-25T09:00"))
    hand_over(database, case)
    return case


def ledger(database: Database, id_: str) -> list[str]:
    e = t.events.c
    with database.read() as conn:
        return list(conn.execute(select(e.kind).where(e.stream == id_).order_by(e.number)).scalars())


async def test_announcing_twice_tells_each_nomination_once_and_wakes_nobody_else(
    house: Database, env: WorkflowEnvironment
) -> None:
    cases = [recommended(house, id_) for id_ in ("n-ends", "n-goes-on", "n-gone")]
    with house.write() as conn:
        conn.execute(update(t.nominations).where(t.nominations.c.id != "n-goes-on").values(tries=1))
        sitting = plan(conn)
    open_votes(house, sitting)
    vote(house, sitting, {"n-ends": 1, "n-goes-on": 5, "n-gone": 1})
    close(house, sitting)
    hand = hands(house, env.client)

    async with crew(env, house):
        ends, goes_on = await alive(env, cases[0]), await alive(env, cases[1])
        told = await hand.announce(call(house, sitting))
        told_at_once = await hand.announce(call(house, sitting))
        answer = await ends.result()
        state: State = await goes_on.query(Nomination.state)
        told_late = await hand.announce(call(house, sitting))

    assert (told.told, told_at_once.told in (1, 2)) == (2, True)
    assert (answer.stage, state.stage) == ("end", "unit-month")
    assert ledger(house, "n-ends") == ["logged", "recommended", "heard"]
    assert ledger(house, "n-goes-on") == ["logged", "recommended"]
    assert told_late == calls.Announced(told=1)  # the one that has no workflow to hear it


async def test_when_temporal_is_away_announcing_fails_and_is_tried_again(small_house: Database, nobody: Client) -> None:
    recommended(small_house, "n-1")
    with small_house.write() as conn:
        conn.execute(update(t.nominations).values(tries=1))
        sitting = plan(conn)
    open_votes(small_house, sitting)
    vote(small_house, sitting, {"n-1": 1})
    close(small_house, sitting)

    with pytest.raises(RuntimeError, match="onnect"):
        await hands(small_house, nobody).announce(call(small_house, sitting))


async def test_a_signal_that_all_have_voted_closes_nothing_while_somebody_is_missing(
    house: Database, env: WorkflowEnvironment
) -> None:
    now = await env.get_current_time()
    dated = {"candidates_close_at": now, "votes_open_at": now, "votes_close_at": now + timedelta(days=5)}
    with house.write() as conn:
        stand(conn, "n-1", stage_since=now)
        sitting = plan(conn, **dated)
    start = calls.SittingStart(sitting_id=sitting, epoch=call(house, sitting).epoch, votes_open_at=now)
    hand = hands(house, env.client)

    async with Worker(
        env.client,
        task_queue="sovang",
        workflows=[Sitting],
        activities=[hand.open_voting, hand.close_voting, hand.announce],
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[Exception],
    ):
        running = await env.client.start_workflow(Sitting.run, start, id=sitting, task_queue="sovang")
        await env.sleep(timedelta(hours=1))
        vote(house, sitting, {"n-1": 3}, voters=COUNCIL[:3], when=now)
        await running.signal(Sitting.everybody_voted, 1)
        await env.sleep(timedelta(hours=1))
        too_early = status(house, sitting)
        vote(house, sitting, {"n-1": 2}, voters=COUNCIL[3:], when=now)
        await running.signal(Sitting.everybody_voted, 1)
        outcome = await running.result()

    assert (too_early, status(house, sitting), outcome.selected) == ("open", "decided", 1)
    with house.read() as conn:
        closed_at = conn.execute(select(t.sittings.c.closed_at)).scalar_one()
    assert closed_at < now + timedelta(hours=3)


def status(database: Database, sitting_id: str) -> str:
    with database.read() as conn:
        return str(conn.execute(select(t.sittings.c.status).where(t.sittings.c.id == sitting_id)).scalar_one())
